"""The colours and spaces of the look as tokens.css sets them, and how far colours stand apart."""

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from cms.base.templatetags.opes import DYES

_TOKEN = re.compile(r"--([\w-]+): ([^;]+);")
GROUNDS = ("paper", "shell", "shell-deep", "ink", "ok-bg", "warn-bg", "error-bg", "info-bg")
#: A colour of text and the grounds it is set on. All of them are promises: 4.5 at least.
TEXTS = (
    ("ink", ("paper", "shell", "shell-deep"), "tekst"),
    ("ink-soft", ("paper", "shell", "shell-deep"), "drugi tekst; jaśniejszego nie ma"),
    ("mallow", ("paper", "shell"), "odnośniki, przycisk główny"),
    ("mallow-deep", ("paper", "shell"), "odnośnik pod kursorem"),
    ("ok", ("paper", "shell", "ok-bg"), "zrobione"),
    ("warn", ("paper", "shell", "warn-bg"), "uwaga, mało sztuk"),
    ("error", ("paper", "shell", "error-bg"), "błąd przy polu"),
    ("info", ("paper", "shell", "info-bg"), "wiadomość"),
)
#: Which section and which ornament a dye stands for.
DYED = {
    "mallow": "dom portalu, żywność (kłos)",
    "onion": "rękodzieło (tulipan)",
    "cornflower": "druk (ptak), informacje",
    "rye": "obiekty (paproć), targi",
    "elder": "usługi społeczne (serce)",
    "woad": "biuro (dąb)",
    "alder": "miejsca (rozeta), nieznany barwnik",
}
SPACES = ("s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8")


@lru_cache(maxsize=1)
def tokens() -> dict[str, str]:
    """Return the custom properties that tokens.css sets, by name."""
    css = (Path(settings.BASE_DIR) / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
    return dict(_TOKEN.findall(css.partition(":root {")[2].partition("@media")[0]))


def contrast(one: str, other: str) -> float:
    """Return how far two colours (#rrggbb) stand apart, by WCAG: from 1 to 21."""
    dark, light = sorted(_luminance(colour) for colour in (one, other))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def colours() -> dict[str, Any]:
    """Return the rows of the page about colours and spaces."""
    value = tokens()
    return {
        "texts": [
            {
                "name": name,
                "value": value[name],
                "use": use,
                "grounds": [(ground, contrast(value[name], value[ground])) for ground in grounds],
            }
            for name, grounds, use in TEXTS
        ],
        "dyed": [
            {"name": name, "value": value[name], "use": DYED[name], "contrast": contrast(value[name], value["on-dye"])}
            for name in DYES
        ],
        "grounds": [(name, value[name]) for name in GROUNDS],
        "spaces": [(name, value[name]) for name in SPACES],
    }
