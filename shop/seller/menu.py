"""The page "More" of the panel: every room that the bar at the bottom has no place for."""

from dataclasses import dataclass
from functools import partial

from django.urls import reverse
from django.utils.translation import gettext as _

from pes_profiles.models import VerificationState
from shop.aftersales import queries as statements
from shop.aftersales.money_queries import money_waiting
from shop.cases import queries as cases
from shop.partner.models import Partner
from shop.seller.queries import waiting_questions
from shop.voices.queries import new_reviews


@dataclass(frozen=True)
class Door:
    """One room; `waiting` is how many things in it wait for the seller."""

    icon: str
    label: str
    url: str
    waiting: int = 0


@dataclass(frozen=True)
class Floor:
    key: str
    title: str
    doors: list[Door]


def floors_of(partner: Partner, *, is_owner: bool, has_others: bool) -> list[Floor]:
    """Return the rooms by what they are about; a packer sees those of orders. A fixed number of queries."""
    floors = [Floor("kupujacy", _("Buyers"), _of_buyers(partner, is_owner=is_owner))]
    if is_owner:
        floors += [Floor("pieniadze", _("Money"), _of_money(partner)), Floor("sklep", _("Shop"), _of_shop(partner))]
    others = [Door("users", _("Another entity"), reverse("seller:choose"))] if has_others else []
    account = Door("user", _("My account"), reverse("account:home"))
    return [*floors, Floor("konto", _("Account"), [*others, account])]


def _of_buyers(partner: Partner, *, is_owner: bool) -> list[Door]:
    at = partial(_address, partner)
    waiting = cases.waiting(partner)
    withdrawn, _day = statements.waiting(partner)
    doors = [
        Door("mail", _("Messages"), at("cases_panel:messages"), waiting.messages),
        Door("circle-alert", _("Complaints"), at("cases_panel:complaints"), waiting.complaints),
        Door("package", _("Withdrawals"), at("aftersales_panel:statements"), withdrawn),
    ]
    if is_owner:
        doors += [
            Door("calendar", _("Bookings"), at("booking_panel:bookings")),
            Door("message-circle", _("Buyers' questions"), at("seller:questions"), waiting_questions(partner).count()),
            Door("star", _("Reviews"), at("voices_panel:reviews"), new_reviews(partner)),
        ]
    return doors


def _of_money(partner: Partner) -> list[Door]:
    at = partial(_address, partner)
    owed, _day = money_waiting(partner)
    return [
        Door("undo-2", _("Money to return"), at("aftersales_panel:money"), owed),
        Door("banknote", _("Settlements"), at("ledger:month")),
        Door("landmark", _("Bank statements"), at("statements:list")),
        Door("file-text", _("Documents"), at("documents_panel:papers")),
        Door("credit-card", _("Card, BLIK and Przelewy24"), at("payments_panel:account")),
    ]


def _of_shop(partner: Partner) -> list[Door]:
    at = partial(_address, partner)
    doors = [
        Door("tag", _("Prices and stock"), at("seller:prices")),
        Door("truck", _("Delivery and payment"), at("seller:delivery")),
    ]
    if partner.profile.verification_state == VerificationState.VERIFIED:
        doors.append(Door("pencil", _("Your page"), at("seller:page")))
    return doors


def _address(partner: Partner, name: str) -> str:
    return reverse(name, args=[partner.profile.slug])
