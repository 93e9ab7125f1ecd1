"""The one door by which money of a share goes back to its buyer.

A return is claimed once, under the key of its reason, before its way is chosen: it takes its grosze off the sale and
keeps them for itself, so that returns together never exceed what was paid. What came through an operator goes back
through it, asked by the worker; what came by a transfer the seller sends back and says when. The books are kept by
whoever moves the money: `shop.payments.refunds` for operators, this room for the seller's transfers.
"""

from collections.abc import Mapping
from datetime import date, timedelta

from django.db import transaction
from django.db.models import F, Q, Sum
from django.utils.translation import gettext

from cms.base.formats import money
from operations import audit, outbox
from operations.clock import now, today
from operations.money import to_zloty
from pes_profiles.accounts.models import User
from shop.aftersales.exceptions import NothingOwedError
from shop.aftersales.models import OWING, SETTLE_DAYS, MoneyBack, Withdrawal, WithdrawalShare
from shop.fulfilment.models import PaymentState, VendorOrder, VendorOrderEvent
from shop.fulfilment.services import mark_part_refunded, note_event
from shop.ledger import services as ledger
from shop.ledger.exceptions import TooMuchError
from shop.ledger.models import Account
from shop.ledger.queries import balances
from shop.payments.exceptions import ByHandError, RefusedError, TooMuchBackError
from shop.payments.models import Payment, Refund
from shop.payments.refunds import TO_BE_MADE, give_up, refund_payment, reserve_refund
from shop.payments.refunds import ask_again as ask_operator_again

State = MoneyBack.State
REMIND_BEFORE = timedelta(days=3)


@transaction.atomic
def return_money(
    vo: VendorOrder,
    amount: int,
    *,
    key: str,
    by: User | None,
    lines: Mapping[str, int] | None = None,
    delivery: int = 0,
    note: str = "",
    account: str = "",
    due_by: date | None = None,
) -> MoneyBack:
    """Claim a return of grosze and start it; the same `key` of a share is one return, however often asked for.

    `lines` (gross, by VAT rate) and `delivery` say what becomes cheaper; without them the books share it out. By hand
    it is due in 14 days or by `due_by`. `note` is for the seller and the buyer. Safe inside a transaction: no operator
    is asked before the commit.

    Raises:
        NothingOwedError: nothing was paid, or an amount that is not above zero.
        TooMuchBackError: more than was paid and is not on its way back yet.
    """
    _lock(vo)
    earlier = MoneyBack.objects.filter(vendor_order=vo, key=key).first()
    if earlier is not None:
        if earlier.amount != amount:
            raise TooMuchBackError(f"{key} returns {earlier.amount} grosze already")
        return earlier
    if amount <= 0 or not VendorOrder.objects.filter(pk=vo.pk, payment_state__in=OWING).exists():
        raise NothingOwedError(f"{amount} grosze of share {vo.pk}")

    _take_off_the_sale(vo, amount, key=key, lines=lines, delivery=delivery)
    payment = _payment_to_return(vo, amount)
    back = MoneyBack.objects.create(
        vendor_order=vo,
        key=key,
        amount=amount,
        payment=payment,
        state=State.ASKED if payment else State.DUE,
        account=account or ("" if payment else known_account(vo)),
        note=note[:255],
        due_by=due_by or today() + timedelta(days=SETTLE_DAYS),
        asked_at=now(),
        asked_by=by,
    )
    audit.log("shop.aftersales.money_back", back, by=by, share=vo.pk, amount=amount)
    if payment:
        reserve_refund(payment, amount, key=key)
        outbox.put("aftersales.return", back, dedupe_key=f"aftersales.return:{back.pk}")
    return back


def ask_operator(back: MoneyBack) -> None:
    """Have an operator return the money; repeated, it goes on with the same return. What only a person can do is due.

    What it refuses is due too, and can be asked for again. Raises `GatewayError` when the operator could not be asked:
    the worker comes back to it.
    """
    back.refresh_from_db()
    if back.state != State.ASKED or back.payment is None:
        return
    try:
        refund_payment(back.payment, amount=back.amount, key=_key_of(back))
    except RefusedError:
        note_refusals(back.vendor_order)
    except ByHandError:
        _leave_to_seller(back)
    else:
        close_made(back.vendor_order)


@transaction.atomic
def note_refusals(vo: VendorOrder) -> None:
    """Make what an operator refused the seller's task, and tell the seller of each refusal and the buyer of the delay."""
    _lock(vo)
    refused = Refund.objects.filter(payment__vendor_order=vo, state=Refund.State.REFUSED)
    for refund in refused.select_related("payment"):
        asked = MoneyBack.objects.filter(payment=refund.payment, state=State.ASKED)
        if not asked.filter(Q(refund=refund) | Q(refund=None, key=refund.key)).update(state=State.DUE, refund=refund):
            MoneyBack.objects.get_or_create(
                refund=refund,
                defaults={
                    "vendor_order": vo,
                    "key": f"refund:{refund.pk}",
                    "amount": refund.amount,
                    "payment": refund.payment,
                    "state": State.DUE,
                    "account": known_account(vo),
                    "due_by": today() + timedelta(days=SETTLE_DAYS),
                    "asked_at": now(),
                },
            )
        back = MoneyBack.objects.get(refund=refund)
        outbox.put("mail.refund_refused", back, dedupe_key=f"mail.refund_refused:{refund.pk}:{refund.tries}")
        tell_of_delay(back)


