"""Which version of a legal document is in force. The editors' room publishes them and answers; rooms below it ask here."""

import hashlib
from collections.abc import Callable

from operations import versions
from operations.clock import today

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

    def ask() -> str:
        try:
            return _answer[0](kind)
        except LookupError:
            return UNPUBLISHED

    return str(versions.kept(f"legal:{kind}:{today().isoformat()}", ask, "words"))


def address_of(kind: str, version: str, *, otherwise: str) -> str:
    """Return the address of exactly this version, whichever is in force by now; `otherwise` when it was not published."""

    def ask() -> str:
        try:
            return _addresses[0](kind, version)
        except LookupError:
            return otherwise

    key = hashlib.sha256(f"{version} {otherwise}".encode()).hexdigest()
    return str(versions.kept(f"legal-address:{kind}:{key}:{today().isoformat()}", ask, "words"))
