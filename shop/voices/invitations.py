"""One letter, some days after delivery, that asks how the things are; whoever says so gets none."""

import hashlib
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction

from operations import audit, outbox
from operations.clock import now
from shop.catalogue.reviews.models import ProductReview
from shop.fulfilment.models import FulfilmentState, VendorOrder
from shop.order.models import Line
from shop.order.tokens import opens, order_token
from shop.voices.exceptions import NotDeliveredError, OwnGoodsError
from shop.voices.models import Invitation, NoInvitations
from shop.voices.queries import form_address
from shop.voices.reviews import check_may_review

_SALT = "opes.no-invitations"
#: what was delivered longer ago than this after the day of the letter is not written about any more
WINDOW = timedelta(days=21)
AT_ONCE = 200


def invite_due() -> int:
    """Ask for the letters that are due and return their number. Zero days in the settings: nobody is asked."""
    days = settings.OPES["REVIEW_INVITES_AFTER_DAYS"]
    if not days:
        return 0
    until = now() - timedelta(days=days)
    due = VendorOrder.objects.filter(
        fulfilment_state=FulfilmentState.DELIVERED,
        delivered_at__lte=until,
        delivered_at__gt=until - WINDOW,
        review_invitation=None,
        demo=False,
    )
    return sum(_invite(vo) for vo in due.order_by("delivered_at", "pk")[:AT_ONCE])


def lines_to_review(vo: VendorOrder) -> list[Line]:
    """Return the things of a share that can be reviewed and are not yet."""
    lines = Line.objects.filter(order_id=vo.order_id, partner_id=vo.partner_id).select_related(
        "order__user", "product__parent"
    )
    written = set(
        ProductReview.objects.filter(order_line_id__in=lines.values("pk")).values_list("order_line_id", flat=True)
    )
    return [line for line in lines.order_by("pk") if line.pk not in written and _is_possible(line)]


def address_in_letter(line: Line) -> str:
    token = "" if line.order.user_id else order_token(line.order)
    if token and not opens(token, line.order):
        return ""
    return form_address(line, line.order, token=token)


def wants_none(email: str) -> bool:
    return NoInvitations.objects.filter(email_hash=_hash(email)).exists()


def stop_token(email: str) -> str:
    """Return the secret of the link that stops these letters; it does not hold the address."""
    return signing.dumps(_hash(email), salt=_SALT)


def stop_address(token: str) -> str | None:
    """Return whose letters a link stops, as a hash; None for a link that we did not make."""
    try:
        return signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None


@transaction.atomic
def stop(email_hash: str) -> None:
    """Send no such letter to this address any more."""
    made = NoInvitations.objects.get_or_create(email_hash=email_hash, defaults={"since": now()})
    if made[1]:
        audit.log("voices.invitations.stop", made[0])


@transaction.atomic
def choose(email: str, *, wanted: bool) -> None:
    """Keep the choice made on the page of the account: the same one that the letter's link makes."""
    if not wanted:
        stop(_hash(email))
        return
    found = NoInvitations.objects.filter(email_hash=_hash(email)).first()
    if found:
        audit.log("voices.invitations.resume", found)
        found.delete()


@transaction.atomic
def _invite(vo: VendorOrder) -> bool:
    _row, is_new = Invitation.objects.get_or_create(vendor_order=vo, defaults={"invited_at": now()})
    if is_new:
        outbox.put("mail.review_invite", vo, dedupe_key=f"mail.review_invite:{vo.pk}")
    return is_new


def _is_possible(line: Line) -> bool:
    try:
        check_may_review(line)
    except (NotDeliveredError, OwnGoodsError):
        return False
    return True


def _hash(email: str) -> str:
    return hashlib.sha256(email.strip().lower().encode()).hexdigest()
