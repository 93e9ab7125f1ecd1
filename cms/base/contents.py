"""A list of contents for a long text, made of the headings that its page shows: nobody keeps it by hand."""

import re
from html import unescape

from django.template.loader import render_to_string
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify

FEWEST = 4
_HEADING = re.compile(r"<h2(?P<attributes>[^>]*)>(?P<words>.*?)</h2>", re.DOTALL)
_ID = re.compile(r'\bid="([^"]+)"')
_POLISH_L = str.maketrans("łŁ", "lL")  # slugify drops it: it is a letter of its own, not an l with a mark


def contents(content: str) -> SafeString:
    """Put a list of its headings before a text that has four or more, and give each the name it is found by."""
    if len(_HEADING.findall(content)) < FEWEST:
        return mark_safe(content)  # a template made it
    rows: list[tuple[str, str]] = []

    def name(found: re.Match[str]) -> str:
        words = " ".join(unescape(strip_tags(found["words"])).split())
        own = _ID.search(found["attributes"])
        if own:
            rows.append((own[1], words))
            return found[0]
        key = slug = slugify(words.translate(_POLISH_L)) or "czesc"
        taken = {row[0] for row in rows}
        number = 2
        while key in taken:
            key, number = f"{slug}-{number}", number + 1
        rows.append((key, words))
        return f'<h2 id="{key}"{found["attributes"]}>{found["words"]}</h2>'

    named = _HEADING.sub(name, content)
    return mark_safe(render_to_string("parts/contents.html", {"rows": rows}) + named)  # two templates made them
