"""Where a parcel's way can be followed: the public tracking pages of carriers that sellers use."""

from urllib.parse import quote

_PAGES = {
    "inpost": "https://inpost.pl/sledzenie-przesylek?number={}",
    "paczkomat": "https://inpost.pl/sledzenie-przesylek?number={}",
    "poczta": "https://emonitoring.poczta-polska.pl/?numer={}",
    "pocztex": "https://emonitoring.poczta-polska.pl/?numer={}",
    "dpd": "https://tracktrace.dpd.com.pl/parcelDetails?typ=1&p1={}",
    "dhl": "https://www.dhl.com/pl-pl/home/tracking.html?tracking-id={}",
    "gls": "https://gls-group.com/PL/pl/sledzenie-paczek?match={}",
}

#: what a seller is offered in a list of names
NAMES = ("InPost", "Poczta Polska", "Pocztex", "DPD", "DHL", "GLS")


def tracking_url(carrier: str, tracking_no: str) -> str:
    """Return the carrier's page for a parcel; nothing for a carrier that we do not know."""
    word = carrier.casefold()
    for name, page in _PAGES.items():
        if tracking_no and name in word:
            return page.format(quote(tracking_no, safe=""))
    return ""
