"""Rows that count."""

from django.db import models


class Counter(models.Model):
    """The last number given out under a name: the same on SQLite and PostgreSQL, and without gaps."""

    name = models.CharField(max_length=40, unique=True)
    value = models.PositiveBigIntegerField()

    def __str__(self) -> str:
        return f"{self.name} {self.value}"


class RateCount(models.Model):
    """How often something was tried in one window, where the cache cannot count. Keys are hashed: no addresses here."""

    key = models.CharField(max_length=64)
    window = models.PositiveBigIntegerField()
    hits = models.PositiveIntegerField(default=0)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "window"], name="one_rate_count_per_window")]

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.hits}"
