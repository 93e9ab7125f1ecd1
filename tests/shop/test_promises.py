"""What `docs/promises.md` names as proof is there."""

import re
from pathlib import Path

from django.conf import settings

NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def named() -> list[tuple[str, str]]:
    return NAMED.findall((Path(settings.BASE_DIR) / "docs" / "promises.md").read_text(encoding="utf-8"))


def test_every_test_that_proves_a_promise_exists():
    gone = [f"{place}::{name}" for place, name in named() if f"def {name}(" not in _text(place)]

    assert len(named()) > 80
    assert gone == [], "a test that moved is named anew in docs/promises.md"


def _text(place: str) -> str:
    path = Path(settings.BASE_DIR) / place
    return path.read_text(encoding="utf-8") if path.exists() else ""
