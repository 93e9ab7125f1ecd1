"""What a seller changes besides offers and orders: terms of the whole shop and the break."""

from datetime import date
from typing import Any

from django.db import transaction

from operations import audit
from pes_profiles.models import Profile
from shop.partner.models import Partner

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
