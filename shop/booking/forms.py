"""A buyer's booking; a seller's new slots; the reason of what is cancelled."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cms.base.formats import day_month
from operations.clock import now, today
from pes_profiles.numbers import clean_phone
from shop.booking.exceptions import NoSuchHourError
from shop.booking.models import LONGEST_NOTE, MOST_PEOPLE, MOST_PLACES, BookingSlot
from shop.booking.services import moment

MOST_WEEKS = 26
FURTHEST = timedelta(days=366)


class BookingForm(forms.Form):
    """Who comes, with how many. `slots` are the free ones to choose from when the one asked for is gone."""

    slot = forms.TypedChoiceField(
        label=gettext_lazy("Free slots"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose a slot"),
            "invalid_choice": gettext_lazy("This slot is not free any more. Choose another one"),
        },
    )
    name = forms.CharField(
        label=gettext_lazy("First and last name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": gettext_lazy("Enter your name")},
    )
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail"),
        help_text=gettext_lazy("For the confirmation and a reminder. The seller does not see it"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": gettext_lazy("Enter your e-mail: the confirmation goes there"),
            "invalid": gettext_lazy("This does not look like an e-mail address"),
        },
    )
    phone = forms.CharField(
        label=gettext_lazy("Phone"),
        help_text=gettext_lazy("So that the seller can reach you when something changes"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
    )
    people = forms.IntegerField(
        label=gettext_lazy("How many people"),
        min_value=1,
        max_value=MOST_PEOPLE,
        initial=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "required": gettext_lazy("Enter how many people come"),
            "invalid": gettext_lazy("Enter a whole number"),
            "min_value": gettext_lazy("Enter at least 1"),
            "max_value": gettext_lazy("At most 20 people at once. For a bigger group write to the seller"),
        },
    )
    note = forms.CharField(
        label=gettext_lazy("Note for the seller"),
        help_text=gettext_lazy("Nothing about health"),
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    key = forms.RegexField(
        r"^[A-Za-z0-9_-]{20,64}$",
        widget=forms.HiddenInput,
        error_messages={
            "required": gettext_lazy("Open the page of the slot again and fill in the form there"),
            "invalid": gettext_lazy("Open the page of the slot again and fill in the form there"),
        },
    )
    #: for machines only: people do not see it
    trap = forms.CharField(required=False, label=gettext_lazy("Leave this field empty"), max_length=200)

    def __init__(self, *args: Any, left: int, slots: list[BookingSlot] | None = None, **kwargs: Any) -> None:
        """`left` are the places of the slot in the address; with `slots` one of these is chosen instead."""
        super().__init__(*args, auto_id="rezerwacja_%s", **kwargs)
        self._left = left
        self._slots = {slot.pk: slot for slot in slots or []}
        if slots is None:
            del self.fields["slot"]
        else:
            self.fields["slot"].choices = [(slot.pk, _slot_words(slot)) for slot in slots]

    def clean_phone(self) -> str:
        return clean_phone(self.cleaned_data["phone"])

    def clean_people(self) -> int:
        """Say how many places are left; `slot` stands before this field, so it is read already."""
        people = self.cleaned_data["people"]
        chosen = self._slots.get(self.cleaned_data.get("slot"))
        left = chosen.left if chosen else self._left
        if 0 < left < people and (chosen or not self._slots):
            words = ngettext("There is %(n)s place left in this slot", "There are %(n)s places left in this slot", left)
            raise ValidationError(words % {"n": left})
        return people

    def clean_trap(self) -> str:
        if self.cleaned_data["trap"]:
            raise ValidationError(_("Leave this field empty and send again"))
        return ""


class SlotsForm(forms.Form):
    """Hours of a day, perhaps repeated each week."""

    day = forms.DateField(
        label=gettext_lazy("Day"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={
            "required": gettext_lazy("Enter the day"),
            "invalid": gettext_lazy("Enter a day like 2026-12-01"),
        },
    )
    begins = forms.TimeField(
        label=gettext_lazy("From"),
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={
            "required": gettext_lazy("Enter when it begins"),
            "invalid": gettext_lazy("Enter an hour like 10:00"),
        },
    )
    ends = forms.TimeField(
        label=gettext_lazy("To"),
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={
            "required": gettext_lazy("Enter when it ends"),
            "invalid": gettext_lazy("Enter an hour like 10:00"),
        },
    )
    places = forms.IntegerField(
        label=gettext_lazy("Places"),
        min_value=1,
        max_value=MOST_PLACES,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "required": gettext_lazy("Enter how many people can come"),
            "invalid": gettext_lazy("Enter a whole number"),
            "min_value": gettext_lazy("Enter at least 1"),
            "max_value": gettext_lazy("Enter 500 or less"),
        },
    )
    weeks = forms.IntegerField(
        label=gettext_lazy("Repeat for so many weeks"),
        help_text=gettext_lazy("On the same weekday at the same hours. 0: only this day"),
        min_value=0,
        max_value=MOST_WEEKS,
        initial=0,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "required": gettext_lazy("Enter 0 when it is only this day"),
            "invalid": gettext_lazy("Enter a whole number"),
            "min_value": gettext_lazy("Enter 0 or more"),
            "max_value": gettext_lazy("Enter 26 or less"),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="termin_%s", **kwargs)

    def clean_day(self):
        day = self.cleaned_data["day"]
        if day < today():
            raise ValidationError(_("This day is over"))
        if day > today() + FURTHEST:
            raise ValidationError(_("At most a year ahead"))
        return day

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        day, begins, ends = (given.get(name) for name in ("day", "begins", "ends"))
        if begins and ends and ends <= begins:
            self.add_error("ends", _("The end must be after the beginning, on the same day"))
        elif day and begins and ends:
            self._check_clock(day, begins, ends)
        return given

    def _check_clock(self, day, begins, ends) -> None:
        for name, hour in (("begins", begins), ("ends", ends)):
            for week in range((self.cleaned_data.get("weeks") or 0) + 1):
                try:
                    when = moment(day + timedelta(weeks=week), hour)
                except NoSuchHourError as error:
                    words = _("On %(day)s the clocks jump over this hour. Choose another one")
                    self.add_error(name, words % {"day": day_month(error.day)})
                    break
                if name == "begins" and when <= now():
                    self.add_error(name, _("This hour is over"))
                    break


class ReasonForm(forms.Form):
    """Why it is cancelled: whoever booked reads it."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Whoever booked gets these words by e-mail"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Write the reason")},
    )


def _slot_words(slot: BookingSlot) -> str:
    return f"{slot.words}, {places_left(slot)}"


def places_left(slot: BookingSlot) -> str:
    return ngettext("%(n)s place left", "%(n)s places left", slot.left) % {"n": slot.left}
