"""Which version of a legal document is in force. The editors' room publishes them and answers; rooms below it ask here."""

from collections.abc import Callable

#: what is accepted where nothing was published yet: the drafts that come with the portal
UNPUBLISHED = "0"

_answer: list[Callable[[str], str]] = []
_addresses: list[Callable[[str, str], str]] = []


def answer_from(source: Callable[[str], str], *, addresses: Callable[[str, str], str]) -> None:
    """Let `source` name the version of a kind of document (`BUYER_TERMS`, …); it raises `LookupError` for none.

    `addresses` says where the words of one version stand; it raises `LookupError` where there are none.
    """
    _answer[:] = [source]
    _addresses[:] = [addresses]


def version_in_force(kind: str) -> str:
    """Return the number of the version in force today, `UNPUBLISHED` when there is none."""
    try:
        return _answer[0](kind)
    except LookupError:
        return UNPUBLISHED


def address_of(kind: str, version: str, *, otherwise: str) -> str:
    """Return the address of exactly this version, whichever is in force by now; `otherwise` when it was not published."""
    try:
        return _addresses[0](kind, version)
    except LookupError:
        return otherwise
