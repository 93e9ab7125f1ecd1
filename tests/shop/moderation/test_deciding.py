"""What a decision in the back office does and says."""

from datetime import timedelta

import pytest

from operations.clock import now, today
from shop.catalogue.models import Product
from shop.catalogue.services import (
    remove_picture,
    save_revision,
    submit_revision,
)
from shop.moderation.models import OfferDecision, OfferSuspension
from shop.moderation.services import approve_revision, lift_suspension, send_back_revision, suspend_offer
from tests.factories.offers import make_approved, make_submitted
from tests.shop.moderation.conftest import INBOX, page_of

pytestmark = pytest.mark.django_db


def test_approving_puts_it_on_sale_and_goes_to_the_next(office):
    revision, following = make_submitted(), make_submitted()

    response = office.post(page_of(revision), {"approve": "1", "version": revision.version})

    assert response.url == page_of(following)
    assert Product.objects.public().get() == revision.product
    assert office.post(page_of(following), {"approve": "1", "version": following.version}).url == INBOX


def test_sending_back_needs_a_reason_chosen_and_written_and_loses_nothing(office):
    revision = make_submitted()
    data = {"send_back": "1", "version": revision.version}

    page = office.post(page_of(revision), data | {"back-reason": "Proszę dodać skład.", "back-reason_code": ""})

    assert page.status_code == 422
    assert list(page.context["back"].errors) == ["reason_code"]
    assert "Proszę dodać skład." in page.content.decode()
    page = office.post(page_of(revision), data | {"back-reason": "  ", "back-reason_code": "LEGAL"})
    assert list(page.context["back"].errors) == ["reason"]
    assert not OfferDecision.objects.exists()
    office.post(page_of(revision), data | {"back-reason": "Proszę dodać skład.", "back-reason_code": "LEGAL"})

    decision = OfferDecision.objects.get()
    assert (decision.outcome, decision.reason_code, decision.reason) == ("SENT_BACK", "LEGAL", "Proszę dodać skład.")
    assert "Proszę dodać skład." in office.get(page_of(revision)).content.decode()


def test_hiding_and_bringing_back(office, rops):
    product = make_approved()
    address = page_of(product.approved_revision)

    page = office.post(address, {"suspend": "1", "down-reason": ""})
    assert (page.status_code, list(page.context["down"].errors)) == (422, ["reason"])
    for bad in (today() - timedelta(days=1), today() + timedelta(days=9999), "kiedyś"):
        page = office.post(address, {"suspend": "1", "down-reason": "Brak CE.", "down-until": str(bad)})
        assert list(page.context["down"].errors) == ["until"]
    office.post(address, {"suspend": "1", "down-reason": "Brak CE.", "down-until": str(today())})

    suspension = OfferSuspension.objects.get()
    assert suspension.suspended_by == rops
    assert suspension.until > now()
    assert not Product.objects.public().exists()
    assert "Brak CE." in office.get(address).content.decode()
    office.post(address, {"suspend": "1", "down-reason": "Drugi raz."})
    assert OfferSuspension.objects.count() == 1
    office.post(address, {"lift": "1"})
    office.post(address, {"lift": "1"})
    assert Product.objects.public().get() == product


def test_a_decision_made_already_is_said_calmly(office, rops):
    revision = make_submitted()
    seen = revision.version
    approve_revision(revision, by=rops)

    for act in ({"approve": "1"}, {"send_back": "1", "back-reason_code": "OTHER", "back-reason": "Za późno."}):
        response = office.post(page_of(revision), act | {"version": seen}, follow=True)
        assert response.status_code == 200
        assert response.redirect_chain[-1][0] == page_of(revision)
        assert "Maria Sprawdzająca" in response.content.decode()

    assert OfferDecision.objects.get().outcome == "APPROVED"


def test_a_newer_version_is_looked_at_before_it_is_decided_on(office):
    revision = make_submitted()
    seen = revision.version
    save_revision(revision, by=revision.created_by, version=seen, title="Podmieniony")
    submit_revision(revision, by=revision.created_by)

    page = office.post(
        page_of(revision),
        {"send_back": "1", "version": seen, "back-reason_code": "OTHER", "back-reason": "Długie uzasadnienie."},
    )

    assert page.status_code == 409
    text = page.content.decode()
    assert "Długie uzasadnienie." in text
    assert f'name="version" value="{revision.version}"' in text
    assert not OfferDecision.objects.exists()


def test_a_version_taken_back_leads_to_the_queue(office):
    revision = make_submitted()
    remove_picture(revision.pictures.get(), by=revision.created_by)

    assert office.post(page_of(revision), {"approve": "1", "version": revision.version}).url == INBOX
    assert not Product.objects.public().exists()


@pytest.mark.parametrize("version", ["", "abc", "0", "-1", "99999999999999999999"])
def test_a_form_that_does_not_say_what_was_seen_decides_nothing(office, version):
    revision = make_submitted()

    office.post(page_of(revision), {"approve": "1", "version": version})

    assert not Product.objects.public().exists()


@pytest.mark.parametrize("data", [{}, {"delete": "1"}, {"approve": "1", "suspend": "1"}])
def test_an_unknown_act_is_404(office, data):
    revision = make_submitted()

    assert office.post(page_of(revision), data | {"version": revision.version}).status_code == 404
    assert not Product.objects.public().exists()


def test_the_history_tells_every_decision(office, rops):
    revision = make_submitted()
    send_back_revision(revision, reason_code="OTHER", reason="Popraw.", by=rops)
    submit_revision(revision, by=revision.created_by)
    product = approve_revision(revision, by=rops)
    suspend_offer(product, reason="Powód.", legal_basis="§ 17", by=rops)
    lift_suspension(product, by=None)

    events = office.get(page_of(revision)).context["history"]

    assert [event.reason for event in events] == ["", "Powód.", "", "Popraw."]
    assert events[1].by == "Maria Sprawdzająca"
    assert events[0].by != events[1].by
