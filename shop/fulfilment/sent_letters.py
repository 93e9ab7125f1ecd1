"""Letters to the buyer of an order, and whether each has gone out: for the two who ask "did it come?"."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from operations.models import MailMessage, MailState
from shop.fulfilment.models import VendorOrder
from shop.order.models import Order

#: letters that an order has once, letters that one share has once
OF_ORDER = ("order_confirmation",)
OF_SHARE = (
    *("share_paid", "share_shipped", "share_ready", "share_cancelled", "share_expired", "share_reminder"),
    "review_invite",
)
#: the same, each as often as there is a reason
OFTEN_OF_ORDER = ("order_link", "order_link_new")
OFTEN_OF_SHARE = ("share_reduced",)


@dataclass(frozen=True)
class SentLetter:
    """One letter as a person reads of it."""

    subject: str
    at: datetime
    state: str

    @property
    def look(self) -> str:
        return {MailState.SENT: "ok", MailState.FAILED: "error"}.get(MailState(self.state), "info")

    @property
    def words(self) -> str:
        return str(MailState(self.state).label)


def letters_to_buyer(
    order: Order, shares: Iterable[VendorOrder], *, about_order: bool = True, also: Iterable[str] = ()
) -> list[SentLetter]:
    """Return the letters to the address of an order, newest first, in one query; `also`: keys that other rooms know."""
    if not order.email:
        return []
    keys = list(also)
    often = Q()
    if about_order:
        keys += [f"{kind}:{order.pk}" for kind in OF_ORDER]
        for kind in OFTEN_OF_ORDER:
            often |= Q(dedupe_key__startswith=f"{kind}:{order.pk}:")
    for share in shares:
        keys += [f"{kind}:{share.pk}" for kind in OF_SHARE]
        for kind in OFTEN_OF_SHARE:
            often |= Q(dedupe_key__startswith=f"{kind}:{share.pk}:")
    found = MailMessage.objects.filter(Q(dedupe_key__in=keys) | often, to=order.email).order_by("-pk")
    return [
        SentLetter(subject or _("Letter about the order"), sent_at or created_at, state)
        for subject, sent_at, created_at, state in found.values_list("subject", "sent_at", "created_at", "state")
    ]
