"""The effect of a synonym, seen before it is saved."""

import pytest

from search.engines import choose
from search.models import Synonym
from search.services import rebuild
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import ProductFactory
from tests.factories.search import SynonymFactory

pytestmark = pytest.mark.django_db

LIST = "/cms-admin/wyszukiwarka/synonimy/"
NEW = f"{LIST}nowy/"
TYPED = {"kind": "two_way", "terms": "szarlotka\njabłecznik", "targets": "", "note": ""}


@pytest.fixture
def rops(client):
    user = UserFactory(rops=True)
    client.force_login(user)
    return user


def test_the_effect_is_seen_before_it_is_saved(client, rops):
    ProductFactory(title="Jabłecznik babci")
    ProductFactory(title="Kubek z kogutem")
    rebuild(choose.engine(choose.DATABASE))

    response = client.post(NEW, {**TYPED, "try": "1", "try_on": "szarlotką"})

    effect = response.context["effect"]
    assert (effect.before.total, effect.after.total) == (0, 1)
    assert effect.rows == [("Jabłecznik babci", True)]
    assert "Przed: 0 ofert" in response.content.decode()
    assert "Po: 1 oferta" in response.content.decode()
    assert not Synonym.objects.exists()


def test_the_effect_of_a_change_counts_the_old_one_out(client, rops):
    synonym = SynonymFactory(terms=["szarlotka", "jabłecznik"])
    ProductFactory(title="Jabłecznik babci")
    rebuild(choose.engine(choose.DATABASE))

    response = client.post(f"{LIST}{synonym.pk}/", {**TYPED, "terms": "szarlotka, placek", "try": "1"})

    effect = response.context["effect"]
    assert (effect.before.total, effect.after.total) == (1, 0)
