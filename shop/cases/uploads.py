"""Pictures and PDF files that people add to a case. Pictures are made anew; a PDF with anything active is refused."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from operations.files import reencode_picture
from operations.pdfs import clean_pdf, looks_like_pdf, shown_name
from shop.cases.models import CaseFile

MOST_PICTURES = 5
MOST_PDFS = 3


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
    pdfs = [file for file in given if looks_like_pdf(file)]
    if len(given) - len(pdfs) > MOST_PICTURES:
        raise ValidationError(_("At most %(most)s pictures. Choose fewer.") % {"most": MOST_PICTURES}, code="many")
    if len(pdfs) > MOST_PDFS:
        raise ValidationError(_("At most %(most)s PDF files. Choose fewer.") % {"most": MOST_PDFS}, code="many")
    return [_clean(file, is_pdf=file in pdfs, is_named=len(given) > 1) for file in given]


def _clean(file: UploadedFile, *, is_pdf: bool, is_named: bool) -> Attachment:
    try:
        if is_pdf:
            return Attachment(CaseFile.Kind.PDF, clean_pdf(file), shown_name(file.name or ""))
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
