"""Numbers as people write them."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from shop.partner.services import HIGHEST_PRICE

_AMOUNT = re.compile(r"[0-9]{1,9}(?:[.,][0-9]{1,2})?")


class MoneyField(forms.CharField):
    """An amount in zł with a comma or a dot, with or without spaces and "zł"; empty is None."""

    default_error_messages = {
        "amount": _("Enter an amount in PLN, grosze after a comma"),
        "positive": _("The price must be above zero"),
        "high": _("This amount is too high"),
    }

    def __init__(self, *, zero: bool = True, **kwargs: Any) -> None:
        self.zero = zero
        kwargs.setdefault("required", False)
        kwargs.setdefault("max_length", 20)
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return f"{value:.2f}".replace(".", ",") if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Decimal | None:
        text = super().clean(value)
        bare = "".join(text.split()).removesuffix("zł").removesuffix("PLN")
        if not bare:
            return None
        if not _AMOUNT.fullmatch(bare):
            raise ValidationError(self.error_messages["amount"], code="amount")
        amount = Decimal(bare.replace(",", ".")).quantize(Decimal("0.01"))
        if not self.zero and not amount:
            raise ValidationError(self.error_messages["positive"], code="positive")
        if amount > HIGHEST_PRICE:
            raise ValidationError(self.error_messages["high"], code="high")
        return amount


class CountField(forms.IntegerField):
    """A whole number that may be left empty."""

    def __init__(self, *, most: int, least: int = 0, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}))
        words = {
            "invalid": _("Enter a whole number"),
            "min_value": _("Enter %(limit_value)s or more"),
            "max_value": _("Enter %(limit_value)s or less"),
        }
        kwargs["error_messages"] = words | kwargs.get("error_messages", {})
        super().__init__(min_value=least, max_value=most, **kwargs)
