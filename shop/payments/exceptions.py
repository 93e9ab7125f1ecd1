"""What can go wrong with money on its way."""


class GatewayError(Exception):
    """The operator could not be asked or said no. Trying again may help."""


class DeclinedError(GatewayError):
    """The operator understood and said no: the same request will not be granted. Nothing was done."""


class UnreachableError(GatewayError):
    """No answer, too late an answer, or a fault of the operator's: whether it was done is not known."""


class NoFundsError(DeclinedError):
    """The seller's account with the operator holds less than is to go back."""


class DisputedError(DeclinedError):
    """The buyer disputes the payment at the bank, which holds the money."""


class AccountGoneError(GatewayError):
    """The seller has no account with the operator, or the operator no longer lets us act for it."""


class GatewayOffError(Exception):
    """The portal does not offer this way of paying, or not here."""


class ByHandError(Exception):
    """No operator can do this: a person has to."""


class RefusedError(Exception):
    """The operator refused a return, which stays owed: its seller was told and may have it asked for again."""


class TooMuchBackError(Exception):
    """A return of more than a payment still holds, or of nothing."""


class BadNoticeError(Exception):
    """A notice that does not come from its operator, or cannot be read. Nothing of it is kept."""


class UnknownReferenceError(LookupError):
    """A notice about a payment that we do not know (yet): it came before our own row was ready, or never will be."""


class SettledError(Exception):
    """Somebody has dealt with this notice or incident already."""
