"""A proxy that keeps all it lawfully may (RFC 9111) stands between the portal and three people: nobody sees another's page."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.factories.accounts import UserFactory
from tests.factories.catalogue import CategoryFactory, ProductFactory
from tests.factories.cms import make_home, make_news

pytestmark = pytest.mark.django_db

SIGNED_IN = 'href="/konto/"'
PRIVATE = {"/koszyk/", "/konto/", "/zamowienie/", "/konto/ulubione/", "/konto/zaloguj/"}


class Proxy:
    """A shared cache. It keeps what is neither `private` nor `no-store`, even what says nothing about keeping."""

    def __init__(self) -> None:
        self.kept: dict[str, list[tuple[dict[str, str], object]]] = {}

    def get(self, client: Client, path: str):
        cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in sorted(client.cookies.items()))
        asked = {"cookie": cookies}
        found = next((answer for varied, answer in self.kept.get(path, []) if self._fits(varied, asked)), None)
        if found is not None and not self._must_ask_again(found):
            return found
        answer = client.get(path, headers={"If-None-Match": found["ETag"]} if found is not None else {})
        if answer.status_code == 304:
            return found
        control = answer.headers.get("Cache-Control", "")
        if answer.status_code == 200 and not re.search(r"private|no-store", control):
            names = [name.strip().lower() for name in answer.headers.get("Vary", "").split(",") if name.strip()]
            self.kept.setdefault(path, []).insert(0, ({name: asked.get(name, "") for name in names}, answer))
        return answer

    @staticmethod
    def _fits(varied: dict[str, str], asked: dict[str, str]) -> bool:
        return all(asked.get(name, "") == value for name, value in varied.items())

    @staticmethod
    def _must_ask_again(answer) -> bool:
        control = answer.headers.get("Cache-Control", "")
        return "ETag" in answer.headers and re.search(r"no-cache|max-age=0", control) is not None


@pytest.fixture
def offer():
    return ProductFactory(title="Kubek z kogutem", category=CategoryFactory(slug="ceramika"))


@pytest.fixture
def paths(offer):
    make_home()
    news = make_news()
    connection.run_on_commit.clear()  # as if it were committed: pages are kept
    shop = [reverse("shop:home"), reverse("shop:category", args=["ceramika"]), offer.get_absolute_url()]
    people = [reverse("pes:directory"), offer.partner.profile.get_absolute_url()]
    return ["/", "/en/", news.get_url(), "/aktualnosci/", "/szukaj/?q=kubek", *shop, *people, *sorted(PRIVATE)]


def test_behind_a_greedy_proxy_nobody_sees_another_persons_page(paths, offer):
    proxy, anna, buyer, stranger = Proxy(), Client(), Client(), Client()
    anna.force_login(UserFactory(email="anna@example.com"))
    buyer.post(reverse("basket:add"), {"product": offer.pk, "quantity": "1"})

    for _ in range(2):
        for path in paths:
            hers, buyers, strangers = (proxy.get(each, path) for each in (anna, buyer, stranger))
            assert SIGNED_IN not in buyers.text, path
            assert SIGNED_IN not in strangers.text, path
            assert "anna@example.com" not in buyers.text + strangers.text, path
            if hers.status_code == 200:
                assert "no-store" in hers["Cache-Control"], path
            if path in PRIVATE:
                for answer in (hers, buyers, strangers):
                    assert answer.status_code != 200 or "no-store" in answer["Cache-Control"], path

    assert "Kubek z kogutem" in proxy.get(buyer, "/koszyk/").text
    assert "Kubek z kogutem" not in proxy.get(stranger, "/koszyk/").text
    assert not PRIVATE & proxy.kept.keys()


def test_the_proxy_of_these_tests_does_keep_and_serve(paths):
    proxy, path = Proxy(), reverse("pes:directory")
    first = proxy.get(Client(), path)

    assert proxy.kept[path]
    assert proxy.get(Client(), path) is first


def test_what_is_alike_for_everybody_comes_with_a_validator(paths):
    for path in ("/", "/aktualnosci/", reverse("shop:home"), reverse("shop:category", args=["ceramika"])):
        answer = Client().get(path)
        assert "no-cache" in answer["Cache-Control"], path
        assert Client().get(path, headers={"If-None-Match": answer["ETag"]}).status_code == 304, path
