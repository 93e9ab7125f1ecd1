"""What can go wrong on the selling side."""


class OutOfStockError(Exception):
    """Fewer pieces are free than were asked for."""

    def __init__(self, stockrecord) -> None:
        super().__init__(f"stock record {stockrecord.pk}")
        self.stockrecord = stockrecord


class StockBelowReservedError(Exception):
    """More pieces are promised to buyers than the shelf would hold; `reserved` is their number."""

    def __init__(self, reserved: int) -> None:
        super().__init__(f"{reserved} reserved")
        self.reserved = reserved


class BadPriceError(ValueError):
    """A price is not a positive amount in whole grosze."""


class BadDeliveryWayError(ValueError):
    """A delivery way lacks what it needs; `fields` has a sentence for each fault."""

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__(", ".join(fields))
        self.fields = fields
