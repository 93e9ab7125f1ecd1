"""A page as Wagtail's guide makes it: headings, paragraphs and pictures in a stream, under the page's title."""

import io

from django.core.files.base import ContentFile
from PIL import Image as Picture
from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageBlock
from wagtail.models import Page, Site

PARAGRAPH = (
    "<p>Spółdzielnia szyje torby z banerów, które zostały po targach. Każda jest inna i każda ma swój numer.</p>"
)


class ArticlePage(Page):
    body = StreamField(
        [("heading", blocks.CharBlock()), ("paragraph", blocks.RichTextBlock()), ("image", ImageBlock())]
    )
    content_panels = [*Page.content_panels, FieldPanel("body")]
    template = "article.html"

    class Meta:
        app_label = "editor"


def make_page() -> None:
    """Make one article with eight paragraphs and two pictures, at the root of the site."""
    stream = io.BytesIO()
    Picture.effect_noise((1200, 800), 60).convert("RGB").save(stream, "JPEG")
    image = get_image_model().objects.create(title="Torby", file=ContentFile(stream.getvalue(), "torby.jpg"))
    part = [("heading", "Torby z banerów"), *[("paragraph", PARAGRAPH)] * 4, ("image", image)]
    site = Site.objects.get(is_default_site=True)
    page = site.root_page.add_child(instance=ArticlePage(title="Artykuł", slug="artykul", body=part * 2))
    site.root_page = page
    site.save()
