"""The rest of the panel: today, the list of offers, delivery, questions."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from operations.clock import now, today
from pes_profiles.models import VerificationState
from shop.catalogue.models import OfferRevision, Question, ReviewState
from shop.moderation.models import OfferSuspension
from shop.partner.areas import reaches
from shop.partner.models import DeliveryWay
from tests.factories.catalogue import OfferRevisionFactory, ProductFactory
from tests.factories.offers import make_draft
from tests.factories.order import order_of
from tests.factories.pes_profiles import ProfileSuspensionFactory
from tests.factories.region import GminaFactory, PowiatFactory
from tests.shop.seller.conftest import seller_of


def ask(offer, text="Czy ma podstawkę?"):
    return Question.objects.create(product=offer, author_name="Halina", text=text, asked_at=now())


def text_of(client, address):
    return client.get(address).content.decode()


def test_today_names_what_waits_as_doors(owner, seller):
    offer = ProductFactory(partner=seller.partner, stock=2)
    order_of(offer)
    ask(offer)
    draft = make_draft(partner=seller.partner, by=seller.owner)
    OfferRevision.objects.filter(pk=draft.pk).update(review_state=ReviewState.SENT_BACK, reason="Popraw zdjęcia")

    page = text_of(owner, seller.url("home"))

    assert f"{seller.url('orders')}?stan=do-zaplaty" in page
    assert seller.url("questions") in page
    assert f"{seller.url('offers')}?stan=do-poprawy" in page
    assert "pytanie bez odpowiedzi" in page
    assert "Kończy się" in page


def test_today_of_a_new_seller_says_that_nothing_waits(owner, seller):
    assert "Nic nie czeka" in text_of(owner, seller.url("home"))


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (VerificationState.DRAFT, "nie trafiło jeszcze do ROPS"),
        (VerificationState.SUBMITTED, "ROPS sprawdza Twój podmiot"),
        (VerificationState.SENT_BACK, "ROPS prosi o poprawę danych"),
    ],
)
def test_today_says_how_far_verification_got(client, db, state, words):
    new = seller_of(profile__listed=False, profile__verification_state=state)
    client.force_login(new.owner)

    assert words in text_of(client, new.url("home"))


def test_today_gives_the_reason_of_a_suspension(owner, seller):
    ProfileSuspensionFactory(profile=seller.profile, reason="Rachunek nie należy do podmiotu.")

    page = text_of(owner, seller.url("home"))

    assert "ROPS zawiesił Twój podmiot" in page
    assert "Rachunek nie należy do podmiotu." in page


def test_offers_are_found_by_state_and_by_words_without_accents(owner, seller):
    ProductFactory(partner=seller.partner, title="Łyżka lipowa")
    ProductFactory(partner=seller.partner, title="Deska dębowa", sale_state="PAUSED")
    make_draft(partner=seller.partner, by=seller.owner, title="Miska w szkicu")
    hidden = ProductFactory(partner=seller.partner, title="Ukryta taca")
    OfferSuspension.objects.create(product=hidden, reason="Zła kategoria.", since=now())

    base = seller.url("offers")
    assert "Łyżka" in text_of(owner, f"{base}?q=lyzka")
    assert "Deska" not in text_of(owner, f"{base}?q=lyzka")
    assert "Deska" in text_of(owner, f"{base}?stan=wstrzymane")
    drafts = text_of(owner, f"{base}?stan=szkice")
    assert "Miska" in drafts
    assert "Łyżka" not in drafts
    assert "Ukryta przez ROPS" in text_of(owner, f"{base}?stan=ukryte")
    assert "Nie ma takich ofert" in text_of(owner, f"{base}?stan=archiwum")
    assert owner.get(f"{base}?stan=%00&strona=-7&q=%00").status_code == 200


def test_list_of_offers_costs_the_same_for_one_and_for_thirty(owner, seller):
    OfferRevisionFactory(product=ProductFactory(partner=seller.partner))
    owner.get(seller.url("offers"))
    with CaptureQueriesContext(connection) as one:
        owner.get(seller.url("offers"))
    for _number in range(29):
        OfferRevisionFactory(product=ProductFactory(partner=seller.partner))

    with CaptureQueriesContext(connection) as thirty:
        page = owner.get(seller.url("offers"))

    assert len(page.context["rows"]) == 20
    assert len(thirty) == len(one)


def delivery_form(**changes):
    return {
        "COURIER-is_active": "on",
        "COURIER-gross": "19,90",
        "default_lead_days": "4",
        "payment_methods": ["TRANSFER"],
        "deferred_days": "14",
    } | changes


def test_owner_sets_ways_of_delivery_terms_and_a_break(owner, seller):
    first = today() + timedelta(days=3)

    answer = owner.post(
        seller.url("delivery"),
        delivery_form(
            **{"PICKUP-is_active": "on", "PICKUP-gross": "0", "PICKUP-place": "ul. Wodna 3, Ozimek"},
            free_delivery_from="150",
            break_from=first.isoformat(),
            break_note="Jesteśmy na kiermaszu",
        ),
    )

    assert answer.status_code == 302
    ways = {way.code: way for way in seller.partner.delivery_ways.all()}
    assert ways[DeliveryWay.Code.COURIER].gross == Decimal("19.90")
    assert ways[DeliveryWay.Code.PICKUP].place == "ul. Wodna 3, Ozimek"
    assert set(ways) == {"COURIER", "PICKUP"}
    seller.partner.refresh_from_db()
    assert (seller.partner.free_delivery_from, seller.partner.default_lead_days) == (Decimal("150.00"), 4)
    seller.profile.refresh_from_db()
    assert (seller.profile.break_from, seller.profile.break_note) == (first, "Jesteśmy na kiermaszu")


def test_faults_of_delivery_are_said_at_the_fields_and_nothing_changes(owner, seller):
    answer = owner.post(
        seller.url("delivery"),
        delivery_form(
            **{"COURIER-gross": "dużo", "PICKUP-is_active": "on", "PICKUP-place": ""},
            payment_methods=[],
            break_from="2026-02-31",
        ),
    )
    page = answer.content.decode()

    assert answer.status_code == 422
    for name in ("id_COURIER-gross", "id_PICKUP-place", "id_payment_methods", "id_break_from"):
        assert f'id="{name}_error"' in page
    assert 'value="dużo"' in page
    assert seller.partner.delivery_ways.get().gross == Decimal("15.90")


def test_a_break_that_is_over_before_it_is_written_is_refused_and_an_old_one_stands_in_nobodys_way(owner, seller):
    gone = {
        "break_from": (today() - timedelta(days=9)).isoformat(),
        "break_until": (today() - timedelta(days=1)).isoformat(),
    }

    refused = owner.post(seller.url("delivery"), delivery_form(**gone))
    type(seller.profile).objects.filter(pk=seller.profile.pk).update(**gone)

    assert refused.status_code == 422
    assert 'id="id_break_until_error"' in refused.content.decode()
    assert owner.post(seller.url("delivery"), delivery_form(**gone)).status_code == 302


def test_owner_ticks_the_powiaty_of_the_own_delivery_and_the_checkout_keeps_to_them(owner, seller, other):
    nysa, ozimek = GminaFactory(powiat=PowiatFactory(name="nyski")), GminaFactory(powiat=PowiatFactory(name="opolski"))
    form = delivery_form(**{"OWN_DELIVERY-is_active": "on", "OWN_DELIVERY-gross": "12"})
    name = "OWN_DELIVERY-powiats"

    refused = owner.post(seller.url("delivery"), form | {name: [str(nysa.powiat_id), "0", "x"]})
    assert refused.status_code == 422
    assert f'id="id_{name}_error"' in refused.content.decode()
    assert not seller.partner.delivery_ways.filter(code="OWN_DELIVERY").exists()

    owner.post(seller.url("delivery"), form | {name: [str(nysa.powiat_id)]})
    way = seller.partner.delivery_ways.get(code="OWN_DELIVERY")
    assert (reaches(way, nysa), reaches(way, ozimek)) == (True, False)
    assert f'value="{nysa.powiat_id}" id="id_{name}_0" checked' in owner.get(seller.url("delivery")).content.decode()

    assert owner.post(other.url("delivery"), form).status_code == 404
    owner.post(seller.url("delivery"), form)
    way = seller.partner.delivery_ways.get(code="OWN_DELIVERY")
    assert reaches(way, ozimek)


def test_a_seller_reads_of_the_buyers_place_not_of_ones_own(owner, seller):
    owner.post(seller.url("delivery"), delivery_form(**{"ON_SITE-is_active": "on", "ON_SITE-gross": "0"}))

    for page in (owner.get(seller.url("delivery")), owner.get(seller.url("offer-add"))):
        assert "Usługa u kupującego" in page.content.decode()
        assert "u Ciebie" not in page.content.decode()


def test_switching_a_way_off_keeps_it_for_later(owner, seller):
    owner.post(seller.url("delivery"), delivery_form(**{"COURIER-is_active": ""}))

    assert not seller.partner.delivery_ways.get().is_active


def test_owner_answers_a_question(owner, seller):
    question = ask(ProductFactory(partner=seller.partner))

    empty = owner.post(seller.url("questions"), {"question": question.pk, f"q{question.pk}-answer": " "})
    assert empty.status_code == 422
    assert "Napisz odpowiedź" in empty.content.decode()

    owner.post(
        seller.url("questions"),
        {"question": question.pk, f"q{question.pk}-answer": "Tak, ma.", f"q{question.pk}-is_public": "on"},
    )

    question.refresh_from_db()
    assert (question.answer, question.is_public) == ("Tak, ma.", True)
    assert "Tak, ma." in text_of(owner, seller.url("questions") + "?stan=odpowiedziane")


@pytest.mark.parametrize("number", ["", "²", "9" * 40, "-1"])
def test_a_strangers_or_unlikely_question_is_not_found(owner, seller, other, number):
    question = ask(ProductFactory(partner=other.partner))

    for key in (number, str(question.pk)):
        answer = owner.post(seller.url("questions"), {"question": key, f"q{question.pk}-answer": "Cudza odpowiedź"})
        assert answer.status_code == 404

    question.refresh_from_db()
    assert question.answer == ""
