"""Who a PES is."""

from django.apps import AppConfig


class PesProfilesConfig(AppConfig):
    name = "pes_profiles"
    label = "pes_profiles"

    def ready(self) -> None:
        from cms.media.models import Image
        from cms.media.shown import show_as
        from pes_profiles import people, tasks  # noqa: F401
        from pes_profiles.models import Profile

        show_as("card", "egg", images=lambda: Image.objects.filter(pk__in=Profile.objects.listed().values("cover")))
