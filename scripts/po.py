"""The Polish words: each room keeps its own in locale/pl/rooms/<room>.po, and this puts them together.

po.py merge              write locale/pl/LC_MESSAGES/django.po and django.mo
po.py check              fail if a message of our code or templates has no Polish, or the catalogue is stale
po.py missing            print the messages without Polish, as entries ready to be filled in
po.py add <file.tsv>     append lines "room<TAB>English<TAB>Polish" to their rooms' files

No gettext program is needed. A room writes three plural forms (1 sztuka, 2 sztuki, 5 sztuk); the fourth, for
fractions, is taken from the third.
"""

from __future__ import annotations

import ast
import os
import re
import struct
import sys
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

from babel.messages.extract import extract
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ROOT / "locale" / "pl" / "rooms"
PO = ROOT / "locale" / "pl" / "LC_MESSAGES" / "django.po"
MO = PO.with_suffix(".mo")
CODE = ("cms", "config", "events", "operations", "pes_profiles", "search", "shop", "cooperation")

#: Django's own rule for Polish, to the letter: catalogues with one rule become one table in memory.
PLURAL_FORMS = 4
HEADER = (
    "Project-Id-Version: OPES\n"
    "Language: pl\n"
    "MIME-Version: 1.0\n"
    "Content-Type: text/plain; charset=UTF-8\n"
    "Content-Transfer-Encoding: 8bit\n"
    "Plural-Forms: nplurals=4; plural=(n==1 ? 0 : (n%10>=2 && n%10<=4) && (n%100<12 || n%100>14) ? 1 : "
    "n!=1 && (n%10>=0 && n%10<=1) || (n%10>=5 && n%10<=9) || (n%100>=12 && n%100<=14) ? 2 : 3);\n"
)
KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
#: What Django's templatize leaves of a template: calls with literal strings between crossed-out text.
TEMPLATE_CALL = re.compile(
    r"(?<![A-Za-z])(?P<name>n?p?gettext|_)\((?P<args>(?:\s*u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")\s*,?)+)",
    re.DOTALL,
)
PLACEHOLDER = re.compile(r"%\((\w+)\)|\{(\w+)\}")


class Key(NamedTuple):
    """What a message is found by."""

    context: str
    text: str
    plural: str = ""


Words = dict[Key, list[str]]


def room_words(path: Path) -> Words:
    """Read one room's file."""
    with path.open("rb") as file:
        catalogue = read_po(file, locale="pl", abort_invalid=True)
    words: Words = {}
    for message in catalogue:
        if not message.id:
            continue
        ids = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
        strings = list(message.string) if isinstance(message.string, (tuple, list)) else [message.string]
        if message.fuzzy or not all(strings[: 3 if len(ids) > 1 else 1]):
            continue
        if len(ids) > 1:
            strings = [*strings[:3], *strings[2:3] * (PLURAL_FORMS - 3)]
        words[Key(message.context or "", *ids)] = strings
    return words


def merged() -> tuple[Words, list[str]]:
    """Return the words of all rooms, and what is wrong with them."""
    words: Words = {}
    origin: dict[tuple[str, str], str] = {}
    faults = []
    for path in sorted(ROOMS.glob("*.po")):
        for key, strings in room_words(path).items():
            identity = (key.context, key.text)
            if identity in origin:
                earlier = next(other for other in words if (other.context, other.text) == identity)
                if words[earlier][0] != strings[0]:
                    faults.append(
                        f"{path.name}: {key.text!r} is {strings[0]!r} here and {words[earlier][0]!r} in {origin[identity]}"
                    )
                if not (key.plural and not earlier.plural):
                    continue
                del words[earlier]
            origin[identity] = path.name
            words[key] = strings
            faults += [f"{path.name}: {fault}" for fault in placeholder_faults(key, strings)]
    return words, faults


def placeholder_faults(key: Key, strings: list[str]) -> list[str]:
    """Say which placeholders a translation loses or invents (a plural form may do without its number)."""
    wanted = {name for pair in PLACEHOLDER.findall(key.text + key.plural) for name in pair if name}
    faults = []
    for string in strings:
        found = {name for pair in PLACEHOLDER.findall(string) for name in pair if name}
        if found - wanted or (not key.plural and wanted - found):
            faults.append(f"{key.text!r} and {string!r} have different placeholders")
    return faults


def quoted(text: str) -> str:
    """Write a string as a .po file does, a line of text per line."""
    lines = [
        '"' + line.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t") + '"'
        for line in (text.splitlines(keepends=True) or [""])
    ]
    return lines[0] if len(lines) == 1 else "\n".join(['""', *lines])


def po_text(words: Words) -> str:
    """Return the merged catalogue as text."""
    blocks = [
        (
            "# Polish words of the portal, merged from locale/pl/rooms by scripts/po.py.\n"
            f'# Do not edit: edit the room\'s file.\nmsgid ""\nmsgstr {quoted(HEADER)}'
        )
    ]
    for key in sorted(words):
        lines = [f"msgctxt {quoted(key.context)}"] if key.context else []
        lines.append(f"msgid {quoted(key.text)}")
        if key.plural:
            lines.append(f"msgid_plural {quoted(key.plural)}")
            lines += [f"msgstr[{number}] {quoted(string)}" for number, string in enumerate(words[key])]
        else:
            lines.append(f"msgstr {quoted(words[key][0])}")
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


