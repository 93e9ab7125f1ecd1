"""Eight blocks of plain content. Blocks that show live offers, PES or fairs are in `cms.pages.blocks`: sixteen in all."""

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

TEXT_FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link", "hr"]
LINE_FEATURES = ["bold", "italic", "link"]


class LinkValue(blocks.StructValue):
    """Where a link leads."""

    @property
    def url(self) -> str:
        page = self.get("page")
        return (page.url if page else self.get("address")) or ""


class LinkBlock(blocks.StructBlock):
    """A labelled way on: to a page of ours, or to an address. A field of other blocks, not a block of its own."""

    label = blocks.CharBlock(label=_("Label"), max_length=80, required=False)
    page = blocks.PageChooserBlock(label=_("Page"), required=False)
    address = blocks.CharBlock(
        label=_("or an address"),
        required=False,
        max_length=300,
        validators=[RegexValidator(r"^(/(?!/)|#|https?://|mailto:|tel:)", _("Begin with / or https://."))],
        help_text=_("For example /sklep/ or https://…"),
    )

    class Meta:
        value_class = LinkValue


class TextBlock(blocks.RichTextBlock):
    """Paragraphs, headings, lists and links."""

    def __init__(self, **kwargs) -> None:
        kwargs.setdefault("features", TEXT_FEATURES)
        super().__init__(**kwargs)

    class Meta:
        label = _("Text")
        icon = "pilcrow"
        template = "blocks/text.html"


class PictureBlock(blocks.StructBlock):
    """A picture; its alternative text is kept with the picture itself."""

    image = ImageChooserBlock(label=_("Picture"))
    alt = blocks.CharBlock(
        label=_("Alternative text here"),
        required=False,
        max_length=255,
        help_text=_("Only if the picture says something else on this page."),
    )
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=200)

    class Meta:
        label = _("Picture with a caption")
        icon = "image"
        template = "blocks/picture.html"


class QuoteBlock(blocks.StructBlock):
    """Somebody's words and who said them."""

    text = blocks.TextBlock(label=_("Words"), rows=3)
    who = blocks.CharBlock(label=_("Who said it"), required=False, max_length=120)

    class Meta:
        label = _("Quotation")
        icon = "openquote"
        template = "blocks/quote.html"


class CallBlock(blocks.StructBlock):
    """A call to act: one sentence and at most two buttons."""

    heading = blocks.CharBlock(label=_("Heading"), max_length=120)
    text = blocks.RichTextBlock(label=_("Text"), features=LINE_FEATURES, required=False)
    first = LinkBlock(label=_("Main button"))
    second = LinkBlock(label=_("Second button"), required=False)

    class Meta:
        label = _("Call to act")
        icon = "arrow-right"
        template = "blocks/call.html"


class StepsBlock(blocks.StructBlock):
    """What happens, in order, with numbered eggs."""

    heading = blocks.CharBlock(label=_("Heading"), required=False, max_length=120)
    items = blocks.ListBlock(blocks.RichTextBlock(features=LINE_FEATURES), label=_("Steps"), min_num=2, max_num=8)

    class Meta:
        label = _("Steps")
        icon = "list-ol"
        template = "blocks/steps.html"


class QuestionsBlock(blocks.StructBlock):
    """Questions that open to their answers."""

    heading = blocks.CharBlock(label=_("Heading"), required=False, max_length=120)
    items = blocks.ListBlock(
        blocks.StructBlock(
            [
                ("question", blocks.CharBlock(label=_("Question"), max_length=200)),
                ("answer", blocks.RichTextBlock(label=_("Answer"), features=[*LINE_FEATURES, "ul", "ol"])),
            ]
        ),
        label=_("Questions"),
        min_num=1,
    )

    class Meta:
        label = _("Questions and answers")
        icon = "help"
        template = "blocks/questions.html"


class FactsBlock(blocks.StructBlock):
    """Terms and what they mean here: opening hours, addresses, small tables."""

    heading = blocks.CharBlock(label=_("Heading"), required=False, max_length=120)
    rows = blocks.ListBlock(
        blocks.StructBlock(
            [
                ("term", blocks.CharBlock(label=_("What"), max_length=160)),
                ("text", blocks.RichTextBlock(label=_("Text"), features=LINE_FEATURES)),
            ]
        ),
        label=_("Rows"),
        min_num=1,
    )

    class Meta:
        label = _("Facts")
        icon = "list-ul"
        template = "blocks/facts.html"


class DocumentsBlock(blocks.StructBlock):
    """Files to download, with format and size."""

    heading = blocks.CharBlock(label=_("Heading"), required=False, max_length=120)
    documents = blocks.ListBlock(DocumentChooserBlock(), label=_("Documents"), min_num=1)

    class Meta:
        label = _("Files to download")
        icon = "doc-full"
        template = "blocks/documents.html"


class ContentStream(blocks.StreamBlock):
    """Plain content: what any page may hold."""

    text = TextBlock()
    picture = PictureBlock()
    quote = QuoteBlock()
    call = CallBlock()
    steps = StepsBlock()
    questions = QuestionsBlock()
    facts = FactsBlock()
    documents = DocumentsBlock()

    class Meta:
        required = False
        block_counts: dict = {}
