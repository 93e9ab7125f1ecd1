"""What an editor's picture goes through before it is kept."""

from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.utils.translation import gettext_lazy as _
from wagtail.images.forms import BaseImageForm

from operations.files import reencode_picture


class ImageForm(BaseImageForm):
    """Makes the picture anew (nothing but pixels is kept) and insists on words for those who cannot see it."""

    def clean_file(self) -> Any:
        file = self.cleaned_data.get("file")
        if not isinstance(file, UploadedFile):
            return file
        fresh = reencode_picture(file)
        return InMemoryUploadedFile(fresh, "file", fresh.name, "image/webp", fresh.size, None)

    def clean_alt(self) -> str:
        alt = self.cleaned_data["alt"].strip()
        if alt.lower().endswith((".jpg", ".jpeg", ".png", ".webp")):
            self.add_error("alt", _("Describe the picture in words; a file name says nothing."))
        return alt
