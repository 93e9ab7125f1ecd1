"""Changes with the buyer's yes: a seller proposes, the buyer answers once; until then nothing changes."""

from datetime import date, timedelta
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from operations import audit, outbox
from operations.clock import now, today
from pes_profiles.accounts.models import User
from shop.aftersales.cancelling import settle_items, stop_paying
from shop.aftersales.models import Proposal
from shop.fulfilment.exceptions import NotNowError
from shop.fulfilment.models import CancelledBy, VendorOrder, VendorOrderEvent
from shop.fulfilment.pieces import cancel_pieces, make_cheaper
from shop.fulfilment.rules import IN_HOUSE
from shop.fulfilment.services import cancel_share, note_event
from shop.order.models import Line
from shop.order.tokens import hash_of

Kind, State, Event = Proposal.Kind, Proposal.State, VendorOrderEvent.Kind
#: the furthest new day of dispatch, counted from the old one
MOST_DAYS = 21


@transaction.atomic
def propose(
    vo: VendorOrder,
    kind: str,
    *,
    by: User,
    form_key: str,
    line: Line | None = None,
    text: str = "",
    pieces: int = 0,
    new_gross: Decimal | None = None,
    new_date: date | None = None,
) -> Proposal:
    """Ask the buyer for a change; the same form sent twice is one proposal.

    Raises:
        NotNowError: sent already, a proposal about the line is open, the day was moved before, or more than there is.
    """
    earlier = Proposal.objects.filter(form_key=form_key).first()
    if earlier is not None:
        return earlier
    if not VendorOrder.objects.filter(pk=vo.pk, fulfilment_state__in=sorted(IN_HOUSE)).exists():
        raise NotNowError(f"share {vo.pk}")
    if not _makes_sense(vo, kind, line=line, pieces=pieces, new_gross=new_gross, new_date=new_date):
        raise NotNowError(f"{kind} of share {vo.pk}")
    token = salted_hmac("opes.proposal", form_key, algorithm="sha256").hexdigest()
    try:
        with transaction.atomic():
            proposal = Proposal.objects.create(
                vendor_order=vo,
                kind=kind,
                line=line,
                text=text.strip(),
                pieces=pieces,
                new_gross=new_gross,
                new_date=new_date,
                form_key=form_key,
                token_hash=hash_of(token),
                asked_at=now(),
                asked_by=by,
            )
    except IntegrityError as error:
        raise NotNowError(f"share {vo.pk} has such a proposal") from error
    note_event(vo, Event.CHANGE_ASKED, by=by, note=str(proposal.get_kind_display()))
    audit.log("shop.aftersales.proposal.ask", proposal, by=by, share=vo.pk, kind=kind)
    outbox.put("mail.change_asked", proposal, dedupe_key=f"mail.change_asked:{proposal.pk}")
    return proposal


def answer(proposal: Proposal, *, yes: bool, by: User | None) -> None:
    """Do what the buyer said; sums, money and letters follow. Call it outside a transaction.

    Raises:
        NotNowError: answered or taken back before, sent meanwhile, or somebody is just paying. Nothing has changed.
        GatewayError: the operator could not be asked to close the session.
    """
    stop_paying(proposal.vendor_order)
    with transaction.atomic():
        _end(proposal, State.ACCEPTED if yes else State.DECLINED)
        vo = VendorOrder.objects.get(pk=proposal.vendor_order_id)
        if yes:
            _accept(proposal, vo, by=by)
        else:
            _decline(proposal, vo, by=by)
        note_event(vo, Event.CHANGE_ANSWERED, by=by, note=str(proposal.get_state_display()))
        audit.log("shop.aftersales.proposal.answer", proposal, by=by, share=vo.pk, state=proposal.state)
        outbox.put("mail.change_answered", proposal, dedupe_key=f"mail.change_answered:{proposal.pk}")


@transaction.atomic
def take_back(proposal: Proposal, *, by: User) -> None:
    """The seller no longer proposes it.

    Raises:
        NotNowError: the buyer has answered, or it was taken back before.
    """
    _end(proposal, State.TAKEN_BACK)
    audit.log("shop.aftersales.proposal.take_back", proposal, by=by, share=proposal.vendor_order_id)


def may_move_day(vo: VendorOrder) -> bool:
    """Whether the seller may ask for another day: once, while the promised one is not over."""
    return (
        vo.fulfilment_state in IN_HOUSE
        and vo.dispatch_by is not None
        and today() <= vo.dispatch_by
        and not any(row.kind == Kind.LATER for row in vo.proposals.all())
    )


# --- How it is done ---


def _makes_sense(
    vo: VendorOrder,
    kind: str,
    *,
    line: Line | None,
    pieces: int,
    new_gross: Decimal | None,
    new_date: date | None,
) -> bool:
    if kind == Kind.LATER:
        return (
            may_move_day(vo)
            and new_date is not None
            and vo.dispatch_by is not None
            and vo.dispatch_by < new_date <= vo.dispatch_by + timedelta(days=MOST_DAYS)
        )
    if line is None or (line.order_id, line.partner_id) != (vo.order_id, vo.partner_id) or not line.left:
        return False
    if kind == Kind.LESS:
        return 0 < pieces < line.left
    dearest = line.left_gross if kind == Kind.SUBSTITUTE else line.left_gross - Decimal("0.01")
    return new_gross is not None and 0 < new_gross <= dearest


def _end(proposal: Proposal, state: str) -> None:
    """Of an answer, another answer and a taking back exactly one wins."""
    if not Proposal.objects.filter(pk=proposal.pk, state=State.ASKED).update(state=state, answered_at=now()):
        raise NotNowError(f"proposal {proposal.pk}")
    proposal.refresh_from_db()


def _accept(proposal: Proposal, vo: VendorOrder, *, by: User | None) -> None:
    waiting = VendorOrder.objects.filter(fulfilment_state__in=sorted(IN_HOUSE), pk=vo.pk)
    if not waiting.update(dispatch_by=proposal.new_date or F("dispatch_by")):
        raise NotNowError(f"share {vo.pk}")
    if proposal.kind == Kind.LATER:
        return
    line = Line.objects.get(pk=proposal.line_id)
    less = line.left_gross - (proposal.new_gross or Decimal(0))
    if proposal.kind == Kind.LESS:
        items = cancel_pieces(vo, {line.pk: proposal.pieces}, by=by, who=CancelledBy.SELLER, reason=proposal.text)
    elif less:
        items = make_cheaper(vo, line, less, by=by, reason=proposal.text)
    else:
        items = []
    settle_items(vo, items, by=by)


def _decline(proposal: Proposal, vo: VendorOrder, *, by: User | None) -> None:
    """The buyer may still step back where the seller could: the seller asked."""
    who, until = CancelledBy.BUYER, CancelledBy.SELLER
    if proposal.kind == Kind.LATER:
        cancel_share(vo, by=by, who=who, reason="", as_long_as=until)
        return
    line = Line.objects.get(pk=proposal.line_id)
    items = cancel_pieces(vo, {line.pk: line.left}, by=by, who=who, as_long_as=until)
    settle_items(vo, items, by=by)