@transaction.atomic
def ask_again(back: MoneyBack, *, by: User) -> None:
    """Have the operator asked once more for what it refused.

    Raises:
        NothingOwedError: it is not refused (any more): asked again, made, or returned by hand.
    """
    _lock(back.vendor_order)
    refused = MoneyBack.objects.filter(pk=back.pk, state=State.DUE)
    if back.refund is None or not refused.update(state=State.ASKED):
        raise NothingOwedError(f"return {back.pk}")
    if not ask_operator_again(back.refund, by=by, note=gettext("The operator was asked again.")):
        raise NothingOwedError(f"return {back.pk}")
    outbox.put("aftersales.return", back, dedupe_key=f"aftersales.return:{back.pk}:{back.refund.tries}")


@transaction.atomic
def close_made(vo: VendorOrder) -> None:
    """Close the returns that their operator made, whoever heard of it, and those whose money went back otherwise."""
    vo = _lock(vo)
    waiting = MoneyBack.objects.filter(vendor_order=vo, payment__isnull=False).exclude(state=State.RETURNED)
    closed = False
    for back in waiting.select_related("refund"):
        if Refund.objects.filter(payment=back.payment_id, key=_key_of(back), state=Refund.State.DONE).exists():
            _close(back, of=back.state, on=today(), by=None)
            closed = True
    if closed:
        _move_share(vo, note=None)
    give_up_returns(vo)


def tell_of_delay(back: MoneyBack) -> None:
    """Write to the buyer, once for a return, that it did not come and stays owed."""
    outbox.put("mail.money_late", back, dedupe_key=f"mail.money_late:{back.pk}")


@transaction.atomic
def confirm_returned(back: MoneyBack, *, on: date, by: User) -> None:
    """The seller says on which day the transfer back was made. Nothing is paid from here.

    Raises:
        NothingOwedError: its return was noted before.
    """
    vo = _lock(back.vendor_order)
    _close(back, of=State.DUE, on=on, by=by)
    if back.refund is not None:
        if not give_up(back.refund, by=by, note=gettext("The seller returned the money by a transfer.")):
            raise NothingOwedError(f"return {back.pk}")
        MoneyBack.objects.filter(pk=back.pk).update(payment=None)
    try:
        ledger.post_refund(vo, back.amount, key=f"back:{back.pk}")
    except TooMuchError as error:
        raise NothingOwedError from error
    _move_share(vo, note=f"{money(to_zloty(back.amount))}, {on:%d.%m.%Y}")
    audit.log("shop.aftersales.money_returned", back, by=by, share=vo.pk)


@transaction.atomic
def owe_what_waits(vo: VendorOrder, *, key: str) -> MoneyBack | None:
    """Make the seller's task of money that came and has to go back by hand: a share called off, late or second money."""
    _lock(vo)
    there = balances(vo)
    amount = min(-there[Account.REFUND], there.received) - _on_its_way(vo)
    if amount <= 0:
        return None
    back = MoneyBack.objects.get_or_create(
        vendor_order=vo,
        key=key,
        defaults={
            "amount": amount,
            "state": State.DUE,
            "account": known_account(vo),
            "due_by": today() + timedelta(days=SETTLE_DAYS),
            "asked_at": now(),
        },
    )[0]
    if Refund.objects.filter(payment__vendor_order=vo, state=Refund.State.FAILED).exists():
        tell_of_delay(back)
    return back


@transaction.atomic
def note_all_returned(vo: VendorOrder, *, by: User | None, on: date) -> None:
    """Close what was due by hand: somebody said elsewhere in the panel that all of it went back."""
    for back in MoneyBack.objects.filter(vendor_order=vo, state=State.DUE, refund__isnull=True):
        _close(back, of=State.DUE, on=on, by=by)


@transaction.atomic
def give_up_returns(vo: VendorOrder) -> None:
    """Close returns whose money the buyer's bank took meanwhile: nothing is kept for them in the books any more."""
    _lock(vo)
    open_ones = MoneyBack.objects.filter(vendor_order=vo).exclude(state=State.RETURNED)
    for back in open_ones.order_by("-pk"):
        if claimed(vo) <= -balances(vo)[Account.REFUND]:
            return
        _close(back, of=back.state, on=today(), by=None)


