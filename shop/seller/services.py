"""What a seller changes besides one offer or order: terms of the whole shop, the break, many numbers at once."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction

from operations import audit
from pes_profiles.models import Profile
from shop.partner.exceptions import StockBelowReservedError
from shop.partner.models import Partner, StockRecord
from shop.partner.services import set_price, set_stock

TERMS = ("free_delivery_from", "min_order", "default_lead_days", "payment_methods", "deferred_days")


@transaction.atomic
def set_shop_terms(partner: Partner, *, by: Any, **terms: Any) -> None:
    """Change what holds for every new order of a seller. Placed orders keep what they were promised."""
    strange = set(terms) - set(TERMS)
    if strange:
        raise TypeError(f"not terms of a shop: {', '.join(sorted(strange))}")
    changed = [name for name, value in terms.items() if getattr(partner, name) != value]
    if not changed:
        return
    for name in changed:
        setattr(partner, name, terms[name])
    partner.save(update_fields=changed)

    audit.log("seller.terms.set", partner, by=by, changed=changed)


@transaction.atomic
def set_break(profile: Profile, *, by: Any, since: date | None, until: date | None, note: str) -> None:
    """Say when nothing can be ordered from a PES; no first day ends the break."""
    values = {"break_from": since, "break_until": until if since else None, "break_note": note.strip() if since else ""}
    if all(getattr(profile, name) == value for name, value in values.items()):
        return
    for name, value in values.items():
        setattr(profile, name, value)
    profile.save(update_fields=[*values, "updated_at"])

    audit.log("seller.break.set", profile, by=by)


class SomeReservedError(Exception):
    """Buyers were promised more of some things than was typed; `reserved`: how many, by the stock record's id."""

    def __init__(self, reserved: dict[int, int]) -> None:
        super().__init__(f"{len(reserved)} records")
        self.reserved = reserved


@transaction.atomic
def change_numbers(changes: Iterable[Any], *, by: Any) -> int:
    """Change prices and stock of many things at once, all of them or none, and return of how many.

    Raises `SomeReservedError` with every thing of which more is promised than would be there.
    """
    reserved, number = {}, 0
    for change in sorted(changes, key=_by_offer):
        number += 1
        if change.price is not None:
            set_price(change.record, change.price, by=by)
        if change.has_stock:
            try:
                set_stock(change.record, change.stock, by=by)
            except StockBelowReservedError as refused:
                reserved[change.record.pk] = refused.reserved
    if reserved:
        raise SomeReservedError(reserved)
    return number


def _by_offer(change: Any) -> tuple[int, int]:
    """Offers are held in the same order by everybody, so that nobody waits for each other."""
    record: StockRecord = change.record
    return record.product.offer.pk, record.pk
