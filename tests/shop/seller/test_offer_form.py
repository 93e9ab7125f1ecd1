"""Adding and editing an offer: nothing typed or taken gets lost, drafts may lack anything, ROPS gets whole ones."""

from decimal import Decimal

import pytest

from shop.catalogue.models import OfferRevision, ReviewState
from shop.catalogue.services import open_revision, save_revision
from shop.moderation.services import approve_revision
from shop.partner.models import PriceLog
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import CategoryFactory, ProductFactory
from tests.factories.offers import make_approved, make_draft, make_submitted, picture_file
from tests.factories.order import order_of


@pytest.fixture
def category(db):
    return CategoryFactory(
        required_legal=["producer", "warnings"], default_unit="kpl.", default_withdrawal="CUSTOM_MADE"
    )


@pytest.fixture
def filled(category):
    """A form with everything in it, as a browser sends it."""
    return {
        "title": "Miska śniadaniowa",
        "category": str(category.pk),
        "description": "Toczona z jasnej gliny.",
        "price": "48,50 zł",
        "stock": "4",
        "stock_was": "",
        "availability": "STOCK",
        "lead_days": "5",
        "legal_producer_name": "Spółdzielnia „Próba”",
        "legal_producer_address": "ul. Próbna 1, 45-001 Opole",
        "legal_producer_email": "p@example.com",
        "legal_warnings": "Nie zostawiać bez nadzoru.",
        "photos_alt": "Jasna miska z niebieskim brzegiem",
    }


def only_revision() -> OfferRevision:
    return OfferRevision.objects.get()


def test_whole_offer_goes_to_rops_in_one_go(owner, seller, filled, category):
    answer = owner.post(seller.url("offer-add"), filled | {"act": "submit", "photos": picture_file()})

    assert answer.status_code == 302
    revision = only_revision()
    assert revision.review_state == ReviewState.SUBMITTED
    assert revision.withdrawal == "CUSTOM_MADE"
    assert revision.legal["warnings"] == ["Nie zostawiać bez nadzoru."]
    assert revision.pictures.get().alt == "Jasna miska z niebieskim brzegiem"
    product = revision.product
    assert (product.unit, product.vat_code, product.lead_days) == ("kpl.", "ZW", 5)
    record = product.stockrecords.get()
    assert (record.price, record.num_in_stock) == (Decimal("48.50"), 4)


def test_words_and_file_of_the_buyer_are_asked_for_with_what_they_do_to_the_right_to_withdraw(owner, seller, filled):
    page = owner.get(seller.url("offer-add")).text.replace("\xa0", " ")
    assert "Rzecz z napisem lub plikiem kupującego powstaje na zamówienie" in page
    assert "art. 38 ust. 1 pkt 3" in page

    personal = {"personalisation": "Imię", "personalisation_signs": "12", "takes_file": "on"}
    owner.post(seller.url("offer-add"), filled | personal | {"act": "submit", "photos": picture_file()})

    revision = only_revision()
    assert (revision.personalisation_signs, revision.takes_file, revision.personalisation_required) == (12, True, False)
    product = approve_revision(revision, by=UserFactory(rops=True))
    assert (product.personalisation_signs, product.takes_file, product.is_made_for_buyer) == (12, True, True)


def test_draft_may_lack_everything(owner, seller):
    answer = owner.post(seller.url("offer-add"), {"act": "save"}, follow=True)

    assert answer.status_code == 200
    assert "Szkic zapisany" in answer.content.decode()
    assert only_revision().review_state == ReviewState.DRAFT


def test_what_is_missing_is_said_at_the_fields_and_nothing_is_sent(owner, seller):
    answer = owner.post(seller.url("offer-add"), {"act": "submit", "title": "Miska"})
    page = answer.content.decode()

    assert answer.status_code == 422
    assert only_revision().review_state == ReviewState.DRAFT
    assert 'id="id_description_error"' in page
    assert 'id="id_category_error"' in page
    assert 'id="id_price_error"' in page
    assert 'id="id_photos_error"' in page
    assert "Popraw zaznaczone pola" in page
    assert 'value="Miska"' in page


def test_unreadable_price_stays_typed_and_photos_are_kept(owner, seller, filled):
    answer = owner.post(seller.url("offer-add"), filled | {"act": "submit", "price": "76 zl", "photos": picture_file()})
    page = answer.content.decode()

    assert answer.status_code == 422
    assert "Wpisz kwotę w złotych, grosze po przecinku" in page.replace("\xa0", " ")
    assert "76 zl" in page
    revision = only_revision()
    assert revision.title == "Miska śniadaniowa"
    assert revision.pictures.count() == 1
    assert revision.review_state == ReviewState.DRAFT
    assert seller.url("offer-edit", revision.product_id) in page


def test_file_that_is_no_picture_is_named_and_the_others_stay(owner, seller, filled):
    from django.core.files.uploadedfile import SimpleUploadedFile

    fake = SimpleUploadedFile("x.jpg", b"<script>", content_type="image/jpeg")
    answer = owner.post(seller.url("offer-add"), filled | {"act": "save", "photos": [fake, picture_file()]})

    assert answer.status_code == 422
    assert 'id="id_photos_error"' in answer.content.decode()
    assert only_revision().pictures.count() == 1


