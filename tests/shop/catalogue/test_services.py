"""Sellers' changes: what waits for ROPS, what holds at once, and who wins when two save."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from operations.models import AuditEntry, OutboxEntry
from shop.catalogue import services
from shop.catalogue.exceptions import NotADraftError, NotEditableError, StaleRevisionError
from shop.catalogue.models import OfferRevision, Product, ReviewState, SaleState
from shop.moderation.services import approve_revision, send_back_revision
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import CategoryFactory, PartnerFactory, ProductFactory
from tests.factories.offers import LEGAL, make_approved, make_draft, make_submitted

pytestmark = pytest.mark.django_db


def logged(action):
    return AuditEntry.objects.filter(action=action).count()


# --- the way of a version ---


def test_a_new_offer_is_a_draft_nobody_sees():
    revision = make_draft()

    assert revision.review_state == ReviewState.DRAFT
    assert revision.product.slug == "kubek-z-kogutem"
    assert revision.product.stockrecords.get().price == Decimal("64.00")
    assert not revision.product.is_public
    assert not Product.objects.public().exists()
    assert logged("catalogue.offer.create") == 1


def test_an_offer_may_begin_with_nothing_at_all():
    revision = services.create_offer(PartnerFactory(default_lead_days=9), by=UserFactory())

    assert revision.title == ""
    assert revision.product.lead_days == 9


def test_a_new_offer_takes_the_usual_terms_of_its_category():
    category = CategoryFactory(default_vat="5", default_unit="kg", default_withdrawal="PERISHABLE")

    revision = services.create_offer(PartnerFactory(), by=UserFactory(), category=category)

    assert (revision.product.vat_code, revision.product.unit) == ("5", "kg")
    assert revision.withdrawal == "PERISHABLE"


def test_an_unknown_field_is_refused():
    with pytest.raises(TypeError, match="is_public"):
        services.create_offer(PartnerFactory(), by=UserFactory(), is_public=True)
    assert not Product.objects.exists()


def test_submitting_a_complete_draft_sends_it_to_rops():
    revision = make_draft()

    services.submit_revision(revision, by=revision.created_by)

    assert revision.review_state == ReviewState.SUBMITTED
    assert revision.submitted_at
    assert list(OfferRevision.objects.awaiting_review()) == [revision]
    assert OutboxEntry.objects.filter(topic="mail.offer_submitted").count() == 1
    assert logged("catalogue.revision.submit") == 1


def test_an_unverified_pes_may_submit():
    revision = make_submitted(partner=PartnerFactory(profile__listed=False))

    assert revision.review_state == ReviewState.SUBMITTED


@pytest.mark.parametrize("state", [ReviewState.SUBMITTED, ReviewState.APPROVED])
def test_only_a_draft_or_one_sent_back_is_submitted(state):
    revision = make_submitted()
    if state == ReviewState.APPROVED:
        approve_revision(revision, by=UserFactory(rops=True))

    with pytest.raises(NotADraftError):
        services.submit_revision(revision, by=revision.created_by)
    assert logged("catalogue.revision.submit") == 1


def test_a_version_changed_meanwhile_is_not_submitted():
    revision = make_draft()
    old = OfferRevision.objects.get(pk=revision.pk)
    services.save_revision(revision, by=revision.created_by, version=1, title="Inny")

    with pytest.raises(StaleRevisionError):
        services.submit_revision(old, by=revision.created_by)
    assert not OfferRevision.objects.awaiting_review().exists()


def test_one_sent_back_is_corrected_and_submitted_again():
    revision = make_submitted()
    send_back_revision(revision, reason_code="DESCRIPTION", reason="Napisz, z jakiej gliny.", by=UserFactory(rops=True))

    services.save_revision(revision, by=revision.created_by, version=revision.version, description="Z białej gliny.")
    assert revision.review_state == ReviewState.SENT_BACK
    assert revision.reason == "Napisz, z jakiej gliny."
    services.submit_revision(revision, by=revision.created_by)

    assert revision.review_state == ReviewState.SUBMITTED


def test_a_waiting_version_can_be_edited_again_and_is_a_draft_until_sent():
    revision = make_submitted()

    services.save_revision(revision, by=revision.created_by, version=revision.version, title="Kubek z kurą")

    assert revision.review_state == ReviewState.DRAFT
    assert revision.submitted_at is None
    assert revision.title == "Kubek z kurą"


def test_a_stale_form_overwrites_nothing():
    revision = make_draft()
    services.save_revision(revision, by=revision.created_by, version=1, title="Pierwszy")

    with pytest.raises(StaleRevisionError):
        services.save_revision(revision, by=revision.created_by, version=1, title="Drugi", price=Decimal("1.00"))

    revision.refresh_from_db()
    assert revision.title == "Pierwszy"
    assert revision.product.stockrecords.get().price == Decimal("64.00")


def test_an_approved_version_stays_as_the_public_saw_it():
    product = make_approved()
    revision = product.approved_revision

    with pytest.raises(NotEditableError):
        services.save_revision(revision, by=revision.created_by, version=revision.version, title="Inny")

    revision.refresh_from_db()
    assert revision.title == "Kubek z kogutem"


def test_a_draft_that_was_never_approved_lends_its_title_to_the_offer():
    revision = make_draft()

    services.save_revision(revision, by=revision.created_by, version=1, title="  Żółta   łódź ")

    product = Product.objects.get()
    assert (product.title, product.slug) == ("Żółta łódź", "zolta-lodz")


# --- a new version of what is on sale ---


def test_words_of_an_approved_offer_wait_while_it_stays_on_sale():
    product = make_approved()

    revision = services.open_revision(product, by=UserFactory())
    services.save_revision(
        revision, by=UserFactory(), version=revision.version, title="Nowy tytuł", description="Nowy."
    )
    services.submit_revision(revision, by=UserFactory())

    shown = Product.objects.public().get()
    assert shown.title == "Kubek z kogutem"
    assert shown.approved_revision != revision


def test_opening_copies_the_approved_version_with_its_pictures():
    product = make_approved()
    approved = product.approved_revision

    revision = services.open_revision(product, by=UserFactory())

    assert revision.pk != approved.pk
    assert revision.title == approved.title
    assert revision.legal == LEGAL
    assert [each.image_id for each in revision.pictures.all()] == [each.image_id for each in approved.pictures.all()]


def test_opening_twice_gives_the_same_version():
    product = make_approved()

    first = services.open_revision(product, by=UserFactory())

    assert services.open_revision(product, by=UserFactory()) == first
    assert OfferRevision.objects.count() == 2


def test_an_offer_has_one_open_version():
    revision = make_draft()

    with pytest.raises(IntegrityError), transaction.atomic():
        OfferRevision.objects.create(product=revision.product)


# --- what holds at once ---


def test_price_stock_and_lead_time_hold_at_once():
    product = make_approved()
    revision = services.open_revision(product, by=UserFactory())

    services.save_revision(
        revision, by=UserFactory(), version=revision.version, price=Decimal("59.00"), stock=3, lead_days=4
    )

    shown = Product.objects.public().get()
    assert shown.stockrecords.get().price == shown.from_price == Decimal("59.00")
    assert shown.stockrecords.get().num_in_stock == 3
    assert shown.lead_days == 4
    assert logged("catalogue.offer.terms") == 1


def test_terms_that_do_not_change_are_not_logged():
    product = make_approved()

    services.set_terms(product, by=UserFactory(), lead_days=product.lead_days)

    assert logged("catalogue.offer.terms") == 0


def test_words_are_no_terms_of_sale():
    product = make_approved()

    with pytest.raises(TypeError):
        services.set_terms(product, by=UserFactory(), title="Inny")
    product.refresh_from_db()
    assert product.title == "Kubek z kogutem"


def test_what_is_made_to_order_is_no_longer_counted():
    product = make_approved()

    services.set_terms(product, by=UserFactory(), availability="MADE_TO_ORDER")

    assert product.stockrecords.get().num_in_stock is None


def test_the_switch_pauses_archives_and_brings_back():
    product = make_approved()
    by = UserFactory()

    services.set_sale_state(product, "PAUSED", by=by)
    assert Product.objects.public().get().sale_state == SaleState.PAUSED
    services.set_sale_state(product, "ARCHIVED", by=by)
    assert not Product.objects.public().exists()
    services.set_sale_state(product, "ARCHIVED", by=by)
    services.set_sale_state(product, "ACTIVE", by=by)

    assert Product.objects.public().get() == product
    assert logged("catalogue.offer.sale_state") == 3


def test_an_unknown_switch_is_refused():
    product = make_approved()

    with pytest.raises(ValueError, match="GONE"):
        services.set_sale_state(product, "GONE", by=UserFactory())
    product.refresh_from_db()
    assert product.sale_state == SaleState.ACTIVE


def test_switching_a_draft_on_does_not_publish_it():
    revision = make_draft()

    services.set_sale_state(revision.product, "PAUSED", by=revision.created_by)
    services.set_sale_state(revision.product, "ACTIVE", by=revision.created_by)

    assert not Product.objects.get().is_public


def test_variants_follow_their_offer():
    offer = ProductFactory(with_variants=True)

    services.set_sale_state(offer, "ARCHIVED", by=UserFactory())
    assert not offer.children.filter(is_public=True).exists()
    services.set_sale_state(offer, "ACTIVE", by=UserFactory())

    assert offer.children.filter(is_public=True).count() == 2


def test_search_is_asked_once_for_many_changes():
    product = make_approved()

    services.set_sale_state(product, "PAUSED", by=UserFactory())
    services.set_sale_state(product, "ACTIVE", by=UserFactory())

    assert OutboxEntry.objects.get(topic="search.index").dedupe_key == f"search.index:offer:{product.pk}"


# --- the database has the last word ---


def test_public_without_an_approved_version_is_refused_by_the_database():
    revision = make_draft()

    with pytest.raises(IntegrityError), transaction.atomic():
        Product.objects.filter(pk=revision.product_id).update(is_public=True)
    assert not Product.objects.get().is_public


def test_archived_and_public_is_refused_by_the_database():
    product = make_approved()

    with pytest.raises(IntegrityError), transaction.atomic():
        Product.objects.filter(pk=product.pk).update(sale_state="ARCHIVED")
