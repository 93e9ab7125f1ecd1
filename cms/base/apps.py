"""What every page shares: page base, blocks, settings, template tags."""

from django.apps import AppConfig


class BaseConfig(AppConfig):
    name = "cms.base"
    label = "cms_base"
