"""Reading the fixtures."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from markdown_it import MarkdownIt
from markdown_it.token import Token

FIXTURES = Path(settings.BASE_DIR) / "fixtures"
CATALOGUE = FIXTURES / "catalogue"
EDITORIAL = FIXTURES / "editorial"
PICTURES = FIXTURES / "pictures"

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
#: rich text knows these and nothing else
_PLAIN = {"strong": "b", "em": "i"}


def read_yaml(path: Path) -> Any:
    with path.open(encoding="utf-8") as file:
        return yaml.load(file, Loader=_LOADER)  # noqa: S506 -- a safe loader, in C where there is one


@cache
def pes() -> list[dict[str, Any]]:
    return read_yaml(CATALOGUE / "pes.yaml")["pes"]


@cache
def offers() -> list[dict[str, Any]]:
    """Return all offers, each with the key of its `pes`."""
    found = []
    for path in sorted((CATALOGUE / "offers").glob("*.yaml")):
        content = read_yaml(path)
        found += [offer | {"pes": content["pes"]} for offer in content["offers"] or []]
    return found


def article(path: Path) -> tuple[dict[str, Any], str]:
    """Return the head and the text of a Markdown file."""
    _empty, head, text = path.read_text(encoding="utf-8").split("---\n", 2)
    return yaml.load(head, Loader=_LOADER), text.strip()  # noqa: S506


@cache
def placeholders() -> dict[str, str]:
    named = read_yaml(EDITORIAL / "placeholders.yaml")["placeholders"]
    return {name: str(entry["sample"]) for name, entry in named.items()}


def filled(text: str) -> str:
    """Put sample values where the text has `{name}`; anchors of headings go."""
    text = re.sub(r"\s*\{#[\w-]+\}", "", text)
    return re.sub(r"\{(\w+)\}", lambda found: placeholders().get(found[1], found[0]), text)


def rich_text(markdown: str) -> str:
    """Return HTML that an editor's text block can hold: no tables, quotations or headings beyond the second and third."""
    tokens = _MARKDOWN.parse(markdown)
    html, at = "", 0
    while at < len(tokens):
        if tokens[at].type == "table_open":
            end = next(i for i in range(at, len(tokens)) if tokens[i].type == "table_close")
            html += _table(tokens[at:end])
            at = end + 1
        else:
            html += _MARKDOWN.renderer.render([tokens[at]], _MARKDOWN.options, {})
            at += 1
    html = re.sub(r"</?blockquote>\n?", "", html)
    html = re.sub(r"<(/?)h[1]>", r"<\1h2>", html)
    html = re.sub(r"<(/?)h[4-6]>", r"<\1h3>", html)
    html = re.sub(r'<ol start="\d+">', "<ol>", html)
    return re.sub(r"<(/?)(strong|em)>", lambda tag: f"<{tag[1]}{_PLAIN[tag[2]]}>", html)


def _table(tokens: list[Token]) -> str:
    """Write a table as a list: a row is an item that begins with its first cell."""
    rows: list[list[str]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(_MARKDOWN.renderer.render([token], _MARKDOWN.options, {}))
    head, *body = rows
    items = []
    for first, *rest in body:
        if len(rest) == 1:
            said = rest[0]
        else:
            said = "; ".join(
                f"{_lower(name)}: {cell}" for name, cell in zip(head[1:], rest, strict=False) if cell.strip()
            )
        items.append(f"<li><strong>{first}</strong>: {said}</li>")
    return f"<ul>{''.join(items)}</ul>\n"


def _lower(name: str) -> str:
    """Begin with a small letter, unless the word is an abbreviation."""
    return name if name[:2].isupper() else name[:1].lower() + name[1:]
