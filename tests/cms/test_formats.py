"""Money, dates, numbers and text as Polish readers expect them, through the library that every template has."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from django import forms
from django.template import Context, Template

from operations.clock import WARSAW, today

NBSP = "\u00a0"


def shown(source, **context):
    return Template(source).render(Context(context))


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("money", Decimal(1230), "1 230,00 zł"),
        ("money", "0.5", "0,50 zł"),
        ("money", Decimal(-20), "−20,00 zł"),
        ("money", None, ""),
        ("day_full", date(2026, 11, 27), "27 listopada 2026"),
        ("day_month", date(2020, 3, 1), "1 marca 2020"),
        ("day_month", None, ""),
        ("clock", datetime(2026, 7, 1, 9, 30, tzinfo=WARSAW), "9.30"),
        ("nrb", "80000999030000010100000101", "80 0009 9903 0000 0101 0000 0101"),
        ("nrb", "123", "123"),
        ("phone", "+48770001087", "77 000 10 87"),
        ("phone", "600000000", "600 000 000"),
        ("phone", "+420 123", "+420 123"),
        ("phone_link", "77 000 10 87", "+48770001087"),
        ("tidy", "miód z pasieki, 5 kg", "miód z pasieki, 5 kg"),
    ],
)
def test_a_filter_writes_as_polish_does(name, value, expected):
    assert shown(f"{{{{ value|{name} }}}}", value=value).replace(NBSP, " ") == expected


def test_this_year_is_not_said():
    assert str(today().year) not in shown("{{ day|day_month }}", day=today())


def test_one_letter_words_and_units_stay_with_their_neighbours():
    assert shown("{{ value|tidy }}", value="w lesie, 5 kg") == f"w{NBSP}lesie, 5{NBSP}kg"


@pytest.mark.parametrize("name", ["tidy", "paragraphs"])
def test_what_people_wrote_is_escaped(name):
    assert "<b>" not in shown(f"{{{{ value|{name} }}}}", value="a <b> z <script>")


def test_a_wrong_field_is_tied_to_its_error():
    class Form(forms.Form):
        name = forms.CharField(label="Nazwa")

    text = shown("{% errors form %}{% field form.name %}", form=Form({}))

    assert 'href="#id_name"' in text
    assert 'aria-describedby="id_name_error"' in text
    assert 'aria-invalid="true"' in text


@pytest.mark.parametrize(("dye", "ornament"), [("", ""), ("red;", "x"), ('"><script>', "<b>")])
def test_an_unknown_dye_becomes_the_alder_egg(dye, ornament):
    assert "dye-alder orn-rozeta" in shown("{% egg dye ornament %}", dye=dye, ornament=ornament)


@pytest.mark.parametrize(
    ("unit", "quantity", "expected"),
    [
        ("komplet", 1, "komplet"),
        ("komplet", 3, "komplety"),
        ("komplet", 12, "kompletów"),
        ("porcja", 22, "porcje"),
        ("grupa do 20 os.", 5, "grup do 20 os."),
        ("osoba/noc", 2, "osoby/noc"),
        ("sztuki", 5, "sztuk"),
        ("szt.", 3, "szt."),
        ("m²/mies.", 3, "m²/mies."),
        ("osoba dorosła", 2, "osoba dorosła"),
        ("<b>", 2, "&lt;b&gt;"),
    ],
)
def test_a_unit_after_a_number_is_counted_when_its_noun_is_known(unit, quantity, expected):
    assert shown("{{ unit|units:quantity }}", unit=unit, quantity=quantity) == expected


@pytest.mark.parametrize(("unit", "expected"), [("usługa", "usługę"), ("komplet", "komplet"), ("kg", "kg")])
def test_the_price_of_one_names_its_unit_as_after_za(unit, expected):
    assert shown("{{ unit|one_unit }}", unit=unit) == expected
