"""Statements as banks write them: MT940 in its Polish dialects, and the CSV files of Polish banks.

Only incoming transfers in zloty are returned. Whatever a file holds, the answer is a list or a `StatementError`.
"""

import csv
import io
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime

import mt940

from operations.clock import today
from shop.statements.exceptions import EmptyStatementError, NotMoneyError, TooLongError, UnreadableError
from shop.statements.models import Statement

MAX_BYTES = 1024 * 1024
MAX_LINES = 5000
MAX_CHARS = 4000
MOST = 10**11  # grosze
_DAYS = ("%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y", "%Y.%m.%d", "%d/%m/%Y", "%Y/%m/%d", "%Y%m%d")
_FIELD = re.compile(r"[<~^?]([0-9]{2})", re.ASCII)
_TITLE_FIELDS = frozenset(f"{number}" for number in range(20, 26))
_ACCOUNT = re.compile(r"(?:[0-9] ?){20}", re.ASCII)
_MONEY = re.compile(r"([+-]?)([0-9]{1,3}(?:[ .,][0-9]{3})+|[0-9]+)(?:([.,])([0-9]{1,2}))?", re.ASCII)

#: how headers begin, the surest first; the letters are folded and "#" is gone
_DATE_HEADS = ("data ksieg", "data zaksieg", "data operacji", "data transakcji", "data waluty", "data")
_AMOUNT_HEADS = (
    *("kwota w walucie rachunku", "kwota transakcji (waluta rachunku)", "kwota operacji", "kwota transakcji", "kwota"),
    *("uznania", "uznanie", "wplywy", "ma"),
)
_TITLE_HEADS = ("tytul", "szczegoly transakcji", "szczegoly", "opis transakcji", "opis operacji", "opis")
_CURRENCY_HEADS = ("waluta rachunku", "waluta")


@dataclass(frozen=True)
class BankLine:
    """One incoming transfer, in grosze."""

    booked_on: date
    amount: int
    title: str


def read_statement(body: bytes) -> tuple[str, list[BankLine]]:
    """Return the format of a statement and its incoming transfers.

    Raises:
        TooLongError, UnreadableError, EmptyStatementError: the file is refused.
    """
    if len(body) > MAX_BYTES:
        raise TooLongError
    text = _decode(body)
    rows = text.count("\n") + 1
    if rows > MAX_LINES * 8 or any(len(line) > MAX_CHARS for line in text.splitlines()):
        raise TooLongError
    is_mt940 = re.search(r"^:61:", text, re.MULTILINE) is not None
    lines = _read_mt940(text) if is_mt940 else _read_csv(text)
    if len(lines) > MAX_LINES:
        raise TooLongError
    if not lines:
        raise EmptyStatementError
    return (Statement.Format.MT940 if is_mt940 else Statement.Format.CSV), lines


