"""One version as ROPS sees it: whole, or beside what is on sale."""

import pytest

from operations.clock import now
from shop.catalogue.models import OfferRevision
from shop.catalogue.services import (
    add_picture,
    open_revision,
    save_revision,
    submit_revision,
)
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import CategoryFactory, PartnerFactory, ProductFactory
from tests.factories.offers import LEGAL, make_approved, make_draft, make_submitted, picture_file
from tests.factories.pes_profiles import CertificateFactory, ProfileSuspensionFactory
from tests.shop.moderation.conftest import INBOX, change_of, page_of

pytestmark = pytest.mark.django_db


def test_a_new_offer_is_shown_whole(office):
    partner = PartnerFactory(vat_payer=True)
    CertificateFactory(profile=partner.profile, number="PROBA/1")
    ProfileSuspensionFactory(profile=partner.profile)
    revision = make_submitted(
        partner=partner, vat_code="23", net_quantity={"amount": "330", "unit": "ml"}, step=2, min_quantity=2
    )

    page = office.get(page_of(revision))

    text = page.content.decode()
    for words in (
        "Kubek z kogutem",
        "Mieści 330 ml.",
        "Nie zostawiać bez nadzoru.",
        "p@example.com",
        "64,00",
        "23%",
        "PROBA/1",
        'alt="Kremowy kubek z kogutem"',
        'accesskey="a"',
    ):
        assert words in text, words
    assert not any(row.change for row in page.context["rows"])


def test_a_change_stands_beside_what_is_on_sale_and_is_named_in_words(office):
    product = make_approved(personalisation="imię")
    by = UserFactory()
    revision = open_revision(product, by=by)
    save_revision(
        revision,
        by=by,
        version=1,
        title="Kubek z kurą",
        personalisation="",
        net_quantity={"amount": "1", "unit": "l"},
        legal=LEGAL | {"note": "Nowe."},
    )
    add_picture(revision, picture_file(), alt="Kura", by=by)
    submit_revision(revision, by=by)

    page = office.get(page_of(revision))

    changes = {row.label: row for row in page.context["rows"] if row.change}
    assert len(changes) == 4
    title = next(row for row in changes.values() if row.after == "Kubek z kurą")
    assert title.before == "Kubek z kogutem"
    assert [(piece.text, piece.kind) for piece in title.pieces] == [
        ("Kubek z ", "same"),
        ("kogutem", "out"),
        ("kurą", "in"),
    ]
    assert len({row.change for row in changes.values()}) == 3
    assert page.context["pictures_changed"]
    text = page.content.decode()
    assert "<ins>kurą</ins>" in text
    assert "<del>kogutem</del>" in text
    assert 'alt="Kura"' in text


def test_a_field_of_the_law_that_falls_away_is_shown_as_removed(office):
    product = make_approved()
    revision = change_of(product, category=CategoryFactory(), legal={})

    rows = office.get(page_of(revision)).context["rows"]

    assert sum(row.before != "" and row.after == "" for row in rows) == 2


def test_hostile_words_stay_words(office):
    revision = make_submitted(title="<script>alert(1)</script>", description="<img src=x onerror=alert(1)>")

    text = office.get(page_of(revision)).content.decode()

    assert "<script>alert(1)" not in text
    assert "<img src=x" not in text


def test_variants_and_special_vat_are_shown(office):
    offer = ProductFactory(
        with_variants=True,
        draft=True,
        partner=PartnerFactory(vat_payer=True),
        vat_code="MIXED",
        vat_parts=[{"title": "Miód", "rate": "5", "gross": "20.00"}],
    )
    OfferRevision.objects.filter(product=offer).update(review_state="SUBMITTED", submitted_at=now())

    text = office.get(page_of(offer.revisions.get())).content.decode()

    assert "mały" in text
    assert "Miód 5" in text


def test_a_draft_is_the_sellers_own(office):
    response = office.get(page_of(make_draft(title="Tajny szkic")), follow=True)

    assert response.redirect_chain[-1][0] == INBOX
    assert "Tajny szkic" not in response.content.decode()


def test_what_does_not_exist_is_404(office):
    draft = make_draft()

    assert office.get(f"{INBOX}wersja/999999/").status_code == 404
    assert office.post(f"{INBOX}wersja/999999/", {"approve": "1"}).status_code == 404
    assert office.get(f"{INBOX}oferta/999999/").status_code == 404
    assert office.get(f"{INBOX}oferta/{draft.product_id}/").status_code == 404


def test_an_offer_leads_to_its_waiting_version_or_to_what_is_on_sale(office):
    product = make_approved()
    address = f"{INBOX}oferta/{product.pk}/"

    assert office.get(address).url == page_of(product.approved_revision)
    change = change_of(product, title="Nowy")
    assert office.get(address).url == page_of(change)
