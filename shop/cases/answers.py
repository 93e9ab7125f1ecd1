"""The seller's answer to a complaint, with the money that goes back, and what silence means once the time is over."""

from decimal import Decimal

from django.db import transaction
from django.db.models import Q

from operations import audit, outbox
from operations.clock import now
from operations.money import to_grosze
from pes_profiles.accounts.models import User
from shop.cases import rules
from shop.cases.exceptions import AlreadyDecidedError
from shop.cases.models import Complaint, Entry, Side
from shop.cases.money import give_back
from shop.cases.services import add_entry, close_later

State, Outcome = Complaint.State, Complaint.Outcome
#: outcomes with which money goes back to the buyer
WITH_MONEY = frozenset({Outcome.PRICE_CUT, Outcome.REFUND})


@transaction.atomic
def answer_complaint(
    complaint: Complaint,
    *,
    outcome: str,
    text: str,
    amount: Decimal | None = None,
    adr: str = "",
    seen: str = "",
    by: User,
) -> None:
    """Decide on a complaint, once; with a price cut or a refund the money goes back in the same transaction.

    A rejection may still be turned into something better for the buyer: `seen` is the outcome that the seller saw
    when answering, empty for none. `amount` is gross, in zł.

    Raises:
        AlreadyDecidedError: it was answered, answered anew or withdrawn meanwhile.
        NoMoneyError: there is not that much money of the buyer.
    """
    claimed = Complaint.objects.filter(pk=complaint.pk).filter(_answerable(outcome, seen=seen))
    if not claimed.update(
        state=State.ANSWERED,
        outcome=outcome,
        amount=amount if outcome in WITH_MONEY else None,
        adr=adr if outcome == Outcome.REJECTED else "",
        answered_at=now(),
        answered_by=by,
    ):
        raise AlreadyDecidedError
    complaint.refresh_from_db(fields=["state", "outcome", "amount", "adr", "answered_at", "answered_by"])

    case = complaint.case
    if outcome in WITH_MONEY and amount is not None:
        give_back(complaint, to_grosze(amount), by=by)
    close_later(case)
    entry = add_entry(case, side=Side.SELLER, by=by, kind=Entry.Kind.ANSWERED, text=text)

    audit.log("shop.cases.answer", complaint, by=by, outcome=str(outcome), share=case.vendor_order_id)
    outbox.put("mail.complaint_answered", entry, dedupe_key=f"mail.complaint_answered:{entry.pk}")


@transaction.atomic
def accept_by_silence(complaint: Complaint) -> bool:
    """Note that a complaint counts as accepted, where the setting says so; the seller still says how it is settled."""
    if not (complaint.is_overdue and rules.silence_accepts(complaint)):
        return False
    if not Complaint.objects.filter(pk=complaint.pk, state=State.OPEN).update(state=State.ACCEPTED):
        return False
    add_entry(complaint.case, side=Side.PORTAL, by=None, kind=Entry.Kind.ACCEPTED)
    audit.log("shop.cases.accept_by_silence", complaint, share=complaint.case.vendor_order_id)
    return True


def _answerable(outcome: str, *, seen: str) -> Q:
    if outcome == Outcome.REJECTED:  # what counts as accepted cannot be rejected, nor rejected twice
        return Q(state=State.OPEN) if not seen else Q(pk__in=[])
    if seen == Outcome.REJECTED:
        return Q(state=State.ANSWERED, outcome=Outcome.REJECTED)
    return Q(state__in=[State.OPEN, State.ACCEPTED]) if not seen else Q(pk__in=[])
