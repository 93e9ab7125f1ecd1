"""People and the one login door."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "pes_profiles.accounts"
    label = "accounts"

    def ready(self) -> None:
        from operations.routes import PES_MEMBER, recognise
        from pes_profiles.accounts import receivers, rules, tasks  # noqa: F401 -- they register themselves

        recognise(PES_MEMBER, rules.is_pes_member)
