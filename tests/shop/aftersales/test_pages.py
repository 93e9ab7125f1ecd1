"""The buyer's pages: three ways in, two steps, one receipt."""

import re

import pytest
from django.urls import reverse

from shop.aftersales.models import Withdrawal
from shop.fulfilment.models import VendorOrder
from shop.order.models import Order
from shop.order.tokens import order_token
from tests.clock import at
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import ProductFactory
from tests.factories.order import deliver, order_of
from tests.shop.aftersales.conftest import letters

WORDS = {
    "text": "Dwa kubki z kogutem",
    "buyer_name": "Halina Próbna",
    "account": "",
}


def answers(line, pieces=1, **more):
    return {f"ile-{line.pk}": pieces, "buyer_name": "Halina Próbna", "key": "k" * 43} | more


def plain(response) -> str:
    """The page without what differs between any two requests."""
    return re.sub(r'(?<=name="csrfmiddlewaretoken" value=")[^"]+|[0-9a-f]{64}', "", response.content.decode())


def type_in(client, number, email, **more):
    """Go all the way by number and e-mail; return the pages."""
    first = client.post("/odstap/", WORDS | {"typed_number": number, "email": email} | more)
    asked = client.get(first.url)
    second = client.post(first.url)
    return first, asked, second, client.get(second.url)


# --- By the order's link ---


def test_guest_chooses_confirms_and_reads_a_receipt(client, link, line, order):
    with at(2026, 11, 27, 9, 30):
        chosen = client.post(link, answers(line, 2))
        asked = client.get(chosen.url)
        done = client.post(chosen.url, follow=True)

    statement = order.withdrawals.get()
    assert "Potwierdź odstąpienie" in asked.content.decode()
    page = done.content.decode()
    assert "27\u00a0listopada\u00a02026" in page
    assert "9.30" in page
    assert statement.number in page
    assert "40,00" in page
    assert statement.way == Withdrawal.Way.LINK
    assert done.headers["Referrer-Policy"] == "same-origin"


def test_nothing_counts_before_it_is_confirmed(client, link, line, order):
    client.post(link, answers(line))

    assert order.withdrawals.get().state == Withdrawal.State.DRAFT
    assert letters("withdrawal_receipt") == []
    assert not order.vendor_orders.get().events.filter(kind="WITHDRAWN").exists()


def test_double_submit_of_both_steps_is_one_statement_and_one_letter_to_each(client, link, line, order):
    first, again = client.post(link, answers(line)), client.post(link, answers(line))
    for _ in range(2):
        client.post(first.url)
    late_click = client.post(link, answers(line))

    assert first.url == again.url
    assert "przyjete" in late_click.url
    assert Withdrawal.objects.count() == 1
    assert len(letters("withdrawal_receipt")) == 1
    assert len(letters("withdrawal_seller")) == 1
    assert order.vendor_orders.get().events.filter(kind="WITHDRAWN").count() == 1


def test_moment_that_counts_is_the_first_submission(client, link, line, order):
    with at(2026, 11, 27, 9, 30):
        chosen = client.post(link, answers(line))
    with at(2026, 11, 27, 10, 0):
        client.post(link, answers(line, 2))
    with at(2026, 11, 27, 11, 0):
        client.post(chosen.url)

    statement = order.withdrawals.get()
    assert statement.submitted_at.hour == 8
    assert statement.confirmed_at.hour == 10
    assert statement.shares.get().items.get().quantity == 2


def test_draft_opens_no_more_after_a_day(client, link, line):
    with at(2026, 11, 27, 9, 30):
        chosen = client.post(link, answers(line))
    with at(2026, 11, 28, 9, 31):
        assert client.get(chosen.url).status_code == 404
        assert client.post(chosen.url).status_code == 404

    assert Withdrawal.objects.get().state == Withdrawal.State.DRAFT


