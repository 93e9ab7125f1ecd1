"""What can go wrong on the selling side."""


class OutOfStockError(Exception):
    """Fewer pieces are free than were asked for."""

    def __init__(self, stockrecord) -> None:
        super().__init__(f"stock record {stockrecord.pk}")
        self.stockrecord = stockrecord
