"""A question of a buyer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST_QUESTION = 1500


class QuestionForm(forms.Form):
    """A guest leaves an e-mail, for the answer; who is signed in only asks."""

    text = forms.CharField(
        label=_("Your question"),
        max_length=LONGEST_QUESTION,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write your question")},
    )
    email = forms.EmailField(
        label=_("Your e-mail"),
        help_text=_("For the answer. The seller does not see it"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Enter your e-mail: the answer goes there"),
            "invalid": _("This does not look like an e-mail address"),
        },
    )
    name = forms.CharField(
        label=_("First name"),
        help_text=_("For the seller only"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    #: for machines only: people do not see it
    note = forms.CharField(required=False, label=_("Leave this field empty"), max_length=200)

    def __init__(self, *args: Any, is_guest: bool, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="pytanie_%s", **kwargs)
        if not is_guest:
            del self.fields["email"], self.fields["name"]

    def clean_note(self) -> str:
        if self.cleaned_data["note"]:
            raise forms.ValidationError(_("Leave this field empty and send again"))
        return ""
