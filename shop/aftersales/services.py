"""What a buyer writes down in two steps.

The first submission makes a draft and sets the moment that counts. Confirming it makes it a statement, gives it its
number and has the letters written. A draft that nobody confirms is forgotten after a day.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from operations import audit, outbox
from operations.clock import now
from operations.counters import next_value
from pes_profiles.accounts.models import User
from shop.aftersales import rules
from shop.aftersales.cancelling import settle_items, stop_paying
from shop.aftersales.exceptions import AlreadyWithdrawnError, NothingChosenError
from shop.aftersales.models import Withdrawal, WithdrawalItem, WithdrawalShare
from shop.aftersales.queries import parts_of, withdrawn
from shop.fulfilment.exceptions import NotNowError
from shop.fulfilment.models import CancelledBy, FulfilmentState, VendorOrder, VendorOrderEvent
from shop.fulfilment.pieces import cancel_pieces
from shop.fulfilment.rules import buyer_may_cancel
from shop.fulfilment.services import note_event
from shop.order.models import Order
from shop.order.tokens import hash_of
from shop.payments.exceptions import GatewayError, GatewayOffError

State, Way = Withdrawal.State, Withdrawal.Way

CONFIRM_WITHIN = timedelta(days=1)
#: a statement with a wrong number is kept as long as somebody may still ask for the proof of its date
KEEP_UNMATCHED = timedelta(days=90)


def token_of(form_key: str) -> str:
    """The key in the addresses of a statement's own pages, 256 bits; the row holds its hash."""
    return salted_hmac("opes.withdrawal", form_key, algorithm="sha256").hexdigest()


@transaction.atomic
def draft_statement(
    order: Order, *, by: User | None, way: str, form_key: str, chosen: Mapping[int, int], **words: str
) -> Withdrawal:
    """Write down which pieces the buyer gives back: {line: pieces}. `words`: buyer_name, account.

    Raises:
        NothingChosenError: no piece, or one that may not be chosen or is not there any more.
    """
    things = {thing.line.pk: thing for part in parts_of(order) for thing in part.things if thing.is_choosable}
    wanted = {pk: pieces for pk, pieces in chosen.items() if pieces > 0}
    if not wanted or any(pk not in things or pieces > things[pk].left for pk, pieces in wanted.items()):
        raise NothingChosenError

    draft = _draft(order, way=way, form_key=form_key, email=order.email, **words)
    if draft.state == State.CONFIRMED:
        return draft

    draft.shares.all().delete()
    for vo in order.vendor_orders.all():
        own = [things[pk].line for pk in wanted if things[pk].line.partner_id == vo.partner_id]
        if own:
            share = WithdrawalShare.objects.create(withdrawal=draft, vendor_order=vo)
            WithdrawalItem.objects.bulk_create(
                WithdrawalItem(share=share, line=line, quantity=wanted[line.pk], bought=line.quantity) for line in own
            )
            _count(share)
    return draft


@transaction.atomic
def draft_typed_statement(order: Order | None, *, part: str = "", form_key: str, **words: str) -> Withdrawal:
    """Write down a statement in the buyer's own words; `part` names one seller's share. No order: a wrong pair."""
    draft = _draft(order, way=Way.NUMBER, form_key=form_key, **words)
    if draft.state == State.CONFIRMED:
        return draft

    draft.shares.all().delete()
    for vo in _concerned(order, part=part):
        WithdrawalShare.objects.create(withdrawal=draft, vendor_order=vo)
    return draft


def confirm_statement(withdrawal: Withdrawal, *, by: User | None) -> bool:
    """Make a draft a statement and have it sent to the buyer and the sellers. Say whether this call did it.

    Things that are not sent yet are called off at once. Call it outside a transaction: an operator may be asked to
    close an open session.

    Raises:
        AlreadyWithdrawnError: meanwhile another statement took some of the pieces.
    """
    for share in withdrawal.shares.select_related("vendor_order"):
        with suppress(NotNowError, GatewayError, GatewayOffError):  # the statement counts whatever the operator says
            stop_paying(share.vendor_order)
    return _confirm(withdrawal, by=by)


