"""Pictures and PDF files that people add to a case. Pictures are made anew; a PDF with anything active is refused."""

import re
import uuid
from dataclasses import dataclass
from pathlib import PurePath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from operations.files import reencode_picture
from shop.cases.models import CaseFile

MOST_PICTURES = 5
MOST_PDFS = 3
PDF_START, PDF_END = b"%PDF-", b"%%EOF"
#: scripts, started programs, files inside, forms of the other kind, sound and video
_ACTIVE = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFiles?|XFA|RichMedia|SubmitForm|ImportData|Encrypt)\b")
_NAME_LENGTH = 100


@dataclass(frozen=True)
class Attachment:
    """A file that has passed: what is kept, and the name that people see."""

    kind: str
    content: ContentFile
    name: str = ""


def clean_files(given: list[UploadedFile]) -> list[Attachment]:
    """Return the files as they may be kept.

    Raises `ValidationError` with a sentence for the person, which names the file when there are several.
    """
    pdfs = [file for file in given if _looks_like_pdf(file)]
    if len(given) - len(pdfs) > MOST_PICTURES:
        raise ValidationError(_("At most %(most)s pictures. Choose fewer.") % {"most": MOST_PICTURES}, code="many")
    if len(pdfs) > MOST_PDFS:
        raise ValidationError(_("At most %(most)s PDF files. Choose fewer.") % {"most": MOST_PDFS}, code="many")
    return [_clean(file, is_pdf=file in pdfs, is_named=len(given) > 1) for file in given]


def shown_name(name: str) -> str:
    """Return a file's own name without folders and control characters, short enough, always ending with .pdf."""
    stem = PurePath(name.replace("\\", "/")).name
    stem = re.sub(r"[^\w .,()-]", "", stem).strip(" .")
    stem = stem[:-4] if stem.lower().endswith(".pdf") else stem
    return f"{stem[: _NAME_LENGTH - 4].strip() or _('document')}.pdf"


def _clean(file: UploadedFile, *, is_pdf: bool, is_named: bool) -> Attachment:
    try:
        if is_pdf:
            return Attachment(CaseFile.Kind.PDF, _clean_pdf(file), shown_name(file.name or ""))
        return Attachment(CaseFile.Kind.PICTURE, reencode_picture(file))
    except ValidationError as error:
        words = _words(error)
        if is_named:
            raise ValidationError(f"{(file.name or '')[:60]}: {words}", code=error.code) from error
        raise ValidationError(words, code=error.code) from error


def _words(error: ValidationError) -> str:
    """Return what is wrong; here a PDF would have done as well as a picture."""
    if error.code == "not_a_picture":
        return _("We cannot read this file. Choose a JPG, PNG or WebP picture, or a PDF.")
    return error.messages[0]


def _looks_like_pdf(file: UploadedFile) -> bool:
    file.seek(0)
    head = file.read(len(PDF_START))
    file.seek(0)
    return head == PDF_START


def _clean_pdf(file: UploadedFile) -> ContentFile:
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
