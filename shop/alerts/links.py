"""Keys in letters: one confirms an address and ends, one stops an alert for as long as the alert is there."""

from datetime import timedelta

from django.core.signing import BadSignature, Signer, TimestampSigner

from shop.alerts.models import Alert

CONFIRM_WITHIN = timedelta(days=2)

_confirm = TimestampSigner(salt="opes.alerts.confirm", sep=".")
_stop = Signer(salt="opes.alerts.stop", sep=".")


def confirm_token(alert: Alert) -> str:
    return _confirm.sign(str(alert.pk))


def stop_token(alert: Alert) -> str:
    return _stop.sign(str(alert.pk))


def alert_to_confirm(token: str) -> Alert | None:
    """Return the alert of a key that is not older than two days."""
    try:
        number = _confirm.unsign(token, max_age=CONFIRM_WITHIN)
    except BadSignature:
        return None
    return _alert(number)


def alert_to_stop(token: str) -> Alert | None:
    try:
        number = _stop.unsign(token)
    except BadSignature:
        return None
    return _alert(number)


def _alert(number: str) -> Alert | None:
    return Alert.objects.select_related("product__parent", "profile").filter(pk=number).first()
