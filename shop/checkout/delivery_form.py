"""How each seller's things come to the buyer. Where a seller comes in person the address decides, before payment."""

import re
from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from pes_profiles.region.models import Gmina
from shop.basket.queries import Part
from shop.checkout.models import CheckoutDraft
from shop.partner.areas import LOCAL, is_in_region, reaches
from shop.partner.models import DeliveryWay

LOCKER = re.compile(r"[A-Z]{3}\d{2,3}[A-Z]{0,3}")
NOTE_LENGTH = 500


class GminaField(forms.ModelChoiceField):
    """A gmina of the region, with its powiat: some villages bear the name of a gmina elsewhere."""

    def label_from_instance(self, obj: Gmina) -> str:
        return f"{obj.name} ({obj.powiat.name})"


class DeliveryForm(forms.Form):
    """For each seller: the way, the parcel locker when that is the way, a note. Once: the gmina, if a seller comes."""

    def __init__(self, parts: list[Part], draft: CheckoutDraft, data: Any = None) -> None:
        super().__init__(data)
        self.parts, self.draft = parts, draft
        self.is_local = any(way.code in LOCAL for part in parts for way in part.ways)
        if self.is_local and is_in_region(draft.postcode):
            self.fields["gmina"] = GminaField(
                queryset=Gmina.objects.select_related("powiat"),
                label=_("Gmina of your address"),
                help_text=_("It tells which sellers come to you in person"),
                empty_label=_("Choose the gmina"),
                required=False,
                initial=draft.gmina_id,
                error_messages={"invalid_choice": _("Choose the gmina")},
            )
        for part in parts:
            key = part.partner.pk
            chosen = draft.deliveries.get(str(key), {})
            reaching = [way for way in part.ways if self.may_come(way)]
            only = reaching[0].code if len(reaching) == 1 else ""
            self.fields[f"way_{key}"] = forms.ChoiceField(
                label=_("Delivery from %(seller)s") % {"seller": part.partner.profile.short_name},
                choices=[(way.code, way.get_code_display()) for way in part.ways],
                widget=forms.RadioSelect,
                initial=chosen.get("code") or only,
                error_messages={
                    "required": _("Choose a way of delivery"),
                    "invalid_choice": _("Choose a way of delivery"),
                },
            )
            self.fields[f"point_{key}"] = forms.CharField(
                label=_("Parcel locker code"),
                help_text=_("For example OPO01M"),
                max_length=30,
                required=False,
                initial=chosen.get("point", ""),
            )
            self.fields[f"note_{key}"] = forms.CharField(
                label=_("Note for the seller"),
                max_length=NOTE_LENGTH,
                required=False,
                initial=draft.notes.get(str(key), ""),
                widget=forms.Textarea(attrs={"rows": 2, "maxlength": NOTE_LENGTH}),
            )

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        self._check_area(answers)
        for part in self.parts:
            key = part.partner.pk
            name = f"point_{key}"
            point = re.sub(r"[\s-]", "", answers.get(name, "")).upper()
            if answers.get(f"way_{key}") == DeliveryWay.Code.PARCEL_LOCKER:
                if not point:
                    self.add_error(name, _("Enter a parcel locker code"))
                elif not LOCKER.fullmatch(point):
                    self.add_error(name, _("Check the code, it is usually three letters and digits"))
            answers[name] = point
        return answers

    def _check_area(self, answers: dict[str, Any]) -> None:
        for part in self.parts:
            name = f"way_{part.partner.pk}"
            way = next((way for way in part.ways if way.code == answers.get(name)), None)
            if way is None or reaches(way, self.gmina):
                continue
            if self.gmina is None and "gmina" in self.fields:
                if not self.has_error("gmina"):
                    self.add_error("gmina", _("Choose the gmina: the seller must know whether to come"))
            else:
                self.add_error(name, _("The seller does not come to this address. Choose another way"))

    @cached_property
    def gmina(self) -> Gmina | None:
        """The gmina of the address: as answered here, or as known from the address. None beyond the region."""
        if "gmina" not in self.fields:
            return None
        if "gmina" not in self.data:
            return self.draft.gmina
        try:
            return self.fields["gmina"].clean(self.data.get("gmina"))
        except forms.ValidationError:
            return None

    def may_come(self, way: DeliveryWay) -> bool:
        """Whether a way may be chosen as far as is known of the address."""
        is_asked = self.gmina is None and "gmina" in self.fields
        return way.code not in LOCAL or is_asked or reaches(way, self.gmina)

    @property
    def chosen(self) -> dict[int, dict[str, str]]:
        """What was answered, by the seller's number."""
        return {
            part.partner.pk: {
                "code": self.cleaned_data[f"way_{part.partner.pk}"],
                "point": self.cleaned_data[f"point_{part.partner.pk}"]
                if self.cleaned_data[f"way_{part.partner.pk}"] == DeliveryWay.Code.PARCEL_LOCKER
                else "",
                "note": self.cleaned_data[f"note_{part.partner.pk}"].strip(),
            }
            for part in self.parts
        }

    def rows(self) -> list[dict[str, Any]]:
        """The page's rows: a part, its three questions, each way with its price, and the ways that do not come here."""
        return [
            {
                "part": part,
                "field": self[f"way_{part.partner.pk}"],
                "point": self[f"point_{part.partner.pk}"],
                "note": self[f"note_{part.partner.pk}"],
                "ways": [
                    {"way": way, "price": part.price_of(way), "is_locker": way.code == DeliveryWay.Code.PARCEL_LOCKER}
                    for way in part.ways
                    if self.may_come(way)
                ],
                "barred": [way for way in part.ways if not self.may_come(way)],
            }
            for part in self.parts
        ]
