"""What a seller does about a statement: return the money, or refuse for a legal reason and think better of it."""

from datetime import date
from decimal import Decimal

from django.db import transaction

from operations import audit, outbox
from operations.clock import now
from operations.money import split, to_grosze
from pes_profiles.accounts.models import User
from shop.aftersales.cancelling import by_rate
from shop.aftersales.exceptions import NothingOwedError
from shop.aftersales.models import OWING, MoneyBack, WithdrawalShare
from shop.aftersales.refunds import confirm_returned, return_money, returnable
from shop.fulfilment.models import VendorOrder
from shop.payments.exceptions import TooMuchBackError


@transaction.atomic
def return_money_of(
    share: WithdrawalShare, *, by: User, on: date | None = None, amount: int | None = None
) -> MoneyBack:
    """Return the money of a statement: an operator's at one click; after a transfer the seller says on which day.

    `amount` in grosze is the seller's count where the buyer wrote in words.

    Raises:
        NothingOwedError: none was paid, it was refused, or its return was started before.
    """
    owing = VendorOrder.objects.filter(payment_state__in=OWING)
    if not _open(share).filter(vendor_order__in=owing).update(refunded_by=by):
        raise NothingOwedError
    statement = share.withdrawal
    wanted = amount or 0 if share.refund_gross is None else to_grosze(share.refund_gross)
    left = min(wanted, returnable(share.vendor_order))  # a complaint may have brought a part back before
    try:
        back = return_money(
            share.vendor_order,
            left,
            key=f"withdrawal:{share.pk}",
            by=by,
            lines=_rates_of(share) if left == wanted else None,
            delivery=to_grosze(share.delivery_gross) if left == wanted else 0,
            note=statement.number or "",
            account=statement.account,
            due_by=statement.settle_by,
        )
    except TooMuchBackError as error:
        raise NothingOwedError from error
    WithdrawalShare.objects.filter(pk=share.pk).update(back=back)
    if back.is_due and on is not None:
        confirm_returned(back, on=on, by=by)
    audit.log("shop.aftersales.withdrawal.refund", share, by=by, order=share.vendor_order.order_id)
    return back


@transaction.atomic
def refuse_statement(share: WithdrawalShare, *, code: str, words: str, by: User) -> None:
    """Refuse for a legal reason (`RefusalCode`); the buyer gets its text and the ways to object.

    Raises:
        NothingOwedError: refused, called off or paid before.
    """
    moment = now()
    if not _open(share).update(refused_code=code, refusal_words=words.strip(), refused_at=moment, refused_by=by):
        raise NothingOwedError
    audit.log("shop.aftersales.withdrawal.refuse", share, by=by, code=code)
    outbox.put("mail.withdrawal_refused", share, payload={"at": moment.isoformat()})


@transaction.atomic
def take_refusal_back(share: WithdrawalShare, *, by: User) -> None:
    """Let a refused statement count again: the money is due as if it had not been refused.

    Raises:
        NothingOwedError: it is not refused (any more).
    """
    refused = WithdrawalShare.objects.filter(pk=share.pk).exclude(refused_code="")
    if not refused.update(refused_code="", refusal_words="", refused_at=None, refused_by=None):
        raise NothingOwedError
    audit.log("shop.aftersales.withdrawal.accept", share, by=by)
    outbox.put("mail.withdrawal_accepted", share, payload={"at": now().isoformat()})


def _open(share: WithdrawalShare):
    """The statement, if the seller has not decided about it yet: of two decisions one wins."""
    return WithdrawalShare.objects.filter(
        pk=share.pk, back__isnull=True, refunded_on__isnull=True, refused_code="", called_off=False
    )


def _rates_of(share: WithdrawalShare) -> dict[str, int] | None:
    """Return the statement's goods in grosze by VAT rate; they add up to what it returns of them."""
    items = list(share.items.select_related("line"))
    weights = [to_grosze(item.line.worth(item.quantity)) for item in items]
    if not any(weights):
        return None
    goods = to_grosze(share.goods_gross or Decimal(0))
    return by_rate(zip([item.line for item in items], split(goods, weights), strict=True))
