"""The forms of the login door in our words, and a person's own details."""

import re
from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django import forms
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from pes_profiles.accounts.models import User


class PlainWords:
    """Labels and errors of the portal; no placeholders, which repeat the label and vanish; no second typing of a password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("password2", None)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if isinstance(field, forms.EmailField):
                field.label = _("E-mail address")
                field.error_messages |= {
                    "required": _("Enter your e-mail address"),
                    "invalid": _("An address looks like this: name@example.com"),
                }
            elif isinstance(field.widget, forms.PasswordInput):
                field.help_text = ""
                field.error_messages |= {"required": _("Enter your password")}
            elif name == "code":
                field.label = _("Code")
                field.error_messages |= {"required": _("Enter the code")}
                field.widget.attrs |= {"autocapitalize": "off", "spellcheck": "false"}
        if "password1" in self.fields:
            self.fields["password1"].help_text = _("At least 12 characters. Four plain words will do")


class LoginForm(PlainWords, account.LoginForm):
    """E-mail and password."""


class SignupForm(PlainWords, account.SignupForm):
    """A new account."""

    def try_save(self, request: HttpRequest) -> tuple:
        """Make the account whole or not at all; of two at the same moment the second learns what a later one would."""
        try:
            with transaction.atomic():
                return super().try_save(request)
        except IntegrityError:
            self.account_already_exists = True
            return super().try_save(request)


class AddEmailForm(PlainWords, account.AddEmailForm):
    """A new address for an account."""


class ResetPasswordForm(PlainWords, account.ResetPasswordForm):
    """Ask for a link to a new password."""


class ResetPasswordKeyForm(PlainWords, account.ResetPasswordKeyForm):
    """A new password after the link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].label = _("New password")


class ChangePasswordForm(PlainWords, account.ChangePasswordForm):
    """A new password for somebody who knows the old one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].label = _("Current password")
        self.fields["password1"].label = _("New password")


class SetPasswordForm(PlainWords, account.SetPasswordForm):
    """A first password."""


class ReauthenticateForm(PlainWords, account.ReauthenticateForm):
    """The password once more, before something dear."""


class CodeForm(PlainWords, mfa.AuthenticateForm):
    """The second step of a log-in: a code of the app, or a spare one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = _("6 digits from the app, or one of your spare codes")


class CodeAgainForm(PlainWords, mfa.ReauthenticateForm):
    """A code once more, before something dear."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = _("6 digits from the app, or one of your spare codes")


class ActivateAppForm(PlainWords, totp.ActivateTOTPForm):
    """The first code of an app, the proof that it knows the key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = _("6 digits that the app shows now")
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class DetailsForm(forms.ModelForm):
    """How a person is called and reached."""

    class Meta:
        model = User
        fields = ("first_name", "last_name", "phone")
        labels = {"first_name": _("First name"), "last_name": _("Last name"), "phone": _("Phone")}
        help_texts = {"phone": _("For the courier. 9 digits or a number with + country code")}
        widgets = {
            "first_name": forms.TextInput(attrs={"autocomplete": "given-name"}),
            "last_name": forms.TextInput(attrs={"autocomplete": "family-name"}),
            "phone": forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel", "type": "tel"}),
        }

    def clean_phone(self) -> str:
        """Keep the digits, however they were grouped."""
        number = re.sub(r"[\s()/-]", "", self.cleaned_data["phone"])
        if number and not re.fullmatch(r"\d{9}|\+[1-9]\d{5,14}", number):
            raise forms.ValidationError(_("Polish numbers have 9 digits. Start foreign ones with +"))
        return number


class CloseForm(forms.Form):
    """The password, so that nobody closes an account left open on a shared computer."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Enter your password")},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        if not self.user.check_password(password):
            raise forms.ValidationError(_("This is not your current password"))
        return password
