"""The money of a price cut or a refund: through the one door by which money goes back."""

from pes_profiles.accounts.models import User
from shop.aftersales.exceptions import NothingOwedError
from shop.aftersales.refunds import return_money
from shop.cases.exceptions import NoMoneyError
from shop.cases.models import Complaint
from shop.payments.exceptions import TooMuchBackError


def give_back(complaint: Complaint, amount: int, *, by: User) -> None:
    """Have grosze returned to the buyer, once for each complaint. Raises `NoMoneyError`; inside a transaction only."""
    try:
        return_money(
            complaint.case.vendor_order,
            amount,
            key=complaint.money_key,
            by=by,
            note=complaint.number,
            account=complaint.account,
        )
    except (NothingOwedError, TooMuchBackError) as error:
        raise NoMoneyError from error
