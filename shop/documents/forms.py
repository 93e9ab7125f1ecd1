"""How a seller makes its papers, and a paper made elsewhere."""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from operations.clock import today
from shop.documents.exceptions import BadPdfError
from shop.documents.ksef import is_ksef_number
from shop.documents.models import PaperSettings
from shop.documents.pdfcheck import MAX_BYTES, MAX_PAGES, check_pdf

#: letters, digits and what numbers of invoices are written with
NUMBER = re.compile(r"[0-9A-Za-zĄĆĘŁŃÓŚŹŻąćęłńóśźż/_. -]+")


class SettingsForm(forms.ModelForm):
    """Who prints, how papers are numbered, what stands on them."""

    class Meta:
        model = PaperSettings
        fields = (
            "mode",
            "pattern",
            "correction_pattern",
            "first_number",
            "exempt_paper",
            "exempt_basis",
            "footer",
        )
        widgets = {"mode": forms.RadioSelect, "exempt_paper": forms.RadioSelect}
        labels = {
            "mode": gettext_lazy("Who issues the invoice"),
            "pattern": gettext_lazy("Pattern of the number"),
            "correction_pattern": gettext_lazy("Pattern of a correction's number"),
            "first_number": gettext_lazy("Next number"),
            "exempt_paper": gettext_lazy("What you issue"),
            "exempt_basis": gettext_lazy("Legal basis of the exemption from VAT"),
            "footer": gettext_lazy("Text at the foot"),
        }
        help_texts = {
            "pattern": gettext_lazy("{nr} becomes the number, {rok} the year. For example FV/{nr}/{rok}"),
            "correction_pattern": gettext_lazy("For example KOR/{nr}/{rok}"),
            "first_number": gettext_lazy(
                "Change it before the first paper of the year, to go on where another program ended"
            ),
            "exempt_basis": gettext_lazy("For example art. 113 ust. 1 ustawy o VAT, or art. 43 ust. 1 and the point"),
            "footer": gettext_lazy("For example thanks, or your number in the register of waste (BDO)"),
        }

    def __init__(self, *args: Any, is_vat_payer: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_vat_payer:
            del self.fields["exempt_paper"]
        self.fields["first_number"].min_value = 1
        self.fields["first_number"].widget.attrs |= {"inputmode": "numeric", "min": 1}

    def clean_pattern(self) -> str:
        return _pattern(self.cleaned_data["pattern"])

    def clean_correction_pattern(self) -> str:
        return _pattern(self.cleaned_data["correction_pattern"])

    def clean_first_number(self) -> int:
        number: int = self.cleaned_data["first_number"]
        if not 1 <= number <= 999_999:
            raise ValidationError(_("Enter a number from 1 to 999999"))
        return number

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        if answers.get("pattern") and answers["pattern"] == answers.get("correction_pattern"):
            self.add_error("correction_pattern", _("Corrections need a pattern of their own"))
        return answers


class PaperForm(forms.Form):
    """A paper made elsewhere: its file, number and day, and its number in KSeF."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("PDF, up to 2 MB"),
        widget=forms.FileInput(attrs={"accept": ".pdf,application/pdf"}),
        max_length=200,
        error_messages={
            "required": gettext_lazy("Choose a file"),
            "invalid": gettext_lazy("Choose a file"),
            "empty": gettext_lazy("This file is empty. Save the invoice as PDF again."),
            "max_length": gettext_lazy("The file's name is too long. Shorten it."),
        },
    )
    number = forms.CharField(
        label=gettext_lazy("Number of the document"),
        max_length=60,
        error_messages={"required": gettext_lazy("Enter the number that stands on the document")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    issued_on = forms.DateField(
        label=gettext_lazy("Date of issue"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("Enter the date of issue"),
            "invalid": gettext_lazy("Enter the date of issue"),
        },
    )
    ksef_number = forms.CharField(
        label=gettext_lazy("KSeF number"),
        help_text=gettext_lazy("If the document is in KSeF: NIP, date and characters, with hyphens"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_file(self) -> bytes:
        given: UploadedFile = self.cleaned_data["file"]
        if given.size is None or given.size > MAX_BYTES:
            raise ValidationError(words_about("size"))
        body = given.read()
        try:
            check_pdf(body)
        except BadPdfError as error:
            raise ValidationError(words_about(error.code)) from error
        return body

    def clean_number(self) -> str:
        return _printable(self.cleaned_data["number"])

    def clean_issued_on(self) -> date:
        day: date = self.cleaned_data["issued_on"]
        if day > today() or day.year < 2020:
            raise ValidationError(_("The date of issue is a day in the past, or today"))
        return day

    def clean_ksef_number(self) -> str:
        return _ksef(self.cleaned_data["ksef_number"])


class KsefForm(forms.Form):
    """The number that KSeF gave to a paper of ours."""

    ksef_number = forms.CharField(
        label=gettext_lazy("KSeF number"),
        max_length=40,
        error_messages={"required": gettext_lazy("Enter the KSeF number")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_ksef_number(self) -> str:
        return _ksef(self.cleaned_data["ksef_number"])


class CorrectionForm(forms.Form):
    """Why a paper is corrected; it stands on the correction."""

    reason = forms.CharField(
        label=gettext_lazy("Reason of the correction"),
        max_length=200,
        error_messages={"required": gettext_lazy("Write the reason, it stands on the correction")},
    )


def words_about(code: str) -> str:
    """Say what is wrong with a file and what to do."""
    return {
        "size": _("The file is larger than 2 MB. Save it smaller."),
        "magic": _("This is not a PDF. Save the invoice as PDF and add it again."),
        "locked": _("The file is locked with a password. Save it without one."),
        "active": _("The file holds scripts or other files. Print it to PDF and add the printed one."),
        "pages": _("The file has more than %(n)s pages, or none.") % {"n": MAX_PAGES},
    }.get(code, _("The file is damaged. Save the invoice as PDF again."))


def _pattern(text: str) -> str:
    pattern = " ".join(text.split())
    if pattern.count("{nr}") != 1 or pattern.count("{rok}") != 1:
        raise ValidationError(_("The pattern needs {nr} and {rok}, each once"))
    rest = pattern.replace("{nr}", "").replace("{rok}", "")
    if rest and not NUMBER.fullmatch(rest):
        raise ValidationError(_("Only letters, digits, spaces and / - _ . beside {nr} and {rok}"))
    # Two numbers side by side could make one number of two.
    if re.search(r"\d\{|\}\d|\}\{", pattern):
        raise ValidationError(_("Put a sign such as / between {nr}, {rok} and other digits"))
    return pattern


def _printable(text: str) -> str:
    text = " ".join(text.split())
    if not text.isprintable():
        raise ValidationError(_("Enter the number that stands on the document"))
    return text


def _ksef(text: str) -> str:
    number = re.sub(r"\s", "", text).upper()
    if number and not is_ksef_number(number):
        raise ValidationError(_("Check the KSeF number: a digit or letter is wrong"))
    return number
