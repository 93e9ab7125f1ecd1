"""A slot of an offer on booking, and one person's booking of places in it.

A booking is no purchase: no money goes through the portal, nothing is taken from stock.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import formats, timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from cms.base.formats import clock, day_month
from operations.clock import now

MOST_PLACES = 500
MOST_PEOPLE = 20
LONGEST_NOTE = 500


class BookingSlot(models.Model):
    """Hours of one day in which a service has so many places. `taken` is claimed by a conditional UPDATE only."""

    offer = models.ForeignKey("catalogue.Product", on_delete=models.PROTECT, related_name="booking_slots")
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("to"))
    places = models.PositiveSmallIntegerField(_("places"))
    taken = models.PositiveSmallIntegerField(_("taken"), default=0)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["starts_at", "pk"]
        verbose_name = _("booking slot")
        verbose_name_plural = _("booking slots")
        constraints = [
            models.UniqueConstraint(
                fields=["offer", "starts_at"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_slot_of_an_offer_begins_then",
            ),
            models.CheckConstraint(condition=Q(taken__lte=F("places")), name="no_more_taken_than_places"),
            models.CheckConstraint(condition=Q(places__gte=1, places__lte=MOST_PLACES), name="a_slot_has_places"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="a_slot_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def words(self) -> str:
        """The slot in words, `wtorek 1 grudnia, 10.00–11.30`, by the clock of Warsaw."""
        return f"{self.day}, {self.hours}"

    @property
    def day(self) -> str:
        weekday = formats.date_format(timezone.localtime(self.starts_at), "l")
        if get_language() != "en":
            weekday = weekday.lower()
        return f"{weekday} {day_month(self.starts_at)}"

    @property
    def hours(self) -> str:
        return f"{clock(self.starts_at)}–{clock(self.ends_at)}"

    @property
    def left(self) -> int:
        return self.places - self.taken


class Booking(models.Model):
    """Places that one person has in a slot."""

    class State(models.TextChoices):
        CONFIRMED = "CONFIRMED", pgettext_lazy("booking", "booked")
        CANCELLED_BY_BUYER = "CANCELLED_BY_BUYER", pgettext_lazy("booking", "cancelled by the person who booked")
        CANCELLED_BY_SELLER = "CANCELLED_BY_SELLER", pgettext_lazy("booking", "cancelled by the seller")

    slot = models.ForeignKey(BookingSlot, on_delete=models.PROTECT, related_name="bookings")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    name = models.CharField(_("name"), max_length=80)
    email = models.EmailField(_("e-mail"), max_length=254)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    people = models.PositiveSmallIntegerField(_("people"))
    note = models.CharField(_("note"), max_length=LONGEST_NOTE, blank=True)
    state = models.CharField(max_length=20, choices=State, default=State.CONFIRMED)
    #: the seller's words for whoever booked
    reason = models.CharField(_("reason"), max_length=LONGEST_NOTE, blank=True)
    language = models.CharField(max_length=5, default="pl")
    #: the key of the form it came from: the same form sent twice is one booking
    form_key = models.CharField(max_length=64, unique=True, editable=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name = _("booking")
        verbose_name_plural = _("bookings")
        constraints = [
            models.CheckConstraint(
                condition=Q(people__gte=1, people__lte=MOST_PEOPLE), name="a_booking_is_for_some_people"
            ),
            models.CheckConstraint(
                condition=Q(state="CONFIRMED", cancelled_at__isnull=True)
                | (~Q(state="CONFIRMED") & Q(cancelled_at__isnull=False)),
                name="a_cancelled_booking_has_its_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slot_id}: {self.people}"

    @property
    def token(self) -> str:
        """The secret of the link to it: made from the form's one-time key, kept nowhere."""
        return token_of(self.form_key)

    @property
    def is_open(self) -> bool:
        """Whether whoever booked may still cancel: until the slot begins."""
        return self.state == self.State.CONFIRMED and self.slot.starts_at > now()

    @property
    def offer_title(self) -> str:
        return self.slot.offer.title


def token_of(form_key: str) -> str:
    return salted_hmac("opes.booking", form_key, algorithm="sha256").hexdigest()
