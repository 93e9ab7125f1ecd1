"""A paper on its way to a person: never kept by anybody between, never run, saved under a plain name."""

import re

from django.http import HttpResponse

PDF, XML = "application/pdf", "application/xml"


def paper(body: bytes, name: str, kind: str = PDF) -> HttpResponse:
    """Return a file to save. That private routes are `no-store` is the middleware's work."""
    response = HttpResponse(body, content_type=kind)
    plain = re.sub(r"[^0-9A-Za-z]+", "-", name).strip("-") or "dokument"
    response["Content-Disposition"] = f'attachment; filename="{plain}.{"xml" if kind == XML else "pdf"}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "same-origin"
    return response