def _decode(body: bytes) -> str:
    """Banks write UTF-8 with or without a mark, or Windows' cp1250; older MT940 files cp852, whose letters we need not."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = body.decode("utf-16", errors="replace")
    else:
        try:
            text = body.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = body.decode("cp1250", errors="replace")
    if "\x00" in text:
        raise UnreadableError
    return text.replace("\r\n", "\n").replace("\r", "\n")


# --- MT940 ---


def _read_mt940(text: str) -> list[BankLine]:
    try:
        # As a stream: a string might be taken for the name of a file.
        found = mt940.parse(io.StringIO(text))
        rows = [dict(entry.data) for entry in found]
    except Exception as error:  # a foreign parser over hostile text may raise anything
        raise UnreadableError from error
    lines = []
    for row in rows:
        amount, booked_on = row.get("amount"), row.get("date")
        if row.get("status") != "C" or amount is None or not isinstance(booked_on, date):
            continue
        if getattr(amount, "currency", None) not in {None, "PLN"}:
            continue
        grosze = _grosze(amount.amount)
        day = date(booked_on.year, booked_on.month, booked_on.day)
        if grosze > 0 and _is_day(day):
            lines.append(
                BankLine(day, grosze, mt940_title(str(row.get("transaction_details") or row.get("purpose") or "")))
            )
    return lines


def mt940_title(details: str) -> str:
    """Return the title out of field :86:, whose parts Polish banks mark with ~20, <20, ^20 or ?20."""
    parts = _FIELD.split(details.replace("\n", ""))
    named = [text for code, text in zip(parts[1::2], parts[2::2], strict=True) if code in _TITLE_FIELDS]
    return _tidy("".join(named) if named else details)


# --- CSV ---


def _read_csv(text: str) -> list[BankLine]:
    delimiter = max(";,\t", key=lambda mark: sum(min(line.count(mark), 30) for line in text.splitlines()[:60]))
    try:
        rows = [
            [cell.strip().strip("'").strip() for cell in row]
            for row in csv.reader(io.StringIO(text), delimiter=delimiter, strict=False)
        ]
    except csv.Error as error:
        raise UnreadableError from error
    for number, row in enumerate(rows[:80]):
        columns = _columns(row)
        if columns:
            return _by_columns(rows[number + 1 :], *columns)
    return _without_header(rows)


def _columns(row: list[str]) -> tuple[int, int, int, int | None] | None:
    heads = [fold(cell).lstrip("#").strip() for cell in row]
    day, amount, title = (_column(heads, names) for names in (_DATE_HEADS, _AMOUNT_HEADS, _TITLE_HEADS))
    if day is None or amount is None or title is None:
        return None
    return day, amount, title, _column(heads, _CURRENCY_HEADS)


def _column(heads: list[str], names: tuple[str, ...]) -> int | None:
    for name in names:
        for index, head in enumerate(heads):
            if head == name or (len(name) > 2 and head.startswith(name)):
                return index
    return None


def _by_columns(rows: list[list[str]], day: int, amount: int, title: int, currency: int | None) -> list[BankLine]:
    lines = []
    for row in rows:
        if len(row) <= max(day, amount):
            continue
        booked_on, grosze = read_day(row[day]), _try_money(row[amount])
        if booked_on is None or not grosze or grosze < 0:
            continue
        if currency is not None and len(row) > currency and fold(row[currency]) not in {"", "pln", "zl"}:
            continue
        lines.append(BankLine(booked_on, grosze, _csv_title(row, title)))
    return lines


def _csv_title(row: list[str], column: int) -> str:
    """PKO BP spreads the description over columns without a header, one of which begins with "Tytuł:"."""
    for cell in row[column:]:
        head, _colon, rest = cell.partition(":")
        if fold(head) == "tytul":
            return _tidy(rest)
    return _tidy(row[column]) if len(row) > column else ""


def _without_header(rows: list[list[str]]) -> list[BankLine]:
    """Santander writes no header: a row begins with two dates, and its first amount is the transfer's."""
    lines = []
    for row in rows:
        if len(row) < 4:
            continue
        booked_on = read_day(row[0])
        if booked_on is None or _ACCOUNT.search(row[2]) or (len(row) > 5 and row[1] and read_day(row[1]) is None):
            continue
        cells = [
            (index, _try_money(cell)) for index, cell in enumerate(row[2:], start=2) if re.search(r"[.,]\d\d\D*$", cell)
        ]
        amounts = [(index, value) for index, value in cells if value is not None]
        if not amounts or amounts[0][1] <= 0:
            continue
        lines.append(BankLine(booked_on, amounts[0][1], _tidy(row[2])))
    if not lines:
        raise UnreadableError
    return lines


# --- Cells ---


def read_day(cell: str) -> date | None:
    for form in _DAYS:
        try:
            day = datetime.strptime(cell[:10], form).date()  # noqa: DTZ007 -- a day, not a moment
        except ValueError:
            continue
        return day if _is_day(day) else None
    return None


def _is_day(day: date) -> bool:
    return 2015 <= day.year <= today().year + 1


def read_money(cell: str) -> int:
    """Return an amount in grosze: "1 234,56 PLN", "+75.90", "-1.000,00"."""
    plain = unicodedata.normalize("NFKC", cell).replace("−", "-")
    plain = re.sub(r"(?i)\s*(pln|zł)\s*$", "", plain).strip()
    plain = re.sub(r"^([+-])\s+", r"\1", plain)
    found = _MONEY.fullmatch(plain)
    if found is None:
        raise NotMoneyError
    sign, whole, part = found[1], re.sub(r"[ .,]", "", found[2]), (found[4] or "").ljust(2, "0")
    if len(whole) > 12 or (found[3] and found[3] in found[2]):
        raise NotMoneyError
    grosze = int(whole) * 100 + int(part)
    if grosze > MOST:
        raise NotMoneyError
    return -grosze if sign == "-" else grosze


def _try_money(cell: str) -> int | None:
    try:
        return read_money(cell)
    except NotMoneyError:
        return None


def _grosze(amount: object) -> int:
    return _try_money(f"{amount:f}" if hasattr(amount, "as_tuple") else str(amount)) or 0


def fold(text: str) -> str:
    """Small letters without Polish marks: banks write their headers every way."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("ł", "l"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).strip()


def _tidy(text: str) -> str:
    return " ".join(text.split())
