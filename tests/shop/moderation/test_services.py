"""ROPS decides once, in words, and what it takes down comes back as it was."""

from datetime import timedelta

import pytest
from django.core import mail as letters
from django.db import IntegrityError, transaction

from operations import outbox
from operations.clock import now
from operations.models import AuditEntry, OutboxEntry
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
    AlreadySuspendedError,
    NotAwaitingReviewError,
    NotSuspendedError,
    ReasonMissingError,
)
from shop.moderation.models import OfferDecision, OfferSuspension
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import CategoryFactory, OfferRevisionFactory, PartnerFactory, ProductFactory
from tests.factories.offers import LEGAL, make_approved, make_draft, make_submitted, picture_file
from tests.factories.pes_profiles import MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def rops():
    return UserFactory(rops=True, first_name="Maria", last_name="Sprawdzająca")


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


# --- suspend and lift ---


@pytest.mark.parametrize("state", ["ACTIVE", "PAUSED"])
def test_a_suspended_offer_is_gone_at_once_and_comes_back_exactly(rops, state):
    product = make_approved()
    set_sale_state(product, state, by=UserFactory())
    before = Product.objects.filter(pk=product.pk).values().get()

    services.suspend_offer(product, reason="Brak ostrzeżeń.", legal_basis="§ 17", by=rops)

    assert not Product.objects.public().exists()
    assert not Product.objects.get(pk=product.pk).can_be_bought_now
    services.lift_suspension(product, by=rops)
    after = Product.objects.filter(pk=product.pk).values().get()
    assert {**after, "date_updated": None} == {**before, "date_updated": None}
    assert Product.objects.public().get() == product
    assert (logged("moderation.offer.suspend"), logged("moderation.offer.lift")) == (1, 1)


def test_what_was_archived_meanwhile_stays_archived(rops):
    product = make_approved()
    services.suspend_offer(product, reason="Powód.", by=rops)
    set_sale_state(product, "ARCHIVED", by=UserFactory())

    services.lift_suspension(product, by=rops)

    assert not Product.objects.public().exists()


def test_a_seller_cannot_switch_a_suspended_offer_on(rops):
    product = make_approved()
    services.suspend_offer(product, reason="Powód.", by=rops)

    set_sale_state(product, "PAUSED", by=UserFactory())
    set_sale_state(product, "ACTIVE", by=UserFactory())

    assert not Product.objects.get(pk=product.pk).is_public


def test_approving_a_suspended_offer_does_not_bring_it_back(rops):
    product = make_approved()
    services.suspend_offer(product, reason="Powód.", by=rops)
    revision = open_revision(product, by=UserFactory())
    submit_revision(revision, by=UserFactory())

    services.approve_revision(revision, by=rops)

    assert not Product.objects.public().exists()


def test_an_offer_is_suspended_once_and_lifted_once(rops):
    product = make_approved()
    services.suspend_offer(product, reason="Powód.", by=rops)

    with pytest.raises(AlreadySuspendedError):
        services.suspend_offer(product, reason="Inny.", by=rops)
    services.lift_suspension(product, by=rops)
    with pytest.raises(NotSuspendedError):
        services.lift_suspension(product, by=rops)

    assert OfferSuspension.objects.get().reason == "Powód."


def test_a_suspension_needs_facts(rops):
    product = make_approved()

    with pytest.raises(ReasonMissingError):
        services.suspend_offer(product, reason=" ", by=rops)
    assert Product.objects.public().exists()


def test_a_suspension_for_a_time_ends_by_itself(rops):
    ended, running = make_approved(), make_approved()
    services.suspend_offer(ended, reason="Powód.", until=now() - timedelta(minutes=1), by=rops)
    services.suspend_offer(running, reason="Powód.", until=now() + timedelta(days=1), by=rops)

    assert services.lift_ended_suspensions() == 1
    assert services.lift_ended_suspensions() == 0

    assert Product.objects.public().get() == ended


def test_a_moderator_who_is_quicker_than_the_worker_does_not_stop_it(rops, monkeypatch):
    product = make_approved()
    services.suspend_offer(product, reason="Powód.", until=now() - timedelta(minutes=1), by=rops)

    def gone(product, *, by):
        raise NotSuspendedError

    monkeypatch.setattr(services, "lift_suspension", gone)

    assert services.lift_ended_suspensions() == 0


# --- letters ---


def deliver():
    OutboxEntry.objects.filter(topic="search.index").delete()
    outbox.drain(raising=True)
    return [(letter.to[0], letter.subject, letter.body) for letter in letters.outbox]


def test_every_decision_is_a_letter_to_the_owners_once(rops):
    partner = PartnerFactory()
    owner = MembershipFactory(profile=partner.profile).user
    MembershipFactory(profile=partner.profile, packer=True)
    revision = make_submitted(partner=partner, by=owner)
    assert [to for to, _subject, _body in deliver()] == [owner.email]

    services.send_back_revision(revision, reason_code="PICTURES", reason="Zdjęcie jest <ciemne>.", by=rops)
    body = deliver()[-1][2]
    assert "Zdjęcie jest <ciemne>." in body
    assert f"/panel/{partner.profile.slug}/oferty/{revision.product_id}/" in body
    submit_revision(revision, by=owner)
    product = services.approve_revision(revision, by=rops)
    deliver()
    services.suspend_offer(product, reason="Brak CE.", legal_basis="§ 17", by=rops)
    deliver()
    services.lift_suspension(product, by=rops)

    sent = deliver()
    OutboxEntry.objects.filter(topic__startswith="mail.offer_").update(state="PENDING", locked_until=None)
    assert deliver() == sent
    assert {to for to, _subject, _body in sent} == {owner.email}
    assert len(sent) == 5  # the second sending was decided on before its letter went out
    assert f"/sklep/o/{product.slug}-{product.pk}/" in sent[2][2]
    assert "Brak CE." in sent[3][2]
    assert "§ 17" in sent[3][2]


def test_a_letter_about_a_version_taken_back_is_not_sent():
    revision = make_submitted()
    save_revision(revision, by=revision.created_by, version=revision.version, title="Inny")

    assert deliver() == []


def test_a_seller_who_is_not_verified_is_not_sent_to_a_page_that_does_not_exist(rops):
    revision = make_submitted(partner=PartnerFactory(profile__listed=False))

    services.approve_revision(revision, by=rops)

    assert "/panel/" in deliver()[-1][2]


@pytest.mark.parametrize("topic", ["submitted", "approved", "sent_back", "suspended", "restored"])
def test_a_letter_about_what_is_gone_is_no_error(topic):
    outbox.put(f"mail.offer_{topic}", 999_999)

    assert deliver() == []
