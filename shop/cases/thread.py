"""A thread as one of its sides reads it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.text import capfirst
from django.utils.translation import pgettext

from shop.cases.models import Case, CaseFile, Complaint, Entry, Side
from shop.cases.rules import is_consumers, silence_words

AddressOf = Callable[[int], str]


@dataclass(frozen=True)
class FileLink:
    """A file of an entry, and where this reader gets it."""

    file: CaseFile
    url: str

    @property
    def is_picture(self) -> bool:
        return self.file.kind == CaseFile.Kind.PICTURE


@dataclass(frozen=True)
class EntryRow:
    """One entry: who, what, when, and whether it is the reader's own."""

    entry: Entry
    author: str
    role: str
    is_own: bool
    files: list[FileLink]

    @property
    def what(self) -> str:
        """What was done, when it was more than writing."""
        return "" if self.entry.kind == Entry.Kind.WORDS else capfirst(self.entry.get_kind_display())

    @property
    def at(self) -> datetime:
        return self.entry.at


def thread_of(case: Case, *, side: str, file_address: AddressOf) -> list[EntryRow]:
    """Return the entries of a thread that was read in full, oldest first."""
    vo = case.vendor_order
    names = {Side.BUYER: vo.order.buyer_name, Side.SELLER: vo.seller.get("short_name", "")}
    rows = []
    for entry in case.entries.all():
        writer = Side(entry.side)
        is_own = writer == side
        name = pgettext("author of an entry", "You") if is_own and writer != Side.ROPS else names.get(writer, "")
        files = [FileLink(file, file_address(file.pk)) for file in entry.files.all()]
        rows.append(
            EntryRow(entry, author=name or str(writer.label), role=str(writer.label), is_own=is_own, files=files)
        )
    return rows


def silence_about(complaint: Complaint) -> str:
    """Return what silence means for a complaint that waits; empty where the rules for consumers do not hold."""
    if not complaint.is_open or not is_consumers(complaint.case.vendor_order):
        return ""
    return silence_words(complaint.received_on)
