"""Why a thing does not go into the basket. The message of each is for the buyer."""


class CannotBuyError(Exception):
    """The thing is not for sale this way, now or ever."""


class BadQuantityError(Exception):
    """The number typed is no quantity this offer can be bought in."""


class BadFileError(Exception):
    """The file for a thing cannot be kept."""


class BadWordsError(Exception):
    """The words for a thing are more than fit on it, or it cannot be made without them."""
