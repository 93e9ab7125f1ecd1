"""Handing out a file of a thread, once a view has checked who asks."""

from django.http import Http404, HttpResponseBase

from operations.private_files import hand_out
from shop.cases.models import Case, CaseFile
from shop.cases.queries import file_in


def file_response(case: Case, pk: int) -> HttpResponseBase:
    """Return a thread's file."""
    found = file_in(case, pk)
    if found is None:
        raise Http404
    return hand_out(found.file, is_pdf=found.kind == CaseFile.Kind.PDF, name=found.name or f"{found.pk}.webp")
