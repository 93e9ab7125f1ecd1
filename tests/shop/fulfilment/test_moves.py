"""Which moves a share may make from which states: written down once more, by hand, and tried in every state."""

import itertools

import pytest

from operations.clock import now
from operations.models import AuditEntry, OutboxEntry
from shop.fulfilment import queries, services
from shop.fulfilment.exceptions import NotNowError
from shop.fulfilment.models import CancelledBy, FulfilmentState, PaymentState, Shipment, VendorOrderEvent
from shop.order.models import Line
from shop.partner.models import StockRecord
from tests.factories.accounts import UserFactory
from tests.shop.fulfilment.conftest import delivered_by, put_into

pytestmark = pytest.mark.django_db

STATES = list(itertools.product(FulfilmentState.values, PaymentState.values))
FUNDED = {"PAID", "TERM", "PART_REFUNDED"}
ALIVE = {"NEW", "IN_MAKING", "PACKED", "SHIPPED", "READY_FOR_PICKUP", "DELIVERED"}

ACTS = {
    "mark_transfer_received": lambda vo, by: services.mark_transfer_received(vo, by=by),
    "mark_paid": lambda vo, by: services.mark_paid(vo, at=now(), by=by),
    "start_making": lambda vo, by: services.start_making(vo, by=by),
    "mark_packed": lambda vo, by: services.mark_packed(vo, by=by),
    "ship": lambda vo, by: services.ship(vo, by=by, carrier="InPost", tracking_no="62"),
    "mark_ready_for_pickup": lambda vo, by: services.mark_ready_for_pickup(vo, by=by),
    "mark_delivered": lambda vo, by: services.mark_delivered(vo, by=by),
    "mark_refunded": lambda vo, by: services.mark_refunded(vo, by=by),
    "buyer cancels": lambda vo, by: services.cancel_share(vo, by=by, who=CancelledBy.BUYER, reason="Pomyłka"),
    "seller cancels": lambda vo, by: services.cancel_share(vo, by=by, who=CancelledBy.SELLER, reason="Pękło"),
    "ROPS cancels": lambda vo, by: services.cancel_share(vo, by=by, who=CancelledBy.ROPS, reason="Art. 20"),
}

#: act -> way of delivery -> (from fulfilment states, from payment states, to fulfilment state, to payment state)
SAME = None
ANY = set(PaymentState.values)
TABLE = {
    "mark_transfer_received": {"COURIER": (ALIVE, {"UNPAID", "TERM"}, SAME, "PAID")},
    "mark_paid": {"COURIER": (ALIVE, {"UNPAID", "TERM"}, SAME, "PAID")},
    "start_making": {"COURIER": ({"NEW"}, FUNDED, "IN_MAKING", SAME)},
    "mark_packed": {
        "COURIER": ({"NEW", "IN_MAKING"}, FUNDED, "PACKED", SAME),
        "PICKUP": ({"NEW", "IN_MAKING"}, FUNDED, "PACKED", SAME),
        "ON_SITE": (set(), set(), SAME, SAME),
    },
    "ship": {
        "COURIER": ({"PACKED"}, FUNDED, "SHIPPED", SAME),
        "PARCEL_LOCKER": ({"PACKED"}, FUNDED, "SHIPPED", SAME),
        "OWN_DELIVERY": ({"PACKED"}, FUNDED, "SHIPPED", SAME),
        "DIGITAL": ({"NEW", "IN_MAKING", "PACKED"}, FUNDED, "SHIPPED", SAME),
        "PICKUP": (set(), set(), SAME, SAME),
        "ON_SITE": (set(), set(), SAME, SAME),
    },
    "mark_ready_for_pickup": {
        "PICKUP": ({"PACKED"}, FUNDED, "READY_FOR_PICKUP", SAME),
        "COURIER": (set(), set(), SAME, SAME),
    },
    "mark_refunded": {"COURIER": ({"CANCELLED"}, {"PAID", "PART_REFUNDED"}, SAME, "REFUNDED")},
    "buyer cancels": {"COURIER": ({"NEW", "IN_MAKING"}, ANY, "CANCELLED", SAME)},
    "seller cancels": {"COURIER": ({"NEW", "IN_MAKING", "PACKED", "READY_FOR_PICKUP"}, ANY, "CANCELLED", SAME)},
    "ROPS cancels": {"COURIER": ({"NEW", "IN_MAKING", "PACKED", "READY_FOR_PICKUP"}, ANY, "CANCELLED", SAME)},
}
CASES = [(act, delivery, *case) for act, ways in TABLE.items() for delivery, case in ways.items()]


def snapshot(vo):
    """Everything that a refused move must leave as it was."""
    vo.refresh_from_db()
    return (
        vo.fulfilment_state,
        vo.payment_state,
        vo.paid_at,
        vo.cancelled_by,
        vo.cancelled_at,
        vo.events.count(),
        AuditEntry.objects.count(),
        OutboxEntry.objects.count(),
        Shipment.objects.count(),
        list(StockRecord.objects.values_list("num_in_stock", "num_allocated")),
        list(Line.objects.values_list("num_allocated", flat=True)),
        vo.order.__class__.objects.get(pk=vo.order_id).status,
    )


