"""Prices and stock of many things on one page."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _

from shop.catalogue.models import Availability
from shop.partner.models import StockRecord
from shop.partner.services import MOST_PIECES
from shop.seller.forms.fields import CountField, MoneyField


@dataclass(frozen=True)
class Change:
    """What a seller typed anew about one thing; a price of None and a stock that was not asked for stay."""

    record: StockRecord
    price: Decimal | None
    has_stock: bool
    stock: int | None


@dataclass(frozen=True)
class NumbersRow:
    title: str
    variant: str
    free: int | None
    price: BoundField
    stock: BoundField | None
    was: list[tuple[str, str]]


class NumbersForm(forms.Form):
    """Two fields for each record, and how both were when the page was opened.

    Only what was typed anew is a change: pieces sold meanwhile stay sold, and so does a price that somebody else
    has changed on another page.
    """

    def __init__(self, data: Any = None, *, records: Iterable[StockRecord]) -> None:
        super().__init__(data)
        self.records = list(records)
        for record in self.records:
            name = self.name_of(record)
            self.fields[f"price_{record.pk}"] = MoneyField(
                label=_("Price: %(thing)s") % {"thing": name}, initial=record.price, zero=False
            )
            if self.is_counted(record):
                self.fields[f"stock_{record.pk}"] = CountField(
                    label=_("How many you have: %(thing)s") % {"thing": name},
                    initial=record.num_in_stock,
                    most=MOST_PIECES,
                )

    @staticmethod
    def name_of(record: StockRecord) -> str:
        offer = record.product.offer
        return f"{offer.title}, {record.product.title}" if record.product.is_child else offer.title

    @staticmethod
    def is_counted(record: StockRecord) -> bool:
        return record.product.offer.availability == Availability.STOCK

    def clean(self) -> dict[str, Any]:
        for record in self.records:
            name = f"price_{record.pk}"
            if name in self.data and name in self.cleaned_data and self.cleaned_data[name] is None:
                self.add_error(name, _("Enter a price"))
        return self.cleaned_data

    @property
    def rows(self) -> list[NumbersRow]:
        return [
            NumbersRow(
                title=record.product.offer.title,
                variant=record.product.title if record.product.is_child else "",
                free=record.free,
                price=self[f"price_{record.pk}"],
                stock=self[f"stock_{record.pk}"] if self.is_counted(record) else None,
                was=[(f"{name}_was", self._was(name)) for name in self._names(record)],
            )
            for record in self.records
        ]

    @property
    def changes(self) -> list[Change]:
        """What was typed anew, in the order of the page."""
        found = []
        for record in self.records:
            price, stock = f"price_{record.pk}", f"stock_{record.pk}"
            has_price, has_stock = self._is_new(price), stock in self.fields and self._is_new(stock)
            if has_price or has_stock:
                given = self.cleaned_data
                found.append(Change(record, given[price] if has_price else None, has_stock, given.get(stock)))
        return found

    def _names(self, record: StockRecord) -> list[str]:
        return [name for name in (f"price_{record.pk}", f"stock_{record.pk}") if name in self.fields]

    def _shown(self, name: str) -> str:
        value = self.fields[name].prepare_value(self.fields[name].initial)
        return "" if value is None else str(value)

    def _was(self, name: str) -> str:
        """Return what the page showed when it was opened."""
        return str(self.data.get(f"{name}_was", self._shown(name)))

    def _is_new(self, name: str) -> bool:
        if name not in self.data:  # an offer that came onto the page meanwhile
            return False
        field = self.fields[name]
        try:
            before = field.clean(self._was(name))
        except forms.ValidationError:  # not what the page had put there
            before = field.clean(self._shown(name))
        return bool(self.cleaned_data[name] != before)
