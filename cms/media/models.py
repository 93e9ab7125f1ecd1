"""Pictures and documents. The alternative text is required: a picture nobody can read is half a picture."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from wagtail.documents.models import AbstractDocument
from wagtail.documents.models import Document as WagtailDocument
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.images.models import Image as WagtailImage

from cms.media.sizes import specs


class Image(AbstractImage):
    """An editor's or a seller's picture, stored re-encoded."""

    alt = models.CharField(
        _("alternative text"),
        max_length=255,
        help_text=_("What is in the picture, for people who cannot see it."),
    )
    #: for pictures that belong to no editor: which upload or fixture they came from
    source_key = models.CharField(max_length=120, blank=True, db_index=True, editable=False)

    # Wagtail's own, unused model has the same name: the way back needs another.
    uploaded_by_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("uploaded by user"),
        related_name="uploaded_pictures",
    )
    tags = TaggableManager(blank=True, verbose_name=_("tags"), related_name="tagged_pictures")

    admin_form_fields = (*WagtailImage.admin_form_fields, "alt")

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    @property
    def default_alt_text(self) -> str:
        return self.alt


class Rendition(AbstractRendition):
    """One size of a picture."""

    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="unique_rendition")
        ]


def crops_of(path: str, *sizes: str) -> models.Prefetch:
    """Read only the crops that a page shows of the pictures at a path (`image`): a picture has a dozen of them."""
    wanted = Rendition.objects.filter(filter_spec__in=specs(*sizes, avif=True))
    return models.Prefetch(f"{path}__renditions", queryset=wanted, to_attr="prefetched_renditions")


class Document(AbstractDocument):
    """A file offered for download."""

    uploaded_by_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("uploaded by user"),
        related_name="uploaded_documents",
    )
    tags = TaggableManager(blank=True, verbose_name=_("tags"), related_name="tagged_documents")

    admin_form_fields = WagtailDocument.admin_form_fields
