"""What ROPS writes about a synonym."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from search.polish import fold, words
from search.vocabulary import Synonym
from shop.catalogue.models import Category

MOST_PHRASES = 30
LONGEST_PHRASE = 60
MOST_WORDS = 6


class PhrasesField(forms.CharField):
    """Phrases, one in a line or with commas between them."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=2000, widget=forms.Textarea(attrs={"rows": 5}), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:  # type: ignore[override]
        text = super().clean(value)
        phrases = [" ".join(part.split()) for part in re.split(r"[\n,;]", text)]
        phrases = [phrase for phrase in phrases if phrase]
        self._check(phrases)
        return phrases

    def _check(self, phrases: list[str]) -> None:
        if len(phrases) > MOST_PHRASES:
            raise ValidationError(_("At most %(most)s phrases."), params={"most": MOST_PHRASES}, code="many")
        seen: set[str] = set()
        for phrase in phrases:
            if len(phrase) > LONGEST_PHRASE or len(words(phrase)) > MOST_WORDS:
                raise ValidationError(
                    _("“%(phrase)s” is too long: at most %(most)s words."),
                    params={"phrase": phrase[:LONGEST_PHRASE], "most": MOST_WORDS},
                    code="long",
                )
            if not words(phrase):
                raise ValidationError(_("“%(phrase)s” has no word in it."), params={"phrase": phrase}, code="empty")
            if fold(phrase) in seen:
                raise ValidationError(_("“%(phrase)s” is here twice."), params={"phrase": phrase}, code="twice")
            seen.add(fold(phrase))


class SynonymForm(forms.Form):
    """A synonym, and the question on which its effect is tried."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=Synonym.Kind.choices,
        initial=Synonym.Kind.TWO_WAY,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the kind."), "invalid_choice": _("Choose the kind.")},
    )
    terms = PhrasesField(
        label=_("Words"),
        help_text=_("One in a line or with commas. Base forms are enough: endings are added when searching."),
        error_messages={"required": _("Write the words.")},
    )
    targets = PhrasesField(
        label=_("Lead to"),
        required=False,
        help_text=_("Only for the one-way kind and for broader to narrower."),
    )
    category = forms.ModelChoiceField(
        label=_("Category"), queryset=Category.objects.order_by("path"), required=False, empty_label=_("none")
    )
    note = forms.CharField(label=_("Note"), max_length=200, required=False, help_text=_("For ROPS only."))
    try_on = forms.CharField(
        label=_("Try on the question"),
        max_length=80,
        required=False,
        help_text=_("Without one the first word is tried."),
    )

    def __init__(self, *args: Any, synonym: Synonym | None = None, **kwargs: Any) -> None:
        self.synonym = synonym
        if synonym is not None:
            kwargs.setdefault(
                "initial",
                {
                    "kind": synonym.kind,
                    "terms": synonym.terms,
                    "targets": synonym.targets,
                    "category": synonym.category_id,
                    "note": synonym.note,
                },
            )
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        terms, targets, kind = data.get("terms"), data.get("targets"), data.get("kind")
        if terms is None or targets is None or not kind:
            return data
        if kind == Synonym.Kind.TWO_WAY:
            if len(terms) < 2:
                self.add_error("terms", _("Write at least two words."))
            if targets:
                self.add_error("targets", _("A two-way synonym leads nowhere else: leave this empty."))
        elif not targets:
            self.add_error("targets", _("Write what the words lead to."))
        elif both := {fold(term) for term in terms} & {fold(target) for target in targets}:
            self.add_error("targets", _("“%(phrase)s” is on both sides.") % {"phrase": min(both)})
        if not self.errors and self._is_there(kind, terms, targets):
            self.add_error("terms", _("This synonym is here already."))
        return data

    def _is_there(self, kind: str, terms: list[str], targets: list[str]) -> bool:
        mine = ({fold(term) for term in terms}, {fold(target) for target in targets})
        others = Synonym.objects.filter(kind=kind)
        if self.synonym is not None:
            others = others.exclude(pk=self.synonym.pk)
        return any(
            mine == ({fold(term) for term in other.terms}, {fold(target) for target in other.targets})
            for other in others
        )

    def kept(self) -> dict[str, Any]:
        """Return what is saved."""
        return {name: self.cleaned_data[name] for name in ("kind", "terms", "targets", "category", "note")}

    def question(self) -> str:
        return self.cleaned_data["try_on"] or self.cleaned_data["terms"][0]
