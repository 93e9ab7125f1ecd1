"""Letters about questions and reviews."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from operations import mail
from pes_profiles.models import Profile
from shop.catalogue.models import Question
from shop.moderation.tasks import owners_of
from shop.voices.models import QuestionFile
from shop.voices.questions import profile_of, token_of


def mailboxes_of(profile: Profile) -> Iterator[str]:
    """Yield where a PES reads its letters: its public address, or its owners' when it has none."""
    if profile.email:
        yield profile.email
    else:
        yield from (user.email for user in owners_of(profile))


def full_address(path: str) -> str:
    return settings.WAGTAILADMIN_BASE_URL + path


# --- questions ---


def confirm_question(question: Question) -> None:
    """Ask a guest to stand by a question."""
    with translation.override(question.language):
        link = reverse("voices:question", args=[token_of(question)])
    mail.send(
        "question_confirm",
        to=question.email,
        context={**_about(question), "action_url": full_address(link)},
        dedupe_key=f"question_confirm:{question.pk}",
        language=question.language,
    )


def tell_seller_of_question(question: Question) -> None:
    """Tell the seller, without the address of who asks: the answer goes through the portal."""
    panel = reverse("seller:questions", args=[profile_of(question).slug])
    for number, address in enumerate(mailboxes_of(profile_of(question))):
        mail.send(
            "question_asked",
            to=address,
            context={
                **_about(question),
                "files": len(question.files.all()),
                "action_url": full_address(f"{panel}#pytanie-{question.pk}"),
            },
            dedupe_key=f"question_asked:{question.pk}:{number}",
        )


def tell_answer(question: Question) -> None:
    """Send the answer to whoever asked; somebody who closed the account gets none."""
    to = question.author.email if question.author else question.email
    if to:
        has_file = any(file.side == QuestionFile.Side.SELLER for file in question.files.all())
        address = own_address(question) if has_file else address_about(question)
        mail.send(
            "question_answered",
            to=to,
            context={**_about(question), "has_file": has_file, "action_url": full_address(address)},
            dedupe_key=f"question_answered:{question.pk}",
            language=question.language,
        )


def own_address(question: Question) -> str:
    """Return the page that only who asked can open, with the files."""
    with translation.override(question.language):
        if question.author_id:
            return reverse("voices:own-question", args=[question.pk])
        return reverse("voices:question", args=[token_of(question)])


def address_about(question: Question) -> str:
    """Return the page that shows what was asked about."""
    with translation.override(question.language):
        thing = question.product or profile_of(question)
        return thing.get_absolute_url()


def _about(question: Question) -> dict[str, Any]:
    return {
        "question": question,
        "title": question.product.title if question.product else "",
        "pes": profile_of(question).short_name,
    }
