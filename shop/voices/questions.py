"""Questions: asked once, confirmed by a guest through a letter, answered by the seller with one letter back."""

import hashlib
from datetime import timedelta
from typing import Any

from django.core import signing
from django.db import transaction
from django.utils.translation import get_language

from operations import audit, outbox
from operations.clock import now
from pes_profiles.models import Profile
from shop.catalogue.models import Product, Question

_SALT = "opes.question"
#: a question that its guest does not confirm is forgotten
CONFIRM_WITHIN = timedelta(days=3)


@transaction.atomic
def ask(about: Product | Profile, *, text: str, by: Any | None, name: str = "", email: str = "") -> Question:
    """Keep a question. A signed-in person's goes to the seller at once, a guest's once the letter's link was used.

    The same words of the same person about the same thing, sent again, are the same question.
    """
    text = text.replace("\r\n", "\n").strip()
    email = "" if by else email.lower()
    about_key = f"{type(about).__name__}:{about.pk}:{by.pk if by else email}:{' '.join(text.split())}"
    key = hashlib.sha256(about_key.encode()).hexdigest()
    Question.objects.bulk_create(
        [
            Question(
                product=about if isinstance(about, Product) else None,
                profile=about if isinstance(about, Profile) else None,
                author=by,
                author_name=" ".join(name.split())[:80],
                email=email,
                language=get_language() or "pl",
                is_confirmed=by is not None,
                dedupe_key=key,
                text=text,
                asked_at=now(),
            )
        ],
        ignore_conflicts=True,
    )
    question = Question.objects.get(dedupe_key=key)
    if question.is_confirmed:
        _hand_over(question, by=by)
    else:
        outbox.put("mail.question_confirm", question, dedupe_key=f"mail.question_confirm:{question.pk}")
    return question


@transaction.atomic
def confirm(question: Question) -> None:
    """Let a guest's question reach the seller. Confirming it twice is confirming it once."""
    if Question.objects.filter(pk=question.pk, is_confirmed=False).update(is_confirmed=True, asked_at=now()):
        question.refresh_from_db()
        _hand_over(question, by=None)


@transaction.atomic
def answer(question: Question, *, by: Any, text: str, is_public: bool) -> None:
    """Answer a question, or correct the answer; the first answer is sent to whoever asked.

    Public ones stand on the page of the offer or of the PES, without the name of who asked.
    """
    text = text.replace("\r\n", "\n").strip()
    Question.objects.filter(pk=question.pk, answered_at__isnull=True).update(answered_at=now())
    Question.objects.filter(pk=question.pk).update(answer=text, is_public=is_public)
    question.refresh_from_db()

    audit.log("voices.question.answer", question, by=by, offer=question.product_id, public=is_public)
    outbox.put("mail.question_answered", question, dedupe_key=f"mail.question_answered:{question.pk}")


def forget_unconfirmed() -> int:
    """Delete questions that no guest stood by; return their number."""
    return Question.objects.filter(is_confirmed=False, asked_at__lt=now() - CONFIRM_WITHIN).delete()[0]


def token_of(question: Question) -> str:
    """Return the secret of a guest's link: made from the row, kept nowhere."""
    return signing.dumps(question.pk, salt=_SALT)


def question_by(token: str) -> Question | None:
    """Return the guest's question that a link opens."""
    try:
        pk = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    found = Question.objects.select_related("product__partner__profile", "profile").filter(pk=pk)
    return found.exclude(email="").first()


def profile_of(question: Question) -> Profile:
    """Return whom a question is for."""
    return question.profile or question.product.offer.partner.profile


def _hand_over(question: Question, *, by: Any | None) -> None:
    audit.log("voices.question.ask", question, by=by, offer=question.product_id, profile=question.profile_id)
    outbox.put("mail.question_asked", question, dedupe_key=f"mail.question_asked:{question.pk}")