def test_going_back_loses_nothing(client, link, line):
    chosen = client.post(link, answers(line, 2, account="61 1090 1014 0000 0712 1981 2874"))
    change = re.search(r'href="(/odstap/z/[^"]+szkic[^"]+)"', client.get(chosen.url).content.decode())[1]

    page = client.get(change).content.decode()

    assert 'value="2"' in page
    assert "61109010140000071219812874" in page
    assert "k" * 43 in page


@pytest.mark.parametrize("pieces", ["0", "-1", "4", "1e3", "NaN", "٣x", "1.5", "", "10000000000000000000000"])
def test_impossible_numbers_are_told_at_the_field_and_change_nothing(client, link, line, pieces):
    response = client.post(link, answers(line, pieces))

    assert response.status_code == 422
    assert Withdrawal.objects.count() == 0


def test_a_form_without_a_choice_leads_to_the_first_thing(client, link, line):
    page = client.post(link, answers(line, "0")).content.decode()

    assert f'href="#id_ile-{line.pk}"' in page
    assert f'id="id_ile-{line.pk}_error"' in page


@pytest.mark.parametrize("token", ["0" * 64, "x", "A" * 64, "%00"])
def test_wrong_token_is_not_there(client, db, token):
    for page in ("z", "potwierdz", "przyjete"):
        assert client.get(f"/odstap/{page}/{token}/").status_code == 404


def test_wrong_account_number_is_told_at_the_field(client, link, line):
    response = client.post(link, answers(line, account="61 1090 1014 0000 0712 1981 2875"))

    assert response.status_code == 422
    assert "Numer zawiera pomyłkę" in response.content.decode()
    assert Withdrawal.objects.count() == 0


@pytest.mark.parametrize("code", ["CUSTOM_MADE", "PERISHABLE", "DATED_SERVICE", "URGENT_REPAIR"])
def test_excluded_things_are_shown_with_the_reason_and_refused(client, link, line, order, code):
    order.lines.update(withdrawal=code)

    page = client.get(link).content.decode()
    response = client.post(link, answers(line))

    assert "odstąpienie nie przysługuje" in page
    assert f"ile-{line.pk}" not in page
    assert response.status_code == 422
    assert Withdrawal.objects.count() == 0


@pytest.mark.parametrize("kind", ["BUSINESS", "INSTITUTION"])
def test_firm_has_no_such_right(client, link, line, order, kind):
    Order.objects.filter(pk=order.pk).update(buyer_kind=kind)

    assert "nie dotyczy firm" in client.get(link).content.decode()
    assert client.post(link, answers(line)).status_code == 422
    assert Withdrawal.objects.count() == 0


def test_withdrawn_pieces_cannot_be_chosen_again(client, link, line, order):
    client.post(client.post(link, answers(line, 1)).url)

    assert client.post(link, answers(line, 3, key="n" * 43)).status_code == 422
    client.post(client.post(link, answers(line, 2, key="n" * 43)).url)

    assert "już złożono" in client.get(link).content.decode()
    assert order.withdrawals.filter(state="CONFIRMED").count() == 2


# --- From the account ---


@pytest.fixture
def own(mugs, buyer):
    order = order_of(mugs, by=buyer)
    deliver(order.vendor_orders.get())
    return order


def test_owner_withdraws_from_the_account(client, buyer, own):
    client.force_login(buyer)

    assert own.number in client.get("/odstap/").content.decode()
    chosen = client.post(f"/odstap/zamowienie/{own.number}/", answers(own.lines.get()))
    done = client.post(chosen.url, follow=True)

    assert "Odstąpienie przyjęte" in done.content.decode()
    assert own.withdrawals.get().way == Withdrawal.Way.OWNER


def test_stranger_finds_nothing_and_changes_nothing(client, buyer, own):
    client.force_login(buyer)
    chosen = client.post(f"/odstap/zamowienie/{own.number}/", answers(own.lines.get()))
    client.force_login(UserFactory())

    assert client.get(f"/odstap/zamowienie/{own.number}/").status_code == 404
    assert client.post(f"/odstap/zamowienie/{own.number}/", answers(own.lines.get())).status_code == 404
    assert client.get(chosen.url).status_code == 404
    assert client.post(chosen.url).status_code == 404
    assert own.number not in client.get("/odstap/").content.decode()
    assert own.withdrawals.get().state == Withdrawal.State.DRAFT


