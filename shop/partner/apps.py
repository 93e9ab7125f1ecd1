"""The selling side of a PES."""

from oscar.apps.partner import apps


class PartnerConfig(apps.PartnerConfig):
    name = "shop.partner"

    def ready(self) -> None:
        """Skip Oscar's own start-up: it would import views that are not routed here."""
