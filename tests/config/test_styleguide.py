"""The page of parts: all of them with samples, only on a developer's machine."""

from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

PARTS = Path(settings.BASE_DIR) / "templates" / "parts"
#: parts of every page's frame, and those that a tag makes
FRAME = {"top", "foot", "section_nav", "section_menu"}
BY_TAG = {"field", "errors", "pages", "steps", "stars", "section_eggs"}


@pytest.mark.django_db
def test_every_part_is_shown(client):
    sources = "".join(path.read_text() for path in (PARTS.parent / "styleguide").glob("*.html"))
    parts = {path.stem for path in PARTS.glob("*.html")} - FRAME - BY_TAG

    response = client.get(reverse("styleguide"))

    assert response.status_code == 200
    assert sorted(part for part in parts if f"parts/{part}.html" not in sources) == []
    assert sorted(tag for tag in BY_TAG if f"{{% {tag} " not in sources) == []


@pytest.mark.django_db
def test_a_server_does_not_show_it(client, settings):
    settings.ENVIRONMENT = "production"

    assert client.get(reverse("styleguide")).status_code == 404
