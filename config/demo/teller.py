"""Who tells the stories of `config.demo.aftersales`: moves the clock, and finds the orders and people of a story."""

from contextlib import AbstractContextManager

from config.demo.anchor import Days
from config.demo.orders import PREFIX
from operations.clock import as_of
from pes_profiles.accounts.models import User
from pes_profiles.models import Membership
from shop.aftersales.models import MoneyBack, Withdrawal
from shop.aftersales.refunds import ask_operator
from shop.aftersales.services import confirm_statement, draft_statement
from shop.cases import services as cases
from shop.cases.models import Case, Complaint, Side
from shop.documents.models import PaperSettings
from shop.documents.services import save_settings
from shop.fulfilment.models import VendorOrder
from shop.order.models import Line

ACCOUNT = "61109010140000071219812874"
POTTERY = "gliniany-kogut"


class Teller:
    """Knows the days and the orders, and what a story needs of them."""

    def __init__(self, days: Days) -> None:
        self.days = days
        self.moments = {days.at(0)}

    def on(self, day: int, clock: str) -> AbstractContextManager[None]:
        moment = self.days.at(day, clock)
        self.moments.add(moment)
        return as_of(moment)

    def complain(self, vo: VendorOrder, offer: str, text: str, *, demand: str, pieces: int = 1) -> Complaint:
        complaint = cases.complain(
            vo,
            by=vo.order.user,
            form_key=f"demo-{vo.number}-{offer}",
            chosen={thing(vo, offer).pk: pieces},
            demand=demand,
            text=text,
            account="" if vo.payments.exists() else ACCOUNT,
        )
        Complaint.objects.filter(pk=complaint.pk).update(reminded=0)  # nobody is written to about an example
        return complaint

    def withdraw(self, vo: VendorOrder, offer: str, *, pieces: int = 1) -> Withdrawal:
        statement = draft_statement(
            vo.order,
            by=vo.order.user,
            way=Withdrawal.Way.OWNER if vo.order.user else Withdrawal.Way.LINK,
            form_key=f"demo-{vo.number}-{offer}",
            chosen={thing(vo, offer).pk: pieces},
            buyer_name=vo.order.buyer_name,
            account="" if vo.payments.exists() else ACCOUNT,
        )
        confirm_statement(statement, by=vo.order.user)
        return statement


def share_of(order: str, pes: str = POTTERY) -> VendorOrder:
    return VendorOrder.objects.select_related("order__user", "partner__profile").get(
        order__placement_key=PREFIX + order, partner__profile__slug=pes
    )


def thing(vo: VendorOrder, offer: str) -> Line:
    return next(line for line in vo.lines if line.product is not None and line.product.offer.demo_key == offer)


def owner_of(vo: VendorOrder) -> User:
    return Membership.objects.filter(profile=vo.partner.profile, role=Membership.Role.OWNER).order_by("pk")[0].user


def read_by_both(case: Case) -> None:
    case.refresh_from_db()
    for side in (Side.BUYER, Side.SELLER):
        cases.mark_read(case, side=side)


def through_operator(back: MoneyBack) -> None:
    """Do at once what the worker would do: the test operator moves no money."""
    if back.payment is not None and back.payment.gateway == "sandbox":
        ask_operator(back)


def prints(vo: VendorOrder, owner: User) -> None:
    """Let the portal print a seller's papers, unless the seller has chosen."""
    if not PaperSettings.objects.filter(partner=vo.partner).exists():
        save_settings(PaperSettings(partner=vo.partner, mode=PaperSettings.Mode.PRINT), by=owner)
