"""Powiaty, gminy and OWES areas."""

from django.apps import AppConfig


class RegionConfig(AppConfig):
    name = "pes_profiles.region"
    label = "region"
