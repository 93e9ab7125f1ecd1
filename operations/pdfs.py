"""PDF files that people send: one with anything active is refused, what hangs on behind the end is left behind."""

import re
import uuid
from pathlib import PurePath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

PDF_START, PDF_END = b"%PDF-", b"%%EOF"
#: scripts, started programs, files inside, forms of the other kind, sound and video
_ACTIVE = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFiles?|XFA|RichMedia|SubmitForm|ImportData|Encrypt)\b")
_ENDINGS = frozenset({".pdf", ".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif"})
_NAME_LENGTH = 100


def looks_like_pdf(file: UploadedFile) -> bool:
    file.seek(0)
    head = file.read(len(PDF_START))
    file.seek(0)
    return head == PDF_START


def clean_pdf(file: UploadedFile) -> ContentFile:
    """Return a PDF as it may be kept, under a random name. Raises `ValidationError` with a sentence for the person."""
    limit = settings.OPES["MAX_PICTURE_BYTES"]
    if file.size is None or file.size > limit:
        raise ValidationError(
            _("The file is larger than %(megabytes)s MB. Choose a smaller one.") % {"megabytes": limit // 1024 // 1024},
            code="too_large",
        )
    content = file.read()
    end = content.rfind(PDF_END)
    if end < 0:
        raise ValidationError(_("This PDF is damaged. Save it again and choose it once more."), code="damaged")
    if _ACTIVE.search(content):
        raise ValidationError(
            _("This PDF has a password, a script or another file inside. Print it to a new PDF and choose that one."),
            code="active",
        )
    # what was appended behind the end, an archive for example, is left behind
    return ContentFile(content[: end + len(PDF_END)] + b"\n", name=f"{uuid.uuid4().hex}.pdf")


def shown_name(name: str, *, ending: str = ".pdf") -> str:
    """Return a file's own name without folders and control characters, short enough, with the ending of what it is."""
    stem = PurePath(name.replace("\\", "/")).name
    stem = re.sub(r"[^\w .,()-]", "", stem).strip(" .")
    own = PurePath(stem).suffix
    stem = stem[: -len(own)] if own.lower() in _ENDINGS else stem
    return f"{stem[: _NAME_LENGTH - len(ending)].strip() or _('document')}{ending}"
