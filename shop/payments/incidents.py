"""Things about money that a person has to look at: told once, settled by ROPS with a word."""

from django.db import IntegrityError, transaction

from operations import audit, outbox
from operations.clock import now
from pes_profiles.accounts.models import User
from shop.fulfilment.models import VendorOrder
from shop.payments.exceptions import SettledError
from shop.payments.models import Incident, Notice, Payment

#: what the seller hears of too; the rest is the portal's own business
FOR_SELLER = frozenset(
    {
        Incident.Kind.DISPUTE,
        Incident.Kind.DISPUTE_LOST,
        Incident.Kind.DISPUTE_WON,
        Incident.Kind.DISPUTE_UNDONE,
        Incident.Kind.LATE_MONEY,
        Incident.Kind.PAYOUT_FAILED,
        Incident.Kind.REFUND_FAILED,
    }
)


@transaction.atomic
def report(
    kind: Incident.Kind,
    *,
    key: str,
    payment: Payment | None = None,
    vo: VendorOrder | None = None,
    gateway: str = "",
    account: str = "",
    amount: int = 0,
    reference: str = "",
    is_for_seller: bool = True,
) -> bool:
    """Write an incident down and have its seller told, once for a key; say whether it was new.

    `is_for_seller` can keep back the letter of what is over already when it is heard of.
    """
    share = payment.vendor_order if payment is not None else vo
    row = Incident(
        kind=kind,
        key=key,
        gateway=payment.gateway if payment is not None else gateway,
        account=payment.account if payment is not None else account,
        vendor_order=share,
        amount=amount,
        reference=reference or (payment.intent or payment.reference if payment is not None else ""),
        at=now(),
    )
    # A savepoint of its own: of two that find the same thing one is told that it was known.
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return False
    audit.log("shop.payments.incident", row, kind=kind, share=share)
    if kind in FOR_SELLER and is_for_seller:
        outbox.put("mail.money_incident", row, dedupe_key=f"mail.money_incident:{row.pk}")
    return True


@transaction.atomic
def settle_incident(incident: Incident, *, by: User, note: str) -> None:
    """ROPS has dealt with it. Raises `SettledError` when somebody did before."""
    own = Incident.objects.filter(pk=incident.pk, settled_at__isnull=True)
    if not own.update(settled_at=now(), settled_by=by, note=note.strip()):
        raise SettledError(f"incident {incident.pk}")
    audit.log("shop.payments.incident_settled", incident, by=by)


def close(key: str, *, by: User, note: str) -> None:
    """Settle an incident by what was just done about its thing, unless ROPS has settled it."""
    own = Incident.objects.filter(key=key, settled_at__isnull=True).first()
    if own is not None:
        settle_incident(own, by=by, note=note)


@transaction.atomic
def settle_notice(notice: Notice, *, by: User, note: str) -> None:
    """ROPS has dealt with a dead notice otherwise. Raises `SettledError` when it is not dead any more."""
    own = Notice.objects.filter(pk=notice.pk, state=Notice.State.DEAD)
    if not own.update(state=Notice.State.SETTLED, settled_at=now(), settled_by=by, note=note.strip()):
        raise SettledError(f"notice {notice.pk}")
    audit.log("shop.payments.notice_settled", notice, by=by)


@transaction.atomic
def retry_notice(notice: Notice, *, by: User) -> None:
    """Give a dead notice twelve new tries, at once. Raises `SettledError` when it is not dead any more."""
    own = Notice.objects.filter(pk=notice.pk, state=Notice.State.DEAD)
    if not own.update(state=Notice.State.RECEIVED, error="", applied_at=None):
        raise SettledError(f"notice {notice.pk}")
    audit.log("shop.payments.notice_retry", notice, by=by)
    outbox.put("payments.notice", notice, dedupe_key=f"payments.notice:{notice.pk}", coalesce=True)
