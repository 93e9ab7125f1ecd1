"""The parts of the offer form. Nothing is required: a draft may lack anything, `submit_revision` says what it lacks."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from pes_profiles.models import Profile
from shop.basket.models import Line
from shop.catalogue.legal_fields import fields_for
from shop.catalogue.models import Availability, Category, OfferRevision, Product, RevisionPicture, SaleMode, Withdrawal
from shop.partner.models import StockRecord
from shop.partner.services import MOST_PIECES
from shop.partner.vat import VatCode
from shop.seller.forms import legal
from shop.seller.forms.fields import CountField, MoneyField

CHOOSE = {"invalid_choice": _("Choose from the list")}
MOST_SIGNS = Line._meta.get_field("personalisation").max_length
LONGEST_DESCRIPTION = 10_000
PERSONAL = ("personalisation", "personalisation_signs", "takes_file", "personalisation_required")
OWN_WORDS = ("title", "description", *PERSONAL)


def category_choices(categories: Iterable[Category]) -> list[tuple[str, Any]]:
    """Return sections with their kinds, from all categories in the order of the tree."""
    groups: list[tuple[str, list[tuple[str, str]]]] = []
    alone: list[tuple[str, str]] = []
    for category in categories:
        if category.depth == 1 and category.numchild:
            groups.append((category.name, []))
        elif category.depth == 1:
            alone.append((str(category.pk), category.name))
        elif groups:
            groups[-1][1].append((str(category.pk), category.name))
    return [("", _("Choose")), *alone, *groups]


def _usual(choices: Iterable[tuple[str, Any]]) -> list[tuple[str, Any]]:
    return [("", _("As usual in this category")), *((value, capfirst(str(label))) for value, label in choices)]


class WordsForm(forms.Form):
    """What ROPS reviews: words, category, what the law asks of it."""

    title = forms.CharField(
        label=_("Title of the offer"), help_text=_("Thing, material, size"), max_length=120, required=False
    )
    category = forms.ChoiceField(
        label=_("Category"), help_text=_("Further fields depend on it"), required=False, error_messages=CHOOSE
    )
    description = forms.CharField(
        label=_("Description"),
        help_text=_("What it is made of, what for, how to care for it. Short sentences"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=LONGEST_DESCRIPTION,
        required=False,
    )
    personalisation = forms.CharField(
        label=_("What the buyer can have written on it"),
        help_text=_("For example: a name, up to 12 letters"),
        max_length=200,
        required=False,
    )
    personalisation_signs = CountField(
        label=_("How many characters fit"),
        help_text=_("With spaces. We accept no longer words"),
        most=MOST_SIGNS,
        least=1,
    )
    takes_file = forms.BooleanField(
        label=_("The buyer can add a file: a picture or a PDF"),
        help_text=_(
            "A thing with the buyer's words or file is made to order: nobody may withdraw from buying it (consumer rights "
            "act, art. 38(1)(3)), whatever you choose below for it without them. The buyer reads that on the offer"
        ),
        required=False,
    )
    personalisation_required = forms.BooleanField(
        label=_("I never make it without the buyer's words or file"), required=False
    )
    withdrawal = forms.ChoiceField(
        label=_("Withdrawal"),
        help_text=_("May a private buyer give it back. With the buyer's words or file on it never"),
        choices=_usual(Withdrawal.choices),
        required=False,
        error_messages=CHOOSE,
    )

    def __init__(self, data: Any = None, *, revision: OfferRevision | None, profile: Profile) -> None:
        self.categories = {str(category.pk): category for category in Category.objects.order_by("path")}
        self.revision = revision
        initial = {}
        if revision is not None:
            initial = {name: getattr(revision, name) for name in OWN_WORDS}
            initial |= {"category": str(revision.category_id or ""), "withdrawal": revision.withdrawal}
        super().__init__(data, initial=initial)
        self.fields["category"].choices = category_choices(self.categories.values())
        asked = data.get("category", "") if data is not None else initial.get("category", "")
        self.category = self.categories.get(asked)
        self.keys = list(self.category.required_legal) if self.category else []
        self.fields |= legal.form_fields(self.keys, revision.legal if revision else {}, profile)
        if data is not None:
            self._fill_in_new_questions()

    def _fill_in_new_questions(self) -> None:
        """A category chosen just now asks what the sent page did not: begin with what is known of the PES."""
        self.data = self.data.copy()
        for name, field in self.fields.items():
            if name.startswith("legal_") and isinstance(field, forms.CharField) and field.initial:
                self.data.setdefault(name, field.initial)

    @property
    def legal_groups(self) -> list[dict[str, Any]]:
        """The fields of the law, one group a question."""
        return [
            {"field": field, "rows": [self[name] for name in legal.names_of(field)]} for field in fields_for(self.keys)
        ]

    @property
    def answers(self) -> dict[str, Any]:
        """Return what could be read, ready for the service; earlier answers of other categories stay until sent."""
        given = self.cleaned_data
        words = {name: given[name] for name in OWN_WORDS if name in given}
        if "category" in given:
            words["category"] = self.category
        if "withdrawal" in given:
            usual = self.category.default_withdrawal if self.category else Withdrawal.ALLOWED
            words["withdrawal"] = given["withdrawal"] or usual
        kept = {} if self.revision is None else dict(self.revision.legal)
        for key in self.keys:
            kept.pop(key, None)
        words["legal"] = kept | legal.read(self.keys, given)
        return words

    def blame(self, name: str, sentence: str) -> None:
        """Put a sentence of `submit_revision` at the field it is about."""
        if name.startswith("legal_") and name not in self.fields:
            own = [each for each in self.fields if each.startswith(f"{name}_")]
            name = next((each for each in own if not self.cleaned_data.get(each)), own[0] if own else name)
        self.add_error(name if name in self.fields else None, sentence)


class TermsForm(forms.Form):
    """Price, stock and terms of sale: they hold at once."""

    price = MoneyField(label=_("Price incl. VAT"), help_text=_("For example 24,50"), zero=False)
    vat_code = forms.ChoiceField(label=_("VAT"), required=False, error_messages=CHOOSE)
    vat_basis = forms.CharField(
        label=_("Ground for the exemption"),
        help_text=_("Only when this offer is exempt"),
        max_length=120,
        required=False,
    )
    unit = forms.CharField(
        label=_("Sold by"), help_text=_("For example: piece, kg, hour. Empty: as usual"), max_length=30, required=False
    )
    availability = forms.ChoiceField(
        label=_("Availability"),
        choices=[(value, capfirst(str(label))) for value, label in Availability.choices],
        widget=forms.RadioSelect,
        required=False,
        error_messages=CHOOSE,
    )
    stock = CountField(
        label=_("How many you have"), help_text=_("With those already ordered. Zero means none"), most=MOST_PIECES
    )
    capacity_per_month = CountField(
        label=_("How many you can make in a month"),
        help_text=_("Only when limited each month"),
        most=MOST_PIECES,
        least=1,
    )
    lead_days = CountField(
        label=_("Lead time"), help_text=_("From payment to dispatch, drying and firing included"), most=365
    )
    sale_mode = forms.ChoiceField(
        label=_("How it is sold"), choices=_usual(SaleMode.choices), required=False, error_messages=CHOOSE
    )

    def __init__(self, data: Any = None, *, product: Product | None, is_exempt: bool, lead_days: int) -> None:
        self.product = product
        #: prices are those of variants that nobody has approved yet
        self.has_new_variants = False
        self.is_exempt = is_exempt
        self.records = self._records()
        initial: dict[str, Any] = {"availability": Availability.STOCK, "lead_days": lead_days}
        if product is not None:
            names = ("vat_code", "vat_basis", "unit", "availability", "capacity_per_month", "lead_days", "sale_mode")
            initial = {name: getattr(product, name) for name in names}
        own = self.records.get("")
        if own is not None:
            initial |= {"price": own.price, "stock": own.num_in_stock}
        super().__init__(data, initial=initial)
        self.fields["vat_code"].choices = _usual(VatCode.choices)
        if is_exempt:
            del self.fields["vat_code"], self.fields["vat_basis"]
        if product is not None and product.is_parent:
            self._ask_for_variants()

    def _records(self) -> dict[str, StockRecord]:
        """Stock records by the ending of their fields' names: none for the thing itself, `_<id>` for a variant."""
        if self.product is None:
            return {}
        if not self.product.is_parent:
            found = self.product.stockrecords.first()
            return {"": found} if found else {}
        children = StockRecord.objects.filter(product__parent=self.product, product__removed_at__isnull=True)
        children = children.select_related("product")
        return {f"_{record.product_id}": record for record in children.order_by("product_id")}

    def _ask_for_variants(self) -> None:
        del self.fields["price"], self.fields["stock"]
        for ending, record in self.records.items():
            name = record.product.title
            self.fields[f"price{ending}"] = MoneyField(label=f"{name}: {_('price')}", zero=False)
            self.fields[f"stock{ending}"] = CountField(label=f"{name}: {_('how many')}", most=MOST_PIECES)
            self.initial |= {f"price{ending}": record.price, f"stock{ending}": record.num_in_stock}

    @property
    def numbers(self) -> list[dict[str, Any]]:
        """Rows of price and stock with the stock as it was when the page was opened."""
        if self.has_new_variants:
            return []
        if not self.records:
            return [{"ending": "", "price": self["price"], "stock": self["stock"], "was": ""}]
        return [
            {
                "ending": ending,
                "price": self[f"price{ending}"],
                "stock": self[f"stock{ending}"],
                "was": "" if record.num_in_stock is None else record.num_in_stock,
            }
            for ending, record in self.records.items()
        ]

    def terms(self, category: Category | None) -> dict[str, Any]:
        """Return terms that could be read; empty ones are as usual in the category."""
        given = {name: value for name, value in self.cleaned_data.items() if not name.startswith(("price", "stock"))}
        if category is not None:
            usual = {
                "unit": category.default_unit,
                "vat_code": category.default_vat,
                "sale_mode": category.default_sale_mode,
            }
            given |= {name: value for name, value in usual.items() if name in given and not given[name]}
        terms = {name: value for name, value in given.items() if value != "" or name == "vat_basis"}
        if terms.get("lead_days") is None:
            terms.pop("lead_days", None)
        if self.is_exempt and (self.product is None or self.product.vat_code != VatCode.NP):
            terms["vat_code"] = VatCode.ZW
        return terms

    def changed_numbers(self, ending: str = "") -> dict[str, Any]:
        """Return price and stock where the seller changed them; what left the shelf meanwhile stays gone."""
        numbers: dict[str, Any] = {}
        price, stock = self.cleaned_data.get(f"price{ending}"), self.cleaned_data.get(f"stock{ending}")
        if price is not None:
            numbers["price"] = price
        counted = self.cleaned_data.get("availability") in {Availability.STOCK, ""}
        if counted and f"stock{ending}" in self.cleaned_data:
            was = self.data.get(f"stock_was{ending}", "")
            if ("" if stock is None else str(stock)) != was:
                numbers["stock"] = stock
        return numbers


