"""ROPS decides once and in words."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from operations.clock import now
from operations.models import AuditEntry
from shop.catalogue.models import OfferRevision, Product, ReviewState
from shop.catalogue.services import (
    add_picture,
    open_revision,
    remove_picture,
    save_revision,
    set_sale_state,
    submit_revision,
)
from shop.moderation import services
from shop.moderation.exceptions import (
    NotAwaitingReviewError,
    ReasonMissingError,
)
from shop.moderation.models import OfferDecision
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import CategoryFactory, OfferRevisionFactory, PartnerFactory, ProductFactory
from tests.factories.offers import LEGAL, make_approved, make_draft, make_submitted, picture_file

pytestmark = pytest.mark.django_db


def logged(action):
    return AuditEntry.objects.filter(action=action).count()


# --- approve ---


def test_an_approved_offer_is_what_was_submitted(rops):
    revision = make_submitted(
        withdrawal="CUSTOM_MADE", personalisation="imię", net_quantity={"amount": "1", "unit": "l"}
    )

    product = services.approve_revision(revision, by=rops)

    assert Product.objects.public().get() == product
    assert product.approved_revision == revision
    assert (product.title, product.slug) == ("Kubek z kogutem", "kubek-z-kogutem")
    assert product.description == revision.description
    assert product.legal == LEGAL
    assert product.facts == [{"name": "Kolor", "value": "kremowy"}]
    assert product.tags == ["kubek"]
    assert (product.withdrawal, product.personalisation) == ("CUSTOM_MADE", "imię")
    assert product.net_quantity == {"amount": "1", "unit": "l"}
    assert list(product.categories.all()) == [revision.category]
    assert [(each.image_id, each.alt) for each in product.images.all()] == [
        (each.image_id, each.alt) for each in revision.pictures.all()
    ]
    assert now() - product.published_at < timedelta(minutes=1)
    assert product.can_be_bought_now
    assert (revision.review_state, revision.decided_by) == (ReviewState.APPROVED, rops)
    assert logged("moderation.offer.approve") == 1


def test_an_offer_of_an_unverified_pes_is_approved_but_not_public(rops):
    revision = make_submitted(partner=PartnerFactory(profile__listed=False))

    product = services.approve_revision(revision, by=rops)

    assert product.is_public
    assert not Product.objects.public().exists()


def test_a_newer_version_replaces_words_pictures_and_category_but_not_the_day(rops):
    product = make_approved()
    published, by = product.published_at, UserFactory()
    revision = open_revision(product, by=by)
    other = CategoryFactory()
    save_revision(revision, by=by, version=1, title="Kubek z kurą", category=other, legal={})
    add_picture(revision, picture_file(), alt="Kura", by=by)
    remove_picture(revision.pictures.first(), by=by)
    submit_revision(revision, by=by)

    services.approve_revision(revision, by=rops)

    product = Product.objects.public().get()
    assert (product.title, product.slug) == ("Kubek z kurą", "kubek-z-kura")
    assert list(product.categories.all()) == [other]
    assert [each.alt for each in product.images.all()] == ["Kura"]
    assert product.published_at == published


def test_an_archived_offer_is_approved_without_coming_back(rops):
    revision = make_submitted()
    set_sale_state(revision.product, "ARCHIVED", by=revision.created_by)

    assert not services.approve_revision(revision, by=rops).is_public


def test_variants_become_public_with_their_offer(rops):
    offer = ProductFactory(with_variants=True, draft=True)
    OfferRevision.objects.filter(product=offer).update(review_state="SUBMITTED", submitted_at=now())

    services.approve_revision(OfferRevision.objects.get(product=offer), by=rops)

    assert offer.children.filter(is_public=True).count() == 2


@pytest.mark.parametrize("state", [ReviewState.DRAFT, ReviewState.SENT_BACK, ReviewState.APPROVED])
@pytest.mark.parametrize("act", ["approve", "send_back"])
def test_only_what_waits_is_decided_on(rops, state, act):
    revision = make_draft() if state == ReviewState.DRAFT else make_submitted()
    if state == ReviewState.SENT_BACK:
        services.send_back_revision(revision, reason_code="OTHER", reason="Raz.", by=rops)
    if state == ReviewState.APPROVED:
        services.approve_revision(revision, by=rops)
    before = OfferDecision.objects.count()

    with pytest.raises(NotAwaitingReviewError):
        if act == "approve":
            services.approve_revision(revision, by=rops)
        else:
            services.send_back_revision(revision, reason_code="OTHER", reason="Dwa.", by=rops)

    revision.refresh_from_db()
    assert revision.review_state == state
    assert revision.reason == ("Raz." if state == ReviewState.SENT_BACK else "")
    assert OfferDecision.objects.count() == before


def test_nothing_is_approved_unseen(rops):
    revision = make_submitted()
    seen = OfferRevision.objects.get(pk=revision.pk)
    save_revision(revision, by=revision.created_by, version=revision.version, description="Podmieniony opis.")
    submit_revision(revision, by=revision.created_by)

    with pytest.raises(NotAwaitingReviewError):
        services.approve_revision(seen, by=rops)

    assert not Product.objects.public().exists()
    assert OfferRevision.objects.awaiting_review().count() == 1


def test_a_bare_version_of_a_public_offer_can_be_approved(rops):
    revision = OfferRevisionFactory(title="Nowy tytuł")

    assert services.approve_revision(revision, by=rops).title == "Nowy tytuł"


# --- send back ---


def test_sending_back_keeps_what_is_on_sale_and_says_why(rops):
    product = make_approved()
    revision = open_revision(product, by=UserFactory())
    save_revision(revision, by=UserFactory(), version=1, title="Zły tytuł")
    submit_revision(revision, by=UserFactory())

    decision = services.send_back_revision(revision, reason_code="DESCRIPTION", reason=" Tytuł myli. ", by=rops)

    assert Product.objects.public().get().title == "Kubek z kogutem"
    assert (revision.review_state, revision.reason) == (ReviewState.SENT_BACK, "Tytuł myli.")
    assert (decision.reason_code, decision.reason, decision.decided_by) == ("DESCRIPTION", "Tytuł myli.", rops)
    assert logged("moderation.offer.send_back") == 1


@pytest.mark.parametrize(("code", "reason"), [("OTHER", "  "), ("", "Powód."), ("WHATEVER", "Powód.")])
def test_a_seller_is_told_why_in_code_and_words(rops, code, reason):
    revision = make_submitted()

    with pytest.raises(ReasonMissingError):
        services.send_back_revision(revision, reason_code=code, reason=reason, by=rops)
    revision.refresh_from_db()
    assert revision.review_state == ReviewState.SUBMITTED


def test_every_decision_stays_in_the_history(rops):
    revision = make_submitted()
    for words in ("Pierwszy raz.", "Drugi raz."):
        services.send_back_revision(revision, reason_code="OTHER", reason=words, by=rops)
        submit_revision(revision, by=revision.created_by)
    services.approve_revision(revision, by=rops)

    assert [(each.outcome, each.reason) for each in OfferDecision.objects.order_by("pk")] == [
        ("SENT_BACK", "Pierwszy raz."),
        ("SENT_BACK", "Drugi raz."),
        ("APPROVED", ""),
    ]
    assert str(OfferDecision.objects.last())


def test_the_database_refuses_a_decision_without_a_reason(rops):
    revision = make_submitted()

    with pytest.raises(IntegrityError), transaction.atomic():
        OfferDecision.objects.create(
            product=revision.product, revision=revision, outcome="SENT_BACK", decided_by=rops, decided_at=now()
        )
