"""Handing out a file of a thread, once a view has checked who asks."""

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpResponseBase

from shop.cases.models import Case, CaseFile
from shop.cases.queries import file_in


def file_response(case: Case, pk: int) -> HttpResponseBase:
    """Return a thread's file."""
    found = file_in(case, pk)
    if found is None:
        raise Http404
    return hand_out(found.file, is_pdf=found.kind == CaseFile.Kind.PDF, name=found.name or f"{found.pk}.webp")


def hand_out(file: FieldFile, *, is_pdf: bool, name: str) -> HttpResponseBase:
    """Return a private file: a picture to look at, a PDF to save. Nothing stores it, nothing in it may run."""
    try:
        content = file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(
        content,
        as_attachment=is_pdf,
        filename=name,
        content_type="application/pdf" if is_pdf else "image/webp",
    )
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
