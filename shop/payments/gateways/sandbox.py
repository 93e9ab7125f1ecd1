"""The test operator: a page of our own that says plainly that no money is taken.

It behaves as a real one does: sessions end, notices are signed and come through the same inbox. It is refused on a
server, by a system check and by `get_gateway`.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import urlencode

from operations.clock import now
from shop.payments.exceptions import BadNoticeError
from shop.payments.gateways.base import NoticeData, Outcome, Started
from shop.payments.gateways.facts import Fetched, Moved
from shop.payments.models import Payment

SIGNATURE = "X-Sandbox-Signature"
RETURN = "powrot"
SALT = "opes.payments.sandbox"
_SAID = {
    Payment.State.PROCESSING: Outcome.PROCESSING,
    Payment.State.PAID: Outcome.PAID,
    Payment.State.REFUNDED: Outcome.PAID,
    Payment.State.FAILED: Outcome.FAILED,
    Payment.State.EXPIRED: Outcome.EXPIRED,
}


class SandboxGateway:
    """An operator without money."""

    name = "sandbox"
    has_sessions = True
    is_test = True

    def start(self, payment: Payment, return_url: str) -> Started:
        """Open a session: for one attempt always the same one, never longer than the goods are held."""
        key = f"{payment.pk}:{payment.idempotency_key}"
        reference = salted_hmac(SALT, key, algorithm="sha256").hexdigest()[:40]
        ends = now() + timedelta(minutes=settings.OPES["ONLINE_SESSION_MINUTES"])
        held = payment.vendor_order.hold_until
        return Started(
            reference=reference,
            redirect_url=settings.WAGTAILADMIN_BASE_URL + reverse("payments:sandbox", args=[reference]),
            expires_at=min(ends, held) if held else ends,
        )

    def address(self, payment: Payment, return_url: str) -> str:
        """A path of this portal. The way back rides along signed and is kept nowhere: it may hold a guest's key."""
        page = reverse("payments:sandbox", args=[payment.reference])
        return f"{page}?{urlencode({RETURN: signing.dumps(return_url, salt=SALT)})}"

    def close(self, payment: Payment) -> bool:
        """Our own row is the session: what the portal no longer counts as open takes no money."""
        return True

    def read_notice(self, body: bytes, headers: Mapping[str, str]) -> NoticeData:
        if not constant_time_compare(sign(body), headers.get(SIGNATURE, "")):
            raise BadNoticeError("the signature is not the operator's")
        try:
            data = json.loads(body)
            return NoticeData(
                notice_id=str(data["id"])[:255],
                outcome=Outcome(data["outcome"]),
                reference=str(data["reference"])[:255],
                amount=int(data["amount"]),
                body=data,
            )
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise BadNoticeError("the notice cannot be read") from error

    def refund(self, payment: Payment, amount: int, key: str, tries: int = 1) -> None:
        """No money was taken, so none is returned."""

    def fetch(self, payment: Payment) -> Fetched:
        """Our own row is the session: it knows all that there is to know."""
        said = _SAID.get(Payment.State(payment.state))
        return Fetched(outcome=said, amount=payment.amount if said == Outcome.PAID else 0)

    def balance_transactions(self, account: str, since: datetime, until: datetime) -> Iterable[Moved]:
        return ()


def sign(body: bytes) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), SALT.encode() + body, hashlib.sha256).hexdigest()


def notice(payment: Payment, outcome: Outcome) -> tuple[bytes, dict[str, str]]:
    """Return body and headers of the notice that the test operator sends about a payment."""
    body = json.dumps(
        {
            "id": f"{payment.reference}:{outcome}",
            "outcome": outcome,
            "reference": payment.reference,
            "amount": payment.amount,
        }
    ).encode()
    return body, {SIGNATURE: sign(body)}


def way_back(signed: str) -> str:
    """Return where the buyer came from; nothing when somebody wrote the address himself."""
    try:
        return str(signing.loads(signed, salt=SALT))
    except signing.BadSignature:
        return ""
