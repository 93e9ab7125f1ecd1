"""An answer to a buyer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shop.cases.forms import FiledForm
from shop.voices.forms import AnswerFileField


class AnswerForm(FiledForm):
    """Words, and one file for whoever asked; a new one takes the place of the one before."""

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
    files = AnswerFileField()
    drop_files = forms.BooleanField(label=_("Take the file away"), required=False)

    def __init__(self, *args: Any, has_file: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_file:
            del self.fields["drop_files"]
