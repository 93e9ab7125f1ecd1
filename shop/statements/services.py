"""Reading a statement in, and confirming what it says. The same statement twice changes nothing."""

import hashlib
from collections.abc import Iterable

from django.db import transaction
from django.db.models import F

from operations import audit
from operations.clock import now
from pes_profiles.accounts.models import User
from shop.fulfilment.exceptions import NotNowError
from shop.fulfilment.models import VendorOrder, VendorOrderEvent
from shop.fulfilment.services import mark_transfer_received, note_event
from shop.ledger import services as ledger
from shop.partner.models import Partner
from shop.statements.formats import read_statement
from shop.statements.matching import matches_of
from shop.statements.models import Statement, StatementLine
from shop.statements.queries import GOES_BACK, PAYS, Verdict, verdict_of

Kind = VendorOrderEvent.Kind


def import_statement(partner: Partner, body: bytes, *, by: User) -> tuple[Statement, bool]:
    """Keep of a file what may concern orders, and say whether the file is new.

    Raises:
        StatementError: the file is refused and nothing of it is kept.
    """
    digest = hashlib.sha256(body).hexdigest()
    earlier = Statement.objects.filter(partner=partner, digest=digest).first()
    if earlier:
        return earlier, False
    kind, lines = read_statement(body)
    with transaction.atomic():
        statement, is_new = Statement.objects.get_or_create(
            partner=partner,
            digest=digest,
            defaults={"format": kind, "read_at": now(), "read_by": by, "incoming": len(lines)},
        )
        if not is_new:
            return statement, False
        matches = matches_of(partner, lines)
        StatementLine.objects.bulk_create(
            [
                StatementLine(
                    statement=statement,
                    partner=partner,
                    vendor_order=match.vo,
                    fingerprint=match.fingerprint,
                    found=match.found,
                    booked_on=match.line.booked_on,
                    amount=match.line.amount,
                    title=match.title,
                )
                for match in matches
            ],
            ignore_conflicts=True,
        )
        statement.unrelated = len(lines) - len(matches)
        statement.known = len(matches) - statement.lines.count()
        statement.save(update_fields=["unrelated", "known"])
        audit.log("shop.statements.read", statement, by=by, partner=partner, lines=len(matches))
    return statement, True


def confirm_lines(statement: Statement, chosen: Iterable[tuple[int, str]], *, by: User) -> tuple[int, int]:
    """Confirm lines, each as the seller saw it: (key, verdict). Return how many were done and how many had changed."""
    done = changed = 0
    for pk, seen in chosen:
        try:
            confirm_line(statement, pk, seen=seen, by=by)
            done += 1
        except NotNowError:
            changed += 1
    return done, changed


@transaction.atomic
def confirm_line(statement: Statement, pk: int, *, seen: str, by: User) -> None:
    """Book the transfer of one line: it pays its share, or it waits to be returned.

    Raises:
        NotNowError: confirmed before, or the share is no longer what the seller saw.
    """
    claimed = StatementLine.objects.filter(pk=pk, statement=statement, confirmed_at__isnull=True)
    share = claimed.values("vendor_order")
    # The share's row first, as everywhere else; then the line, which one of two clicks gets.
    VendorOrder.objects.filter(pk__in=share).update(placed_at=F("placed_at"))
    line = claimed.select_related("vendor_order").first()
    if line is None or seen not in PAYS | GOES_BACK or verdict_of(line) != seen:
        raise NotNowError(f"line {pk}")
    if not claimed.update(confirmed_at=now(), confirmed_by=by):
        raise NotNowError(f"line {pk}")

    vo, verdict = line.vendor_order, Verdict(seen)
    ledger.post_payment(vo, line.amount, key=f"bank:{line.partner_id}:{line.fingerprint}")
    if verdict in PAYS:
        mark_transfer_received(vo, by=by)
    if verdict == Verdict.ENDED:
        note_event(vo, Kind.LATE_MONEY, by=by)
    if verdict in {Verdict.ENDED, Verdict.PAID, Verdict.OVERPAID}:
        note_event(vo, Kind.REFUND_DUE, by=by)
    audit.log("shop.statements.confirm", line, by=by, share=vo, verdict=seen)
