"""Letters about money that a person has to look at: to the seller whose money it is, and to ROPS once a day."""

from django.conf import settings
from django.urls import reverse

from operations import mail
from operations.clock import today
from operations.money import to_zloty
from pes_profiles.accounts.models import Role, User
from shop.partner.models import Partner
from shop.payments.account_models import SellerAccount
from shop.payments.models import Incident
from shop.payments.queries import dead_notices, open_incidents


def alert_rops() -> int:
    """Write to each moderator, at most once a day, while anything waits; return how many wait."""
    notices, incidents = dead_notices().count(), open_incidents().count()
    if notices + incidents == 0:
        return 0
    day = today()
    for person in User.objects.filter(is_active=True, groups__name=Role.ROPS).order_by("pk"):
        mail.send(
            "money_alert",
            to=person.email,
            context={
                "notices": notices,
                "incidents": incidents,
                "action_url": settings.WAGTAILADMIN_BASE_URL + reverse("money_admin:list"),
            },
            dedupe_key=f"money_alert:{day}:{person.pk}",
        )
    return notices + incidents


def tell_seller(incident: Incident) -> None:
    """Tell the PES about its own money: no content of ours but the sum, the share and what to do."""
    partner = _partner(incident)
    address = partner.profile.email if partner is not None else ""
    if not address or partner is None:
        return
    slug = partner.profile.slug
    share = incident.vendor_order
    page = reverse("seller:order", args=[slug, share.number]) if share else reverse("seller:orders", args=[slug])
    mail.send(
        "money_incident",
        to=address,
        context={
            "kind": incident.kind,
            "number": share.number if share else "",
            "sum": to_zloty(abs(incident.amount)),
            "action_url": settings.WAGTAILADMIN_BASE_URL + page,
        },
        dedupe_key=f"money_incident:{incident.pk}",
    )


def _partner(incident: Incident) -> Partner | None:
    if incident.vendor_order is not None:
        return incident.vendor_order.partner
    account = SellerAccount.objects.filter(account_id=incident.account).select_related("partner__profile").first()
    return account.partner if account is not None and incident.account else None
