"""The page of parts: all of them with samples, on a developer's machine and for those who run the portal."""

from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils.html import escape

from cms.base.templatetags.opes import DYES
from config.styleguide.tokens import TEXTS, contrast, tokens
from tests.factories.accounts import UserFactory

PARTS = Path(settings.BASE_DIR) / "templates" / "parts"
#: parts of every page's frame, and those that a tag makes
FRAME = {"top", "foot", "section_nav", "section_menu"}
BY_TAG = {"contents", "field", "errors", "pages", "steps", "stars", "section_eggs"}


@pytest.mark.django_db
def test_every_part_is_shown(client):
    sources = "".join(path.read_text() for path in (PARTS.parent / "styleguide").glob("*.html"))
    parts = {path.stem for path in PARTS.glob("*.html")} - FRAME - BY_TAG

    response = client.get(reverse("styleguide"))

    assert response.status_code == 200
    assert sorted(part for part in parts if f"parts/{part}.html" not in sources) == []
    assert sorted(tag for tag in BY_TAG if f"{{% {tag} " not in sources) == []


@pytest.mark.django_db
def test_a_server_does_not_show_it_to_strangers(client, settings):
    settings.ENVIRONMENT = "production"

    assert client.get(reverse("styleguide")).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "status"), [("editor", 200), ("rops", 200), ("owes_adviser", 404)], ids=["editor", "rops", "adviser"]
)
def test_on_a_server_it_is_for_those_who_run_the_portal(client, settings, role, status):
    settings.ENVIRONMENT = "production"
    client.force_login(UserFactory(**{role: True}))

    answer = client.get(reverse("styleguide"))

    assert answer.status_code == status
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    ("text", "ground"), [(text, ground) for text, grounds, _use in TEXTS for ground in grounds], ids=lambda name: name
)
def test_a_colour_of_text_reads_on_each_of_its_grounds(text, ground):
    assert contrast(tokens()[text], tokens()[ground]) >= 4.5


@pytest.mark.parametrize("dye", DYES)
def test_white_reads_on_every_dye(dye):
    assert contrast(tokens()[dye], tokens()["on-dye"]) >= 7


def test_contrast_is_counted_as_wcag_counts_it():
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.django_db
def test_each_sample_says_what_its_part_asks_for(client):
    page = client.get(reverse("styleguide")).text

    for part in ("card", "price", "empty", "facets", "share"):
        contract = (PARTS / f"{part}.html").read_text().partition("#}")[0].removeprefix(f"{{# {part}: ").strip()
        assert escape(contract) in page, part
