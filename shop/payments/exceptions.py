"""What can go wrong with money on its way."""


class GatewayError(Exception):
    """The operator could not be asked or said no. Trying again may help."""


class GatewayOffError(Exception):
    """The portal does not offer this way of paying, or not here."""


class ByHandError(Exception):
    """No operator can do this: a person has to."""


class TooMuchBackError(Exception):
    """A return of more than a payment still holds, or of nothing."""


class BadNoticeError(Exception):
    """A notice that does not come from its operator, or cannot be read. Nothing of it is kept."""


class UnknownReferenceError(LookupError):
    """A notice about a payment that we do not know (yet): it came before our own row was ready, or never will be."""
