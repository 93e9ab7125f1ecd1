"""What this room knows of a person: told to the room of accounts."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from pes_profiles.accounts.models import User
from pes_profiles.accounts.services import erases, exports
from shop.alerts.choices import Choice, offers_choice
from shop.catalogue.models import Question
from shop.catalogue.reviews.models import ProductReview
from shop.voices import invitations, question_files
from shop.voices.models import QuestionFile
from shop.voices.questions import forget

offers_choice(
    Choice(
        value="REVIEW",
        label=_("One question after delivery: what the things are like"),
        wanted=lambda user: not invitations.wants_none(user.email),
        choose=lambda user, wanted: invitations.choose(user.email, wanted=wanted),
    )
)


@exports("questions")
def questions_as_data(user: User) -> list[dict[str, Any]]:
    """All questions of a person as plain values."""
    own = Question.objects.filter(author=user)
    return [
        {
            "about": question.product.title if question.product else "",
            "pes": question.profile.short_name if question.profile else "",
            "asked_at": question.asked_at.isoformat(),
            "question": question.text,
            "answer": question.answer,
            "public": question.is_public,
            "files": [file.name or file.kind for file in question.files.all()],
        }
        for question in own.select_related("product", "profile").prefetch_related("files").order_by("pk")
    ]


@erases
def forget_questions(user: User) -> None:
    """Forget a person's questions; those that the seller made public stay, without name and files."""
    own = Question.objects.filter(author=user)
    question_files.drop(QuestionFile.objects.filter(question__in=list(own.values_list("pk", flat=True))))
    forget(own.filter(is_public=False))
    own.update(author=None, author_name="", email="", dedupe_key=None)


@exports("reviews")
def reviews_as_data(user: User) -> list[dict[str, Any]]:
    """All reviews of a person as plain values."""
    return [
        {
            "about": review.product.title,
            "written_at": review.date_created.isoformat(),
            "bought_on": review.bought_on.isoformat() if review.bought_on else "",
            "stars": review.score,
            "review": review.body,
            "name": review.name,
            "reply": review.reply,
        }
        for review in ProductReview.objects.filter(user=user).select_related("product").order_by("pk")
    ]


@erases
def forget_reviewer(user: User) -> None:
    """Leave a person's reviews, which others rely on, without name and without the way to the person."""
    ProductReview.objects.filter(user=user).update(user=None, name="")
