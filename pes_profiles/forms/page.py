"""The public page of a PES, as its owners fill it in."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from pes_profiles import page
from pes_profiles.accounts.models import User
from pes_profiles.forms.base import capital
from pes_profiles.forms.seat import PlaceForm
from pes_profiles.models import Profile, Visual
from pes_profiles.region.models import Powiat

LONGEST_STORY = 6000
LONGEST_LINE = 120
CHOOSE = {"required": _("Choose one."), "invalid_choice": _("Choose from the list")}


class PageForm(PlaceForm):
    """One form for the whole page. Texts are plain: what looks like a tag is shown as it was typed."""

    tagline = forms.CharField(
        label=_("One sentence about you"),
        max_length=160,
        required=False,
        help_text=_("What you make or do, for example „Kubki i misy z pracowni nad Małą Panwią”."),
    )
    story = forms.CharField(
        label=_("Your story"),
        max_length=LONGEST_STORY,
        required=False,
        help_text=_("Plain text. An empty line begins a new paragraph."),
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    good_at = forms.CharField(
        label=_("What you do best"),
        required=False,
        help_text=_("Up to 5 lines, one thing in each."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    cover = forms.FileField(
        label=_("New photo"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*"}),
        help_text=_("JPG, PNG, WebP or HEIC. It takes the place of the present one."),
        error_messages={"empty": _("This file is empty. Choose another.")},
    )
    cover_alt = forms.CharField(
        label=_("What is in the photo"),
        max_length=page.ALT_LENGTH,
        required=False,
        help_text=_("For people who cannot see it."),
    )
    cover_remove = forms.BooleanField(label=_("Remove the photo"), required=False)
    served_powiats = forms.ModelMultipleChoiceField(
        label=_("Powiats you work in"),
        queryset=Powiat.objects.order_by("name"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Where you come with goods and services. Buyers look for you there too."),
        error_messages={
            "invalid_choice": _("Choose from the list"),
            "invalid_pk_value": _("Choose from the list"),
            "invalid_list": _("Choose from the list"),
        },
    )
    dye = forms.ChoiceField(
        label=_("Colour"), choices=capital(Visual.Dye.choices), widget=forms.RadioSelect, error_messages=CHOOSE
    )
    ornament = forms.ChoiceField(
        label=_("Ornament"), choices=capital(Visual.Ornament.choices), widget=forms.RadioSelect, error_messages=CHOOSE
    )

    field_order = (
        "tagline", "story", "good_at", "cover", "cover_alt", "cover_remove", "phone", "email", "website",
        "opening_hours", "street", "postcode", "town", "gmina", "served_powiats", "dye", "ornament",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not (self.profile and self.profile.cover_id):
            del self.fields["cover_remove"]

    def saved(self, profile: Profile) -> dict[str, Any]:
        names = ("tagline", "story", "dye", "ornament")
        return (
            super().saved(profile)
            | {name: getattr(profile, name) for name in names}
            | {
                "good_at": "\n".join(str(line) for line in profile.good_at),
                "cover_alt": profile.cover.alt if profile.cover else "",
                "served_powiats": [powiat.pk for powiat in profile.served_powiats.all()],
            }
        )

    def clean_story(self) -> str:
        return self.cleaned_data["story"].replace("\r\n", "\n").strip()

    def clean_good_at(self) -> list[str]:
        lines = [line for each in self.cleaned_data["good_at"].splitlines() if (line := " ".join(each.split()))]
        if len(lines) > page.MOST_GOOD_AT:
            raise ValidationError(
                _("Leave at most %(most)s lines, now there are %(n)s."),
                params={"most": page.MOST_GOOD_AT, "n": len(lines)},
                code="many",
            )
        for line in lines:
            if len(line) > LONGEST_LINE:
                raise ValidationError(
                    _("Shorten the line “%(start)s…” to %(most)s characters."),
                    params={"start": line[:30], "most": LONGEST_LINE},
                    code="long",
                )
        return lines

    def clean(self) -> dict[str, Any]:
        super().clean()
        data = self.cleaned_data
        has_photo = bool(self.profile and self.profile.cover_id and not data.get("cover_remove"))
        if (data.get("cover") or has_photo or data.get("cover_alt")) and "cover_alt" not in self.errors:
            try:
                data["cover_alt"] = (
                    page.checked_alt(data.get("cover_alt", "")) if data.get("cover") or has_photo else ""
                )
            except ValidationError as fault:
                self.add_error("cover_alt", fault)
                if data.get("cover"):
                    self.add_error("cover", ValidationError(_("Describe the photo and choose it again."), code="again"))
        return self.cleaned_data

    def save_photo(self, *, by: User) -> bool:
        """Keep a new photo even when another field is wrong: a browser cannot send it again by itself."""
        assert self.profile is not None
        uploaded, alt = self.cleaned_data.get("cover"), self.cleaned_data.get("cover_alt")
        if not (uploaded and alt):
            return False
        try:
            page.set_cover(self.profile, uploaded, alt=alt, by=by)
        except ValidationError as fault:
            self.add_error("cover", fault)
            return False
        return True

    def save(self, *, by: User) -> None:
        assert self.profile is not None
        data = dict(self.cleaned_data)
        uploaded, alt, remove = data.pop("cover"), data.pop("cover_alt"), data.pop("cover_remove", False)
        page.save_page(self.profile, by=by, **data)
        if remove and not uploaded:
            page.remove_cover(self.profile, by=by)
        elif alt and not uploaded:
            page.describe_cover(self.profile, alt=alt, by=by)
