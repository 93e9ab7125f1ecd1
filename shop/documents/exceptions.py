"""What can go wrong with the papers of a share."""


class DocumentError(Exception):
    """The paper is not made. Nothing has changed."""


class NotPrintingError(DocumentError):
    """The seller has not asked the portal to print its invoices."""


class NothingSoldError(DocumentError):
    """The share was called off or never paid for in time: there is nothing to invoice."""


class AlreadyIssuedError(DocumentError):
    """The share has its invoice; what changes it is a correction."""


class NothingToCorrectError(DocumentError):
    """The last paper says what the books say, or there is no paper of ours to correct."""


class NumberTakenError(DocumentError):
    """The pattern makes a number that another paper of the seller bears."""


class MissingBasisError(DocumentError):
    """An exempt seller's invoice has to name the legal basis of the exemption."""


class SumsDifferError(DocumentError):
    """Lines and VAT of the share do not add up to its total."""


class SeriesRunningError(DocumentError):
    """Numbers were given out this year already: the series goes on, it does not jump."""


class BadPdfError(DocumentError):
    """The file is no PDF that may be handed on; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class KsefError(DocumentError):
    """No FA(3) file can be made of this paper; the words say which field."""
