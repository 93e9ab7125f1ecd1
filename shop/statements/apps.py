"""Bank statements that a seller reads in: whose transfer came."""

from django.apps import AppConfig


class StatementsConfig(AppConfig):
    name = "shop.statements"
    label = "statements"
