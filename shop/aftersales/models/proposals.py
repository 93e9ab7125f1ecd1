"""What a seller proposes after the order was placed. Nothing changes until the buyer says yes."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Proposal(models.Model):
    """One proposal about one line, or about the day of dispatch; the buyer answers by the link in the letter.

    A no to a change of a line calls the line off, a no to another day calls the share off; both cost the buyer nothing.
    """

    class Kind(models.TextChoices):
        SUBSTITUTE = "SUBSTITUTE", _("something else instead")
        LESS = "LESS", _("fewer pieces")
        LIGHTER = "LIGHTER", _("smaller or lighter, for less")
        LATER = "LATER", _("another day of dispatch")

    class State(models.TextChoices):
        ASKED = "ASKED", pgettext_lazy("proposal", "waiting for the buyer")
        ACCEPTED = "ACCEPTED", pgettext_lazy("proposal", "accepted")
        DECLINED = "DECLINED", pgettext_lazy("proposal", "declined")
        TAKEN_BACK = "TAKEN_BACK", pgettext_lazy("proposal", "taken back")

    vendor_order = models.ForeignKey("fulfilment.VendorOrder", on_delete=models.PROTECT, related_name="proposals")
    line = models.ForeignKey("order.Line", on_delete=models.PROTECT, null=True, blank=True, related_name="proposals")
    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    text = models.TextField(_("what is proposed"), blank=True)
    #: LESS: how many pieces are left out
    pieces = models.PositiveIntegerField(_("pieces"), default=0)
    #: SUBSTITUTE and LIGHTER: what the line costs then, in zł
    new_gross = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    new_date = models.DateField(_("new day of dispatch"), null=True, blank=True)
    #: one-time key of the form: a second submit of the same form finds the first proposal
    form_key = models.CharField(max_length=64, unique=True, editable=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("proposal of a change")
        verbose_name_plural = _("proposals of changes")
        constraints = [
            models.UniqueConstraint(
                fields=["line"], condition=Q(state="ASKED", line__isnull=False), name="one_open_proposal_per_line"
            ),
            models.UniqueConstraint(fields=["vendor_order"], condition=Q(kind="LATER"), name="one_new_day_per_share"),
            models.CheckConstraint(
                condition=Q(kind="LATER", line__isnull=True, new_date__isnull=False)
                | Q(kind="LESS", line__isnull=False, pieces__gt=0)
                | Q(kind__in=["SUBSTITUTE", "LIGHTER"], line__isnull=False, new_gross__gt=0),
                name="proposal_says_what",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.vendor_order_id} {self.kind}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.ASKED

    @property
    def token(self) -> str:
        """The key in the address of the answer, 256 bits; the row holds its hash."""
        return salted_hmac("opes.proposal", self.form_key, algorithm="sha256").hexdigest()

    @property
    def less(self) -> Decimal:
        """By how much the line becomes cheaper, in zł, as it stands now."""
        if self.line is None:
            return Decimal(0)
        if self.kind == self.Kind.LESS:
            return self.line.worth(min(self.pieces, self.line.left))
        return self.line.left_gross - (self.new_gross or Decimal(0))
