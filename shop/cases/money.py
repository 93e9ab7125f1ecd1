"""The money of a price cut or a refund: through the one door by which money goes back."""

from operations.money import split, to_grosze
from pes_profiles.accounts.models import User
from shop.aftersales.cancelling import by_rate
from shop.aftersales.exceptions import NothingOwedError
from shop.aftersales.refunds import return_money
from shop.cases.exceptions import NoMoneyError
from shop.cases.models import Complaint
from shop.payments.exceptions import TooMuchBackError


def give_back(complaint: Complaint, amount: int, *, by: User) -> None:
    """Have grosze returned to the buyer, once for each complaint. Raises `NoMoneyError`; inside a transaction only."""
    lines, delivery = _what_becomes_cheaper(complaint, amount)
    try:
        return_money(
            complaint.case.vendor_order,
            amount,
            key=complaint.money_key,
            by=by,
            lines=lines,
            delivery=delivery,
            note=complaint.number,
            account=complaint.account,
        )
    except (NothingOwedError, TooMuchBackError) as error:
        raise NoMoneyError from error


def _what_becomes_cheaper(complaint: Complaint, amount: int) -> tuple[dict[str, int] | None, int]:
    """Return what of the grosze comes off the things complained about, by VAT rate, and the rest off their delivery."""
    items = list(complaint.items.select_related("line"))
    worths = [to_grosze(item.line.worth(item.quantity)) for item in items]
    goods = min(amount, sum(worths))
    if not goods:
        return None, 0
    return by_rate(zip([item.line for item in items], split(goods, worths), strict=True)), amount - goods
