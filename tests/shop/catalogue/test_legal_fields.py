"""What the law wants to know: every question has words, every answer a check, and text and records agree."""

import pytest

from shop.catalogue.legal_answers import as_text, from_text, rows
from shop.catalogue.legal_fields import FIELDS, Widget, fault, fields_for

PARTY = {"name": "Próba", "address": "ul. Próbna 1", "email": "p@example.com", "phone": "77 000 00 00"}
DISHES = [{"name": "Zupa jarzynowa", "allergens": ["seler", "mleko"]}, {"name": "Kompot", "allergens": []}]
PARTS = [{"name": "Miód 400 g", "gross": "36.00", "vat": "5"}]


@pytest.mark.parametrize(
    ("key", "good", "bad"),
    [
        ("ingredients", "pomidory, **seler**", " "),
        ("net_quantity", "400 g", None),
        ("warnings", ["Nie zostawiać."], []),
        ("warnings", ["Nie zostawiać."], [""]),
        ("allergens", [], None),
        ("allergens", ["mleko"], ["kamienie"]),
        ("ce", True, False),
        ("ce", True, "tak"),
        ("food_contact", False, None),
        ("producer", PARTY, PARTY | {"email": ""}),
        ("operator", PARTY, {"name": "Próba"}),
        ("provider", PARTY, {}),
        ("provider", PARTY, "Próba"),
        ("dishes", DISHES, []),
        ("dishes", DISHES, [{"name": "Zupa", "allergens": ["kamienie"]}]),
        ("dishes", DISHES, ["Zupa"]),
        ("bundle_items", PARTS, [{"name": "Miód", "gross": "dużo", "vat": "5"}]),
        ("bundle_items", PARTS, [{"name": "Miód", "gross": "0", "vat": "5"}]),
        ("bundle_items", PARTS, [{"name": "Miód", "gross": "NaN", "vat": "5"}]),
        ("bundle_items", PARTS, [{"name": "Miód", "gross": "5", "vat": "7"}]),
        ("bundle_items", PARTS, {"name": "Miód"}),
        ("a_field_of_tomorrow", "tak", ""),
    ],
)
def test_an_answer_is_checked(key, good, bad):
    assert fault(key, good) is None
    assert fault(key, bad)


def test_every_question_has_a_label_and_help():
    for key, field in FIELDS.items():
        assert field.key == key
        assert str(field.label)
        assert str(field.help)
        assert str(field.missing)


@pytest.mark.parametrize(
    ("widget", "answer", "text"),
    [
        (Widget.LINES, ["Raz.", "Dwa."], "Raz.\nDwa."),
        (Widget.DISHES, DISHES, "Zupa jarzynowa: seler, mleko\nKompot"),
        (Widget.PARTS, PARTS, "Miód 400 g; 36,00; 5"),
        (Widget.TEXT, "400 g", "400 g"),
    ],
)
def test_text_and_answer_say_the_same(widget, answer, text):
    assert as_text(widget, answer) == text
    assert from_text(widget, text) == answer


def test_what_cannot_be_read_is_named_as_a_fault():
    assert fault("bundle_items", from_text(Widget.PARTS, "Miód za grosze"))


def test_answers_of_other_shapes_can_be_read():
    assert as_text(Widget.YES_NO, True) == as_text(Widget.CHECKBOX, True) != as_text(Widget.YES_NO, False)
    assert as_text(Widget.ALLERGENS, ["mleko", "jaja"]) == "mleko, jaja"
    assert as_text(Widget.ALLERGENS, [])
    assert as_text(Widget.PARTY, {"email": "p@example.com", "name": "Próba"}) == "Próba\np@example.com"
    assert as_text(Widget.TEXT, None) == ""


def test_rows_show_required_fields_first_answered_or_not():
    found = rows({"note": "Używany", "ce": True, "perishable_rule": "x"}, ["ce", "min_age"])

    assert [(key, text) for key, _label, text in found if key != "ce"] == [("min_age", ""), ("note", "Używany")]
    assert [field.key for field in fields_for(["ce", "min_age"])] == ["ce", "min_age"]
