"""Which terms a buyer accepted: those shown, by version, readable for ever."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from cms.pages.models import LegalVersionPage
from cms.pages.services import publish_legal_version
from operations import outbox
from operations.clock import now, today
from shop.order.models import Order
from tests.factories.catalogue import ProductFactory
from tests.factories.cms import make_home
from tests.shop.checkout.walk import place, to_review

pytestmark = pytest.mark.django_db


@pytest.fixture
def terms(db):
    make_home()
    for version, days in (("1.0", -100), ("1.1", 1)):
        publish_legal_version(
            "BUYER_TERMS", version=version, valid_from=today() + timedelta(days=days), html=f"<p>tekst {version}</p>"
        )


def test_the_buyer_reads_for_ever_the_version_that_held_when_ordering(client, terms, mailoutbox):
    form = to_review(client, ProductFactory())
    assert "wersja 1.0" in client.get(reverse("checkout:review")).content.decode()
    place(client, form, terms_version="1.0")
    outbox.drain(raising=True)
    letter = next(letter for letter in mailoutbox if letter.to == ["gosc@example.com"])
    assert "/regulamin/kupujacy/1-0/" in letter.body

    with time_machine.travel(now() + timedelta(days=3)):
        assert "tekst 1.1" in client.get("/regulamin/kupujacy/").content.decode()
        assert "tekst 1.0" in client.get("/regulamin/kupujacy/1-0/").content.decode()
        page = client.get(reverse("checkout:thanks"), follow=True).content.decode()
    assert 'href="/regulamin/kupujacy/1-0/"' in page


def test_terms_that_changed_since_they_were_shown_are_asked_for_again(client, terms):
    form = to_review(client, ProductFactory())
    with time_machine.travel(now() + timedelta(days=1, hours=1)):
        response = place(client, form, terms_version="1.0")

        assert response.status_code == 200
        assert 'name="terms_version" value="1.1"' in response.content.decode()
        assert not Order.objects.exists()

        place(client, form, terms_version="1.1")
    assert Order.objects.get().terms_version == "1.1"


@pytest.mark.parametrize(
    "change", [{"body": [("text", "<p>inny tekst</p>")]}, {"version": "1.0a"}, {"valid_from": today()}]
)
def test_a_version_in_force_is_never_edited_but_a_note_may_be_added(terms, change):
    page = LegalVersionPage.objects.get(version="1.0")
    for name, value in change.items():
        setattr(page, name, value)
    with pytest.raises(ValidationError, match="obowiązuje"):
        page.save_revision().publish()
    assert "tekst 1.0" in str(LegalVersionPage.objects.get(version="1.0").body)

    page = LegalVersionPage.objects.get(version="1.0")
    page.status = "przejrzane przez prawnika"
    page.save_revision().publish()
    assert LegalVersionPage.objects.get(version="1.0").status == "przejrzane przez prawnika"

    coming = LegalVersionPage.objects.get(version="1.1")
    coming.body = [("text", "<p>jeszcze do zmiany</p>")]
    coming.save_revision().publish()
    assert "jeszcze do zmiany" in str(LegalVersionPage.objects.get(version="1.1").body)
