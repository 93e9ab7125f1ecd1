"""Which order a transfer speaks of: the number in its title first, then a number with one slip, then the amount alone."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from operations.money import to_grosze
from shop.fulfilment.models import FulfilmentState, PaymentState, VendorOrder
from shop.fulfilment.rules import BY_TRANSFER
from shop.partner.models import Partner
from shop.statements.formats import BankLine, fold
from shop.statements.models import StatementLine

Found = StatementLine.Found
TITLE = 140
_NUMBER = re.compile(r"(?<!\d)(\d{4,9})\s{0,2}[-–—_/.\s]\s{0,2}(\d{1,2})(?!\d)", re.ASCII)
_RUN = re.compile(r"\d{5,11}", re.ASCII)


@dataclass(frozen=True)
class Match:
    """A transfer that may pay a share."""

    line: BankLine
    fingerprint: str
    vo: VendorOrder
    found: str

    @property
    def title(self) -> str:
        """Kept only where it speaks of an order."""
        return "" if self.found == Found.AMOUNT else self.line.title[:TITLE]


class Matcher:
    """The shares of one seller, looked up as titles of transfers name them."""

    def __init__(self, partner: Partner) -> None:
        own = VendorOrder.objects.filter(partner=partner, payment_method__in=sorted(BY_TRANSFER)).only(
            "number", "total_gross", "cancelled_gross", "payment_state", "fulfilment_state", "partner"
        )
        self.by_number = {vo.number: vo for vo in own}
        self.by_digits = {_digits(number): vo for number, vo in self.by_number.items()}
        self.open: dict[int, list[VendorOrder]] = {}
        for vo in self.by_number.values():
            if is_open(vo):
                self.open.setdefault(to_grosze(vo.payable_gross), []).append(vo)

    def match(self, line: BankLine) -> tuple[VendorOrder, str] | None:
        named = self._named(line.title)
        if len(named) > 1:
            return named[0], Found.SEVERAL
        if named:
            return named[0], Found.EXACT
        waiting = self.open.get(line.amount, [])
        similar = [vo for vo in waiting if self._is_similar(line.title, vo)]
        if len(similar) == 1:
            return similar[0], Found.TYPO
        if len(waiting) == 1 and not _RUN.search(line.title.replace(" ", "")):
            return waiting[0], Found.AMOUNT
        return None

    def _named(self, title: str) -> list[VendorOrder]:
        found = [self.by_number.get(f"{base}-{part}") for base, part in _NUMBER.findall(title)]
        if not any(found) and "opes" in fold(title):
            found = [self.by_digits.get(run) for run in _RUN.findall(title)]
        return list(dict.fromkeys(vo for vo in found if vo is not None))

    def _is_similar(self, title: str, vo: VendorOrder) -> bool:
        wanted = _digits(vo.number)
        spoken = [_digits("".join(pair)) for pair in _NUMBER.findall(title)] + _RUN.findall(title)
        return any(within_one_slip(each, wanted) for each in spoken)


def matches_of(partner: Partner, lines: Iterable[BankLine]) -> list[Match]:
    """Return the transfers that may concern an order of this seller."""
    matcher = Matcher(partner)
    seen: Counter[str] = Counter()
    found = []
    for line in lines:
        base = f"{line.booked_on}|{line.amount}|{re.sub(r'[^0-9a-z]', '', fold(line.title))}"
        seen[base] += 1
        hit = matcher.match(line)
        if hit is not None:
            print_of = hashlib.sha256(f"{base}|{seen[base]}".encode()).hexdigest()
            found.append(Match(line, print_of, *hit))
    return found


def is_open(vo: VendorOrder) -> bool:
    """Whether a transfer is awaited."""
    unpaid = vo.payment_state in {PaymentState.UNPAID, PaymentState.TERM}
    return unpaid and vo.fulfilment_state != FulfilmentState.CANCELLED


def within_one_slip(left: str, right: str) -> bool:
    """One digit wrong, missing or too many, or two neighbours changed."""
    if left == right:
        return True
    if len(left) == len(right):
        wrong = [index for index in range(len(left)) if left[index] != right[index]]
        if len(wrong) == 1:
            return True
        return (
            len(wrong) == 2
            and wrong[1] == wrong[0] + 1
            and left[wrong[0]] == right[wrong[1]]
            and (left[wrong[1]] == right[wrong[0]])
        )
    short, long = sorted((left, right), key=len)
    return len(long) == len(short) + 1 and any(long[:cut] + long[cut + 1 :] == short for cut in range(len(long)))


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
