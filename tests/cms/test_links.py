"""No link of ours leads nowhere: menus, foot and the pages that set-up makes, in both languages."""

import re
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest

from tests.factories.cms import make_article, make_home, make_news

pytestmark = pytest.mark.django_db
STARTS = [
    "/",
    "/en/",
    "/wiedza/",
    "/regulamin/",
    "/aktualnosci/",
    "/targi/",
    "/sklep/",
    "/pes/",
    "/zglos/",
    "/kontakt/",
]


def links_of(html, address):
    for found in re.findall(r'<a\b[^>]*\bhref="([^"]*)"', html):
        parts = urlsplit(urljoin(f"http://testserver{address}", unescape(found)))
        if parts.scheme in {"http", "https"} and parts.netloc in {"testserver", "localhost"}:
            yield parts.path + (f"?{parts.query}" if parts.query else "")


def test_every_link_of_the_first_pages_answers(client):
    make_home()
    make_article(slug="poradnik")
    make_news(slug="wiadomosc")
    waiting, answers = list(STARTS), {}

    while waiting:
        address = waiting.pop()
        if address in answers:
            continue
        page = client.get(address, follow=True)
        answers[address] = page.status_code
        if "html" in page.headers["Content-Type"]:
            waiting += links_of(page.content.decode(), address)

    assert len(answers) > 30
    assert [address for address, status in answers.items() if status != 200] == []


def test_a_page_without_a_translation_leads_to_the_other_languages_home(client):
    make_home()
    article = make_article()

    page = client.get(article.url).content.decode()

    assert re.findall(r'<a href="([^"]*)" lang="en"', page) == ["/en/", "/en/"]


def test_the_two_front_pages_lead_to_each_other(client):
    make_home()

    assert 'href="/en/" lang="en"' in client.get("/").content.decode()
    assert 'href="/" lang="pl"' in client.get("/en/").content.decode()
