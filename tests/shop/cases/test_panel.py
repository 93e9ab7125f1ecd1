"""Cases in the seller's panel, and in the back office of ROPS."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from operations.clock import today
from operations.models import AuditEntry
from shop.aftersales.models import MoneyBack
from shop.cases import queries as case_queries
from shop.cases import services
from shop.cases.models import CaseFile, Complaint, Side
from shop.cases.uploads import clean_files
from shop.fulfilment.forms import new_form_key
from tests.clock import at
from tests.factories.order import order_of
from tests.shop.cases.conftest import ask, complain, fresh, picture, say


def url(name, seller, *args):
    return reverse(f"cases_panel:{name}", args=[seller.slug, *args])


def decide(client, seller, complaint, **answers):
    form = {"outcome": "REPAIR", "text": "Naprawimy do piątku.", "key": new_form_key(), "seen": ""} | answers
    return client.post(url("answer", seller, complaint.case_id), form, follow=True)


def queries(client, path):
    client.get(path)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def test_list_begins_with_the_nearest_deadline_and_shows_late_ones_red(client, seller, vo):
    for day in (1, 20, 10):
        with at(2026, 11, day, 9):
            complain(vo)
    answered = complain(vo)
    Complaint.objects.filter(pk=answered.pk).update(state="WITHDRAWN")
    client.force_login(seller.owner)

    with at(2026, 11, 22, 9):
        page = client.get(url("complaints", seller)).content.decode()

    order = [page.index(f"R-10000{n}") for n in (1, 3, 2, 4)]
    assert order == sorted(order)
    assert page.count("badge-error") == 1
    assert "Termin odpowiedzi minął 15.11 (7 dni temu)" in page
    assert "Odpowiedź do 24.11 (zostały 2 dni)" in page


def test_a_count_on_the_first_page_is_what_its_list_shows(client, seller, vo):
    late = complain(vo)
    Complaint.objects.filter(pk=late.pk).update(deadline=today() - timedelta(days=2))
    answered = complain(vo)
    Complaint.objects.filter(pk=answered.pk).update(state="WITHDRAWN")
    say(answered.case, text="Jednak przyszło drugie pęknięte.")
    ask(vo)

    waiting = case_queries.waiting(seller.partner)
    client.force_login(seller.owner)
    page = client.get(reverse("seller:home", args=[seller.slug])).content.decode()

    assert (waiting.complaints, waiting.messages) == (2, 1)
    assert "pierwsza po terminie" in page


def test_seller_answers_once_and_the_money_goes_back(client, seller, complaint):
    client.force_login(seller.owner)

    page = decide(client, seller, complaint, outcome="REFUND", amount="20,50 zł").content.decode()
    again = decide(client, seller, complaint, outcome="REFUND", amount="20,50").content.decode()

    assert "Odpowiedź wysłana" in page
    assert "już odpowiedziano" in again
    assert fresh(complaint).amount == Decimal("20.50")
    assert MoneyBack.objects.get().amount == 2050


@pytest.mark.parametrize(
    ("answers", "words", "place"),
    [
        ({"outcome": ""}, "Wybierz decyzję", "outcome"),
        ({"text": " "}, "Podaj uzasadnienie", "text"),
        ({"outcome": "REFUND"}, "Wpisz kwotę", "amount"),
        ({"outcome": "REFUND", "amount": "0"}, "większa od zera", "amount"),
        ({"outcome": "PRICE_CUT", "amount": "dużo"}, "po przecinku", "amount"),
        ({"outcome": "PRICE_CUT", "amount": "75,91"}, "To więcej, niż zapłacił kupujący", "amount"),
        ({"outcome": "REJECTED"}, "Zaznacz, czy zgadzasz się", "adr"),
    ],
    ids=str,
)
def test_answer_lacking_something_says_so_at_its_field(client, seller, complaint, answers, words, place):
    client.force_login(seller.owner)

    page = decide(client, seller, complaint, **answers)

    assert page.status_code == 422
    assert words in page.content.decode()
    assert f'id="id_{place}_error"' in page.content.decode()
    assert fresh(complaint).is_open


def test_money_that_was_never_paid_is_not_returned(client, seller, mugs):
    complaint = complain(order_of(mugs).vendor_orders.get())
    client.force_login(seller.owner)

    page = decide(client, seller, complaint, outcome="REFUND", amount="5")

    assert page.status_code == 422
    assert "Nie ma tu tylu pieniędzy" in page.content.decode()
    assert fresh(complaint).is_open


def test_seller_reads_the_thread_writes_and_begins_one(client, seller, complaint, vo):
    client.force_login(seller.owner)
    page = url("case", seller, complaint.case_id)

    assert "Pękło ucho." in client.get(page).content.decode()
    client.post(page, {"text": "Sprawdzamy", "key": new_form_key(), "files": [picture()]})
    begun = client.post(url("message", seller, vo.number), {"text": "Paczka wyszła", "key": new_form_key()})

    assert fresh(complaint.case).buyer_unread == 1
    assert CaseFile.objects.count() == 1
    photo = reverse("cases_panel:file", args=[seller.slug, complaint.case_id, CaseFile.objects.get().pk])
    assert client.get(photo)["Content-Type"] == "image/webp"
    assert client.get(url("message", seller, vo.number)).url == begun.url


def test_today_and_more_say_what_waits(client, seller, vo):
    complain(vo)
    case = ask(vo)
    client.force_login(seller.owner)
    home, more = reverse("seller:home", args=[seller.slug]), reverse("seller:more", args=[seller.slug])

    assert url("complaints", seller) in client.get(home).content.decode()
    assert url("messages", seller) in client.get(home).content.decode()
    assert client.get(more).content.decode().count("czeka: </span>1<") == 2  # the complaint, the message
    client.get(url("case", seller, case.pk))
    assert client.get(more).content.decode().count("czeka: </span>1<") == 1


def test_sellers_lists_ask_as_often_for_one_as_for_thirty(client, seller, vo, mugs):
    mugs.stockrecords.update(num_in_stock=100)
    client.force_login(seller.owner)
    paths = [url("complaints", seller), url("messages", seller), reverse("seller:order", args=[seller.slug, vo.number])]

    complain(vo)
    ask(vo)
    first = [queries(client, path) for path in paths]
    for _ in range(19):
        complain(vo)
        ask(order_of(mugs).vendor_orders.get())
    for _ in range(10):
        complain(vo)

    assert [queries(client, path) for path in paths] == first


# --- ROPS ---


def test_rops_sees_deadlines_without_content_until_it_is_called(client, complaint, moderator, seller):
    client.force_login(moderator)
    page = reverse("cases_admin:case", args=[complaint.case_id])

    rows = client.get(reverse("cases_admin:list")).content.decode()
    closed = client.get(page).content.decode()
    assert complaint.number in rows
    assert "Odpowiedź do" in rows
    assert "Pękło ucho" not in rows + closed

    services.call_in_rops(complaint.case, side=Side.SELLER, by=seller.owner)
    assert "Pękło ucho." in client.get(page).content.decode()


def test_rops_gives_a_reason_reads_and_writes_as_rops(client, vo, moderator, buyer):
    complaint = complain(vo, files=clean_files([picture()]))
    client.force_login(moderator)
    page = reverse("cases_admin:case", args=[complaint.case_id])
    photo = reverse("cases_admin:file", args=[complaint.case_id, CaseFile.objects.get().pk])

    assert client.get(photo).status_code == 404
    assert client.post(page, {"reason": " "}).status_code == 422
    assert not AuditEntry.objects.filter(action="shop.cases.call_in").exists()
    client.post(page, {"reason": "Skarga w sprawie terminu"})
    client.post(page, {"text": "Porozmawiajmy", "key": new_form_key()})

    assert AuditEntry.objects.get(action="shop.cases.call_in").actor_id == moderator.pk
    assert client.get(photo).status_code == 200
    last = complaint.case.entries.last()
    assert (last.side, last.by, last.text) == ("ROPS", moderator, "Porozmawiajmy")
    client.force_login(buyer)
    seen = client.get(reverse("cases:case", args=[complaint.case_id])).content.decode()
    assert "Skarga w sprawie terminu" in seen
    assert "Porozmawiajmy" in seen
    assert fresh(complaint).is_open


def test_messages_are_not_ropss_business_uncalled(client, vo, moderator):
    case = ask(vo)
    client.force_login(moderator)

    assert client.get(reverse("cases_admin:case", args=[case.pk])).status_code == 404
    assert client.post(reverse("cases_admin:case", args=[case.pk]), {"reason": "Ciekawość"}).status_code == 404
    assert vo.number not in client.get(reverse("cases_admin:list")).content.decode()


def test_list_of_rops_asks_as_often_for_one_as_for_thirty(client, vo, moderator):
    client.force_login(moderator)
    path = reverse("cases_admin:list")

    complain(vo)
    first = queries(client, path)
    for _ in range(29):
        say(complain(vo).case, Side.SELLER)

    assert queries(client, path) == first


def test_late_ones_are_found_by_a_filter_and_on_the_first_page(client, vo, moderator):
    with at(2026, 11, 1, 9):
        late = complain(vo)
    with at(2026, 11, 20, 9):
        complain(vo)
        client.force_login(moderator)
        rows = client.get(reverse("cases_admin:list"), {"stan": "po-terminie"}).content.decode()
        home = client.get(reverse("wagtailadmin_home")).content.decode()

    assert late.number in rows
    assert "R-100002" not in rows
    assert "1 reklamacja po terminie" in home
