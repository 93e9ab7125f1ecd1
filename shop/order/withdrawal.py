"""What is said about the right to withdraw: by the thing, by who buys and by who sells (consumer rights act, art. 27, 38)."""

from django.utils.translation import gettext as _

from shop.order.models import BuyerKind

WITH_RIGHTS = frozenset({BuyerKind.CONSUMER, BuyerKind.BUSINESS_CONSUMER_RIGHTS})


def withdrawal_words(rule: str, *, buyer_kind: str, is_trader: bool) -> str:
    """Return one sentence about one thing."""
    if buyer_kind not in WITH_RIGHTS:
        return _("The consumer's right to withdraw does not apply to companies and institutions")
    if not is_trader:
        return _("The seller is not a trader: the right to withdraw may not apply")
    words = {
        "CUSTOM_MADE": _("Made for you: no withdrawal"),
        "PERISHABLE": _("Short shelf life: no withdrawal"),
        "SEALED_HYGIENE": _("14 days from when you receive it, while the seal is unbroken"),
        "DATED_SERVICE": _("A service for a given day: no withdrawal"),
        "SERVICE_DONE": _("14 days; once the service is fully done with your consent, the right ends"),
        "URGENT_REPAIR": _("An urgent repair you asked for: no withdrawal"),
    }
    return words.get(rule, _("14 days from when you receive it"))


def trader_words(is_trader: bool) -> str:
    if is_trader:
        return _("The seller is a trader. Consumer rights apply.")
    return _("The seller is not a trader. Consumer protection rules may not apply.")
