"""Questions: asked once, confirmed by a guest through a letter, answered by the seller with one letter back."""

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.core import signing
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import get_language

from operations import audit, outbox
from operations.clock import now
from pes_profiles.models import Profile
from shop.cases.uploads import Attachment
from shop.catalogue.models import Product, Question
from shop.voices import question_files
from shop.voices.models import QuestionFile

Side = QuestionFile.Side
_SALT = "opes.question"
#: a question that its guest does not confirm is forgotten
CONFIRM_WITHIN = timedelta(days=3)


@transaction.atomic
def ask(
    about: Product | Profile,
    *,
    text: str,
    by: Any | None,
    name: str = "",
    email: str = "",
    files: Sequence[Attachment] = (),
) -> Question:
    """Keep a question. A signed-in person's goes to the seller at once, a guest's once the letter's link was used.

    The same words and files of the same person about the same thing, sent again, are the same question.
    """
    text = text.replace("\r\n", "\n").strip()
    email = "" if by else email.lower()
    about_key = f"{type(about).__name__}:{about.pk}:{by.pk if by else email}:{' '.join(text.split())}"
    if files:
        about_key += f":{question_files.digest_of(files)}"
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
    if files and not question.files.filter(side=Side.ASKER).exists():
        question_files.keep(question, files, side=Side.ASKER)
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
def answer(
    question: Question,
    *,
    by: Any,
    text: str,
    is_public: bool,
    files: Sequence[Attachment] = (),
    drop_files: bool = False,
) -> None:
    """Answer a question, or correct the answer; the first answer is sent to whoever asked.

    Public ones stand on the page of the offer or of the PES, without the name of who asked and without files. A new
    file takes the place of the one before.
    """
    text = text.replace("\r\n", "\n").strip()
    Question.objects.filter(pk=question.pk, answered_at__isnull=True).update(answered_at=now())
    Question.objects.filter(pk=question.pk).update(answer=text, is_public=is_public)
    question.refresh_from_db()
    if files or drop_files:
        question_files.drop(QuestionFile.objects.filter(question=question, side=Side.SELLER))
    question_files.keep(question, files, side=Side.SELLER)

    audit.log("voices.question.answer", question, by=by, offer=question.product_id, public=is_public)
    outbox.put("mail.question_answered", question, dedupe_key=f"mail.question_answered:{question.pk}")


@transaction.atomic
def forget_unconfirmed() -> int:
    """Delete questions that no guest stood by; return their number."""
    return forget(Question.objects.filter(is_confirmed=False, asked_at__lt=now() - CONFIRM_WITHIN))


def forget(questions: QuerySet[Question]) -> int:
    """Delete questions with their files; return their number. Inside a transaction only."""
    keys = list(questions.values_list("pk", flat=True))
    question_files.drop(QuestionFile.objects.filter(question__in=keys))
    return Question.objects.filter(pk__in=keys).delete()[1].get("catalogue.Question", 0)


def token_of(question: Question) -> str:
    """Return the secret of a guest's link: made from the row, kept nowhere."""
    return signing.dumps(question.pk, salt=_SALT)


def question_by(token: str) -> Question | None:
    """Return the guest's question that a link opens."""
    try:
        pk = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    return _in_full().filter(pk=pk).exclude(email="").first()


def question_of(user: Any, pk: int) -> Question | None:
    """Return a person's own question."""
    return _in_full().filter(pk=pk, author=user).first()


def profile_of(question: Question) -> Profile:
    """Return whom a question is for."""
    return question.profile or question.product.offer.partner.profile


def _in_full() -> QuerySet[Question]:
    found = Question.objects.select_related("product__partner__profile", "product__parent", "profile")
    return found.prefetch_related("files")


def _hand_over(question: Question, *, by: Any | None) -> None:
    audit.log("voices.question.ask", question, by=by, offer=question.product_id, profile=question.profile_id)
    outbox.put("mail.question_asked", question, dedupe_key=f"mail.question_asked:{question.pk}")
