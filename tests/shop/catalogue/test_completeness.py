"""What an offer still lacks before ROPS sees it, each thing named at its field."""

from decimal import Decimal

import pytest

from operations.models import OutboxEntry
from shop.catalogue import services
from shop.catalogue.exceptions import IncompleteOfferError
from shop.catalogue.models import ReviewState
from shop.partner.services import save_delivery_way
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import CategoryFactory, PartnerFactory, ProductFactory
from tests.factories.offers import LEGAL, make_draft, make_submitted

pytestmark = pytest.mark.django_db


EMPTY_PARTY = {"name": "Próba", "address": "", "email": "p@example.com"}


@pytest.mark.parametrize(
    ("fields", "missing"),
    [
        ({"title": " "}, "title"),
        ({"description": ""}, "description"),
        ({"picture": False}, "pictures"),
        ({"price": None}, "price"),
        ({"stock": None}, "stock"),
        ({"availability": "CAPACITY", "stock": None}, "capacity_per_month"),
        ({"vat_code": "23"}, "vat_code"),
        ({"legal": {}}, "legal_producer"),
        ({"legal": LEGAL | {"producer": EMPTY_PARTY}}, "legal_producer"),
        ({"legal": LEGAL | {"warnings": []}}, "legal_warnings"),
    ],
)
def test_each_missing_thing_is_named_at_its_field(fields, missing):
    revision = make_draft(**fields)

    with pytest.raises(IncompleteOfferError) as caught:
        services.submit_revision(revision, by=revision.created_by)

    assert caught.value.fields[missing]
    assert revision.review_state == ReviewState.DRAFT
    assert not OutboxEntry.objects.filter(topic="mail.offer_submitted").exists()


def test_an_empty_draft_lacks_everything_at_once():
    revision = services.create_offer(PartnerFactory(courier=False), by=UserFactory())

    with pytest.raises(IncompleteOfferError) as caught:
        services.submit_revision(revision, by=revision.created_by)

    assert {"title", "description", "category", "pictures", "price", "stock", "delivery"} <= set(caught.value.fields)


def test_a_group_is_no_category_of_an_offer():
    group = CategoryFactory()
    CategoryFactory(parent=group)
    group.refresh_from_db()
    revision = make_draft(category=group)

    with pytest.raises(IncompleteOfferError) as caught:
        services.submit_revision(revision, by=revision.created_by)
    assert list(caught.value.fields) == ["category"]


def test_a_picture_must_be_described():
    revision = make_draft()
    revision.pictures.update(alt="")

    with pytest.raises(IncompleteOfferError) as caught:
        services.submit_revision(revision, by=revision.created_by)
    assert list(caught.value.fields) == ["pictures"]


def test_a_way_of_delivery_must_be_open():
    partner = PartnerFactory(courier=False)
    revision = make_draft(partner=partner)
    way = save_delivery_way(partner, by=revision.created_by, code="COURIER", gross=Decimal(15), is_active=False)

    with pytest.raises(IncompleteOfferError) as caught:
        services.submit_revision(revision, by=revision.created_by)
    assert list(caught.value.fields) == ["delivery"]

    save_delivery_way(partner, by=revision.created_by, code=way.code, gross=Decimal(15))
    assert services.submit_revision(revision, by=revision.created_by).review_state == ReviewState.SUBMITTED


def test_a_quotation_needs_no_price():
    assert make_submitted(sale_mode="QUOTE", price=None, stock=None)


@pytest.mark.parametrize(
    ("terms", "missing"),
    [
        ({"vat_code": "ZW"}, ["vat_basis"]),
        ({"vat_code": "ZW", "vat_basis": "art. 43 ust. 1 pkt 22"}, []),
        ({"vat_code": "23"}, []),
        ({"vat_code": "MIXED"}, ["vat_parts"]),
        ({"vat_code": "MIXED", "vat_parts": [{"title": "Kosz", "rate": "23", "gross": "60.00"}]}, ["vat_parts"]),
        ({"vat_code": "MIXED", "vat_parts": [{"title": "Kosz", "gross": "dużo"}]}, ["vat_parts"]),
        (
            {
                "vat_code": "MIXED",
                "vat_parts": [
                    {"title": "Kosz", "rate": "23", "gross": "28.00"},
                    {"title": "Dżem", "rate": "5", "gross": "36.00"},
                ],
            },
            [],
        ),
    ],
)
def test_vat_of_a_payer_adds_up(terms, missing):
    revision = make_draft(partner=PartnerFactory(vat_payer=True), **terms)

    try:
        services.submit_revision(revision, by=revision.created_by)
        found = []
    except IncompleteOfferError as error:
        found = list(error.fields)

    assert found == missing


def test_every_variant_needs_a_price_and_stock():
    offer = ProductFactory(with_variants=True, category=CategoryFactory())
    revision = services.open_revision(offer, by=UserFactory())
    offer.children.first().stockrecords.update(price=None, num_in_stock=None)

    with pytest.raises(IncompleteOfferError) as caught:
        services.submit_revision(revision, by=UserFactory())

    assert {"price", "stock"} <= set(caught.value.fields)
