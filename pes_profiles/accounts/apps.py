"""People and the one login door."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "pes_profiles.accounts"
    label = "accounts"
