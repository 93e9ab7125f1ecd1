"""Money, dates, numbers and text as Polish readers expect them, through the library that every template has."""

import re
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


@pytest.mark.parametrize("whole", ["100123-1", "R-100010", "pn.–pt. 9.00–14.30", "45-064"])
def test_numbers_and_opening_hours_are_not_broken_between_lines(whole):
    assert shown("{{ value|tidy }}", value=f"tu {whole}, tam") == f'tu <span class="nowrap">{whole}</span>, tam'


@pytest.mark.parametrize("name", ["tidy", "paragraphs"])
def test_what_people_wrote_is_escaped(name):
    assert "<b>" not in shown(f"{{{{ value|{name} }}}}", value="a <b> z <script>")


def test_a_wrong_field_is_tied_to_its_error():
    class Form(forms.Form):
        name = forms.CharField(label="Nazwa")

    text = shown("{% errors form %}{% field form.name %}", form=Form({}))

    assert 'href="#id_name"' in text
    assert 'aria-describedby="id_name_error"' in text


def test_everything_wrong_with_a_field_stands_at_it_and_in_the_list():
    class Form(forms.Form):
        name = forms.CharField(label="Jak?")

        def clean_name(self):
            raise forms.ValidationError(["Za krótkie", "Zbyt proste"])

    text = shown("{% errors form %}{% field form.name %}", form=Form({"name": "x"}))

    assert text.count("Za krótkie. Zbyt proste") == 2
    assert "Jak?:" not in text
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


def test_a_long_text_begins_with_its_headings_and_each_is_found_by_its_name():
    text = "<h2>§ 1. Słowa</h2><h2 data-block-key='a'>Zapłata <b>i&nbsp;zwrot</b></h2><h2>Zapłata i zwrot</h2><h2 id=\"spory\">Spory</h2>"

    page = shown("{% contents %}{{ text|safe }}{% endcontents %}", text=text)

    links = re.findall(r'<a href="#([^"]+)">([^<]+)</a>', page.replace(NBSP, " "))
    assert links == [
        ("1-slowa", "§ 1. Słowa"),
        ("zaplata-i-zwrot", "Zapłata i zwrot"),
        ("zaplata-i-zwrot-2", "Zapłata i zwrot"),
        ("spory", "Spory"),
    ]
    assert all(page.count(f'id="{name}"') == 1 for name, _ in links)


def test_a_short_text_has_no_list_of_contents():
    text = "<h2>Raz</h2><h2>Dwa</h2><h2>Trzy</h2>"

    assert shown("{% contents %}{{ text|safe }}{% endcontents %}", text=text) == text


def test_what_an_editor_typed_in_a_heading_stays_text_in_the_list():
    text = "<h2>Raz &lt;script&gt;</h2>" + "<h2>Dwa</h2>" * 3

    page = shown("{% contents %}{{ text|safe }}{% endcontents %}", text=text)

    assert "<script>" not in page
    assert 'href="#raz-script"' in page
