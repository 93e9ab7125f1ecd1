"""The page that explains the order of results says what the search counts with."""

import pytest

from search import ranking_page, weights
from tests.factories.cms import make_home

pytestmark = pytest.mark.django_db

ADDRESS = "/jak-ukladamy-wyniki/"


def page(client) -> str:
    make_home()
    response = client.get(ADDRESS)
    assert response.status_code == 200
    return response.content.decode()


def test_every_number_of_the_file_is_on_the_page(client):
    text = page(client)

    for name in weights.FIELDS:
        assert f'<td class="num">{weights.points(name)}</td>' in text
    for name in ("EXACT", "SYNONYM", "NARROWER", "MENDED", "BEGINNING"):
        assert f'<td class="num">{getattr(weights, name)}&nbsp;%</td>' in text
    for name in ("AVAILABLE", "AT_PLACE", "SERVES_PLACE"):
        assert f'<td class="num">+{getattr(weights, name)}</td>' in text


def test_a_changed_weight_changes_the_page(client, monkeypatch):
    before = page(client)
    monkeypatch.setitem(weights.FIELDS, "title", 777)
    monkeypatch.setattr(weights, "SYNONYM", 33)
    monkeypatch.setattr(weights, "AVAILABLE", 444)

    after = client.get(ADDRESS).content.decode()

    for number in ('">777<', '">33&nbsp;%<', '">+444<', str(777 * 33 // 100), str(777 + 444)):
        assert number not in before
        assert number in after


def test_no_weight_is_left_unsaid():
    numbers = {name for name in dir(weights) if name.isupper() and isinstance(getattr(weights, name), int)}

    assert set(ranking_page.PLACES) == set(weights.FIELDS)
    assert set(ranking_page.MANNERS) | set(ranking_page.BONUSES) == numbers


def test_the_page_is_at_the_address_that_the_foot_names(client):
    make_home()

    assert f'href="{ADDRESS}"' in client.get("/kontakt/").content.decode()
