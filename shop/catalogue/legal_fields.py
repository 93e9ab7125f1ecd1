"""What the law wants to be told about an offer before it is bought, by `Category.required_legal`.

Sources: food information, Reg. 1169/2011 art. 14; product safety, Reg. 2023/988 art. 19; toys, Dir. 2009/48; textiles,
Reg. 1007/2011; cosmetics, Reg. 1223/2009; food contact, Reg. 1935/2004; consumer rights act of 30 May 2014, art. 12.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from operations.money import VAT_CODES


class Widget(StrEnum):
    """How a field is asked for, and so what its answer looks like."""

    TEXT = "text"  # str
    LONG = "long"  # str
    LINES = "lines"  # [str], one a line
    CHECKBOX = "checkbox"  # bool; True is the only good answer
    YES_NO = "yes_no"  # bool
    ALLERGENS = "allergens"  # [str] of ALLERGENS; an empty list says: none
    PARTY = "party"  # {"name", "address", "email", "phone", "unit"}
    DISHES = "dishes"  # [{"name", "allergens"}]; as text "Zupa jarzynowa: seler, mleko", one a line
    PARTS = "parts"  # [{"name", "gross", "vat"}]; as text "Miód 400 g; 36,00; 5", one a line


_FILL_IN = gettext_lazy("Fill this in")


@dataclass(frozen=True)
class LegalField:
    key: str
    label: str | Promise
    help: str | Promise
    widget: Widget = Widget.TEXT
    missing: str | Promise = _FILL_IN
    #: parts of a PARTY that must be there
    parts: tuple[str, ...] = ()


#: Annex II of Reg. 1169/2011; the answer is kept as the Polish word that the label carries.
ALLERGENS: tuple[tuple[str, str | Promise], ...] = (
    ("gluten", gettext_lazy("gluten")),
    ("skorupiaki", gettext_lazy("crustaceans")),
    ("jaja", gettext_lazy("eggs")),
    ("ryby", gettext_lazy("fish")),
    ("orzeszki ziemne", gettext_lazy("peanuts")),
    ("soja", gettext_lazy("soya")),
    ("mleko", gettext_lazy("milk")),
    ("orzechy", gettext_lazy("nuts")),
    ("seler", gettext_lazy("celery")),
    ("gorczyca", gettext_lazy("mustard")),
    ("sezam", gettext_lazy("sesame")),
    ("dwutlenek siarki", gettext_lazy("sulphur dioxide")),
    ("łubin", gettext_lazy("lupin")),
    ("mięczaki", gettext_lazy("molluscs")),
)
ALLERGEN_CODES = frozenset(code for code, _label in ALLERGENS)

PARTY_PARTS: dict[str, str | Promise] = {
    "name": gettext_lazy("name"),
    "unit": gettext_lazy("unit"),
    "address": gettext_lazy("address"),
    "email": gettext_lazy("e-mail"),
    "phone": gettext_lazy("phone"),
}

_W = Widget
_FIELDS = (
    # --- who answers for it ---
    LegalField(
        "producer", gettext_lazy("Producer"), gettext_lazy("Name, postal address and e-mail, as the safety act wants"),
        _W.PARTY, gettext_lazy("Give the producer's name, address and e-mail"), ("name", "address", "email"),
    ),
    LegalField(
        "operator", gettext_lazy("Food business operator"), gettext_lazy("Whose name and address are on the label"),
        _W.PARTY, gettext_lazy("Give the operator's name and address"), ("name", "address"),
    ),
    LegalField(
        "provider", gettext_lazy("Who provides the service"), gettext_lazy("Name, address, e-mail and phone"),
        _W.PARTY, gettext_lazy("Give the provider's name, address, e-mail and phone"),
        ("name", "address", "email", "phone"),
    ),
    LegalField(
        "registration", gettext_lazy("Entry in the sanitary or veterinary register"),
        gettext_lazy("Authority and number of the entry"), _W.TEXT, gettext_lazy("Enter the authority and the number"),
    ),
    LegalField(
        "identification", gettext_lazy("Type or batch"), gettext_lazy("How one piece is told from another: type, batch"),
        _W.TEXT, gettext_lazy("Enter the type or where the batch number is"),
    ),
    # --- food ---
    LegalField(
        "food_name", gettext_lazy("Name of the food"), gettext_lazy("As the law calls it, not the brand"),
        _W.TEXT, gettext_lazy("Enter the name of the food"),
    ),
    LegalField(
        "ingredients", gettext_lazy("Ingredients"),
        gettext_lazy("Largest amount first, separated by commas; put allergens between ** and **"),
        _W.LONG, gettext_lazy("Enter ingredients"),
    ),
    LegalField(
        "allergens", gettext_lazy("Allergens"), gettext_lazy("Tick all, we will emphasise them in the ingredients"),
        _W.ALLERGENS, gettext_lazy("Tick allergens or “none”"),
    ),
    LegalField(
        "net_quantity", gettext_lazy("Net weight or volume"), gettext_lazy("Contents only, without packaging"),
        _W.TEXT, gettext_lazy("Enter weight or volume"),
    ),
    LegalField(
        "storage", gettext_lazy("Storage"), gettext_lazy("Temperature, light, how long after opening"),
        _W.TEXT, gettext_lazy("Say how to store it"),
    ),
    LegalField(
        "origin", gettext_lazy("Country of origin"),
        gettext_lazy("Honey: every country with its share, largest first"), _W.TEXT,
        gettext_lazy("Enter the country of origin"),
    ),
    LegalField(
        "nutrition", gettext_lazy("Nutrition"), gettext_lazy("In 100 g or 100 ml, or the ground for the exemption"),
        _W.LONG, gettext_lazy("Enter the nutrition table or the ground for the exemption"),
    ),
    LegalField(
        "dishes", gettext_lazy("Dishes and allergens"), gettext_lazy("One a line: Vegetable soup: celery, milk"),
        _W.DISHES, gettext_lazy("List the dishes, each with its allergens"),
    ),
    LegalField(
        "bundle_items", gettext_lazy("What is in the basket"),
        gettext_lazy("One a line: what; price; VAT rate"), _W.PARTS,
        gettext_lazy("List what is in the basket, each thing with price and VAT rate"),
    ),
    # --- things ---
    LegalField(
        "warnings", gettext_lazy("Safety warnings"),
        gettext_lazy("One a line, in Polish. Write “not applicable” with a reason if none"), _W.LINES,
        gettext_lazy("Add warnings or a reason why there are none"),
    ),
    LegalField(
        "materials", gettext_lazy("Materials"), gettext_lazy("What it is made of, with paint and varnish"),
        _W.TEXT, gettext_lazy("Say what it is made of"),
    ),
    LegalField("wax", gettext_lazy("Wax"), gettext_lazy("Beeswax, soy, rapeseed"), _W.TEXT, gettext_lazy("Name the wax")),
    LegalField(
        "burn_time", gettext_lazy("Burning time"), gettext_lazy("In hours, as you measured it"),
        _W.TEXT, gettext_lazy("Enter the burning time"),
    ),
    LegalField(
        "food_contact", gettext_lazy("May touch food"), gettext_lazy("Yes only with a declaration of compliance"),
        _W.YES_NO, gettext_lazy("Choose yes or no"),
    ),
    LegalField(
        "food_contact_note", gettext_lazy("Declaration on contact with food"),
        gettext_lazy("Number of the declaration, or that it is not for food"), _W.TEXT,
        gettext_lazy("Enter the declaration, or that it is not for food"),
    ),
    LegalField(
        "fibre", gettext_lazy("Fibre composition"), gettext_lazy("In per cent, largest first"),
        _W.TEXT, gettext_lazy("Enter the fibres in per cent"),
    ),
    LegalField(
        "care", gettext_lazy("Care"), gettext_lazy("Washing, drying, ironing"), _W.TEXT,
        gettext_lazy("Say how to care for it"),
    ),
    LegalField(
        "min_age", gettext_lazy("From what age"), gettext_lazy("For example 3+ or 18m+"), _W.TEXT,
        gettext_lazy("Enter the lowest age"),
    ),
    LegalField(
        "ce", gettext_lazy("CE mark"), gettext_lazy("A toy may be sold only with it"), _W.CHECKBOX,
        gettext_lazy("A toy without the CE mark may not be sold"),
    ),
    LegalField(
        "declaration_no", gettext_lazy("EC declaration of conformity"), gettext_lazy("Its number"), _W.TEXT,
        gettext_lazy("Enter the number of the declaration"),
    ),
    LegalField(
        "wood", gettext_lazy("Wood"), gettext_lazy("Species, and where it comes from"), _W.TEXT,
        gettext_lazy("Name the wood"),
    ),
    LegalField(
        "finish", gettext_lazy("Finish"), gettext_lazy("Oil, varnish, hardware"), _W.TEXT,
        gettext_lazy("Say how it is finished"),
    ),
    LegalField(
        "inci", gettext_lazy("INCI ingredients"), gettext_lazy("The whole list, in the order of the label"), _W.LONG,
        gettext_lazy("Enter the INCI list"),
    ),
    LegalField(
        "cpnp", gettext_lazy("CPNP number"), gettext_lazy("Notification of a cosmetic in the EU portal"), _W.TEXT,
        gettext_lazy("Enter the CPNP number"),
    ),
    LegalField(
        "durability", gettext_lazy("Durability"), gettext_lazy("For how long it is good, from what day"), _W.TEXT,
        gettext_lazy("Enter how long it is good"),
    ),
    LegalField("function", gettext_lazy("Function"), gettext_lazy("What a cosmetic is for"), _W.TEXT),
    # --- services ---
    LegalField(
        "service_terms", gettext_lazy("Terms of the service"),
        gettext_lazy("Advance, calling off, changes, liability"), _W.LONG, gettext_lazy("Enter the terms of the service"),
    ),
    LegalField(
        "insurance", gettext_lazy("Insurance"), gettext_lazy("Policy number and sum"), _W.TEXT,
        gettext_lazy("Enter the policy"),
    ),
    LegalField(
        "qualifications", gettext_lazy("Qualifications"), gettext_lazy("Of the people who do the work"), _W.LONG,
        gettext_lazy("Enter the qualifications"),
    ),
    LegalField(
        "licence", gettext_lazy("Licence"), gettext_lazy("Number of the licence or permit"), _W.TEXT,
        gettext_lazy("Enter the licence"),
    ),
    LegalField(
        "child_protection", gettext_lazy("Protection of children"),
        gettext_lazy("Checks in the registers and your standards"), _W.LONG,
        gettext_lazy("Say how children are protected"),
    ),
    LegalField(
        "data_processing", gettext_lazy("Personal data"), gettext_lazy("Agreement under art. 28 GDPR, destruction"),
        _W.LONG, gettext_lazy("Say how personal data are handled"),
    ),
    LegalField(
        "accommodation_register", gettext_lazy("Entry in the register of accommodation"),
        gettext_lazy("Register and number"), _W.TEXT, gettext_lazy("Enter the register and the number"),
    ),
    LegalField(
        "accessibility", gettext_lazy("Accessibility of the place"),
        gettext_lazy("Thresholds, toilet, parking: what there is and what is missing"), _W.LONG,
        gettext_lazy("Describe the accessibility of the place"),
    ),
    LegalField(
        "certificate", gettext_lazy("What participants receive"), gettext_lazy("Name of the certificate"), _W.TEXT,
        gettext_lazy("Name the certificate"),
    ),
    LegalField("note", gettext_lazy("Note"), gettext_lazy("Anything else the buyer must know"), _W.LONG),
)  # fmt: skip

FIELDS: dict[str, LegalField] = {field.key: field for field in _FIELDS}


def fields_for(keys: Iterable[str]) -> list[LegalField]:
    """Return the fields a category asks for, in its order; an unknown key is asked for as a text under its own name."""
    return [FIELDS.get(key) or LegalField(key, key.replace("_", " "), "") for key in keys]


def fault(key: str, answer: Any) -> str | None:
    """Return what is wrong with an answer to a required field, in a sentence; None when it will do."""
    [field] = fields_for([key])
    return None if _GOOD[field.widget](field, answer) else str(field.missing)


def _filled(answer: Any) -> bool:
    return isinstance(answer, str) and bool(answer.strip())


def _is_part(part: Any) -> bool:
    if not isinstance(part, dict) or not _filled(part.get("name")) or part.get("vat") not in VAT_CODES:
        return False
    try:
        gross = Decimal(str(part.get("gross")))
    except InvalidOperation:
        return False
    return gross.is_finite() and gross > 0


def _is_dish(dish: Any) -> bool:
    return isinstance(dish, dict) and _filled(dish.get("name")) and _are_allergens(dish.get("allergens"))


def _are_allergens(answer: Any) -> bool:
    return isinstance(answer, list) and all(each in ALLERGEN_CODES for each in answer)


_GOOD = {
    Widget.TEXT: lambda field, answer: _filled(answer),
    Widget.LONG: lambda field, answer: _filled(answer),
    Widget.LINES: lambda field, answer: isinstance(answer, list) and bool(answer) and all(map(_filled, answer)),
    Widget.CHECKBOX: lambda field, answer: answer is True,
    Widget.YES_NO: lambda field, answer: isinstance(answer, bool),
    Widget.ALLERGENS: lambda field, answer: _are_allergens(answer),
    Widget.PARTY: lambda field, answer: (
        isinstance(answer, dict) and all(_filled(answer.get(part)) for part in field.parts)
    ),
    Widget.DISHES: lambda field, answer: isinstance(answer, list) and bool(answer) and all(map(_is_dish, answer)),
    Widget.PARTS: lambda field, answer: isinstance(answer, list) and bool(answer) and all(map(_is_part, answer)),
}
