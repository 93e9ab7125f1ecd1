"""The map of the region is complete, and laying it again changes nothing."""

import pytest

from pes_profiles.region.models import Gmina, OwesArea, OwesAreaMembership, Powiat
from pes_profiles.region.services import load_region

pytestmark = pytest.mark.django_db


def test_the_region_has_12_powiaty_71_gminy_and_3_areas():
    load_region()

    assert Powiat.objects.count() == 12
    assert Gmina.objects.count() == 71
    assert OwesArea.objects.count() == 3
    assert Gmina.objects.filter(lat__isnull=True).count() == 0
    assert Gmina.objects.get(terc="166101").powiat.slug == "opole"


def test_every_powiat_belongs_to_one_area_today():
    load_region()

    assert OwesAreaMembership.objects.filter(valid_to__isnull=True).count() == 12
    north = set(OwesAreaMembership.objects.filter(area__code="NORTH").values_list("powiat__name", flat=True))
    assert north == {"kluczborski", "oleski", "namysłowski", "brzeski"}


def test_laying_the_map_again_keeps_what_rops_redrew():
    load_region()
    membership = OwesAreaMembership.objects.get(powiat__name="strzelecki")
    membership.area = OwesArea.objects.get(code="SOUTH")
    membership.save()

    load_region()

    assert Gmina.objects.count() == 71
    assert OwesAreaMembership.objects.get(powiat__name="strzelecki").area.code == "SOUTH"
