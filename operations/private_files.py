"""A shelf for files that no web server may show: only a view that has checked who asks hands them out."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpResponseBase
from django.utils.deconstruct import deconstructible


@deconstructible
class PrivateStorage(FileSystemStorage):
    """Files under `PRIVATE_ROOT`, or in the folder "private" beside `MEDIA_ROOT`. They have no address of their own."""

    def __init__(self) -> None:
        super().__init__()

    @property
    def base_location(self) -> str:
        root = getattr(settings, "PRIVATE_ROOT", None)
        return str(root or Path(settings.MEDIA_ROOT).parent / "private")

    @property
    def location(self) -> str:
        return str(Path(self.base_location).resolve())

    def url(self, name: str | None) -> str:
        raise ValueError("a private file has no address")

    def sweep(self, folder: str, *, known: Iterable[str], before: datetime) -> int:
        """Delete files of a folder's folders that no row knows and that are older; return how many."""
        if not self.exists(folder):
            return 0
        kept, swept = set(known), 0
        for inner in self.listdir(folder)[0]:
            for name in self.listdir(f"{folder}/{inner}")[1]:
                path = f"{folder}/{inner}/{name}"
                if path not in kept and self.get_modified_time(path) < before:
                    self.delete(path)
                    swept += 1
        return swept


def take_off_the_shelf(files: Iterable[FieldFile]) -> None:
    """Delete files whose rows are gone. Call it once nothing can bring the rows back."""
    for file in files:
        file.storage.delete(file.name)


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