def remind_of_returns() -> int:
    """Ask sellers for the transfers that are due within three days, each once, and return how many were due."""
    near = MoneyBack.objects.filter(state=State.DUE, due_by__lte=today() + REMIND_BEFORE)
    for back in near:
        outbox.put("mail.money_back_reminder", back, dedupe_key=f"mail.money_back_reminder:{back.pk}")
    return len(near)


def returnable(vo: VendorOrder) -> int:
    """Return how many grosze of a share came in and are not on their way back."""
    return max(0, balances(vo).received - claimed(vo))


def claimed(vo: VendorOrder) -> int:
    """Return how many grosze of a share are on their way back."""
    rows = MoneyBack.objects.filter(vendor_order=vo).exclude(state=State.RETURNED)
    return rows.aggregate(sum=Sum("amount"))["sum"] or 0


def known_account(vo: VendorOrder) -> str:
    """Return the account that the buyer gave in the newest statement about the order; empty when there is none."""
    given = Withdrawal.objects.filter(order=vo.order_id, state=Withdrawal.State.CONFIRMED).exclude(account="")
    return given.order_by("-submitted_at").values_list("account", flat=True).first() or ""


# --- How it is done ---


def _lock(vo: VendorOrder) -> VendorOrder:
    """Keep every other act on this share's money out until the end of the transaction."""
    VendorOrder.objects.filter(pk=vo.pk).update(placed_at=F("placed_at"))
    return VendorOrder.objects.get(pk=vo.pk)


def _on_its_way(vo: VendorOrder) -> int:
    """Return what has its way back already: sellers' transfers, and what operators are asked for or refused."""
    by_hand = MoneyBack.objects.filter(vendor_order=vo, payment=None).exclude(state=State.RETURNED)
    asked = Refund.objects.filter(payment__vendor_order=vo, state__in=TO_BE_MADE)
    return sum(rows.aggregate(sum=Sum("amount"))["sum"] or 0 for rows in (by_hand, asked))


def _take_off_the_sale(
    vo: VendorOrder, amount: int, *, key: str, lines: Mapping[str, int] | None, delivery: int
) -> None:
    """Turn what is not to be returned anyway into money that is."""
    there, away = balances(vo), claimed(vo)
    if amount > there.received - away:
        raise TooMuchBackError(f"{amount} of {there.received - away} grosze")
    rest = amount - min(amount, max(0, -there[Account.REFUND] - away))
    if not rest:
        return
    parts = {"lines": lines, "delivery": delivery} if rest == amount and lines is not None else {}
    try:
        ledger.post_reduction(vo, rest, key=f"vo:{vo.pk}:back:{key}", **parts)
    except TooMuchError as error:
        raise TooMuchBackError(str(error)) from error


def _payment_to_return(vo: VendorOrder, amount: int) -> Payment | None:
    """Return the operator's payment that still holds the amount; none when the money came by a transfer."""
    paid = Payment.objects.filter(vendor_order=vo, state=Payment.State.PAID).exclude(gateway="transfer")
    kept = Sum("refunds__amount", filter=~Q(refunds__state=Refund.State.UNDONE), default=0)
    rows = list(paid.annotate(kept=kept).order_by("paid_at", "pk"))
    fitting = next((row for row in rows if row.amount - row.kept >= amount), None)
    if rows and fitting is None:
        raise TooMuchBackError(f"no payment of share {vo.pk} holds {amount} grosze")
    return fitting


def _key_of(back: MoneyBack) -> str:
    """Return the key of the payment's return: its own, or that of the refusal which made it a task."""
    return back.refund.key if back.refund is not None else back.key


@transaction.atomic
def _leave_to_seller(back: MoneyBack) -> None:
    if not MoneyBack.objects.filter(pk=back.pk, state=State.ASKED).update(state=State.DUE, payment=None, refund=None):
        return
    if Refund.objects.filter(payment=back.payment, key=_key_of(back), state=Refund.State.FAILED).exists():
        tell_of_delay(back)


def _close(back: MoneyBack, *, of: str, on: date, by: User | None) -> None:
    closed = MoneyBack.objects.filter(pk=back.pk, state=of)
    if not closed.update(state=State.RETURNED, returned_on=on, returned_by=by):
        raise NothingOwedError(f"return {back.pk}")
    WithdrawalShare.objects.filter(back=back).update(refunded_on=on)
    outbox.put("mail.money_back", back, dedupe_key=f"mail.money_back:{back.pk}")


def _move_share(vo: VendorOrder, *, note: str | None) -> None:
    """Say in the share's state whether the buyer's money went back, by what the books still hold of it."""
    if vo.payment_state in OWING:
        mark_part_refunded(vo, whole=not balances(vo).received, note=note)
    elif note is not None and vo.payment_state != PaymentState.UNPAID:  # late or second money never paid the share
        note_event(vo, VendorOrderEvent.Kind.REFUNDED, note=note)
