"""Oscar itself, without its URLs: every page of the shop is ours."""

from oscar.config import Shop


class ShopConfig(Shop):
    name = "oscar"
    label = "oscar"

    def ready(self) -> None:
        """Skip the look-up of Oscar's dashboard and search, which are not installed."""

    def get_urls(self) -> list:
        return []
