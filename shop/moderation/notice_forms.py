"""A notice of illegal content, and the answer to it."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from shop.moderation.addresses import ADDRESS_LENGTH, local_address
from shop.moderation.models import IllegalContentNotice

Reason, Decision = IllegalContentNotice.Reason, IllegalContentNotice.Decision
FACTS = ("address", "reason_code", "explanation", "name", "email", "good_faith")


class KeyField(forms.UUIDField):
    """The key of one filled-in form. A broken one is as good as none: nobody can correct a field he does not see."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> UUID | None:
        try:
            return super().to_python(value)
        except forms.ValidationError:
            return None


class NoticeForm(forms.Form):
    """What the law asks of a notice (DSA, art. 16 sec. 2). About abused children one may write without a name."""

    address = forms.CharField(
        label=_("Address of the page"),
        help_text=_("Copy it from the browser, or write it from the first slash, for example /sklep/o/…"),
        max_length=ADDRESS_LENGTH,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocapitalize": "off", "spellcheck": "false"}),
        error_messages={"required": _("Give the address of the page")},
    )
    reason_code = forms.ChoiceField(
        label=_("What is against the law"),
        choices=Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it is about"), "invalid_choice": _("Choose what it is about")},
    )
    explanation = forms.CharField(
        label=_("Why you think so"),
        help_text=_("Say what exactly on this page is against the law and how you know."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write why you think it is against the law")},
    )
    name = forms.CharField(
        label=_("Name or organisation"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("Your e-mail"),
        help_text=_("We send the confirmation and the decision here."),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": _("This does not look like an e-mail address")},
    )
    good_faith = forms.BooleanField(
        label=_("I believe in good faith that what I write here is true and complete"),
        error_messages={"required": _("Confirm this to send the notice")},
    )
    key = KeyField(required=False)
    #: for machines only: people do not see it
    note = forms.CharField(required=False, label=_("Leave this field empty"), max_length=200)

    def __init__(self, *args: Any, hosts: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hosts = list(hosts)

    def clean_address(self) -> str:
        address = local_address(self.cleaned_data["address"], hosts=self.hosts)
        if not address:
            raise forms.ValidationError(_("This is not an address of this portal"))
        return address

    def clean_note(self) -> str:
        if self.cleaned_data["note"]:
            raise forms.ValidationError(_("Leave this field empty and send again"))
        return ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("reason_code") != Reason.CHILDREN:
            if not cleaned.get("name") and "name" not in self.errors:
                self.add_error("name", _("Give your name: the law asks for it"))
            if not cleaned.get("email") and "email" not in self.errors:
                self.add_error("email", _("Give your e-mail: we send the decision there"))
        return cleaned

    @property
    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in FACTS}


class DecisionForm(forms.Form):
    """The answer: what is done, and why, in words that the sender reads."""

    prefix = "answer"

    decision = forms.ChoiceField(
        label=_("What is done"),
        choices=[("", _("Choose")), *Decision.choices],
        error_messages={"required": _("Choose what is done"), "invalid_choice": _("Choose what is done")},
    )
    text = forms.CharField(
        label=_("Reasons"),
        help_text=_("Facts, and the ground in law or terms. Whoever sent the notice gets these words by e-mail."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write the reasons of the decision")},
    )

    def __init__(self, *args: Any, notice: IllegalContentNotice, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if notice.profile_id is None:
            possible = [choice for choice in Decision.choices if choice[0] != Decision.SUSPENDED]
            self.fields["decision"].choices = [("", _("Choose")), *possible]
