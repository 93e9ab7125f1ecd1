"""Questions about an offer or to a PES; public once the seller has answered and made them so."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class QuestionQuerySet(models.QuerySet):
    """What a seller may see and what anybody may see."""

    def of(self, partner) -> "QuestionQuerySet":
        """Questions to a seller, about an offer or about nothing in particular; a guest's once it is confirmed."""
        own = Q(product__partner=partner) | Q(profile=partner.profile_id)
        return self.filter(own, is_confirmed=True)

    def public(self) -> "QuestionQuerySet":
        return self.filter(is_public=True, hidden_at__isnull=True).exclude(answer="")


class Question(models.Model):
    """Asked about `product`, or of the PES as such (`profile`). Who asked is never shown in public."""

    product = models.ForeignKey(
        "catalogue.Product", on_delete=models.CASCADE, related_name="questions", null=True, blank=True
    )
    profile = models.ForeignKey(
        "pes_profiles.Profile", on_delete=models.CASCADE, related_name="questions", null=True, blank=True
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    author_name = models.CharField(_("name"), max_length=80, blank=True)
    #: a guest's address; the seller never sees it
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(max_length=5, default="pl")
    #: a guest's question reaches the seller once the link in the letter was used
    is_confirmed = models.BooleanField(default=True)
    #: the same words of the same person about the same thing are one question
    dedupe_key = models.CharField(max_length=64, unique=True, null=True, editable=False)
    text = models.TextField(_("question"))
    asked_at = models.DateTimeField()
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    is_public = models.BooleanField(default=False)
    #: taken off the page by ROPS; the row stays
    hidden_at = models.DateTimeField(null=True, blank=True)
    demo_key = models.CharField(max_length=40, blank=True, editable=False)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at"]
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints = [
            models.CheckConstraint(
                condition=Q(product__isnull=False, profile__isnull=True)
                | Q(product__isnull=True, profile__isnull=False),
                name="a_question_is_about_an_offer_or_a_pes",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]
