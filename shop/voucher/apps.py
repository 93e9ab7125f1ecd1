"""Discount codes."""

from oscar.apps.voucher import apps


class VoucherConfig(apps.VoucherConfig):
    name = "shop.voucher"

    def ready(self) -> None:
        """Skip Oscar's own start-up: it would import views that are not routed here."""
