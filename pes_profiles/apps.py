"""Who a PES is."""

from django.apps import AppConfig


class PesProfilesConfig(AppConfig):
    name = "pes_profiles"
    label = "pes_profiles"

    def ready(self) -> None:
        from pes_profiles import people, tasks  # noqa: F401
