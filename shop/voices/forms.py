"""A question of a buyer, and one file of whoever answers it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shop.cases.forms import FiledForm, FilesField
from shop.cases.uploads import Attachment, clean_files

LONGEST_QUESTION = 1500


class QuestionForm(FiledForm):
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
    files = FilesField()
    #: for machines only: people do not see it
    note = forms.CharField(required=False, label=_("Leave this field empty"), max_length=200)

    def __init__(self, *args: Any, is_guest: bool, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="pytanie_%s", **kwargs)
        self.fields["files"].help_text = _(
            "Up to 5 pictures (JPG, PNG, WebP) and 3 PDF files, each up to 8 MB. They are never shown on the page"
        )
        if not is_guest:
            del self.fields["email"], self.fields["name"]

    def clean_note(self) -> str:
        if self.cleaned_data["note"]:
            raise forms.ValidationError(_("Leave this field empty and send again"))
        return ""


class AnswerFileField(forms.FileField):
    """One picture or PDF, cleaned: the value is a list of at most one `Attachment`."""

    def __init__(self) -> None:
        super().__init__(
            required=False,
            label=_("Picture or PDF file"),
            help_text=_("JPG, PNG, WebP or PDF up to 8 MB. Only the person who asked sees it"),
            widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,application/pdf,.pdf"}),
        )

    def clean(self, data: Any, initial: Any = None) -> list[Attachment]:
        return clean_files([data]) if data else []
