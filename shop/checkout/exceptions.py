"""Why an order is not placed. Nothing is half-placed: each of these rolls everything back."""


class NotReadyError(Exception):
    """An answer is missing; `step` names the page that asks for it."""

    def __init__(self, step: str) -> None:
        super().__init__(step)
        self.step = step


class SummaryChangedError(Exception):
    """A price, a delivery or the contents differ from what the buyer was shown."""


class SoldOutMeanwhileError(Exception):
    """Somebody else was quicker."""

    def __init__(self, *, title: str, seller: str) -> None:
        super().__init__(title)
        self.title, self.seller = title, seller


class KeyGoneError(Exception):
    """Somebody has had a new key to the order made since its page was opened."""
