"""Complaints that wait, one that is late and one settled, and a buyer's question about an order. No letter is written."""

from datetime import datetime, timedelta
from typing import Any

from config.demo import sources
from config.demo.anchor import Days
from config.demo.orders import PREFIX
from operations.clock import local_day
from operations.counters import next_value
from shop.cases.models import Case, Complaint, ComplaintItem, Entry, Side
from shop.cases.rules import OPEN_DAYS, deadline_of
from shop.fulfilment.models import FulfilmentState, VendorOrder
from shop.partner.models import DeliveryWay

#: ways in which a parcel may come to harm
SENT = (DeliveryWay.Code.COURIER, DeliveryWay.Code.PARCEL_LOCKER)

Words = list[tuple[str, str, int]]

#: what delivered shares are complained about besides those of the fixtures: (day of receipt, words, what followed)
OLDER: list[tuple[int, str, Words]] = [
    (-19, "Karton przyszedł rozdarty, a rzecz w środku jest uszkodzona.", []),
    (
        -30,
        "W paczce jest o jedną sztukę za mało.",
        [(Side.SELLER, "Przepraszamy, brakującą sztukę wysyłamy jutro.", 1)],
    ),
]
TALK: Words = [
    (Side.BUYER, "Dzień dobry, czy można dołączyć do paczki liścik z życzeniami?", 0),
    (Side.SELLER, "Oczywiście. Proszę napisać treść, przepiszemy ją ręcznie.", 1),
    (Side.BUYER, "Bardzo dziękuję: „Sto lat dla Babci Heleny”.", 1),
]


def load_cases(days: Days) -> int:
    """Make the example cases, unless there are some."""
    if Case.objects.filter(demo=True).exists():
        return 0
    made = sum(_complained(entry, share, days) for entry, share in _complaints())
    delivered = VendorOrder.objects.filter(
        demo=True, fulfilment_state=FulfilmentState.DELIVERED, delivery_code__in=SENT, cases=None
    ).order_by("-placed_at", "pk")
    before = delivered.filter(delivered_at__lt=days.at(-31))[: len(OLDER)]
    for share, (day, words, answers) in zip(before, OLDER, strict=False):
        _complaint(share, days.at(day, "11:20"), words, answers=answers)
        made += 1
    running = VendorOrder.objects.filter(demo=True, cases=None).exclude(order__user=None)
    share = running.exclude(fulfilment_state=FulfilmentState.CANCELLED).order_by("-placed_at", "pk").first()
    if share:
        _entries(_case(share, Case.Kind.MESSAGE, days.at(-2, "18:05")), TALK)
        made += 1
    return made


def _complaints() -> list[tuple[dict[str, Any], dict[str, Any]]]:
    orders = sources.read_yaml(sources.CATALOGUE / "orders.yaml")["orders"]
    return [(order, share) for order in orders for share in order["shares"] if share["state"] == "COMPLAINT_OPEN"]


def _complained(entry: dict[str, Any], share: dict[str, Any], days: Days) -> int:
    vo = VendorOrder.objects.filter(
        order__placement_key=PREFIX + entry["key"], partner__profile__slug=share["pes"]
    ).first()
    if vo is None:
        return 0
    day = next(step["day"] for step in share["history"] if step["state"] == "COMPLAINT_OPEN")
    _complaint(vo, days.at(day, "16:40"), f"{share['reason']}.", answers=[])
    return 1


def _complaint(vo: VendorOrder, moment: datetime, words: str, *, answers: Words) -> None:
    case = _case(vo, Case.Kind.COMPLAINT, moment)
    complaint = Complaint(
        case=case,
        number=f"R-{next_value('complaint')}",
        demand=Complaint.Demand.EXCHANGE,
        received_at=moment,
        deadline=deadline_of(moment),
        reminded=0,  # nobody is written to about an example
        form_key=f"demo-{vo.pk}",
    )
    if answers:
        complaint.state, complaint.outcome = Complaint.State.ANSWERED, Complaint.Outcome.EXCHANGE
        complaint.answered_at = moment + timedelta(days=answers[0][2])
        case.closes_on = local_day(complaint.answered_at) + timedelta(days=OPEN_DAYS)
        case.save(update_fields=["closes_on"])
    complaint.save()
    line = vo.lines[0]
    ComplaintItem.objects.create(complaint=complaint, line=line, quantity=1, bought=line.quantity)
    Entry.objects.create(case=case, side=Side.BUYER, by=vo.order.user, kind=Entry.Kind.OPENED, text=words, at=moment)
    _entries(case, answers, kind=Entry.Kind.ANSWERED)


def _case(vo: VendorOrder, kind: str, moment: datetime) -> Case:
    return Case.objects.create(
        vendor_order=vo, kind=kind, opened_at=moment, last_entry_at=moment, seller_unread=1, demo=True
    )


def _entries(case: Case, words: Words, *, kind: str = Entry.Kind.WORDS) -> None:
    for number, (side, text, day) in enumerate(words):
        at = case.opened_at + timedelta(days=day, minutes=7 * number)
        Entry.objects.create(case=case, side=side, kind=kind, text=text, at=at)
        Case.objects.filter(pk=case.pk).update(last_entry_at=at)
