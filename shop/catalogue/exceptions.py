"""Why an offer cannot be changed or sent."""

from django.core.exceptions import ValidationError


class StaleRevisionError(Exception):
    """The form was opened before somebody else saved; nothing was overwritten."""


class NotEditableError(Exception):
    """The version is approved: it stays as the public saw it. Open a new one."""


class NotADraftError(Exception):
    """Only a draft or a version sent back can be submitted."""


class IncompleteOfferError(Exception):
    """The offer cannot go to review yet; `fields` has a sentence for each thing that is missing."""

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__(", ".join(fields))
        self.fields = fields


class PictureError(ValidationError):
    """The picture does not fit the offer. The message is for the seller."""
