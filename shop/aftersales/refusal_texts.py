"""The legal reasons for refusing a withdrawal, each with the words of the law in plain language and where they stand.

Source: act of 30 May 2014 on consumer rights, art. 27, art. 38(1) and art. 7aa, as amended on 1 January 2023.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shop.aftersales.models import RefusalCode


@dataclass(frozen=True)
class LegalText:
    """What a buyer reads about a refusal: the rule, and its place in the act."""

    text: str | Promise
    basis: str


def _art38(point: int) -> str:
    return f"art. 38 ust. 1 pkt {point} ustawy o prawach konsumenta"


TEXTS: dict[str, LegalText] = {
    RefusalCode.SERVICE_DONE: LegalText(
        _(
            "The right does not apply to a paid service that the seller has fully done with the consumer's express prior"
            " consent, when the consumer was told before it began that the right is lost then and took note of it."
        ),
        _art38(1),
    ),
    RefusalCode.MARKET_PRICE: LegalText(
        _(
            "The right does not apply when the price depends on changes in the financial market that the seller does not"
            " control and that may happen before the time for withdrawal is over."
        ),
        _art38(2),
    ),
    RefusalCode.CUSTOM_MADE: LegalText(
        _(
            "The right does not apply to a thing that was not prefabricated and was made to the consumer's specification"
            " or to meet the consumer's own individual needs."
        ),
        _art38(3),
    ),
    RefusalCode.PERISHABLE: LegalText(
        _("The right does not apply to a thing that spoils quickly or has a short shelf life."), _art38(4)
    ),
    RefusalCode.SEALED_HYGIENE: LegalText(
        _(
            "The right does not apply to a thing in a sealed package that cannot be returned once opened, for health or"
            " hygiene, when the package was opened after delivery."
        ),
        _art38(5),
    ),
    RefusalCode.JOINED: LegalText(
        _(
            "The right does not apply to things that, by their nature, were inseparably joined with other things after"
            " delivery."
        ),
        _art38(6),
    ),
    RefusalCode.URGENT_REPAIR: LegalText(
        _(
            "The right does not apply when the consumer expressly asked the seller to come for an urgent repair or"
            " maintenance. It stays for other services and things than those asked for."
        ),
        _art38(8),
    ),
    RefusalCode.SEALED_MEDIA: LegalText(
        _(
            "The right does not apply to sound or picture recordings or computer programs in a sealed package, when the"
            " package was opened after delivery."
        ),
        _art38(9),
    ),
    RefusalCode.PRESS: LegalText(
        _("The right does not apply to newspapers, periodicals or magazines, except for a subscription."), _art38(10)
    ),
    RefusalCode.DATED_SERVICE: LegalText(
        _(
            "The right does not apply to lodging other than for living, carriage of goods, car rental, catering, leisure,"
            " entertainment, sport or culture, when the contract names the day or the period of the service."
        ),
        _art38(12),
    ),
    RefusalCode.DIGITAL: LegalText(
        _(
            "The right does not apply to paid digital content without a carrier, when the seller began to deliver it with"
            " the consumer's express prior consent, told the consumer that the right is lost then and confirmed it."
        ),
        _art38(13),
    ),
    RefusalCode.NOT_CONSUMER: LegalText(
        _(
            "Only a consumer may withdraw, and a sole trader whose contract is not of a professional nature for the trade."
        ),
        "art. 27 i art. 7aa ustawy o prawach konsumenta",
    ),
    RefusalCode.NOT_TRADER: LegalText(
        _("The right applies to contracts with a trader. The seller does not sell as a trader."),
        "art. 1 i art. 27 ustawy o prawach konsumenta",
    ),
    RefusalCode.LATE: LegalText(
        _("A consumer may withdraw within 14 days from taking the thing over. The statement came later."),
        "art. 27 ust. 1 i art. 28 ustawy o prawach konsumenta",
    ),
    RefusalCode.NOT_THIS_ORDER: LegalText(
        _("The duty to return money is about things of the contract. The thing sent back is not one of them."),
        "art. 31–34 ustawy o prawach konsumenta",
    ),
}
