"""What the steps of joining share."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.text import capfirst

from pes_profiles.accounts.models import User
from pes_profiles.models import Profile

#: people paste numbers with spaces, hyphens and "PL"
PASTED = 60
Choices = list[tuple[Any, Any]]


def capital(choices: Choices) -> Choices:
    """Begin every choice with a capital, as a list of answers does."""
    return [(value, capfirst(str(label))) for value, label in choices]


class CleanedCharField(forms.CharField):
    """A text that one of the functions of `numbers` checks and bares."""

    def __init__(self, *, how: Callable[[str], str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.how = how

    def clean(self, value: Any) -> str:
        return self.how(super().clean(value))


class StepForm(forms.Form):
    """One step; `save` calls the service of the step."""

    def __init__(self, *args: Any, profile: Profile | None = None, **kwargs: Any) -> None:
        self.profile = profile
        if profile is not None:
            kwargs.setdefault("initial", self.saved(profile))
        super().__init__(*args, **kwargs)

    def saved(self, profile: Profile) -> dict[str, Any]:
        """Return what the PES has told so far."""
        raise NotImplementedError  # each subclass says its own

    def save(self, *, by: User) -> None:
        raise NotImplementedError  # each subclass says its own

    def want(self, name: str, sentence: str | Promise) -> None:
        """Say at a field that it is needed, unless something else is already wrong with it."""
        if name not in self.errors and not self.cleaned_data.get(name):
            self.add_error(name, ValidationError(str(sentence), code="required"))
