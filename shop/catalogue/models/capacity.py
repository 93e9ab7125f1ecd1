"""What a seller can make in one month."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class MonthCapacity(models.Model):
    """How much of an offer's monthly capacity is taken, for the month of promised dispatch."""

    product = models.ForeignKey("catalogue.Product", on_delete=models.CASCADE, related_name="month_capacities")
    month = models.DateField(_("first day of the month"))
    capacity = models.PositiveIntegerField()
    claimed = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("monthly capacity")
        verbose_name_plural = _("monthly capacities")
        constraints = [
            models.UniqueConstraint(fields=["product", "month"], name="one_capacity_per_month"),
            models.CheckConstraint(condition=Q(claimed__lte=F("capacity")), name="claimed_within_capacity"),
        ]

    def __str__(self) -> str:
        return f"{self.product_id} {self.month:%Y-%m}: {self.claimed}/{self.capacity}"
