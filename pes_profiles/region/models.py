"""The region: 12 powiaty, 71 gminy, OWES areas whose borders change with the years.

Codes are GUS TERC: 4 digits a powiat, 6 a gmina (the 7th, the kind, changes and is no key).
"""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class Powiat(models.Model):
    """A county; Opole city is one by itself."""

    terc = models.CharField("TERC", max_length=4, unique=True, validators=[RegexValidator(r"^\d{4}$")])
    name = models.CharField(_("name"), max_length=60, unique=True)
    slug = models.SlugField(max_length=60, unique=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("powiat")
        verbose_name_plural = _("powiaty")

    def __str__(self) -> str:
        return self.name

    @property
    def is_city(self) -> bool:
        """Whether it is a city with the rights of a powiat: one says „Opole”, not „powiat opole”."""
        return self.name.startswith("m. ")


class Gmina(models.Model):
    """A commune, with the coordinates of its seat (WGS 84)."""

    class Kind(models.TextChoices):
        URBAN = "miejska", _("urban")
        RURAL = "wiejska", _("rural")
        MIXED = "miejsko-wiejska", _("urban-rural")

    terc = models.CharField("TERC", max_length=6, unique=True, validators=[RegexValidator(r"^\d{6}$")])
    name = models.CharField(_("name"), max_length=60)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    powiat = models.ForeignKey(Powiat, on_delete=models.PROTECT, related_name="gminy")
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("gmina")
        verbose_name_plural = _("gminy")

    def __str__(self) -> str:
        return self.name


class OwesArea(models.Model):
    """Where one OWES works."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=60)
    operator = models.CharField(_("run by"), max_length=120, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("OWES area")
        verbose_name_plural = _("OWES areas")

    def __str__(self) -> str:
        return self.name


class OwesAreaMembership(models.Model):
    """A powiat belonged to an area from one day to another; past reports use the map of their year."""

    area = models.ForeignKey(OwesArea, on_delete=models.PROTECT, related_name="memberships")
    powiat = models.ForeignKey(Powiat, on_delete=models.PROTECT, related_name="area_memberships")
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("area membership")
        verbose_name_plural = _("area memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["powiat"],
                condition=models.Q(valid_to__isnull=True),
                name="one_current_area_per_powiat",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
                name="area_membership_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.powiat} → {self.area}"
