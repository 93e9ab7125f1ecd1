"""What a visitor has to load, compressed as a server sends it: words (HTML), looks (CSS), scripts and fonts.

Text is packed with gzip, as WhiteNoise and a proxy do; fonts are packed already. Pictures are left out: they come after the page
can be read, in the sizes that the screen needs. A page asks for what the visit has not loaded yet.
"""

import gzip
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urljoin

Read = Callable[[str], bytes]

_LINK = re.compile(r"<link\b[^>]*>")
_SCRIPT = re.compile(r"<script\b[^>]*\bsrc=\"([^\"]+)\"")
_HREF = re.compile(r"href=\"([^\"]+)\"")
_FONT = re.compile(r"url\([\"']?([^\"')]+\.woff2)[\"']?\)")


@dataclass
class Visit:
    """One browser: it keeps what it has loaded."""

    read: Read
    kept: set[str] = field(default_factory=set)

    def weigh(self, page: str) -> dict[str, int]:
        """Return the bytes of a page and of all it needs that is not kept yet, by kind."""
        html = self.read(page)
        text = html.decode()
        weight = {"html": packed(html), "css": 0, "js": 0, "fonts": 0}
        for link in _LINK.findall(text):
            address = urljoin(page, _HREF.search(link)[1]) if _HREF.search(link) else ""
            if 'rel="stylesheet"' in link:
                self._add(weight, "css", address)
            elif 'as="font"' in link:
                self._add(weight, "fonts", address)
        for address in _SCRIPT.findall(text):
            self._add(weight, "js", urljoin(page, address))
        return weight

    def _add(self, weight: dict[str, int], kind: str, address: str) -> None:
        if address in self.kept:
            return
        self.kept.add(address)
        body = self.read(address)
        weight[kind] += len(body) if kind == "fonts" else packed(body)
        if kind == "css":
            for font in _FONT.findall(body.decode()):
                self._add(weight, "fonts", urljoin(address, font))


def packed(body: bytes) -> int:
    return len(gzip.compress(body, 6))
