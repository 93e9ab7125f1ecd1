"""Every part of the look with sample contexts, at /wzornik/: for developers, and on a server for ROPS and its editors.

The samples show what a part's first line asks for; a part that changes its contract breaks this page's test first.
Contracts and tokens are read from the files themselves, so the page cannot say what is no longer so.
"""

import re
from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cms.base.templatetags.opes import DYES, ORNAMENTS
from cms.media.models import Image
from config.styleguide.tokens import colours
from operations.clock import now, today

ICONS = (
    "shopping-basket",
    "heart",
    "user",
    "menu",
    "bell",
    "eye",
    "truck",
    "calendar",
    "map-pin",
    "undo-2",
    "flag",
    "star",
)

_CONTRACT = re.compile(r"\{#\s*(.+?)\s*#\}")
ANATOMIES = (
    (
        "Strona główna",
        "/",
        "zdanie i szukanie, osiem jajek, osiem kart, pas targów, usługi, jedna historia, jak to działa, powiaty i nowości",
    ),
    ("Sklep", "/sklep/", "jajka działów, kolekcja na dziś, nowe, na zapytanie, od kogo kupujesz"),
    (
        "Kategoria",
        "/sklep/k/rekodzielo/",
        "jajko z nazwą, rodzaje, filtry, kolejność, filtry w użyciu, karty, strony, zdanie o kolejności",
    ),
    (
        "Oferta",
        "",
        "zdjęcie do krawędzi, nazwa, cena, ilość i przycisk przed końcem pierwszego ekranu, cztery obietnice, sprzedawca, opis, etykieta, pytania, opinie",
    ),
    ("Podmiot", "", "barwiona głowa z jajkiem, historia, znak, kontakt, strona umowy, oferty, gdzie się spotkać"),
    (
        "Szukanie bez wyniku",
        "/szukaj/?q=hulajnoga",
        "jajko z ptakiem, dwie drogi dalej, cztery rzeczy, kogo zapytać, działy",
    ),
    ("Targi", "/targi/", "najbliższe jako pas ze zdjęciem, dalsze i minione wierszami"),
    (
        "Aktualności",
        "/aktualnosci/",
        "najnowsza największa, dalej po trzy; artykuł 46 rem, jedno zdjęcie, na końcu rzeczy",
    ),
    ("Nie ma strony", "/nie-ma-takiej-strony/", "jajko bez rysunku, co się stało, dwie drogi dalej"),
)
SIZES = (
    ("t-hero", "Kup coś dobrego"),
    ("t-h1", "Nagłówek strony"),
    ("t-h2", "Nagłówek części"),
    ("t-h3", "Nagłówek w części"),
    ("t-l", "Zdanie wprowadzające i cena na karcie"),
    ("t-m", "Tekst strony: zażółć gęślą jaźń"),
    ("t-s", "Fakty na karcie i podpowiedzi"),
    ("t-xs", "Najmniejszy, jaki jest"),
)
SAID = (("Dodano do koszyka: Kubek z kogutem", "success"), ("Tej rzeczy już nie ma.", "error"))


