"""What ROPS tells the search about words, and what people asked: synonyms and counts of phrases, no persons."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Synonym(models.Model):
    """Words that stand for one another, or lead one way. Base forms are enough: endings are added when searching."""

    class Kind(models.TextChoices):
        TWO_WAY = "two_way", _("two-way: each finds the others")
        ONE_WAY = "one_way", _("one-way: the first also find the second")
        NARROWER = "hypernym", _("broader to narrower: the first contain the second")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.TWO_WAY)
    terms = models.JSONField(_("words"), default=list)
    targets = models.JSONField(_("lead to"), default=list, blank=True)
    category = models.ForeignKey(
        "catalogue.Category",
        verbose_name=_("category"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    note = models.CharField(_("note"), max_length=200, blank=True)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)
    changed_by = models.ForeignKey(
        "accounts.User", verbose_name=_("changed by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = _("synonym")
        verbose_name_plural = _("synonyms")

    def __str__(self) -> str:
        if self.kind == self.Kind.TWO_WAY:
            return " = ".join(self.terms)
        return f"{', '.join(self.terms)} → {', '.join(self.targets)}"


class SearchedPhrase(models.Model):
    """How often a phrase was asked on one day, and with what outcome. Nothing says by whom or at what hour."""

    class Outcome(models.TextChoices):
        FOUND = "found", _("something found")
        MENDED = "mended", _("found after mending")
        NOTHING = "nothing", _("nothing found")

    day = models.DateField(_("day"))
    phrase = models.CharField(_("phrase"), max_length=80)
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome)
    number = models.PositiveIntegerField(_("times"), default=0)

    class Meta:
        verbose_name = _("phrase asked")
        verbose_name_plural = _("phrases asked")
        constraints = [
            models.UniqueConstraint(fields=["day", "phrase", "outcome"], name="one_count_per_day_phrase_and_outcome")
        ]

    def __str__(self) -> str:
        return self.phrase
