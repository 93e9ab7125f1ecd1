"""An answer to a buyer."""

from django import forms
from django.utils.translation import gettext_lazy as _


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("Your answer"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write an answer")},
    )
    is_public = forms.BooleanField(
        label=_("Show it on the page"),
        help_text=_("Question and answer, without the name of who asked. Otherwise only that person gets the answer"),
        required=False,
    )
