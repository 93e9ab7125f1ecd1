"""Which version of a legal document is in force. The editors' room publishes them and answers; rooms below it ask here."""

from collections.abc import Callable

#: what is accepted where nothing was published yet: the drafts that come with the portal
UNPUBLISHED = "0"

_answer: list[Callable[[str], str]] = []


def answer_from(source: Callable[[str], str]) -> None:
    """Let `source` name the version of a kind of document (`BUYER_TERMS`, …); it raises `LookupError` for none."""
    _answer[:] = [source]


def version_in_force(kind: str) -> str:
    """Return the number of the version in force today, `UNPUBLISHED` when there is none."""
    try:
        return _answer[0](kind)
    except LookupError:
        return UNPUBLISHED
