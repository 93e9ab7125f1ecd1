"""Letters, and forgetting what was never confirmed."""

from datetime import timedelta

from operations import outbox, schedules
from operations.models import OutboxEntry
from shop.catalogue.models import Question
from shop.voices import letters, questions


@outbox.handler("mail.question_confirm")
def ask_to_confirm(entry: OutboxEntry) -> None:
    question = _question(entry)
    if question is not None and not question.is_confirmed and question.email:
        letters.confirm_question(question)


@outbox.handler("mail.question_asked")
def tell_seller_of_question(entry: OutboxEntry) -> None:
    question = _question(entry)
    if question is not None:
        letters.tell_seller_of_question(question)


@outbox.handler("mail.question_answered")
def tell_answer(entry: OutboxEntry) -> None:
    question = _question(entry)
    if question is not None and question.answer:
        letters.tell_answer(question)


@schedules.periodic("voices.forget_unconfirmed", every=timedelta(hours=6))
def forget_unconfirmed() -> None:
    questions.forget_unconfirmed()


def _question(entry: OutboxEntry) -> Question | None:
    found = Question.objects.select_related("product__partner__profile", "product__parent", "profile", "author")
    return found.filter(pk=entry.ref).first()
