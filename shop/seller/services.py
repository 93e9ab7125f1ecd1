"""What a seller changes besides offers and orders: terms of the whole shop, the break, answers to questions."""

from datetime import date
from typing import Any

from django.db import transaction

from operations import audit
from operations.clock import now
from pes_profiles.models import Profile
from shop.catalogue.models import Question
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


@transaction.atomic
def answer_question(question: Question, *, by: Any, text: str, is_public: bool) -> None:
    """Answer a buyer's question, or correct the answer; public ones stand on the offer's page."""
    question.answer = text.strip()
    question.is_public = is_public
    question.answered_at = question.answered_at or now()
    question.save(update_fields=["answer", "is_public", "answered_at"])

    audit.log("seller.question.answer", question, by=by, offer=question.product_id, public=is_public)
