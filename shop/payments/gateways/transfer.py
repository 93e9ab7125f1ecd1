"""A bank transfer from the buyer to the seller's own account: the portal sees neither."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from shop.payments.exceptions import BadNoticeError, ByHandError
from shop.payments.gateways.base import NoticeData, Started
from shop.payments.gateways.facts import Fetched, Moved
from shop.payments.models import Payment


class TransferGateway:
    """No operator: the buyer's bank app pays, the seller says that the money came."""

    name = "transfer"
    has_sessions = False
    is_test = False

    def start(self, payment: Payment, return_url: str) -> Started:
        return Started(reference="", redirect_url=return_url, expires_at=None)

    def address(self, payment: Payment, return_url: str) -> str:
        return return_url

    def close(self, payment: Payment) -> bool:
        return True

    def read_notice(self, body: bytes, headers: Mapping[str, str]) -> NoticeData:
        raise BadNoticeError("banks send no notices")

    def refund(self, payment: Payment, amount: int, key: str, tries: int = 1) -> None:
        raise ByHandError("the seller returns a transfer by a transfer")

    def fetch(self, payment: Payment) -> Fetched:
        raise ByHandError("only the seller sees his account")

    def balance_transactions(self, account: str, since: datetime, until: datetime) -> Iterable[Moved]:
        return ()