class SampleForm(forms.Form):
    """One field of each shape."""

    name = forms.CharField(label="Nazwa", help_text="Tak, jak na szyldzie")
    email = forms.EmailField(label="Adres e-mail")
    price = forms.DecimalField(label="Cena brutto", help_text="W złotych, na przykład 24,50")
    story = forms.CharField(label="Historia", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    powiat = forms.ChoiceField(label="Powiat", choices=[("", "wybierz"), ("nyski", "nyski"), ("brzeski", "brzeski")])
    way = forms.ChoiceField(
        label="Dostawa", choices=[("kurier", "kurier"), ("odbior", "odbiór osobisty")], widget=forms.RadioSelect
    )
    terms = forms.BooleanField(label="Znam regulamin")
    picture = forms.FileField(label="Zdjęcie", required=False)


def _card(**changes: Any) -> SimpleNamespace:
    facts: dict[str, Any] = {
        "title": "Kubek z kogutem, kamionka, 330 ml",
        "get_absolute_url": lambda: "/sklep/",
        "pk": 0,
        "card_picture": None,
        "card_alt": "",
        "dye": "onion",
        "ornament": "tulipan",
        "seller_name": "Gliniany Kogut",
        "seller_town": "Ozimek",
        "price_from": Decimal("64.00"),
        "price_is_from": False,
        "unit": "szt.",
        "unit_price": None,
        "omnibus": None,
        "sale_mode": "BUY_NOW",
        "dispatch_by": today() + timedelta(days=7),
        "availability_word": "",
        "how_it_comes": "Dostawa lub odbiór",
        "stock_left": None,
        "is_gone": False,
        "is_new": False,
    }
    return SimpleNamespace(**facts | changes)


def _reduced(rule: str) -> dict[str, Any]:
    return {"percent": 10, "rule": rule, "lowest": Decimal("28.00")}


def _choices(labels: Iterable[str], *checked: str) -> list[dict[str, Any]]:
    return [
        {"value": label, "label": label, "count": 7 + number, "checked": label in checked}
        for number, label in enumerate(labels)
    ]


def _line(pk: int, title: str, *, gone: str = "", change: str = "", **offer: Any) -> SimpleNamespace:
    price = Decimal("64.00")
    facts = {"get_absolute_url": lambda: "/sklep/", "unit": "szt.", "min_quantity": 1, "step": 1}
    return SimpleNamespace(
        line=SimpleNamespace(
            pk=pk,
            line_reference=f"wzor-{pk}",
            quantity=2,
            product_id=0,
            personalisation="" if gone else "Dla Zosi",
            stockrecord=SimpleNamespace(free=5),
        ),
        offer=SimpleNamespace(**facts | offer),
        title=title,
        name=title,
        variant="330 ml",
        picture=None,
        price=price,
        sum=price * 2,
        gone=gone,
        change=change,
        can_lower=False,
        dispatch_by=today() + timedelta(days=7),
    )


def _part() -> SimpleNamespace:
    """One seller's part of a basket: a line as usual, a changed one, one with a refused quantity, one that is gone."""
    profile = SimpleNamespace(short_name="Gliniany Kogut", town="Ozimek", dye="onion", ornament="ptak")
    items = [
        _line(1, "Kubek z kogutem"),
        _line(2, "Talerzyk z odciskiem liścia", change="cena zmieniła się z 60,00 zł na 64,00 zł"),
        _line(3, "Magnes ceramiczny „Kogucik”"),
        _line(4, "Misa do ciasta drożdżowego", gone="wyprzedane"),
    ]
    return SimpleNamespace(
        partner=SimpleNamespace(profile=profile, min_order=Decimal("500.00")),
        items=items,
        bought=items[:3],
        goods=Decimal("384.00"),
        cheapest_way=SimpleNamespace(get_code_display=lambda: "paczkomat"),
        delivery_from=Decimal("14.90"),
        total=Decimal("398.90"),
        missing_to_minimum=Decimal("116.00"),
    )


def _contracts() -> dict[str, str]:
    """Return what each part asks for: the first line of its template, without its name."""
    found = {}
    for folder in ("parts", "pes/parts", "events/parts"):
        for path in (Path(settings.BASE_DIR) / "templates" / folder).glob("*.html"):
            line = _CONTRACT.match(path.read_text(encoding="utf-8"))
            if line:
                found[path.stem if folder == "parts" else f"{folder[:3]}_{path.stem}"] = line[1].removeprefix(
                    f"{path.stem}: "
                )
    return found


def _fair(**changes: Any) -> SimpleNamespace:
    facts: dict[str, Any] = {
        "title": "Kiermasz Społeczny w Opolu",
        "lead": "Dwa dni, osiemnaście stoisk i ciepłe jedzenie.",
        "url": "/targi/",
        "when": "19–20 grudnia",
        "starts_at": now() + timedelta(days=22),
        "place": "Dziedziniec „Pod Arkadami”",
        "gmina": SimpleNamespace(name="Opole"),
        "picture": None,
        "admission": "wolny",
        "days_left": 22,
        "is_cancelled": False,
        "call_is_open": False,
    }
    return SimpleNamespace(**facts | changes)


def _profile(**changes: Any) -> SimpleNamespace:
    facts: dict[str, Any] = {
        "short_name": "Gliniany Kogut",
        "get_absolute_url": lambda: "/pes/",
        "get_kind_display": lambda: "warsztat terapii zajęciowej",
        "tagline": "Kubki, misy i doniczki z pracowni nad Małą Panwią",
        "town": "Ozimek",
        "gmina": None,
        "dye": "onion",
        "ornament": "ptak",
        "cover": None,
        "marks": [SimpleNamespace(mark="Zakup Prospołeczny")],
        "statuses": [],
        "offers_number": 10,
    }
    return SimpleNamespace(**facts | changes)


def samples() -> dict[str, Any]:
    """Return what the parts are shown with."""
    photos = list(Image.objects.order_by("pk")[: len(DYES)])
    photo = photos[0] if photos else None
    bound = SampleForm({"email": "anna@", "price": "dużo", "way": "inna"})
    return {
        "dyes": DYES,
        "ornaments": ORNAMENTS,
        "icons": ICONS,
        "cards": [
            _card(is_new=True, card_picture=photos[0] if photos else None),
            _card(price_is_from=True, stock_left=3, dye="mallow", ornament="klos"),
            _card(omnibus=_reduced("LAST_30_DAYS"), unit_price={"gross": Decimal("83.33"), "per": "kg"}),
            _card(
                is_gone=True,
                dispatch_by=None,
                dye="rye",
                ornament="paproc",
                card_picture=photos[-1] if photos else None,
            ),
            _card(sale_mode="QUOTE", price_is_from=True, unit="m²", dye="woad", ornament="dab"),
            _card(sale_mode="BOOKING", unit="os.", dye="elder", ornament="serce"),
            _card(dispatch_by=None, availability_word="Poza sezonem", dye="alder", ornament="rozeta"),
            _card(price_from=None, sale_mode="QUOTE", dye="cornflower", ornament="ptak"),
        ],
        "prices": [
            {"amount": Decimal("25.00"), "omnibus": _reduced(rule), "unit": "szt."}
            for rule in ("LAST_30_DAYS", "SHORT_ON_SALE", "PERISHABLE")
        ],
        "unit_price": {"gross": Decimal("83.33"), "per": "kg"},
        "amount": Decimal("1230.00"),
        "form": SampleForm(initial={"name": "Gliniany Kogut"}),
        "bound": bound,
        "panel": {
            "action": "/wzornik/",
            "hidden": [],
            "price": {"from": "", "to": "150"},
            "groups": [
                {"key": "powiat", "name": "Powiat", "options": _choices(["nyski", "brzeski", "opolski"], "nyski")},
                {"key": "sposob", "name": "Sposób zakupu", "options": _choices(["Kup teraz", "Na wycenę"])},
            ],
        },
        "active": [("nyski", "/wzornik/"), ("do 150,00 zł", "/wzornik/")],
        "sorts": _choices(["Najnowsze", "Cena rosnąco"], "Najnowsze"),
        "page": Paginator(range(240), 24).page(4),
        "steps": [("Adres", "/wzornik/"), ("Dostawa", "/wzornik/"), ("Zapłata", ""), ("Podsumowanie", "")],
        "timeline": [
            {"label": "Zamówienie złożone", "note": "12 listopada, 9.30", "state": "done"},
            {"label": "Opłacone", "note": "", "state": "now"},
            {"label": "Wysłane", "note": "do 27 listopada", "state": "next"},
        ],
        "crumbs": [("Sklep", "/sklep/"), ("Rękodzieło", "/sklep/"), ("Kubek", "")],
        "facts": [("Masa netto", "300 g"), ("Pochodzenie", "Polska")],
        "day": today(),
        "part": _part(),
        "actions": [("Zobacz oferty", "/sklep/"), ("Szukaj", "/szukaj/")],
        "kinds": ("info", "ok", "warn", "error"),
        **colours(),
        "sizes": SIZES,
        "contracts": _contracts(),
        "anatomies": ANATOMIES,
        "fairs": [
            _fair(picture=photo),
            _fair(title="Targi Dobrych Rąk w Strzelcach Opolskich", call_is_open=True),
            _fair(title="Jarmark Sąsiedzki", is_cancelled=True, cancelled_reason="Plac jest w remoncie."),
        ],
        "profiles": [
            _profile(cover=photo),
            _profile(short_name="Kuźnia Poranka", dye="rye", ornament="paproc", marks=[]),
        ],
        "pictures": [{"image": image, "alt": image.alt} for image in photos[:4]],
        "said": [SimpleNamespace(message=words, tags=tags) for words, tags in SAID],
        "basket_count": 3,
    }


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show the parts, in the order of the look's description."""
    return render(request, "styleguide/page.html", samples())
