"""Oscar's message types; our mail goes through operations.mail."""

from oscar.apps.communication import apps


class CommunicationConfig(apps.CommunicationConfig):
    name = "shop.communication"

    def ready(self) -> None:
        """Skip Oscar's own start-up: it would import views that are not routed here."""
