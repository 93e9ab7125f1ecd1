"""Pictures and documents: everybody uses it, it knows nobody."""

from django.apps import AppConfig


class MediaConfig(AppConfig):
    name = "cms.media"
    label = "cms_media"
