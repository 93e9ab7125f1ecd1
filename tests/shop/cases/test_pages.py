"""The buyer's pages: for owners and, by the order's key, for guests."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shop.cases.models import Case, CaseFile, Complaint, Side
from shop.fulfilment.forms import new_form_key
from shop.order.models import Order
from tests.factories.order import order_of
from tests.shop.cases.conftest import ask, complain, fresh, pdf, picture, say


def fill(order: Order, **more) -> dict:
    line = order.lines.get()
    return {
        f"ile-{line.pk}": "1",
        "demand": "EXCHANGE",
        "text": "Pękło ucho.",
        "account": "",
        "key": new_form_key(),
    } | more


def number_of(order: Order) -> str:
    return order.vendor_orders.get().number


@pytest.fixture
def page(order) -> str:
    return reverse("cases:complain", args=[number_of(order)])


@pytest.mark.parametrize("way", ["owner", "guest"])
def test_complaint_is_made_from_the_order(client, order, buyer, guests_order, token, way):
    if way == "owner":
        client.force_login(buyer)
        own, start = order, reverse("account:order", args=[order.number])
        address = reverse("cases:complain", args=[number_of(own)])
    else:
        own, start = guests_order, reverse("checkout:status", args=[token])
        address = reverse("cases_link:complain", args=[token, number_of(own)])

    assert address in client.get(start).content.decode()
    assert client.get(address).status_code == 200
    done = client.post(address, fill(own, files=[picture(place=True), pdf()]), follow=True)

    complaint = Complaint.objects.get()
    assert complaint.number in done.content.decode()
    assert "odpowiedź do" in done.content.decode().lower()
    assert complaint.case.entries.get().by == (buyer if way == "owner" else None)
    assert complaint.case.entries.get().files.count() == 2
    assert done["Cache-Control"] == "private, no-store"
    assert done["Referrer-Policy"] == "same-origin"
    assert complaint.number in client.get(start).content.decode()


def test_pieces_and_words_are_asked_for_at_their_fields(client, order, buyer, page):
    client.force_login(buyer)
    line = order.lines.get()

    empty = client.post(page, {"key": "x"})
    many = client.post(page, fill(order, **{f"ile-{line.pk}": "4"}))

    assert empty.status_code == many.status_code == 422
    for words in ("Wybierz co najmniej jedną rzecz", "Opisz problem", "Wybierz oczekiwanie"):
        assert words in empty.content.decode()
    assert "Kupiono 3" in many.content.decode()
    assert "Pękło ucho." in many.content.decode()
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("files", "words"),
    [
        (lambda: [picture(f"{n}.jpg") for n in range(6)], "Najwyżej 5 zdjęć"),
        (lambda: [pdf(content=b"MZ\x90\x00 program")], "Nie możemy odczytać tego pliku"),
        (lambda: [picture(), pdf("zle.pdf", b"%PDF-1.7 /JavaScript (app.alert(1)) %%EOF")], "zle.pdf: Ten PDF ma"),
        (lambda: [pdf(content=b"%PDF-1.7 cut off")], "uszkodzony"),
        (lambda: [pdf(content=b"%PDF-1.7 " + b"x" * (8 * 1024 * 1024) + b"%%EOF")], "więcej niż 8"),
        (lambda: [picture(size=(5001, 5000))], "megapikseli"),
        (lambda: [pdf(f"{n}.pdf") for n in range(4)], "Najwyżej 3 pliki"),
        (lambda: [pdf("pusty.jpg", b"")], "Nie możemy odczytać"),
    ],
    ids=["six", "program", "script", "cut", "large", "pixels", "four", "empty"],
)
def test_bad_file_is_refused_at_its_field_and_the_text_stays(client, order, buyer, page, files, words):
    client.force_login(buyer)

    answer = client.post(page, fill(order, files=files()))

    assert answer.status_code == 422
    text = answer.content.decode().replace("\u00a0", " ")
    assert words in text
    assert "Pękło ucho.</textarea>" in text
    assert 'id="id_files_error"' in text
    assert not Case.objects.exists()


def test_files_lost_to_another_error_are_asked_for_again(client, order, buyer, page):
    client.force_login(buyer)

    answer = client.post(page, fill(order, text="", files=[picture()]))

    assert "przeglądarka ich nie pamięta" in answer.content.decode()


def test_same_form_sent_twice_makes_one_complaint(client, order, buyer, page):
    client.force_login(buyer)
    form = fill(order)

    first, second = client.post(page, form), client.post(page, form)

    assert first.url == second.url
    assert Complaint.objects.count() == 1


def test_question_needs_no_complaint(client, guests_order, token):
    address = reverse("cases_link:message", args=[token, number_of(guests_order)])

    done = client.post(address, {"text": "Kiedy <b>wysyłka</b>?", "key": new_form_key()}, follow=True)

    text = done.content.decode()
    assert "Kiedy &lt;b&gt;wysyłka&lt;/b&gt;?" in text
    assert Case.objects.get().kind == "MESSAGE"
    assert client.get(address).status_code == 302
    empty = client.post(reverse("cases_link:case", args=[token, Case.objects.get().pk]), {"text": " "})
    assert empty.status_code == 422
    assert "Napisz wiadomość" in empty.content.decode()


def test_buyer_withdraws_calls_in_and_opens_again(client, complaint, buyer):
    client.force_login(buyer)
    case = complaint.case

    client.post(reverse("cases:call-in", args=[case.pk]))
    client.post(reverse("cases:withdraw", args=[case.pk]))
    again = client.post(reverse("cases:withdraw", args=[case.pk]), follow=True)

    assert fresh(complaint).state == "WITHDRAWN"
    assert fresh(case).called_in_by == "BUYER"
    assert "już odpowiedziano albo ją wycofano" in again.content.decode()
    Case.objects.update(closes_on="2026-01-01")
    assert "Otwórz ponownie" in client.get(reverse("cases:case", args=[case.pk])).content.decode()
    client.post(reverse("cases:reopen", args=[case.pk]))
    assert not fresh(case).is_closed


def test_messages_without_end_wait_an_hour_and_keep_their_text(client, complaint, buyer):
    client.force_login(buyer)
    address = reverse("cases:case", args=[complaint.case_id])
    for n in range(20):
        client.post(address, {"text": f"Wpis {n}", "key": new_form_key()})

    answer = client.post(address, {"text": "O jeden za dużo", "key": new_form_key()})

    assert answer.status_code == 429
    assert "O jeden za dużo</textarea>" in answer.content.decode()
    assert complaint.case.entries.filter(kind="WORDS").count() == 20


def test_reading_a_thread_clears_its_mark(client, vo, buyer):
    case = ask(vo, Side.SELLER, "Paczka wyszła")
    client.force_login(buyer)
    inbox = reverse("cases:inbox")

    assert "1 nowa" in client.get(inbox).content.decode()
    client.get(reverse("cases:case", args=[case.pk]))

    assert "1 nowa" not in client.get(inbox).content.decode()


def test_files_go_to_the_parties_only_and_are_stored_nowhere(client, order, buyer, page, other):
    client.force_login(buyer)
    client.post(page, fill(order, files=[picture(place=True), pdf("para/gon?.pdf")]))
    case = Case.objects.get()
    photo, paper = CaseFile.objects.order_by("pk")

    seen = client.get(reverse("cases:file", args=[case.pk, photo.pk]))
    saved = client.get(reverse("cases:file", args=[case.pk, paper.pk]))

    content = b"".join(seen.streaming_content)
    assert content[:4] == b"RIFF"
    assert b"Exif" not in content
    assert b"Aparat" not in content
    assert seen["Content-Type"] == "image/webp"
    assert saved["Content-Disposition"] == 'attachment; filename="gon.pdf"'
    for answer in (seen, saved):
        assert "no-store" in answer["Cache-Control"]
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer["Content-Security-Policy"]
    assert "ucho" not in photo.file.name
    with pytest.raises(ValueError, match="no address"):
        photo.file.url  # noqa: B018 -- asking is the test
    client.force_login(other.owner)
    assert client.get(reverse("cases:file", args=[case.pk, photo.pk])).status_code == 404


def test_lists_ask_as_often_for_one_as_for_thirty(client, order, buyer, vo):
    client.force_login(buyer)
    inbox, page = reverse("cases:inbox"), reverse("account:order", args=[order.number])

    def queries(path):
        client.get(path)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(path).status_code == 200
        return len(seen)

    complain(vo)
    first = queries(inbox), queries(page)
    for _ in range(29):
        say(complain(vo).case, Side.SELLER)

    assert (queries(inbox), queries(page)) == first


def test_thread_asks_as_often_for_one_entry_as_for_thirty(client, complaint, buyer):
    client.force_login(buyer)
    page = reverse("cases:case", args=[complaint.case_id])

    def queries():
        client.get(page)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(page).status_code == 200
        return len(seen)

    first = queries()
    for n in range(29):
        say(complaint.case, Side.SELLER if n % 2 else Side.BUYER)

    assert queries() == first


def test_unpaid_order_may_be_asked_about(client, mugs, buyer):
    placed = order_of(mugs, by=buyer)
    client.force_login(buyer)

    client.post(reverse("cases:message", args=[number_of(placed)]), {"text": "Pytanie", "key": new_form_key()})

    assert Case.objects.get().vendor_order.order == placed
