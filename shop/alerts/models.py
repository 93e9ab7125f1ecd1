"""What somebody waits for, and which letters a person does not want."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from operations.clock import now

NAME_LENGTH = 80
QUERY_LENGTH = 500


class Alert(models.Model):
    """Somebody waits for an offer, for a PES, or for what is new in a search. The first two are told once.

    A guest's alert waits for the link in a letter: nobody gets letters that somebody else asked for.
    """

    class Kind(models.TextChoices):
        OFFER = "OFFER", _("an offer comes back")
        PES = "PES", _("a PES comes back")
        SEARCH = "SEARCH", _("something new in a search")

    class State(models.TextChoices):
        UNCONFIRMED = "UNCONFIRMED", _("the address waits to be confirmed")
        WAITING = "WAITING", _("waits")
        TOLD = "TOLD", _("told")
        STOPPED = "STOPPED", _("stopped")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.UNCONFIRMED)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="awaited"
    )
    email = models.EmailField(_("e-mail"))
    language = models.CharField(max_length=5, default="pl")
    product = models.ForeignKey("catalogue.Product", on_delete=models.CASCADE, null=True, related_name="+")
    profile = models.ForeignKey("pes_profiles.Profile", on_delete=models.CASCADE, null=True, related_name="+")
    name = models.CharField(_("name"), max_length=NAME_LENGTH, blank=True)
    query = models.CharField(max_length=QUERY_LENGTH, blank=True)
    created_at = models.DateTimeField(default=now)
    changed_at = models.DateTimeField(default=now)
    #: until when a search was looked through
    looked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        indexes = [models.Index(fields=["state", "kind"], name="alerts_that_wait")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="OFFER", product__isnull=False, profile__isnull=True)
                | Q(kind="PES", profile__isnull=False, product__isnull=True)
                | Q(kind="SEARCH", product__isnull=True, profile__isnull=True, user__isnull=False),
                name="an_alert_waits_for_one_thing",
            ),
            models.UniqueConstraint(
                fields=["email", "product"],
                condition=Q(state__in=["UNCONFIRMED", "WAITING"]),
                name="an_address_waits_for_an_offer_once",
            ),
            models.UniqueConstraint(
                fields=["email", "profile"],
                condition=Q(state__in=["UNCONFIRMED", "WAITING"]),
                name="an_address_waits_for_a_pes_once",
            ),
            models.UniqueConstraint(
                fields=["user", "query"],
                condition=Q(state="WAITING", kind="SEARCH"),
                name="a_person_saves_a_search_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} #{self.pk}"

    @property
    def thing(self):
        """What is waited for: a product (a variant, perhaps) or a PES."""
        return self.product or self.profile

    @property
    def title(self) -> str:
        if self.profile:
            return self.profile.short_name
        if self.product is None:
            return self.name
        offer = self.product.offer
        return f"{offer.title}, {self.product.title}" if self.product.is_child else offer.title


class LetterKind(models.TextChoices):
    """The letters that a person may do without. All others tell of orders, rights and the account."""

    BACK = "OFFER", _("A thing that I wait for is back")
    RETURN = "PES", _("An entity that I wait for is back from its break")
    NEWS = "SEARCH", _("Something new in my saved searches")


class RefusedLetter(models.Model):
    """A kind of letters that a person does not want."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="refused_letters")
    kind = models.CharField(max_length=8, choices=LetterKind)
    since = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("refused letter")
        verbose_name_plural = _("refused letters")
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="a_kind_of_letters_is_refused_once")]

    def __str__(self) -> str:
        return self.kind
