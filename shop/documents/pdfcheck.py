"""What a PDF from a stranger must be before it is handed on: a whole, short, open file that does nothing by itself."""

import re
import zlib

from shop.documents.exceptions import BadPdfError

MAX_BYTES = 2 * 1024 * 1024
MAX_PAGES = 20
#: of everything that is unpacked while looking
MAX_UNPACKED = 24 * 1024 * 1024

_ACTIVE = re.compile(
    rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData|GoToE|GoToR|Movie|Sound|Rendition)"
    rb"(?![A-Za-z0-9])"
)
_PAGE = re.compile(rb"/Type\s*/Page(?![A-Za-z0-9])")
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM = re.compile(rb"stream\r?\n")


def check_pdf(body: bytes) -> None:
    """Let a file pass that is safe to hand on.

    Names may hide behind `#xx` and in packed streams of objects, so both are undone before looking.

    Raises:
        BadPdfError: its `code` is size, magic, locked, broken, active or pages.
    """
    if not body or len(body) > MAX_BYTES:
        raise BadPdfError("size")
    if not body.startswith(b"%PDF-1.") and not body.startswith(b"%PDF-2."):
        raise BadPdfError("magic")
    if b"%%EOF" not in body[-1024:]:
        raise BadPdfError("broken")
    text = _ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), _readable(body))
    if re.search(rb"/Encrypt(?![A-Za-z0-9])", text):
        raise BadPdfError("locked")
    if _ACTIVE.search(text):
        raise BadPdfError("active")
    if not 1 <= len(_PAGE.findall(text)) <= MAX_PAGES:
        raise BadPdfError("pages")


def _readable(body: bytes) -> bytes:
    """Return the objects of a file: what lies outside of streams, and the packed streams that hold objects."""
    parts: list[bytes] = []
    place, left = 0, MAX_UNPACKED
    while (found := _STREAM.search(body, place)) is not None:
        head = body[place : found.start()]
        parts.append(head)
        end = body.find(b"endstream", found.end())
        if end < 0:
            raise BadPdfError("broken")
        about = _ESCAPE.sub(lambda escape: bytes([int(escape[1], 16)]), head[head.rfind(b" obj") :])
        if b"/ObjStm" in about:
            unpacked = _unpacked(body[found.end() : end], about, left)
            left -= len(unpacked)
            parts.append(unpacked)
        place = end + len(b"endstream")
    parts.append(body[place:])
    return b"\n".join(parts)


def _unpacked(packed: bytes, about: bytes, left: int) -> bytes:
    if b"/Filter" not in about:
        return packed
    if re.search(rb"/Filter\s*\[?\s*/(?:FlateDecode|Fl)\b\s*(?:\]|/(?!\w*Decode)|>>|\s)", about) is None:
        raise BadPdfError("broken")
    unpacker = zlib.decompressobj()
    try:
        body = unpacker.decompress(packed, left)
    except zlib.error as error:
        raise BadPdfError("broken") from error
    if unpacker.unconsumed_tail:
        raise BadPdfError("size")
    return body