def test_changing_the_category_asks_its_questions_and_keeps_everything(owner, seller, filled):
    food = CategoryFactory(required_legal=["food_name", "allergens"])
    owner.post(seller.url("offer-add"), filled | {"act": "save"})
    revision = only_revision()
    address = seller.url("offer-edit", revision.product_id)

    answer = owner.post(
        address,
        filled | {"act": "category", "category": food.pk, "stock_was": "4", "version": revision.version},
        follow=True,
    )
    page = answer.content.decode()

    assert 'name="legal_food_name"' in page
    assert 'name="legal_allergens"' in page
    assert 'name="legal_warnings"' not in page
    assert "Miska śniadaniowa" in page
    revision.refresh_from_db()
    assert revision.category == food
    assert revision.withdrawal == food.default_withdrawal


def test_answers_of_a_category_chosen_on_the_way_are_not_sent(owner, seller, filled, category):
    candle = CategoryFactory(required_legal=["producer", "warnings", "storage"])
    owner.post(seller.url("offer-add"), filled | {"category": candle.pk, "legal_storage": "W chłodzie", "act": "save"})
    revision = only_revision()
    assert revision.legal["storage"] == "W chłodzie"

    owner.post(
        seller.url("offer-edit", revision.product_id),
        filled | {"act": "submit", "stock_was": "4", "version": revision.version, "photos": picture_file()},
    )

    revision.refresh_from_db()
    assert revision.review_state == ReviewState.SUBMITTED
    assert set(revision.legal) == {"producer", "warnings"}


def test_questions_of_a_category_chosen_just_now_begin_with_the_pes(owner, seller, category):
    page = owner.post(seller.url("offer-add"), {"act": "submit", "category": category.pk}).content.decode()

    assert f'value="{seller.profile.email}"' in page
    assert 'id="id_legal_warnings_error"' in page
    assert 'id="id_legal_producer_name_error"' not in page


def test_no_allergens_is_an_answer(owner, seller, filled):
    food = CategoryFactory(required_legal=["allergens"])

    owner.post(seller.url("offer-add"), filled | {"category": food.pk, "legal_allergens": ["brak"], "act": "save"})

    assert only_revision().legal["allergens"] == []


def test_stale_form_is_told_calmly_and_overwrites_nothing(owner, seller, filled):
    draft = make_draft(partner=seller.partner, by=seller.owner)
    save_revision(draft, by=seller.owner, version=1, title="Z drugiego okna")

    answer = owner.post(seller.url("offer-edit", draft.product_id), filled | {"act": "save", "version": "1"})
    page = answer.content.decode()

    assert answer.status_code == 409
    assert "Ktoś zapisał tę ofertę w międzyczasie" in page
    assert "Miska śniadaniowa" in page
    assert f'name="version" value="{draft.version}"' in page
    draft.refresh_from_db()
    assert draft.title == "Z drugiego okna"


def test_price_of_an_approved_offer_changes_at_once(owner, seller):
    offer = make_approved(partner=seller.partner, by=seller.owner)
    address = seller.url("offer-edit", offer.pk)
    assert "Zmień od razu" in owner.get(address).content.decode()

    owner.post(
        address,
        {"act": "terms", "price": "59", "stock": "9", "stock_was": "6", "availability": "STOCK", "lead_days": "2"},
    )

    offer.refresh_from_db()
    record = offer.stockrecords.get()
    assert (record.price, record.num_in_stock, offer.lead_days) == (Decimal("59.00"), 9, 2)
    assert offer.is_public
    assert not OfferRevision.objects.open().exists()
    assert PriceLog.objects.filter(stockrecord=record, kind="REDUCTION").exists()


def test_stock_that_left_meanwhile_does_not_come_back(owner, seller):
    offer = ProductFactory(partner=seller.partner, stock=8)

    owner.post(
        seller.url("offer-edit", offer.pk),
        {"act": "terms", "price": "21", "stock": "10", "stock_was": "10", "availability": "STOCK"},
    )

    record = offer.stockrecords.get()
    assert (record.price, record.num_in_stock) == (Decimal("21.00"), 8)


def test_stock_cannot_fall_below_what_buyers_ordered(owner, seller):
    offer = ProductFactory(partner=seller.partner)
    order_of(offer, quantity=3)

    answer = owner.post(
        seller.url("offer-edit", offer.pk),
        {"act": "terms", "price": "20", "stock": "1", "stock_was": "10", "availability": "STOCK"},
    )

    assert answer.status_code == 422
    assert "Kupujący zamówili już 3" in answer.content.decode()
    assert offer.stockrecords.get().num_in_stock == 10


