"""What goes on around reviews and questions: decisions of ROPS, reports of sellers, letters that invite to write.

Reviews and questions themselves live with the catalogue, whose pages show them.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from operations.private_files import PrivateStorage
from shop.cases.models import CaseFile

#: where files of questions lie on the private shelf
FOLDER = "questions"


class Reason(models.TextChoices):
    """Why something is not shown (terms for buyers, § 13). Being critical is no reason."""

    VULGAR = "VULGAR", _("offends somebody or is vulgar")
    PERSONAL = "PERSONAL", _("someone's personal data")
    ADVERT = "ADVERT", _("advertising or a link to another shop")
    OFF_TOPIC = "OFF_TOPIC", _("not about this purchase")
    ILLEGAL = "ILLEGAL", _("against the law")
    FALSE = "FALSE", _("not from the buyer's own experience")
    OTHER = "OTHER", _("another breach of the terms")


class Decision(models.Model):
    """One decision of ROPS about a review, a reply or a question: append-only, so that all read the same words."""

    class Outcome(models.TextChoices):
        PUBLISHED = "PUBLISHED", pgettext_lazy("review", "published")
        HIDDEN = "HIDDEN", pgettext_lazy("review", "hidden")
        KEPT = "KEPT", pgettext_lazy("review", "stays")
        REPLY_HIDDEN = "REPLY_HIDDEN", _("the seller's reply hidden")

    review = models.ForeignKey(
        "reviews.ProductReview", on_delete=models.CASCADE, null=True, blank=True, related_name="decisions"
    )
    question = models.ForeignKey(
        "catalogue.Question", on_delete=models.CASCADE, null=True, blank=True, related_name="decisions"
    )
    outcome = models.CharField(_("decision"), max_length=12, choices=Outcome)
    reason_code = models.CharField(max_length=10, choices=Reason, blank=True)
    reason = models.TextField(_("reasons"), blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["-decided_at", "-pk"]
        verbose_name = _("decision on a review or question")
        verbose_name_plural = _("decisions on reviews and questions")
        constraints = [
            models.CheckConstraint(
                condition=Q(review__isnull=False, question__isnull=True)
                | Q(review__isnull=True, question__isnull=False),
                name="a_decision_is_about_one_thing",
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=["HIDDEN", "REPLY_HIDDEN"]) | (~Q(reason="") & ~Q(reason_code="")),
                name="hiding_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.review_id or self.question_id}: {self.get_outcome_display()}"


class ReviewReport(models.Model):
    """The seller says that a review breaks the terms; open until ROPS decides."""

    review = models.ForeignKey("reviews.ProductReview", on_delete=models.CASCADE, related_name="reports")
    code = models.CharField(_("reason"), max_length=10, choices=Reason)
    text = models.TextField(_("explanation"))
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    reported_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["reported_at", "pk"]
        verbose_name = _("report of a review")
        verbose_name_plural = _("reports of reviews")
        constraints = [
            models.UniqueConstraint(
                fields=["review"], condition=Q(closed_at__isnull=True), name="one_open_report_per_review"
            )
        ]

    def __str__(self) -> str:
        return f"{self.review_id}: {self.get_code_display()}"


class Invitation(models.Model):
    """The one letter that asks a buyer what a delivered share was like."""

    vendor_order = models.OneToOneField(
        "fulfilment.VendorOrder", on_delete=models.CASCADE, related_name="review_invitation"
    )
    invited_at = models.DateTimeField()

    class Meta:
        verbose_name = _("invitation to review")
        verbose_name_plural = _("invitations to review")

    def __str__(self) -> str:
        return str(self.vendor_order_id)


class NoInvitations(models.Model):
    """Somebody wants no such letters: the SHA-256 of the address in lower case, so that it is not kept itself."""

    email_hash = models.CharField(max_length=64, unique=True)
    since = models.DateTimeField()

    class Meta:
        verbose_name = _("address without invitations")
        verbose_name_plural = _("addresses without invitations")

    def __str__(self) -> str:
        return self.email_hash[:12]


def file_path(file: "QuestionFile", name: str) -> str:
    return f"{FOLDER}/{file.question_id}/{name}"


class QuestionFile(models.Model):
    """A picture, made anew, or a PDF with a question or its answer. No public page shows it, a public question neither."""

    class Side(models.TextChoices):
        ASKER = "ASKER", _("who asked")
        SELLER = "SELLER", _("seller")

    question = models.ForeignKey("catalogue.Question", on_delete=models.CASCADE, related_name="files")
    side = models.CharField(max_length=6, choices=Side)
    kind = models.CharField(max_length=8, choices=CaseFile.Kind)
    file = models.FileField(storage=PrivateStorage(), upload_to=file_path, max_length=200)
    #: of a PDF: the name it came with, cleaned; for people only
    name = models.CharField(max_length=100, blank=True)
    size = models.PositiveIntegerField()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("file of a question")
        verbose_name_plural = _("files of questions")

    def __str__(self) -> str:
        return f"{self.question_id} {self.side}"

    @property
    def is_picture(self) -> bool:
        return self.kind == CaseFile.Kind.PICTURE
