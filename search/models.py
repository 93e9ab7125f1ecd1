"""What can be found: one row for each public offer, PES, event and page, its keys, and the forms of every word met.

Rows are copies, made again by `manage.py search_index rebuild` at any time. Whether a thing is still public is asked of
the thing itself.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from search.vocabulary import SearchedPhrase, Synonym

__all__ = ["SearchChoices", "SearchEntry", "SearchKey", "SearchedPhrase", "Synonym", "WordForm"]


class SearchChoices(models.Model):
    """Values of facets that many things share: `{"kategoria": ["miody", "zywnosc"], …}`. Written once, never changed."""

    #: of the values: what is known of a digest stays known
    digest = models.CharField(max_length=16, primary_key=True)
    values = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("values of facets")
        verbose_name_plural = _("values of facets")

    def __str__(self) -> str:
        return self.digest


class SearchEntry(models.Model):
    """A thing as the database engine holds it: see `search.engines.base.Document`. Prices are gross grosze."""

    class Kind(models.TextChoices):
        OFFER = "offer", _("offer")
        PES = "pes", _("PES")
        EVENT = "event", _("event")
        PAGE = "page", _("page")

    kind = models.CharField(max_length=8, choices=Kind)
    ref = models.PositiveBigIntegerField()
    version = models.BigIntegerField(default=-1)
    #: of everything that was written, to see whether it is still true
    digest = models.CharField(max_length=16, blank=True)
    title = models.CharField(max_length=255, blank=True)
    url = models.CharField(max_length=500, blank=True)
    summary = models.CharField(max_length=300, blank=True)
    choices = models.ForeignKey(SearchChoices, on_delete=models.PROTECT, null=True, related_name="+")
    price = models.BigIntegerField(null=True)
    available = models.BooleanField(default=False)
    #: TERC codes between blanks: `" 166101 160301 "`
    gminy = models.CharField(max_length=600, blank=True)
    serves = models.CharField(max_length=100, blank=True)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    #: microseconds since 1970
    published = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")
        constraints = [models.UniqueConstraint(fields=["kind", "ref"], name="one_search_entry_per_thing")]
        indexes = [models.Index(fields=["kind", "choices", "price"], name="search_entries_counted")]

    def __str__(self) -> str:
        return self.title


class SearchKey(models.Model):
    """A key of a thing and the fields in which it stands, one bit for each of `weights.FIELDS`."""

    entry = models.ForeignKey(SearchEntry, on_delete=models.CASCADE, related_name="keys")
    key = models.CharField(max_length=80)
    fields = models.SmallIntegerField()

    class Meta:
        verbose_name = _("key of a thing")
        verbose_name_plural = _("keys of things")
        indexes = [
            models.Index(
                fields=["key", "entry", "fields"],
                opclasses=["varchar_pattern_ops", "int8_ops", "int2_ops"],
                name="search_keys_looked_up",
            )
        ]

    def __str__(self) -> str:
        return self.key


class WordForm(models.Model):
    """A form of a word as typed without Polish letters, and the key of that word: `lyzek` → `lyzka`."""

    form = models.CharField(max_length=80, db_index=True)
    key = models.CharField(max_length=80)

    class Meta:
        verbose_name = _("form of a word")
        verbose_name_plural = _("forms of words")
        constraints = [models.UniqueConstraint(fields=["form", "key"], name="one_row_per_form_and_key")]

    def __str__(self) -> str:
        return f"{self.form} → {self.key}"
