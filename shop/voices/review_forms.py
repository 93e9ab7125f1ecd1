"""A review, the seller's reply and report, and the decisions of ROPS."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shop.voices.models import Reason

STARS = [
    ("5", _("5 stars: very good")),
    ("4", _("4 stars: good")),
    ("3", _("3 stars: it will do")),
    ("2", _("2 stars: poor")),
    ("1", _("1 star: bad")),
]
CHOOSE_REASON = {"required": _("Choose a reason"), "invalid_choice": _("Choose a reason")}


class ReviewForm(forms.Form):
    """Stars, words, and the name that everybody will see, if any."""

    score = forms.TypedChoiceField(
        label=_("Rating"),
        choices=STARS,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a rating"), "invalid_choice": _("Choose a rating")},
    )
    text = forms.CharField(
        label=_("Your review"),
        help_text=_("What worked, what did not. No personal data"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write at least one sentence")},
    )
    name = forms.CharField(
        label=_("Name shown with the review"),
        help_text=_("For example: Halina of Opole. Empty: “Buyer”"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )


class ReplyForm(forms.Form):
    reply = forms.CharField(
        label=_("Your reply"),
        help_text=_("Everybody reads it. Thank, explain, say what you will change. No data of the buyer"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write a reply")},
    )


class ReportForm(forms.Form):
    code = forms.ChoiceField(
        label=_("What is wrong with it"), choices=[("", _("Choose")), *Reason.choices], error_messages=CHOOSE_REASON
    )
    text = forms.CharField(
        label=_("Explanation"),
        help_text=_("ROPS reads it. A review is not removed for being critical"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write why")},
    )


class HideForm(forms.Form):
    """A statement of reasons (DSA, art. 17): a ground chosen, the facts in words."""

    prefix = "hide"

    reason_code = forms.ChoiceField(
        label=_("Ground in the terms"), choices=[("", _("Choose")), *Reason.choices], error_messages=CHOOSE_REASON
    )
    reason = forms.CharField(
        label=_("Reasons"),
        help_text=_("Say what exactly breaks the terms. Whoever wrote it gets these words by e-mail."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write the reasons of the decision")},
    )


class KeepForm(forms.Form):
    """The answer to a seller whose report changes nothing."""

    prefix = "keep"

    reason = forms.CharField(
        label=_("Answer to the seller"),
        help_text=_("Why the review stays. The seller gets these words by e-mail."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write the reasons of the decision")},
    )


def initial_of(review: Any, *, name: str) -> dict[str, Any]:
    """Return what the form begins with: the review so far, or the first name of who writes."""
    if review is None:
        return {"name": name}
    return {"score": str(review.score), "text": review.body, "name": review.name}