class ManyFilesInput(forms.FileInput):
    allow_multiple_selected = True


class PhotosForm(forms.Form):
    """Photos to add, and the descriptions of those that are there. The files themselves are read by the view."""

    photos = forms.FileField(
        label=_("Take a photo"),
        required=False,
        widget=ManyFilesInput(attrs={"accept": "image/*", "capture": "environment", "multiple": True}),
    )
    gallery = forms.FileField(
        label=_("Choose photos you have"),
        required=False,
        widget=ManyFilesInput(attrs={"accept": "image/*", "multiple": True}),
    )
    photos_alt = forms.CharField(
        label=_("What is in the new photo"),
        help_text=_("For people who cannot see it. Several photos: describe each after adding"),
        max_length=255,
        required=False,
    )

    def __init__(self, data: Any = None, *, pictures: Iterable[RevisionPicture]) -> None:
        super().__init__(data)
        self.pictures = list(pictures)
        for number, picture in enumerate(self.pictures, start=1):
            self.fields[f"alt_{picture.pk}"] = forms.CharField(
                label=_("Description of photo %(n)s") % {"n": number},
                initial=picture.alt,
                max_length=255,
                required=False,
            )

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [{"picture": picture, "alt": self[f"alt_{picture.pk}"]} for picture in self.pictures]