def mo_bytes(words: Words) -> bytes:
    """Return the merged catalogue in the binary form that gettext reads."""
    entries = {b"": HEADER.encode()}
    for key, strings in words.items():
        name = f"{key.context}\x04{key.text}" if key.context else key.text
        entries[(f"{name}\0{key.plural}" if key.plural else name).encode()] = "\0".join(strings).encode()
    ordered = sorted(entries.items())
    start = 7 * 4 + 16 * len(ordered)
    keys = b"".join(name + b"\0" for name, _ in ordered)
    values = b"".join(value + b"\0" for _, value in ordered)
    table, position = [], start
    for column in (0, 1):
        for entry in ordered:
            table += [len(entry[column]), position]
            position += len(entry[column]) + 1
    head = struct.pack("<7I", 0x950412DE, 0, len(ordered), 28, 28 + 8 * len(ordered), 0, 0)
    return head + struct.pack(f"<{len(table)}I", *table) + keys + values


def python_messages(path: Path) -> list[Key]:
    """Return the messages that a module asks for."""
    with path.open("rb") as file:
        return [
            Key(context or "", *(message if isinstance(message, tuple) else (message,)))
            for _line, message, _comments, context in extract("python", file, keywords=KEYWORDS)
            if (message if isinstance(message, str) else message[0])
        ]


def template_messages(path: Path) -> list[Key]:
    """Return the messages that a template asks for."""
    from django.utils.translation.template import templatize

    keys = []
    for call in TEMPLATE_CALL.finditer(templatize(path.read_text(encoding="utf-8"), origin=str(path))):
        strings = list(ast.literal_eval(f"({call['args'].rstrip().rstrip(',')},)"))
        context = strings.pop(0) if "p" in call["name"].removesuffix("gettext") else ""
        keys.append(Key(context, *strings[:2]))
    return keys


def wanted() -> dict[tuple[str, str], tuple[Key, set[str]]]:
    """Return every message of our code and templates, with the files that ask for it."""
    found: dict[tuple[str, str], tuple[Key, set[str]]] = {}
    files = [path for room in CODE for path in (ROOT / room).rglob("*.py") if "migrations" not in path.parts]
    files += [
        path for room in ("templates", *CODE) for path in (ROOT / room).rglob("*") if path.suffix in {".html", ".txt"}
    ]
    for path in sorted(set(files)):
        for key in python_messages(path) if path.suffix == ".py" else template_messages(path):
            known, where = found.setdefault((key.context, key.text), (key, set()))
            where.add(str(path.relative_to(ROOT)))
            if key.plural and not known.plural:
                found[key.context, key.text] = (key, where)
    return found


def missing(words: Words) -> dict[str, list[Key]]:
    """Return the messages without Polish, by the file that asks first.

    A message of Django, Wagtail, Oscar or allauth counts as known if the running portal would find it.
    """
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    import django
    from django.utils.translation import trans_real

    django.setup()
    ours = {(key.context, key.text) for key in words}
    theirs = trans_real.translation("pl")._catalog
    lost = defaultdict(list)
    for identity, (key, where) in wanted().items():
        name = f"{key.context}\x04{key.text}" if key.context else key.text
        if identity not in ours and name not in theirs and (name, 0) not in theirs:
            lost[min(where)].append(key)
    return dict(sorted(lost.items()))


def merge() -> int:
    words, faults = merged()
    PO.parent.mkdir(parents=True, exist_ok=True)
    PO.write_text(po_text(words), encoding="utf-8")
    MO.write_bytes(mo_bytes(words))
    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"{len(words)} messages")
    return 0


def check() -> int:
    words, faults = merged()
    if not PO.exists() or PO.read_text(encoding="utf-8") != po_text(words) or MO.read_bytes() != mo_bytes(words):
        faults.append("locale/pl/LC_MESSAGES is stale: run `make words`.")
    for path, keys in missing(words).items():
        faults += [f"{path}: no Polish for {key.text!r}" for key in keys]
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


def show_missing() -> int:
    for path, keys in missing(merged()[0]).items():
        print(f"# {path}")
        for key in keys:
            context = f"msgctxt {quoted(key.context)}\n" if key.context else ""
            if key.plural:
                forms = "\n".join(f'msgstr[{number}] ""' for number in range(3))
                print(f"{context}msgid {quoted(key.text)}\nmsgid_plural {quoted(key.plural)}\n{forms}\n")
            else:
                print(f'{context}msgid {quoted(key.text)}\nmsgstr ""\n')
    return 0


def add(table: Path) -> int:
    for line in table.read_text(encoding="utf-8").splitlines():
        room, english, polish = line.split("\t")
        path = ROOMS / f"{room}.po"
        if path.exists() and Key("", english) in room_words(path):
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(f"\nmsgid {quoted(english)}\nmsgstr {quoted(polish)}\n")
    return merge()


def main(arguments: list[str]) -> int:
    match arguments:
        case ["merge"]:
            return merge()
        case ["check"]:
            return check()
        case ["missing"]:
            return show_missing()
        case ["add", table]:
            return add(Path(table))
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
