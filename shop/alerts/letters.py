"""The letters of this room. Each of them says how to get no more, in words and in its head (RFC 8058)."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from operations import mail
from operations.clock import now, today
from shop.alerts.links import CONFIRM_WITHIN, confirm_token, stop_token
from shop.alerts.models import Alert
from shop.alerts.queries import left_of
from shop.catalogue.models import Product

#: so many new offers are named in one letter
MOST_NAMED = 10


def ask_to_confirm(alert: Alert) -> None:
    """Ask whether the address is that of whoever asked; at most once a day for one alert."""
    _send(
        "alert_confirm",
        alert,
        path=reverse("alerts:confirm", args=[confirm_token(alert)]),
        key=f"{alert.pk}:{today().isoformat()}",
        until=now() + CONFIRM_WITHIN,
    )


def tell_offer_is_back(alert: Alert, offer: Product) -> None:
    pk = alert.product_id or offer.pk
    path = offer.get_absolute_url() + (f"?wariant={pk}" if pk != offer.pk else "")
    _send("offer_back", alert, path=path, pes=offer.seller_name, left=left_of(offer, pk))


def tell_pes_is_back(alert: Alert) -> None:
    if alert.profile:
        _send("pes_back", alert, path=alert.profile.get_absolute_url())


def tell_news(alert: Alert, found: list[Product], *, since: datetime) -> None:
    named = [
        {"title": offer.title, "pes": offer.seller_name, "url": _whole(offer.get_absolute_url())}
        for offer in found[:MOST_NAMED]
    ]
    _send(
        "search_news",
        alert,
        path=f"{reverse('search:results')}?{alert.query}",
        key=f"{alert.pk}:{since.isoformat()}",
        offers=named,
        number=len(found),
    )


def _send(kind: str, alert: Alert, *, path: str, key: str = "", **context: Any) -> None:
    with translation.override(alert.language):
        stop_path = reverse("alerts:stop", args=[stop_token(alert)])
    mail.send(
        kind,
        to=alert.email,
        context={"title": alert.title, "action_url": _whole(path), "unsubscribe_url": _whole(stop_path), **context},
        dedupe_key=f"{kind}:{key or alert.pk}",
        language=alert.language,
    )


def _whole(path: str) -> str:
    return settings.WAGTAILADMIN_BASE_URL + path
