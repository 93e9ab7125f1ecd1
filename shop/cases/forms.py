"""What people are asked: what is wrong and with what, words for a thread, the seller's decision, ROPS's reason."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from pes_profiles.numbers import clean_nrb
from shop.cases.models import Complaint
from shop.cases.rules import is_consumers
from shop.cases.uploads import Attachment, clean_files
from shop.fulfilment.forms import KeyedForm, pieces_field
from shop.fulfilment.models import VendorOrder
from shop.order.models import Line

LONGEST = 4000
Outcome = Complaint.Outcome


class FilesInput(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list:
        return files.getlist(name) if hasattr(files, "getlist") else []


class FilesField(forms.FileField):
    """Pictures and PDF files, cleaned: the value is a list of `Attachment`."""

    widget = FilesInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False,
            label=gettext_lazy("Pictures and PDF files"),
            help_text=gettext_lazy("Up to 5 pictures (JPG, PNG, WebP) and 3 PDF files, each up to 8 MB"),
            widget=FilesInput(
                attrs={"multiple": True, "accept": "image/jpeg,image/png,image/webp,application/pdf,.pdf"}
            ),
            **kwargs,
        )

    def clean(self, data: Any, initial: Any = None) -> list[Attachment]:
        return clean_files([file for file in data or [] if file])


class FiledForm(forms.Form):
    """A form that may bring `files`."""

    def clean(self) -> dict[str, Any]:
        """Browsers forget chosen files: say so when the form comes back for another reason."""
        answers = super().clean() or self.cleaned_data
        if self.errors and "files" not in self.errors and answers.get("files"):
            self.add_error("files", _("Choose the files again: the browser does not keep them"))
        return answers


class WriteForm(FiledForm, KeyedForm):
    """Words for a thread."""

    text = forms.CharField(
        label=pgettext_lazy("thread", "Your message"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": gettext_lazy("Write the message")},
    )
    files = FilesField()


class ComplaintForm(FiledForm, KeyedForm):
    """Which things of a share, what is wrong, and what the buyer wants."""

    demand = forms.ChoiceField(
        label=gettext_lazy("What do you want?"),
        choices=[(code, capfirst(label)) for code, label in Complaint.Demand.choices],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what you want")},
    )
    text = forms.CharField(
        label=gettext_lazy("What is wrong?"),
        help_text=gettext_lazy("When you noticed it and what it looks like"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": gettext_lazy("Describe the problem")},
    )
    files = FilesField()
    account = forms.CharField(
        label=gettext_lazy("Account number for the refund"),
        help_text=gettext_lazy("Give it if you paid by transfer and want money back. 26 digits, we ignore spaces"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, lines: list[Line], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = {f"ile-{line.pk}": line for line in lines}
        for name, line in self.lines.items():
            self.fields[name] = pieces_field(
                line,
                most=line.quantity,
                how_many=_("How many pieces, at most %(n)s") % {"n": line.quantity},
                too_many=_("You bought %(limit_value)s"),
            )
        self.order_fields(self.lines)
        if len(lines) == 1 and lines[0].quantity == 1:
            self.initial.setdefault(f"ile-{lines[0].pk}", True)

    @property
    def things(self) -> list[forms.BoundField]:
        return [self[name] for name in self.lines]

    @property
    def chosen(self) -> dict[int, int]:
        return {line.pk: int(self.cleaned_data.get(name) or 0) for name, line in self.lines.items()}

    def clean_account(self) -> str:
        return clean_nrb(self.cleaned_data["account"])

    def clean(self) -> dict[str, Any]:
        if not self.errors.keys() & self.lines.keys() and not any(self.chosen.values()):
            self.add_error(next(iter(self.lines), None), _("Choose at least one thing"))
        return super().clean()


class AmountField(forms.DecimalField):
    """An amount in zł with a comma or a dot."""

    def to_python(self, value: Any) -> Decimal | None:
        bare = "".join(str(value or "").split()).removesuffix("zł").replace(",", ".")
        return super().to_python(bare)


class AnswerForm(FiledForm, KeyedForm):
    """The seller's decision. `seen` is the answer that was there when the form was shown."""

    outcome = forms.ChoiceField(
        label=pgettext_lazy("complaint", "Decision"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose the decision")},
    )
    amount = AmountField(
        label=gettext_lazy("Amount for the buyer"),
        help_text=gettext_lazy("For a price cut or a refund, in PLN"),
        required=False,
        min_value=Decimal("0.01"),
        max_digits=9,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={
            "invalid": gettext_lazy("Enter an amount in PLN, grosze after a comma"),
            "min_value": gettext_lazy("The amount must be above zero"),
            "max_decimal_places": gettext_lazy("Enter an amount in PLN, grosze after a comma"),
        },
    )
    text = forms.CharField(
        label=gettext_lazy("Reasons, and how and by when you settle it"),
        help_text=gettext_lazy("The buyer gets it by e-mail, whole"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": gettext_lazy("Give the reasons")},
    )
    adr = forms.ChoiceField(
        label=gettext_lazy("Out-of-court settlement, when you reject"),
        help_text=gettext_lazy("A trader who rejects a consumer's complaint has to say this"),
        required=False,
        choices=[(code, capfirst(label)) for code, label in Complaint.Adr.choices],
        widget=forms.RadioSelect,
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, complaint: Complaint, **kwargs: Any) -> None:
        super().__init__(*args, initial={"seen": complaint.outcome}, **kwargs)
        self.vo: VendorOrder = complaint.case.vendor_order
        offered = [code for code in Outcome if code != Outcome.REJECTED or complaint.is_open]
        self.fields["outcome"].choices = [(code.value, capfirst(code.label)) for code in offered]
        self.needs_adr = is_consumers(self.vo) and complaint.is_open
        if not self.needs_adr:
            del self.fields["adr"]

    def clean(self) -> dict[str, Any]:
        answers = super().clean()
        outcome, amount = answers.get("outcome"), answers.get("amount")
        if outcome in {Outcome.PRICE_CUT, Outcome.REFUND} and "amount" not in self.errors:
            if amount is None:
                self.add_error("amount", _("Enter the amount"))
            elif amount > self.vo.total_gross:
                self.add_error("amount", _("This is more than the buyer paid"))
        if outcome == Outcome.REJECTED and self.needs_adr and not answers.get("adr"):
            self.add_error("adr", _("Say whether you agree to an out-of-court settlement"))
        return answers


class ReasonForm(forms.Form):
    """Why ROPS has to read a thread to which nobody called it."""

    reason = forms.CharField(
        label=gettext_lazy("Why ROPS has to read this thread"),
        help_text=gettext_lazy("Both sides will read it in the thread"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Give a reason")},
    )
