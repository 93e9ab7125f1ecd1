"""Who a PES is."""

from django.apps import AppConfig


class PesProfilesConfig(AppConfig):
    name = "pes_profiles"
    label = "pes_profiles"