def test_signed_out_is_led_to_the_door(client, own):
    assert "/konto/zaloguj/" in client.get(f"/odstap/zamowienie/{own.number}/").url


# --- By number and e-mail ---


def test_right_and_wrong_pair_answer_the_same(client, order):
    with at(2026, 11, 27, 9, 30):
        right = type_in(client, order.number, order.email)
        wrong = type_in(client, order.number, "obca@example.com")
        nowhere = type_in(client, "999999", order.email)

    for mine, other in zip(right, wrong, strict=True):
        assert mine.status_code == other.status_code
        assert plain(mine).replace(order.email, "E") == plain(other).replace("obca@example.com", "E")
    assert plain(right[3]).replace(order.number, "N") == plain(nowhere[3]).replace("999999", "N")
    assert "O-1" not in plain(right[3])


def test_receipt_goes_only_to_the_address_of_the_order(client, order):
    type_in(client, f" {order.number} ", order.email.upper())
    type_in(client, order.number, "obca@example.com")

    (receipt,) = letters("withdrawal_receipt")
    assert receipt.to == order.email
    assert "Dwa kubki z kogutem" in receipt.text
    assert len(letters("withdrawal_seller")) == 1
    assert Withdrawal.objects.filter(order=None, state="CONFIRMED").count() == 1


def test_number_of_a_part_reaches_only_its_seller(client, mugs, db):
    order = order_of(mugs, ProductFactory(title="Torba"))
    part = order.vendor_orders.get(partner=mugs.partner)

    type_in(client, part.number, order.email)

    assert order.withdrawals.get().shares.get().vendor_order == part


def test_typed_words_lose_nothing_when_something_lacks(client, db):
    response = client.post("/odstap/", WORDS | {"typed_number": "", "email": "bez-malpy"})

    assert response.status_code == 422
    assert "Dwa kubki z kogutem" in response.content.decode()
    assert "bez-malpy" in response.content.decode()
    assert Withdrawal.objects.count() == 0


def test_typing_is_limited(client, db, settings):
    settings.OPES = settings.OPES | {"LIMITS": True}
    codes = [
        client.post("/odstap/", WORDS | {"typed_number": "1", "email": "a@example.com"}).status_code for _ in range(12)
    ]

    assert codes[0] == 302
    assert codes[-1] == 429
    assert Withdrawal.objects.count() == 10


# --- The way here ---


def test_footer_leads_to_the_function(client, db):
    assert 'href="/odstap/"' in client.get("/odstap/").content.decode()
    assert client.get("/en/odstap/").status_code == 200


def order_page(client, order) -> str:
    return client.get(reverse("checkout:status", args=[order_token(order)])).content.decode()


def test_order_page_shows_the_way_only_while_the_right_exists(client, order, link):
    assert link in order_page(client, order)

    order.lines.update(withdrawal="PERISHABLE")
    assert link not in order_page(client, order)

    order.lines.update(withdrawal="ALLOWED")
    Order.objects.filter(pk=order.pk).update(buyer_kind="INSTITUTION")
    assert link not in order_page(client, order)

    Order.objects.filter(pk=order.pk).update(buyer_kind="CONSUMER")
    vo = order.vendor_orders.get()
    VendorOrder.objects.filter(pk=vo.pk).update(seller=vo.seller | {"is_trader": False})
    assert link not in order_page(client, order)


def test_hostile_keys_never_break_the_form(client, link, line, order):
    for key in ("", "x", "k" * 100, "<script>", "k\x00"):
        assert client.post(link, answers(line, key=key)).status_code in {302, 422}
    assert client.get(f"{link}?szkic=%00").status_code == 200
    type_in(client, order.number, order.email, key="k" * 43)
    assert client.post(link, answers(line)).status_code == 302