@transaction.atomic
def _confirm(withdrawal: Withdrawal, *, by: User | None) -> bool:
    order = withdrawal.order
    if order is not None:  # two statements about one order wait for each other
        Order.objects.filter(pk=order.pk).update(status=F("status"))
    claimed = Withdrawal.objects.filter(pk=withdrawal.pk, state=State.DRAFT)
    if not claimed.update(state=State.CONFIRMED, confirmed_at=now()):
        return False
    withdrawal.refresh_from_db(fields=["state", "confirmed_at", "submitted_at"])
    if order is None:
        return True

    taken = withdrawn(order)
    shares = list(withdrawal.shares.select_related("vendor_order").prefetch_related("items__line"))
    if any(taken[item.line_id] > item.line.left for share in shares for item in share.items.all()):
        raise AlreadyWithdrawnError
    if any(share.vendor_order.fulfilment_state == FulfilmentState.CANCELLED and share.items.all() for share in shares):
        raise AlreadyWithdrawnError

    withdrawal.number = f"O-{next_value('withdrawal')}"
    withdrawal.save(update_fields=["number"])
    for share in shares:
        _count(share)
        note_event(share.vendor_order, VendorOrderEvent.Kind.WITHDRAWN, by=by, note=withdrawal.number)
        _call_off(share, by=by)

    audit.log("shop.aftersales.withdrawal.confirm", withdrawal, by=by, order=order)
    outbox.put("mail.withdrawal", withdrawal, dedupe_key=f"mail.withdrawal:{withdrawal.pk}")
    return True


def forget_drafts() -> int:
    """Delete what nobody confirmed within a day, and statements with a wrong number after their time."""
    unconfirmed = Withdrawal.objects.filter(state=State.DRAFT, submitted_at__lt=now() - CONFIRM_WITHIN)
    unmatched = Withdrawal.objects.filter(order=None, submitted_at__lt=now() - KEEP_UNMATCHED)
    return unconfirmed.delete()[0] + unmatched.delete()[0]


# --- How it is done ---


def _call_off(share: WithdrawalShare, *, by: User | None) -> None:
    """Call the chosen things off if they are still at the seller's and the buyer has the right to withdraw."""
    vo, chosen = share.vendor_order, {item.line_id: item.quantity for item in share.items.all()}
    if not chosen or not (rules.is_trader(vo) or buyer_may_cancel(vo)):
        return
    try:
        with transaction.atomic():
            items = cancel_pieces(
                vo,
                chosen,
                by=by,
                who=CancelledBy.BUYER,
                reason=share.withdrawal.number or "",
                as_long_as=CancelledBy.SELLER if rules.is_trader(vo) else None,
                tell=False,
            )
            settle_items(vo, items, by=by)
    except NotNowError:  # sent already, or somebody is just paying: the seller settles it
        return
    share.called_off = True
    share.delivery_gross = 0 if items else vo.delivery_gross
    share.save(update_fields=["called_off", "delivery_gross"])


def _draft(order: Order | None, *, way: str, form_key: str, **fields: str) -> Withdrawal:
    """Return the draft of this form, made now or found: its first moment stays."""
    Withdrawal.objects.bulk_create(
        [
            Withdrawal(
                order=order,
                way=way,
                form_key=form_key,
                token_hash=hash_of(token_of(form_key)),
                submitted_at=now(),
                **fields,
            )
        ],
        ignore_conflicts=True,
    )
    own = Withdrawal.objects.filter(form_key=form_key)
    draft = own.filter(state=State.DRAFT)
    draft.update(order=order, way=way, **fields)
    draft.filter(submitted_at__lt=now() - CONFIRM_WITHIN).update(submitted_at=now())
    return own.get()


def _concerned(order: Order | None, *, part: str) -> list[VendorOrder]:
    if order is None:
        return []
    shares = list(order.vendor_orders.order_by("pk"))
    named = [vo for vo in shares if vo.number == part]
    running = [vo for vo in shares if vo.fulfilment_state != FulfilmentState.CANCELLED]
    return named or running or shares


def _count(share: WithdrawalShare) -> None:
    """Write what goes back and whether the statement came in time, as things are now."""
    vo, order = share.vendor_order, share.withdrawal.order
    if order is None:  # never: a share belongs to an order
        return
    share.deadline = rules.deadline_of(vo)
    share.is_late = share.deadline is not None and share.withdrawal.submitted_at >= share.deadline
    items = list(share.items.select_related("line"))
    if items:
        before = withdrawn(order)
        if share.withdrawal.state == State.CONFIRMED:  # then these pieces are among them
            for item in items:
                before[item.line_id] -= item.quantity
        after = before.copy()
        for item in items:
            after[item.line_id] += item.quantity
        share.goods_gross = sum(
            item.line.worth(after[item.line_id]) - item.line.worth(before[item.line_id]) for item in items
        )
        own = [line for line in order.lines.all() if line.partner_id == vo.partner_id]
        share.is_whole = all(after[line.pk] >= line.left for line in own)
        share.delivery_gross = rules.cheapest_delivery(vo) if share.is_whole else 0
    share.save()
