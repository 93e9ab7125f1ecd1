"""Pictures and documents: everybody uses it, it knows nobody."""

import mimetypes

from django.apps import AppConfig


class MediaConfig(AppConfig):
    name = "cms.media"
    label = "cms_media"

    def ready(self) -> None:
        from cms.media import tasks  # noqa: F401 -- they register themselves

        mimetypes.add_type("image/avif", ".avif")  # Python 3.11 does not know it