def test_variants_have_their_own_price_and_stock(owner, seller):
    offer = ProductFactory(partner=seller.partner, with_variants=True)
    small, large = offer.children.order_by("pk")
    data = {f"price_{small.pk}": "15", f"stock_{small.pk}": "2", f"stock_was_{small.pk}": "10"}
    data |= {f"price_{large.pk}": "30", f"stock_{large.pk}": "10", f"stock_was_{large.pk}": "10"}

    answer = owner.post(seller.url("offer-edit", offer.pk), data | {"act": "terms", "availability": "STOCK"})

    assert answer.status_code == 302
    assert small.stockrecords.get().num_in_stock == 2
    assert large.stockrecords.get().price == Decimal("30.00")
    offer.refresh_from_db()
    assert offer.from_price == Decimal("15.00")


def test_changing_an_approved_offer_shows_both_states(owner, seller):
    offer = make_approved(partner=seller.partner, by=seller.owner)

    answer = owner.post(seller.url("offer-edit", offer.pk), {"act": "open"}, follow=True)
    page = answer.content.decode()

    assert "W sprzedaży" in page
    assert "zmiany niewysłane" in page
    revision = open_revision(offer, by=seller.owner)
    assert revision.review_state == ReviewState.DRAFT
    assert revision.pictures.count() == 1


def test_sent_back_offer_says_why(owner, seller):
    revision = make_submitted(partner=seller.partner, by=seller.owner)
    OfferRevision.objects.filter(pk=revision.pk).update(
        review_state=ReviewState.SENT_BACK, reason="Brakuje ostrzeżeń.", reason_code="LEGAL"
    )

    page = owner.get(seller.url("offer-edit", revision.product_id)).content.decode()

    assert "Brakuje ostrzeżeń." in page
    assert "Wyślij do sprawdzenia" in page


def test_photos_are_described_ordered_and_removed(owner, seller):
    draft = make_draft(partner=seller.partner, by=seller.owner)
    first = draft.pictures.get()
    address = seller.url("offer-edit", draft.product_id)
    form = {"title": draft.title, "stock_was": "6", "stock": "6", "version": 1, f"alt_{first.pk}": "Kubek od przodu"}
    owner.post(address, form | {"act": "photos", "gallery": picture_file("a.jpg")})
    second = draft.pictures.exclude(pk=first.pk).get()
    first.refresh_from_db()
    assert first.alt == "Kubek od przodu"

    draft.refresh_from_db()
    owner.post(address, form | {"version": draft.version, "cover": second.pk})
    assert draft.pictures.first() == second

    draft.refresh_from_db()
    owner.post(address, form | {"version": draft.version, "remove": first.pk})
    assert list(draft.pictures.all()) == [second]


def test_vat_is_asked_only_of_those_who_charge_it(client, seller):
    from tests.shop.seller.conftest import seller_of

    payer = seller_of(vat_payer=True)
    client.force_login(seller.owner)
    assert 'name="vat_code"' not in client.get(seller.url("offer-add")).content.decode()

    client.force_login(payer.owner)
    assert 'name="vat_code"' in client.get(payer.url("offer-add")).content.decode()


def test_preview_shows_the_newest_version_and_saves_nothing(owner, seller):
    offer = make_approved(partner=seller.partner, by=seller.owner)
    revision = open_revision(offer, by=seller.owner)
    save_revision(revision, by=seller.owner, version=1, title="Kubek po zmianach")

    page = owner.get(seller.url("offer-preview", offer.pk)).content.decode()

    assert "Kubek po zmianach" in page
    assert "tak zobaczą ją kupujący" in page
    offer.refresh_from_db()
    assert offer.title == "Kubek z kogutem"


def test_preview_of_an_empty_draft_opens(owner, seller):
    owner.post(seller.url("offer-add"), {"act": "save"})

    assert owner.get(seller.url("offer-preview", only_revision().product_id)).status_code == 200


@pytest.mark.parametrize(("act", "state"), [("pause", "PAUSED"), ("archive", "ARCHIVED")])
def test_seller_turns_the_switch_and_back(owner, seller, act, state):
    offer = ProductFactory(partner=seller.partner)

    owner.post(seller.url("offer-state", offer.pk), {"act": act})
    offer.refresh_from_db()
    assert offer.sale_state == state

    owner.post(seller.url("offer-state", offer.pk), {"act": "resume"})
    offer.refresh_from_db()
    assert offer.sale_state == "ACTIVE"
    assert offer.is_public


@pytest.mark.parametrize(
    "data",
    [
        {"category": "99999999999999999999", "price": "-1", "stock": "1e9", "version": "x" * 50},
        {"category": "abc", "price": "1" * 30, "stock": "½", "lead_days": "²", "version": "²"},
        {"title": "\x00", "description": "\x00", "remove": "²", "cover": "-1", "sale_mode": "FREE"},
        {"availability": "NEVER", "stock_was": "…", "act": "fly"},
    ],
)
def test_hostile_fields_are_answered_calmly(owner, seller, data):
    draft = make_draft(partner=seller.partner, by=seller.owner)

    for address in (seller.url("offer-add"), seller.url("offer-edit", draft.product_id)):
        for act in ("save", "terms", "submit"):
            assert owner.post(address, {"act": act} | data).status_code in {200, 302, 400, 409, 422}
