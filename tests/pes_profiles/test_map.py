"""The map is drawn from own data: whole, to scale, with a pin for everybody who has a place, at a constant price."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pes_profiles.models import Profile
from pes_profiles.region.distances import metres_between
from pes_profiles.region.map import APART, Position, outlines, pins, point
from pes_profiles.region.services import load_region, seats
from tests.factories.pes_profiles import ProfileFactory
from tests.factories.region import GminaFactory

OPOLE, NYSA, BRZEG = (50.6683, 17.9231), (50.4742, 17.3344), (50.8608, 17.4674)


def test_every_seat_of_a_gmina_is_on_the_map_and_inside_of_its_powiat():
    for terc, (lat, lon) in seats().items():
        here = point(lat, lon)
        assert here is not None
        around = next(each for each in outlines() if each.terc == terc[:4])
        assert _inside(here, around.path), terc


def test_the_map_is_to_scale():
    def units(one, other):
        a, b = point(*one), point(*other)
        return ((a.x - b.x) ** 2 + (a.y - b.y) ** 2) ** 0.5

    for one, other in ((OPOLE, NYSA), (OPOLE, BRZEG), (NYSA, BRZEG)):
        metres = metres_between(*one, *other)
        assert units(one, other) / metres == pytest.approx(units(OPOLE, NYSA) / metres_between(*OPOLE, *NYSA), rel=0.02)


def test_those_too_near_to_be_told_apart_share_a_pin_named_by_the_larger_place():
    near = (OPOLE[0] + 0.01, OPOLE[1])

    drawn = pins(
        [
            (1, Position(*near, "Czarnowąsy")),
            (2, Position(*OPOLE, "Opole")),
            (3, Position(*OPOLE, "Opole")),
            (4, Position(*NYSA, "Nysa")),
        ]
    )

    assert [(pin.places, sorted(pin.keys)) for pin in drawn] == [(["Opole", "Czarnowąsy"], [1, 2, 3]), (["Nysa"], [4])]
    assert all(
        (one.point.x - other.point.x) ** 2 + (one.point.y - other.point.y) ** 2 >= APART**2
        for one in drawn for other in drawn if one is not other
    )  # fmt: skip


def test_what_lies_elsewhere_has_no_pin():
    assert point(0.0, 0.0) is None
    assert pins([(1, Position(0.0, 0.0, "Zatoka Gwinejska"))]) == []


def _inside(here, path: str) -> bool:
    """Say whether a point is inside of a path, by counting the borders to its right."""
    inside = False
    for ring in re.findall(r"M([^Z]+)Z", path):
        corners = [tuple(map(int, corner.split())) for corner in ring.split("L")]
        for (x1, y1), (x2, y2) in zip(corners, [*corners[1:], corners[0]], strict=True):
            if (y1 > here.y) != (y2 > here.y) and here.x < (x2 - x1) * (here.y - y1) / (y2 - y1) + x1:
                inside = not inside
    return inside


# --- The pages ---


@pytest.mark.django_db
def test_the_map_leads_from_a_pin_to_those_who_sit_there(client):
    for name in ("Żuraw", "Ćma"):
        ProfileFactory(short_name=name, town="Opole", lat=OPOLE[0], lon=OPOLE[1])
    ProfileFactory(short_name="Nyska", town="Nysa", gmina=GminaFactory(lat=NYSA[0], lon=NYSA[1]))

    html = client.get("/pes/?widok=mapa").content.decode()

    pin = re.search(r'href="#(miejsce-\d)" aria-label="Opole: 2 podmioty"', html)
    assert pin
    beside = re.search(rf'<li id="{pin[1]}".*?</li>\s*</ul>', html, re.DOTALL)
    assert beside
    assert beside[0].index("Ćma") < beside[0].index("Żuraw")
    assert "Nyska" not in beside[0]
    assert 'aria-label="Nysa: 1 podmiot"' in html


@pytest.mark.django_db
def test_a_pes_without_a_position_stays_in_the_list_beside_the_map(client):
    ProfileFactory(short_name="Bez miejsca", gmina=GminaFactory(lat=None, lon=None), lat=None, lon=None)

    answer = client.get("/pes/?widok=mapa")

    assert answer.context["map"]["spots"] == []
    assert [profile.short_name for profile in answer.context["off"]] == ["Bez miejsca"]
    assert "Bez miejsca na mapie" in answer.content.decode()


@pytest.mark.django_db
def test_the_map_keeps_what_was_asked_for_and_leads_back_to_the_list(client):
    ProfileFactory(short_name="Nyska", town="Nysa", lat=NYSA[0], lon=NYSA[1])
    ProfileFactory(short_name="Opolska", town="Opole", lat=OPOLE[0], lon=OPOLE[1])

    answer = client.get("/pes/?q=nysa&widok=mapa")

    assert [spot.pin.places for spot in answer.context["map"]["spots"]] == [["Nysa"]]
    assert answer.context["other_view"] == "?q=nysa"
    assert client.get("/pes/?q=nysa").context["other_view"] == "?q=nysa&widok=mapa"


@pytest.mark.django_db
def test_the_map_costs_as_many_queries_for_one_as_for_thirty(client):
    ProfileFactory(lat=OPOLE[0], lon=OPOLE[1])
    client.get("/pes/?widok=mapa&raz=0")
    with CaptureQueriesContext(connection) as one:
        client.get("/pes/?widok=mapa&raz=1")
    for number in range(29):
        ProfileFactory(lat=OPOLE[0] + number / 100, lon=OPOLE[1])
    client.get("/pes/?widok=mapa&raz=2")
    with CaptureQueriesContext(connection) as thirty:
        assert len(client.get("/pes/?widok=mapa&raz=3").context["map"]["spots"]) > 3

    assert len(one) == len(thirty)


@pytest.mark.django_db
def test_the_page_of_a_pes_shows_where_it_is_and_where_it_comes(client):
    load_region()
    profile = ProfileFactory(short_name="Nyska", town="Nysa", lat=NYSA[0], lon=NYSA[1])
    profile.served_powiats.set(profile.served_powiats.model.objects.filter(slug__in=["nyski", "opole"]))

    html = client.get(profile.get_absolute_url()).content.decode()

    here = point(*NYSA)
    assert f'cx="{here.x}" cy="{here.y}"' in html
    assert html.count('class="map-served"') == 2
    assert "Nysa na mapie województwa opolskiego" in html
    Profile.objects.filter(pk=profile.pk).update(lat=0.0, lon=0.0)
    assert "map-where" not in client.get(profile.get_absolute_url() + "?inaczej=1").content.decode()
