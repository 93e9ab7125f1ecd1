"""How long goods are held, with the clock moved: settings say it, midnight, clock changes and leap days do not matter."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from operations.clock import WARSAW
from shop.fulfilment.models import PaymentState, VendorOrder
from shop.fulfilment.services import mark_transfer_received
from shop.payments import services
from shop.payments.gateways.sandbox import SandboxGateway
from shop.payments.models import Payment
from tests.factories.catalogue import ProductFactory
from tests.factories.order import order_of
from tests.shop.checkout.walk import choose_delivery, give_address, put

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
MOMENTS = {
    "an ordinary day": (2026, 11, 10, 12, 0, 0),
    "the last second of a day": (2026, 11, 10, 23, 59, 59),
    "midnight": (2026, 11, 10, 0, 0, 0),
    "before the clock goes back": (2026, 10, 24, 2, 30, 0),
    "before the clock goes forward": (2027, 3, 27, 2, 30, 0),
    "before a leap day": (2028, 2, 28, 23, 30, 0),
    "on a leap day": (2028, 2, 29, 12, 0, 0),
    "before New Year": (2026, 12, 31, 23, 59, 59),
}
moments = pytest.mark.parametrize("moment", MOMENTS.values(), ids=MOMENTS)


def warsaw(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=WARSAW)


def at(moment: datetime):
    return time_machine.travel(moment, tick=False)


def placed(moment: datetime, method: str = "TRANSFER") -> VendorOrder:
    with at(moment):
        return order_of(ProductFactory(stock=5), method=method).vendor_orders.get()


def allocated(vo: VendorOrder) -> int:
    return vo.order.lines.get().stockrecord.num_allocated or 0


def state(vo: VendorOrder) -> tuple[str, int]:
    vo = VendorOrder.objects.get(pk=vo.pk)
    return vo.payment_state, allocated(vo)


@moments
@pytest.mark.parametrize(("method", "hours"), [("TRANSFER", 7 * 24), ("SANDBOX", 24)])
def test_goods_are_held_to_the_second(moment, method, hours):
    start = warsaw(*moment)
    vo = placed(start, method)
    end = datetime.fromtimestamp(start.timestamp() + hours * 3600, tz=UTC)
    assert vo.hold_until == end

    with at(end - SECOND):
        assert services.expire_unpaid() == 0
    assert state(vo) == (PaymentState.UNPAID, 1)
    with at(end):
        assert services.expire_unpaid() == 1
        assert services.expire_unpaid() == 0
    assert state(vo) == (PaymentState.EXPIRED, 0)


@moments
def test_a_buyer_is_reminded_once_on_the_second_day(moment):
    start = warsaw(*moment)
    vo = placed(start)
    day = datetime.fromtimestamp(start.timestamp() + 2 * 86400, tz=UTC)

    with at(day - SECOND):
        assert services.remind_of_transfers() == 0
    with at(day):
        assert services.remind_of_transfers() == 1
        assert services.remind_of_transfers() == 0
    assert state(vo) == (PaymentState.UNPAID, 1)


def test_a_transfer_marked_in_the_last_second_stays_paid():
    start = warsaw(2026, 11, 10, 12, 0, 0)
    vo = placed(start)
    with at(vo.hold_until - SECOND):
        mark_transfer_received(vo, by=None)

    with at(vo.hold_until + SECOND):
        assert services.expire_unpaid() == 0

    assert state(vo) == (PaymentState.PAID, 1)


def test_stock_is_released_only_when_the_session_is_surely_dead(monkeypatch):
    start = warsaw(2026, 11, 10, 12, 0, 0)
    vo = placed(start, "SANDBOX")
    with at(vo.hold_until - timedelta(minutes=5)):
        services.start_payment(vo, return_url="/")
    monkeypatch.setattr(SandboxGateway, "close", lambda self, payment: False)
    with at(vo.hold_until + timedelta(hours=1)):
        assert services.expire_unpaid() == 0
    assert state(vo) == (PaymentState.UNPAID, 1)

    monkeypatch.undo()
    with at(vo.hold_until + timedelta(hours=2)):
        assert services.expire_unpaid() == 1
    assert state(vo) == (PaymentState.EXPIRED, 0)


@pytest.mark.parametrize(("left", "minutes"), [(timedelta(hours=3), 31), (timedelta(minutes=10), 10)])
def test_a_session_lasts_as_the_setting_says_and_never_longer_than_the_hold(left, minutes):
    vo = placed(warsaw(2026, 11, 10, 12, 0, 0), "SANDBOX")
    with at(vo.hold_until - left):
        services.start_payment(vo, return_url="/")
        payment = Payment.objects.get(vendor_order=vo)
        assert payment.expires_at == vo.hold_until - left + timedelta(minutes=minutes)


def test_settings_say_how_long(settings):
    settings.OPES = settings.OPES | {
        "TRANSFER_HOLD_DAYS": 3,
        "ONLINE_HOLD_HOURS": 5,
        "TRANSFER_REMINDER_DAYS": 1,
        "ONLINE_SESSION_MINUTES": 40,
    }
    start = warsaw(2026, 11, 10, 12, 0, 0)
    transfer, online = placed(start), placed(start, "SANDBOX")

    assert transfer.hold_until == start + timedelta(days=3)
    assert online.hold_until == start + timedelta(hours=5)
    with at(start + timedelta(days=1)):
        assert services.remind_of_transfers() == 1
    with at(start + timedelta(hours=1)):
        services.start_payment(online, return_url="/")
    assert Payment.objects.get(vendor_order=online).expires_at == start + timedelta(hours=1, minutes=40)


@pytest.mark.parametrize(
    ("days", "words"), [(1, "czeka 1\u00a0dzień"), (5, "czeka 5\u00a0dni"), (7, "czeka 7\u00a0dni")]
)
def test_the_buyer_reads_the_setting_before_choosing(client, settings, days, words):
    settings.OPES = settings.OPES | {"TRANSFER_HOLD_DAYS": days}
    offer = ProductFactory()
    put(client, offer)
    give_address(client)
    choose_delivery(client, offer.partner)

    page = client.get(reverse("checkout:payment")).content.decode()

    assert words.replace("\u00a0", " ") in page.replace("\u00a0", " ")
