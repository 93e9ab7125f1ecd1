"""Reading a statement in, the confirm screen, and what confirming does."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shop.checkout.invariants import broken_invariants
from shop.fulfilment.models import CancelledBy, PaymentState
from shop.fulfilment.services import cancel_share, mark_transfer_received
from shop.ledger.models import Account
from shop.ledger.queries import balances
from shop.statements import formats
from shop.statements.matching import within_one_slip
from shop.statements.models import Statement, StatementLine
from shop.statements.queries import LineRow
from tests.factories.catalogue import ProductFactory
from tests.factories.order import order_of
from tests.shop.seller.conftest import seller_of
from tests.shop.statements.conftest import mbank, share_of

pytestmark = pytest.mark.django_db


def url(name: str, where, *args) -> str:
    return reverse(f"statements:{name}", args=[where.slug, *args])


def read_in(client, where, body: bytes, **kwargs):
    given = SimpleUploadedFile("wyciag.csv", body)
    return client.post(url("list", where), {"file": given}, **kwargs)


def confirm(client, where, *ticks: str, follow: bool = True):
    statement = Statement.objects.latest("pk")
    return client.post(url("statement", where, statement.pk), {"linia": ticks}, follow=follow)


def verdicts() -> list[str]:
    return [str(LineRow(line).verdict) for line in StatementLine.objects.order_by("pk")]


def tick() -> str:
    return LineRow(StatementLine.objects.latest("pk")).value


def test_a_sure_match_is_ticked_and_confirming_it_pays_the_share(owner, seller, vo):
    page = read_in(owner, seller, mbank((f"OPES {vo.number}", "75,90")), follow=True).content.decode()
    assert vo.number in page
    assert "checked" in page

    confirm(owner, seller, tick())

    vo.refresh_from_db()
    assert vo.payment_state == PaymentState.PAID
    assert balances(vo)[Account.BANK] == 7590
    assert vo.events.filter(kind="PAID", by=seller.owner).count() == 1
    assert broken_invariants() == []


@pytest.mark.parametrize(
    ("title", "amount", "verdict"),
    [
        ("OPES {n}", "75,90", "SURE"),
        ("zapłata za zamówienie nr {n}, dziękuję", "75,90", "SURE"),
        ("OPES {digits}", "75,90", "SURE"),
        ("OPES {n}", "75,91", "OVERPAID"),
        ("OPES {n}", "70,00", "UNDERPAID"),
        ("OPES 9{n}", "75,90", "TYPO"),
        ("za miseczki", "75,90", "UNKNOWN"),
    ],
)
def test_every_match_says_how_sure_it_is(owner, seller, vo, title, amount, verdict):
    words = title.format(n=vo.number, digits=vo.number.replace("-", ""))

    page = read_in(owner, seller, mbank((words, amount)), follow=True).content.decode()

    assert verdicts() == [verdict]
    assert ("checked" in page) == (verdict == "SURE")
    assert ('name="linia"' in page) == (verdict != "UNDERPAID")


def test_what_concerns_no_order_is_counted_and_not_kept(owner, seller, vo):
    read_in(owner, seller, mbank(("czynsz za listopad", "1 200,00"), (f"OPES {vo.number}", "75,90")))

    statement = Statement.objects.get()
    assert (statement.incoming, statement.unrelated) == (2, 1)
    assert StatementLine.objects.get().vendor_order == vo


def test_a_title_that_speaks_of_no_order_is_not_kept_with_its_amount(owner, seller, vo):
    read_in(owner, seller, mbank(("za miseczki od Haliny", "75,90")))

    assert StatementLine.objects.get().title == ""


def test_a_transfer_for_two_orders_is_left_to_the_person(owner, seller, vo):
    second = share_of(seller)

    page = read_in(owner, seller, mbank((f"OPES {vo.number} i {second.number}", "151,80")), follow=True)

    assert verdicts() == ["SEVERAL"]
    assert 'name="linia"' not in page.content.decode()


def test_the_same_statement_twice_changes_nothing(owner, seller, vo):
    body = mbank((f"OPES {vo.number}", "75,90"))
    read_in(owner, seller, body)
    confirm(owner, seller, tick())

    again = read_in(owner, seller, body, follow=True).content.decode()

    assert "Nic się nie zmieniło" in again
    assert Statement.objects.count() == StatementLine.objects.count() == 1
    assert balances(vo)[Account.BANK] == 7590


def test_a_longer_statement_with_the_same_transfer_knows_it(owner, seller, vo):
    read_in(owner, seller, mbank((f"OPES {vo.number}", "75,90")))
    confirm(owner, seller, tick())

    read_in(owner, seller, mbank((f"OPES {vo.number}", "75,90"), ("inne", "1,00")))

    assert Statement.objects.latest("pk").known == 1
    assert StatementLine.objects.count() == 1


def test_more_than_the_price_pays_the_share_and_the_rest_waits_to_be_returned(owner, seller, vo):
    read_in(owner, seller, mbank((f"OPES {vo.number}", "80,00")))

    confirm(owner, seller, tick())

    vo.refresh_from_db()
    assert vo.payment_state == PaymentState.PAID
    assert balances(vo)[Account.REFUND] == -410
    assert "Pieniądze do zwrotu" in owner.get(reverse("ledger:month", args=[seller.slug])).content.decode()
    assert broken_invariants() == []


def test_late_money_of_an_ended_share_waits_to_be_returned(owner, seller, vo):
    cancel_share(vo, by=None, who=CancelledBy.BUYER, reason="")
    page = read_in(owner, seller, mbank((f"OPES {vo.number}", "75,90")), follow=True).content.decode()
    assert "checked" not in page

    confirm(owner, seller, tick())

    assert balances(vo)[Account.REFUND] == -7590
    assert list(vo.events.filter(kind__in=["LATE_MONEY", "REFUND_DUE"]).values_list("kind", flat=True)) == [
        "LATE_MONEY",
        "REFUND_DUE",
    ]
    assert broken_invariants() == []


def test_a_share_marked_by_hand_meanwhile_is_not_paid_twice(owner, seller, vo):
    read_in(owner, seller, mbank((f"OPES {vo.number}", "75,90")))
    seen = tick()
    mark_transfer_received(vo, by=seller.owner)

    page = confirm(owner, seller, seen).content.decode()

    assert "nie został potwierdzony" in page
    assert balances(vo).received == 7590
    assert verdicts() == ["PAID"]


def test_two_equal_transfers_in_one_statement_pay_once_and_the_second_is_shown(owner, seller, vo):
    read_in(owner, seller, mbank((f"OPES {vo.number}", "75,90"), (f"OPES {vo.number}", "75,90")))

    confirm(owner, seller, *[LineRow(line).value for line in StatementLine.objects.all()])

    assert sorted(verdicts()) == ["DONE", "PAID"]
    assert balances(vo).received == 7590


@pytest.mark.parametrize(
    "ticks", [[], ["x"], ["0:SURE"], ["99999999999999999999:SURE"], ["1"], ["-1:SURE"], ["٣:SURE"]]
)
def test_strange_ticks_change_nothing(owner, seller, vo, ticks):
    read_in(owner, seller, mbank((f"OPES {vo.number}", "75,90")))

    assert confirm(owner, seller, *ticks).status_code in {200, 422}

    assert verdicts() == ["SURE"]


def test_a_verdict_that_the_line_does_not_have_is_not_taken(owner, seller, vo):
    read_in(owner, seller, mbank((f"OPES {vo.number}", "70,00")))
    line = StatementLine.objects.get()

    for seen in ("SURE", "UNDERPAID", "DONE", "x"):
        confirm(owner, seller, f"{line.pk}:{seen}")

    vo.refresh_from_db()
    assert vo.payment_state == PaymentState.UNPAID
    assert balances(vo).received == 0


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "Ten plik jest pusty"),
        (b"%PDF-1.7", "Nie umiemy odczytać"),
        (b"a" * (formats.MAX_BYTES + 1), "większy niż 1 MB"),
        (b"a" * 9000, "dłuższy, niż możemy"),
        (b"#Data operacji;#Opis operacji;#Kwota\n", "nie ma żadnego wpływu"),
    ],
)
def test_a_file_that_is_no_statement_is_refused_at_the_field(owner, seller, body, words):
    response = read_in(owner, seller, body)

    assert response.status_code == 422
    assert words in response.content.decode().replace("\xa0", " ")
    assert not Statement.objects.exists()


def test_no_file_is_refused_at_the_field(owner, seller):
    response = owner.post(url("list", seller), {})

    assert response.status_code == 422
    assert "Wybierz plik" in response.content.decode()


def test_another_sellers_order_is_never_matched(client, seller, vo):
    other = seller_of()
    client.force_login(other.owner)

    read_in(client, other, mbank((f"OPES {vo.number}", "75,90")))

    assert not StatementLine.objects.exists()


def test_strangers_another_seller_and_packers_find_nothing_and_change_nothing(client, seller, vo):
    client.force_login(seller.owner)
    read_in(client, seller, mbank((f"OPES {vo.number}", "75,90")))
    statement, value = Statement.objects.get(), tick()
    other = seller_of()

    for person, place in ((other.owner, seller), (seller.packer, seller), (other.owner, other)):
        client.force_login(person)
        assert client.get(url("statement", place, statement.pk)).status_code == 404
        assert client.post(url("statement", place, statement.pk), {"linia": [value]}).status_code == 404
        if place is seller:
            assert client.get(url("list", place)).status_code == 404
            assert read_in(client, place, mbank(("x", "1,00"))).status_code == 404
    vo.refresh_from_db()
    assert vo.payment_state == PaymentState.UNPAID
    assert Statement.objects.count() == 1


def test_full_pages_ask_as_often_as_one_row(owner, seller, vo):
    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert owner.get(address).status_code == 200
        return len(captured)

    read_in(owner, seller, mbank((f"OPES {vo.number}", "75,90")))
    first = Statement.objects.get()
    asked(url("list", seller))
    one = (asked(url("list", seller)), asked(url("statement", seller, first.pk)))
    offer = ProductFactory(partner=seller.partner, stock=200)
    numbers = [order_of(offer).vendor_orders.get().number for _ in range(30)]
    for number in numbers:
        read_in(owner, seller, mbank((f"OPES {number}", "1,00")))
    read_in(owner, seller, mbank(*[(f"OPES {number}", "35,90") for number in numbers]))
    last = Statement.objects.latest("pk")

    many = (asked(url("list", seller)), asked(url("statement", seller, last.pk)))

    assert all(after <= before + 1 for before, after in zip(one, many, strict=True)), (one, many)


@pytest.mark.parametrize(
    ("left", "right", "is_near"),
    [
        ("1000011", "1000011", True),
        ("1000021", "1000011", True),
        ("100011", "1000011", True),
        ("10000111", "1000011", True),
        ("1000101", "1000011", True),
        ("2000021", "1000011", False),
        ("", "1000011", False),
        ("10000", "1000011", False),
    ],
)
def test_one_slip_of_the_finger_is_near(left, right, is_near):
    assert within_one_slip(left, right) is is_near