@pytest.mark.parametrize(
    ("act", "delivery", "fulfilment", "payment", "to_fulfilment", "to_payment"),
    CASES,
    ids=[f"{act}-{delivery}" for act, delivery, *_rest in CASES],
)
def test_a_move_is_made_from_its_states_only(vo, act, delivery, fulfilment, payment, to_fulfilment, to_payment):
    by = UserFactory()
    delivered_by(vo, delivery)
    Line.objects.update(num_allocated=0)  # stock has tests of its own

    for state, money in STATES:
        put_into(vo, state, money)
        before, allowed = snapshot(vo), state in fulfilment and money in payment

        if not allowed:
            with pytest.raises(NotNowError):
                ACTS[act](vo, by)
            assert snapshot(vo) == before, (state, money)
            continue

        ACTS[act](vo, by)

        after = snapshot(vo)
        assert after[:2] == (to_fulfilment or state, to_payment or money)
        assert after[5:7] == (before[5] + 1, before[6] + 1)  # one event, one audit entry
        assert vo.events.last().by == by


@pytest.mark.parametrize(
    ("delivery", "allowed"),
    [
        ("COURIER", {("SHIPPED", money) for money in ANY} | {("READY_FOR_PICKUP", money) for money in FUNDED}),
        (
            "ON_SITE",
            {("SHIPPED", money) for money in ANY}
            | {(state, money) for state in ("NEW", "IN_MAKING", "READY_FOR_PICKUP") for money in FUNDED},
        ),
    ],
)
def test_what_has_left_or_was_done_on_site_is_delivered(vo, delivery, allowed):
    delivered_by(vo, delivery)

    for state in STATES:
        put_into(vo, *state)
        if state in allowed:
            services.mark_delivered(vo, by=None)
            assert vo.fulfilment_state == "DELIVERED"
            assert vo.delivered_at
        else:
            before = snapshot(vo)
            with pytest.raises(NotNowError):
                services.mark_delivered(vo, by=None)
            assert snapshot(vo) == before, state


def test_a_seller_cannot_say_that_an_online_payment_came(online):
    with pytest.raises(NotNowError):
        services.mark_transfer_received(online, by=None)

    online.refresh_from_db()
    assert online.payment_state == PaymentState.UNPAID


def test_a_seller_cannot_say_that_an_operator_returned_the_money(online):
    put_into(online, "CANCELLED", "PAID")

    with pytest.raises(NotNowError):
        services.mark_refunded(online, by=UserFactory())
    online.refresh_from_db()
    assert online.payment_state == PaymentState.PAID

    services.mark_refunded(online)
    assert online.payment_state == PaymentState.REFUNDED


@pytest.mark.parametrize("delivery", ["COURIER", "PICKUP", "ON_SITE", "DIGITAL"])
def test_a_seller_is_offered_exactly_what_the_services_allow(vo, delivery):
    delivered_by(vo, delivery)
    names = {"seller cancels": "cancel_share"}

    for state in STATES:
        put_into(vo, *state)
        offered = {act for act, _label in queries.next_acts(vo)}
        possible = set()
        for act, run in ACTS.items():
            if act in {"mark_paid", "buyer cancels", "ROPS cancels"}:
                continue
            put_into(vo, *state)
            try:
                run(vo, None)
            except NotNowError:
                continue
            possible.add(names.get(act, act))
        assert offered == possible, state


def test_a_stale_copy_of_a_share_decides_nothing(vo):
    stale = vo.__class__.objects.get(pk=vo.pk)
    services.cancel_share(vo, by=None, who=CancelledBy.BUYER, reason="")

    with pytest.raises(NotNowError):
        services.mark_transfer_received(stale, by=None)

    assert list(vo.events.values_list("kind", flat=True)) == ["PLACED", "CANCELLED"]
    assert not OutboxEntry.objects.filter(topic="mail.share_paid").exists()


def test_the_timeline_of_a_parcel_is_told_in_order(vo):
    by = UserFactory()
    services.mark_transfer_received(vo, by=by)
    services.start_making(vo, by=by)
    services.mark_packed(vo, by=by)
    services.ship(vo, by=by, carrier=" InPost ", tracking_no=" 62 ")
    services.mark_delivered(vo, by=None)

    events = list(vo.events.values_list("kind", "by", "note"))
    assert events == [
        ("PLACED", None, ""),
        ("PAID", by.pk, ""),
        ("IN_MAKING", by.pk, ""),
        ("PACKED", by.pk, ""),
        ("SHIPPED", by.pk, "InPost 62"),
        ("DELIVERED", None, ""),
    ]
    parcel = vo.shipments.get()
    assert (parcel.carrier, parcel.tracking_no) == ("InPost", "62")
    assert parcel.delivered_at == vo.delivered_at
    vo.order.refresh_from_db()
    assert vo.order.status == "DONE"
    assert set(VendorOrderEvent.Kind.values) >= {kind for kind, *_rest in events}


@pytest.mark.parametrize(
    ("carrier", "number", "address"),
    [
        ("Paczkomat InPost", "6200", "https://inpost.pl/sledzenie-przesylek?number=6200"),
        ("Poczta Polska", "a b&c", "https://emonitoring.poczta-polska.pl/?numer=a%20b%26c"),
        ("Własny kierowca", "7", ""),
        ("DPD", "", ""),
    ],
)
def test_a_known_carrier_s_parcel_can_be_followed(vo, carrier, number, address):
    put_into(vo, "PACKED", "PAID")

    services.ship(vo, by=None, carrier=carrier, tracking_no=number)

    assert vo.shipments.get().tracking_url == address
