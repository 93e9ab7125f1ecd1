"""Changing synonyms: in force with the next question, with who and when."""

from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path

import yaml
from django.db import transaction

from operations import audit, mail
from pes_profiles.accounts.models import Role, User
from search.vocabulary import Synonym
from shop.catalogue.models import Category

START_SET = Path(__file__).parent / "data" / "synonyms.yaml"


@transaction.atomic
def save_synonym(
    synonym: Synonym | None,
    *,
    kind: str,
    terms: Sequence[str],
    targets: Sequence[str] = (),
    category: Category | None = None,
    note: str = "",
    by: User,
) -> Synonym:
    """Add a synonym, or change one."""
    verb = "change" if synonym else "add"
    synonym = synonym or Synonym()
    synonym.kind, synonym.terms = kind, list(terms)
    synonym.targets = [] if kind == Synonym.Kind.TWO_WAY else list(targets)
    synonym.category, synonym.note, synonym.changed_by = category, note, by
    synonym.save()
    audit.log(f"search.synonym.{verb}", synonym, by=by)
    return synonym


@transaction.atomic
def delete_synonym(synonym: Synonym, *, by: User) -> None:
    """Take a synonym away."""
    audit.log("search.synonym.delete", synonym, by=by)
    synonym.delete()


@transaction.atomic
def load_start_set() -> int:
    """Give a portal without synonyms the set to begin with; return how many were added. What ROPS has is left alone.

    The set may be there before the kinds of goods are: those of untouched rows are filled in when they come.
    """
    groups = yaml.safe_load(START_SET.read_text(encoding="utf-8"))["groups"]
    categories = {category.slug: category for category in Category.objects.all()}
    start = [
        Synonym(
            kind=group["type"],
            terms=[str(term) for term in group.get("terms") or group["from"]],
            targets=[str(term) for term in group.get("to", ())],
            category=categories.get(group.get("category", "")),
        )
        for group in groups
    ]
    if not Synonym.objects.exists():
        return len(Synonym.objects.bulk_create(start))
    of_terms = {tuple(synonym.terms): synonym.category for synonym in start if synonym.category}
    for synonym in Synonym.objects.filter(category=None, changed_by=None) if of_terms else ():
        if category := of_terms.get(tuple(synonym.terms)):
            Synonym.objects.filter(pk=synonym.pk).update(category=category)
    return 0


@transaction.atomic
def tell_owes(month: date, phrases: Sequence[str], *, by: User) -> int:
    """Write to every adviser of OWES what people asked for in vain; return how many are written to.

    The same phrases of a month are told to one adviser once.
    """
    advisers = list(User.objects.filter(groups__name=Role.OWES_ADVISER, is_active=True).order_by("pk"))
    mark = sha256("\n".join(sorted(phrases)).encode()).hexdigest()[:16]
    for adviser in advisers:
        mail.send(
            "phrases_owes",
            to=adviser.email,
            context={"month": month, "phrases": list(phrases)},
            dedupe_key=f"mail.phrases_owes:{month:%Y-%m}:{mark}:{adviser.pk}",
        )
        audit.log("search.phrases.tell_owes", adviser, by=by, number=len(phrases))
    return len(advisers)
