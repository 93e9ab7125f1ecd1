"""The file with a statement, and the ticks."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from shop.statements.formats import MAX_BYTES

MOST_TICKS = 100


class UploadForm(forms.Form):
    """One file."""

    file = forms.FileField(
        label=_("Statement from your bank"),
        help_text=_("MT940 or CSV, up to 1 MB. In the bank's service look for “history” and “export”."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.sta,.mt940,.940"}),
        error_messages={
            "required": _("Choose a file"),
            "empty": _("This file is empty. Download the statement again."),
            "invalid": _("Choose a file"),
            "max_length": _("The file's name is too long. Shorten it."),
        },
        max_length=200,
    )

    def clean_file(self) -> bytes:
        given: UploadedFile = self.cleaned_data["file"]
        if given.size is None or given.size > MAX_BYTES:
            raise ValidationError(_("The file is larger than 1 MB. Download the statement for a shorter time."))
        return given.read()


class TicksForm(forms.Form):
    """Which lines, each as it was seen."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.chosen: list[tuple[int, str]] = []

    def clean(self) -> dict[str, Any] | None:
        ticks = self.data.getlist("linia")[:MOST_TICKS] if hasattr(self.data, "getlist") else []
        for tick in ticks:
            key, _colon, seen = tick.partition(":")
            if key.isascii() and key.isdigit() and len(key) < 16:
                self.chosen.append((int(key), seen))
        if not self.chosen:
            raise ValidationError(_("Tick at least one transfer"))
        return self.cleaned_data
