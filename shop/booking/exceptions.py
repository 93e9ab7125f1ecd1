"""Why a slot cannot be booked, offered or taken back."""


class SlotTakenError(Exception):
    """Somebody was quicker, or the slot cannot be booked any more. Nothing has changed."""


class SlotExistsError(ValueError):
    """The offer has a slot that begins then; `starts_at` is the first such moment."""

    def __init__(self, starts_at) -> None:
        super().__init__(starts_at)
        self.starts_at = starts_at


class NoSuchHourError(ValueError):
    """The clocks jump over this hour on that day; `day` is the day."""

    def __init__(self, day) -> None:
        super().__init__(day)
        self.day = day


class NotOpenError(Exception):
    """The booking was cancelled before, the slot withdrawn before, or it has begun."""


class ReasonMissingError(ValueError):
    """Whoever booked must be told why, in words."""
