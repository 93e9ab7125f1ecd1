"""What this room knows of a person: told to the room of accounts."""

from typing import Any

from allauth.account.models import EmailAddress

from pes_profiles.accounts.models import User
from pes_profiles.accounts.services import erases, exports, on_email_verified
from shop.alerts.models import Alert, RefusedLetter
from shop.alerts.queries import OPEN, letters_of


@on_email_verified
def adopt_alerts(user: User) -> None:
    """Show a person the alerts that were asked for with an address that is now proven theirs."""
    proven = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    addresses = [address.lower() for address in proven]
    Alert.objects.filter(user=None, email__in=addresses, state__in=OPEN).update(user=user, state=Alert.State.WAITING)


@exports("alerts")
def alerts_as_data(user: User) -> dict[str, Any]:
    """What a person waits for and which letters are wanted, as plain values."""
    own = Alert.objects.filter(user=user).select_related("product__parent", "profile").order_by("pk")
    return {
        "alerts": [
            {
                "kind": alert.kind,
                "state": alert.state,
                "what": alert.title,
                "query": alert.query,
                "email": alert.email,
                "created_at": alert.created_at.isoformat(),
            }
            for alert in own
        ],
        "letters": {value: wanted for value, _label, wanted in letters_of(user)},
    }


@erases
def forget_alerts(user: User) -> None:
    """Forget what the person waited for, also as a guest with the same address, and the choice of letters."""
    Alert.objects.filter(user=user).delete()
    Alert.objects.filter(user=None, email=user.email).delete()
    RefusedLetter.objects.filter(user=user).delete()
