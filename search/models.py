"""What can be found: one row for each public offer, PES and page, and the forms of every word met.

Rows are copies, made again by `rebuild_search` at any time. Whether a thing is still public is asked of the thing itself.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from search.vocabulary import SearchedPhrase, Synonym

__all__ = ["SearchEntry", "SearchedPhrase", "Synonym", "WordForm"]


class SearchEntry(models.Model):
    """A thing with the keys of its words, each between spaces: `" miod lipowy "`."""

    class Kind(models.TextChoices):
        OFFER = "offer", _("offer")
        PROFILE = "profile", _("PES")
        PAGE = "page", _("page")

    kind = models.CharField(max_length=8, choices=Kind)
    ref = models.PositiveBigIntegerField()
    title = models.CharField(max_length=255)
    url = models.CharField(max_length=500)
    summary = models.CharField(max_length=300, blank=True)
    title_keys = models.TextField(blank=True)
    keys = models.TextField()
    indexed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")
        constraints = [models.UniqueConstraint(fields=["kind", "ref"], name="one_search_entry_per_thing")]

    def __str__(self) -> str:
        return self.title


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
