"""The index follows what is public: through the outbox, by the command, thing by thing."""

import pytest
from django.core.management import CommandError, call_command

from operations import outbox
from search.models import SearchEntry
from search.services import index_thing, rebuild_all
from shop.moderation.services import suspend_offer
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import ProductFactory
from tests.search.conftest import found

pytestmark = pytest.mark.django_db


def test_a_change_reaches_the_index_through_the_outbox(honey):
    type(honey).objects.filter(pk=honey.pk).update(title="Wosk pszczeli")
    outbox.put("search.index", honey.pk, dedupe_key=f"search.index:offer:{honey.pk}", coalesce=True)

    outbox.drain(raising=True)

    assert found("wosk") == [honey.pk]
    assert found("miód") == [honey.pk]  # the category is still "Miody"
    assert found("lipowy") == []


def test_indexing_twice_leaves_one_entry(honey):
    index_thing("offer", honey.pk)
    index_thing("offer", honey.pk)

    assert SearchEntry.objects.filter(kind="offer", ref=honey.pk).count() == 1


def test_a_renamed_pes_is_found_with_its_offers(honey):
    profile = honey.partner.profile
    type(profile).objects.filter(pk=profile.pk).update(short_name="Cichy Ul")

    index_thing("pes", profile.pk)

    assert found("cichy ul") == [honey.pk]
    assert found("cichy ul", kind="pes") == [profile.pk]


def test_the_command_says_what_it_indexed(honey, capsys):
    call_command("search_index", "rebuild")

    call_command("search_index", "status")

    assert "offer 1, pes 1" in capsys.readouterr().out


def test_the_command_finds_what_differs_and_repairs_it(honey, capsys):
    gone = ProductFactory(title="Kubek")
    rebuild_all()
    type(gone).objects.filter(pk=gone.pk).update(is_public=False)
    type(honey).objects.filter(pk=honey.pk).update(title="Miód gryczany")
    SearchEntry.objects.filter(kind="pes").first().delete()

    with pytest.raises(CommandError):
        call_command("search_index", "verify")
    call_command("search_index", "verify", "--repair")

    assert "1 missing, 1 left over, 1 not as they are" in capsys.readouterr().out
    call_command("search_index", "verify")
    assert "0 missing, 0 left over, 0 not as they are" in capsys.readouterr().out
    assert found("gryczany") == [honey.pk]


def test_a_suspended_offer_is_gone_at_once_and_leaves_the_index_with_the_outbox(honey):
    suspend_offer(honey, reason="Zgłoszenie", by=UserFactory(rops=True))
    assert found("miód") == []

    outbox.drain(raising=True)

    assert not SearchEntry.objects.filter(kind="offer", ref=honey.pk).exists()
