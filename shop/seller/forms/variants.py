"""Variants of an offer: a row for each. The rows are numbered as they were sent, so that nothing typed gets lost."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from shop.catalogue.models import OfferRevision, Product
from shop.catalogue.variants import LONGEST_NAME, MOST_VARIANTS, rows_of, variants_of
from shop.partner.services import MOST_PIECES
from shop.seller.forms.fields import CountField, MoneyField

COUNT = "variants"
PARTS = ("id", "name", "price", "stock")


class VariantsForm(forms.Form):
    """With `data` as sent; otherwise the version's rows, or the variants on sale."""

    variant_axis = forms.CharField(
        label=_("Variants differ by"), help_text=_("For example: size, colour, taste"), max_length=40, required=False
    )

    def __init__(self, data: Any = None, *, revision: OfferRevision | None, product: Product | None) -> None:
        self.on_sale = {child.pk: child for child in variants_of(product)} if product else {}
        saved = revision.variants if revision is not None else None
        if saved is None and product is not None:
            saved = rows_of(product)
        self.was_sent = data is not None and COUNT in data
        self.count = _count(data) if self.was_sent else len(saved or [])
        axis = revision.variant_axis if revision and revision.variant_axis else product.variant_axis if product else ""
        initial: dict[str, Any] = {"variant_axis": axis}
        for number, row in enumerate(saved or [], start=1):
            initial |= {f"variant_{number}_{part}": row.get(part) for part in PARTS}
        super().__init__(data if self.was_sent else None, initial=initial)
        for number in range(1, self.count + 1):
            self._ask(number)

    def _ask(self, number: int) -> None:
        self.fields[f"variant_{number}_id"] = forms.IntegerField(widget=forms.HiddenInput, required=False)
        self.fields[f"variant_{number}_name"] = forms.CharField(
            label=_("Variant %(n)s") % {"n": number}, max_length=LONGEST_NAME, required=False
        )
        if self._id(number) is None:
            self.fields[f"variant_{number}_price"] = MoneyField(label=_("Price incl. VAT"), zero=False)
            self.fields[f"variant_{number}_stock"] = CountField(label=_("How many you have"), most=MOST_PIECES)

    def _id(self, number: int) -> int | None:
        """Return the variant on sale that a row is about; a number that is not one of this offer is none."""
        name = f"variant_{number}_id"
        value = self.data.get(name) if self.is_bound else self.initial.get(name)
        found = (
            int(value) if str(value or "").isascii() and str(value or "").isdigit() and len(str(value)) < 19 else None
        )
        return found if found in self.on_sale else None

    @property
    def rows(self) -> Iterator[dict[str, Any]]:
        for number in range(1, self.count + 1):
            is_new = self._id(number) is None
            yield {
                "number": number,
                "is_new": is_new,
                "id": self[f"variant_{number}_id"],
                "name": self[f"variant_{number}_name"],
                "price": self[f"variant_{number}_price"] if is_new else None,
                "stock": self[f"variant_{number}_stock"] if is_new else None,
            }

    @property
    def can_add(self) -> bool:
        return self.count < MOST_VARIANTS

    @property
    def answers(self) -> dict[str, Any]:
        """Return the fields of the version; nothing when the form was not on the page."""
        if not self.was_sent:
            return {}
        given = self.cleaned_data
        rows = []
        for number in range(1, self.count + 1):
            name = " ".join(given.get(f"variant_{number}_name", "").split())
            pk = self._id(number)
            if pk is not None:
                rows.append({"id": pk, "name": name})
                continue
            price = given.get(f"variant_{number}_price")
            stock = given.get(f"variant_{number}_stock")
            rows.append({"name": name, "price": "" if price is None else str(price), "stock": stock})
        return {"variants": rows if rows or self.on_sale else None, "variant_axis": given.get("variant_axis", "")}


def with_row(data: QueryDict) -> QueryDict:
    """Return what was sent with one more empty row."""
    changed = data.copy()
    changed[COUNT] = str(min(_count(data) + 1, MOST_VARIANTS))
    return changed


def without_row(data: QueryDict, number: str) -> QueryDict:
    """Return what was sent without one row; the rows below move up."""
    count = _count(data)
    if number not in {str(each) for each in range(1, count + 1)}:
        return data
    changed = data.copy()
    for later in range(int(number), count):
        for part in PARTS:
            changed[f"variant_{later}_{part}"] = data.get(f"variant_{later + 1}_{part}", "")
    for part in PARTS:
        changed.pop(f"variant_{count}_{part}", None)
    changed[COUNT] = str(count - 1)
    return changed


def _count(data: Any) -> int:
    sent = data.get(COUNT, "0")
    return min(int(sent), MOST_VARIANTS) if sent.isascii() and sent.isdigit() and len(sent) < len("1000") else 0
