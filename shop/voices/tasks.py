"""Letters, and forgetting what was never confirmed."""

from datetime import timedelta

from operations import outbox, schedules
from operations.models import OutboxEntry
from shop.catalogue.models import Question
from shop.catalogue.reviews.models import ProductReview
from shop.fulfilment.models import VendorOrder
from shop.voices import invitations, letters, question_files, questions, review_letters
from shop.voices.models import Decision


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
    question_files.sweep_shelf()


def _question(entry: OutboxEntry) -> Question | None:
    found = Question.objects.select_related("product__partner__profile", "product__parent", "profile", "author")
    found = found.prefetch_related("files")
    return found.filter(pk=entry.ref).first()


# --- reviews ---


@outbox.handler("mail.review_invite")
def invite(entry: OutboxEntry) -> None:
    share = VendorOrder.objects.select_related("order__user").filter(pk=entry.ref).first()
    if share is not None:
        review_letters.invite(share)


@outbox.handler("mail.review_new")
def tell_seller_of_review(entry: OutboxEntry) -> None:
    review = _review(entry)
    if review is not None:
        review_letters.tell_seller_of_review(review)


@outbox.handler("mail.review_replied")
def tell_buyer_of_reply(entry: OutboxEntry) -> None:
    review = _review(entry)
    if review is not None and review.shown_reply:
        review_letters.tell_buyer_of_reply(review)


@outbox.handler("mail.review_decided")
def tell_of_decision(entry: OutboxEntry) -> None:
    decision = _decision(entry)
    if decision is None:
        return
    review_letters.tell_buyer_of_decision(decision)
    if decision.outcome == Decision.Outcome.REPLY_HIDDEN:
        review_letters.tell_seller_of_decision(decision, "review_reply_hidden")


@outbox.handler("mail.review_report_decided")
def tell_of_report(entry: OutboxEntry) -> None:
    decision = _decision(entry)
    if decision is not None:
        review_letters.tell_seller_of_decision(decision, "review_report_decided")


@outbox.handler("mail.question_hidden")
def tell_of_hidden_question(entry: OutboxEntry) -> None:
    decision = _decision(entry)
    if decision is not None:
        review_letters.tell_seller_of_decision(decision, "question_hidden")


@schedules.periodic("voices.invite", every=timedelta(hours=1))
def invite_due() -> None:
    invitations.invite_due()


def _review(entry: OutboxEntry) -> ProductReview | None:
    """Return a review that is shown."""
    found = ProductReview.objects.select_related("product__partner__profile")
    return found.filter(pk=entry.ref, status=ProductReview.APPROVED).first()


def _decision(entry: OutboxEntry) -> Decision | None:
    found = Decision.objects.select_related(
        "review__product__partner__profile", "question__product__partner__profile", "question__profile"
    )
    return found.filter(pk=entry.ref).first()
