"""One offer as its page shows it: the chosen variant, its price, whether and how it can be had, what was promised."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from operations.clock import today
from operations.working_days import add_working_days
from shop.catalogue.cards import UnitPrice, unit_price_of
from shop.catalogue.models import Availability, Product, SaleMode, SaleState, Withdrawal
from shop.catalogue.reference_price import ReferencePrice, reference_price
from shop.partner.models import DeliveryWay, StockRecord
from shop.partner.vat import VatCode

MONTHS_AHEAD = 12
_NUMBER = re.compile(r"[0-9]{1,3}")


@dataclass(frozen=True)
class Variant:
    """One choice of the variant axis."""

    product: Product
    record: StockRecord | None
    chosen: bool = False

    @property
    def is_gone(self) -> bool:
        return (
            self.record is None or self.record.price is None or (self.record.free is not None and self.record.free <= 0)
        )


class OfferPage:
    """An offer with what cards and its page show (`queries`), with a variant asked for in the address (or not)."""

    def __init__(self, offer: Product, *, asked_variant: str = "", asked_picture: str = "") -> None:
        self.offer = offer
        self.profile = offer.partner.profile
        self._asked = asked_variant[:20]
        pictures = len(self.pictures)
        number = int(asked_picture) if _NUMBER.fullmatch(asked_picture) else 1
        self.shown = number if 1 <= number <= pictures else 1

    # --- what is sold ---

    @cached_property
    def pictures(self) -> list[dict]:
        return [
            {"image": picture.image, "alt": picture.alt or picture.image.alt}
            for picture in sorted(self.offer.images.all(), key=lambda picture: (picture.display_order, picture.pk))
        ]

    @cached_property
    def variants(self) -> list[Variant]:
        if not self.offer.is_parent:
            return []
        children = [child for child in self.offer.children.all() if child.is_public]
        rows = [
            Variant(child, next(iter(child.stockrecords.all()), None))
            for child in sorted(children, key=lambda child: child.pk)
        ]
        chosen = (
            next((row for row in rows if str(row.product.pk) == self._asked), None)
            or next((row for row in rows if not row.is_gone), None)
            or next(iter(rows), None)
        )
        return [Variant(row.product, row.record, row is chosen) for row in rows]

    @property
    def product(self) -> Product:
        """What goes into the basket."""
        return next((row.product for row in self.variants if row.chosen), self.offer)

    @cached_property
    def record(self) -> StockRecord | None:
        return next(iter(self.product.stockrecords.all()), None)

    # --- price ---

    @property
    def price(self) -> Decimal | None:
        return self.record.price if self.record else None

    @property
    def price_is_from(self) -> bool:
        """A price on quotation says where prices begin."""
        return self.offer.sale_mode == SaleMode.QUOTE

    @property
    def unit_price(self) -> UnitPrice | None:
        counted = unit_price_of(self.price, self.product.net_quantity or self.offer.net_quantity)
        return None if counted and counted.per == self.offer.unit else counted

    @property
    def omnibus(self) -> ReferencePrice | None:
        return reference_price(self.record, self.offer) if self.record else None

    @property
    def vat_words(self) -> str:
        code = self.offer.effective_vat_code
        if code == VatCode.ZW:
            return _("the seller is exempt from VAT") if self.offer.partner.is_vat_exempt else _("exempt from VAT")
        if code == VatCode.NP:
            return _("outside VAT")
        if code == VatCode.MIXED:
            return _("incl. VAT at several rates")
        return _("incl. VAT %(rate)s%%") % {"rate": code}

    # --- whether it can be had ---

    @property
    def state(self) -> str:
        """One word for the template: buy, gone, full, paused, break, season, quote, booking."""
        offer = self.offer
        if offer.sale_state == SaleState.PAUSED:
            return "paused"
        if offer.is_on_break:
            return "break"
        if offer.is_out_of_season:
            return "season"
        if offer.sale_mode != SaleMode.BUY_NOW:
            return "quote" if offer.sale_mode == SaleMode.QUOTE else "booking"
        if self.record is None or self.record.price is None or self.record.free == 0:
            return "gone"
        return "full" if self.left == 0 else "buy"

    @property
    def left(self) -> int | None:
        """Pieces that can still be ordered; None when nothing is counted."""
        free = [self.record.free if self.record else 0, self._left_this_month]
        return min((max(0, number) for number in free if number is not None), default=None)

    @property
    def _left_this_month(self) -> int | None:
        """What the seller can still make in the month of promised dispatch."""
        offer = self.offer
        return self._left_in(offer.dispatch_month) if offer.is_limited else None

    def _left_in(self, month: date) -> int:
        taken = next((row for row in self.offer.month_capacities.all() if row.month == month), None)
        return self.offer.capacity_per_month if taken is None else taken.capacity - taken.claimed

    @property
    def first_free_month(self) -> date | None:
        """The first day of the month in which it can be made again, when this month's orders are full."""
        month = self.offer.dispatch_month
        for _later in range(MONTHS_AHEAD):
            month = (month + timedelta(days=31)).replace(day=1)
            if self._left_in(month) > 0:
                return month
        return None

    @property
    def is_few(self) -> bool:
        return self.left is not None and 0 < self.left <= 3

    @property
    def dispatch_by(self) -> date:
        return add_working_days(today(), self.offer.lead_days)

    @property
    def lead_words(self) -> str:
        days = self.offer.lead_days
        if days == 0:
            return _("The same working day when you pay")
        return ngettext("%(n)s working day from payment", "%(n)s working days from payment", days) % {"n": days}

    @property
    def is_made(self) -> bool:
        return self.offer.availability != Availability.STOCK

    @property
    def season(self) -> list[date]:
        """First days of the months in which it is sold, for their names."""
        months = sorted(month for month in self.offer.season_months if isinstance(month, int) and 1 <= month <= 12)
        return [date(today().year, month, 1) for month in months]

    # --- how it gets there ---

    @cached_property
    def _ways(self) -> list[DeliveryWay]:
        if self.offer.sale_mode == SaleMode.BUY_NOW:
            return self.offer.partner.ways_of_goods
        return [way for way in self.offer.partner.delivery_ways.all() if way.is_active]

    @property
    def ways(self) -> list[DeliveryWay]:
        return [way for way in self._ways if way.code != DeliveryWay.Code.PICKUP]

    @property
    def pickup(self) -> DeliveryWay | None:
        return next((way for way in self._ways if way.code == DeliveryWay.Code.PICKUP), None)

    @property
    def _withdrawal(self) -> str:
        """The offer's rule; what is never made without the buyer's words or file is always made to order."""
        return self.offer.withdrawal_of(personal=self.offer.needs_personal)

    @property
    def can_withdraw(self) -> bool:
        return self._withdrawal in {Withdrawal.ALLOWED, Withdrawal.SEALED_HYGIENE, Withdrawal.SERVICE_DONE}

    @property
    def withdrawal_words(self) -> tuple[str, str]:
        """The rule in one sentence, and how long or why."""
        days = _("14 days from when you receive it")
        return {
            "ALLOWED": (_("You may withdraw from the contract within 14 days of receiving it"), ""),
            "CUSTOM_MADE": (_("Made for you: no withdrawal"), _("It is made to your specification.")),
            "PERISHABLE": (_("Short shelf life: no withdrawal"), ""),
            "SEALED_HYGIENE": (_("You may return it while the seal is unbroken"), days),
            "DATED_SERVICE": (_("A service for a given day: no withdrawal"), ""),
            "SERVICE_DONE": (_("Once the service is fully done with your consent, the right ends"), days),
            "URGENT_REPAIR": (_("An urgent repair you asked for: no withdrawal"), ""),
        }[self._withdrawal]

    # --- what others say ---

    @property
    def rating(self) -> float | None:
        summary = self.offer.review_summary
        return summary.average if summary else None
