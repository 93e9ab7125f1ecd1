"""Every declared door of a buyer's rooms: the signed out are led to the login door, nothing of them is stored on the way."""

import pytest
from django.urls import NoReverseMatch, reverse

from operations.routes import ANYONE, SIGNED_IN, declared
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import ProductFactory

pytestmark = pytest.mark.django_db
ROOMS = ("account:", "favourites:", "alerts:")
#: what addresses of these rooms are made of; none of it is anybody's
SHAPES = ([], [2**40], ["100001"], ["0" * 64], ["100001", "100001-1"], ["100001", 2**40])
OWN = sorted(name for name, route in declared().items() if name.startswith(ROOMS) and SIGNED_IN in route.roles)
OPEN = sorted(name for name, route in declared().items() if name.startswith(ROOMS) and ANYONE in route.roles)


def address(name):
    for shape in SHAPES:
        try:
            return reverse(name, args=shape)
        except NoReverseMatch:
            continue
    raise AssertionError(f"no shape fits {name}")


@pytest.mark.parametrize("name", OWN)
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_signed_out_are_led_to_the_login_door(client, name, method):
    answer = getattr(client, method)(address(name))
    assert answer.status_code == 302
    assert answer.url.startswith("/konto/zaloguj/")


@pytest.mark.parametrize("name", [*OWN, *OPEN])
@pytest.mark.parametrize("method", ["get", "post"])
def test_nothing_of_a_persons_doors_is_stored_and_a_strangers_key_is_not_found(client, name, method):
    ProductFactory()
    client.force_login(UserFactory())
    path = address(name)

    answer = getattr(client, method)(path)

    assert answer.status_code in {200, 302, 404, 405, 422}
    assert "no-store" in answer.headers["Cache-Control"]
    if any(character.isdigit() for character in path):
        assert answer.status_code in {404, 405}
