"""What the worker does for accounts."""

from datetime import timedelta

from operations import outbox
from operations.models import MailMessage, MailState, OutboxEntry
from operations.schedules import periodic
from pes_profiles.accounts import services


class FarewellWaitsError(Exception):
    """The last letter to a person who left has not gone out yet."""


@outbox.handler("accounts.forget_farewell")
def forget_farewell(entry: OutboxEntry) -> None:
    """Blank the address of a last letter once it is out: nothing of the person is left then."""
    letter = MailMessage.objects.filter(pk=entry.ref)
    if letter.filter(state=MailState.QUEUED).exists():
        raise FarewellWaitsError
    letter.update(to="", text="", html="", context={}, error="")


@periodic("forget-unconfirmed-accounts", every=timedelta(days=1))
def forget_unconfirmed_accounts() -> None:
    """Delete accounts that nobody has confirmed for a month."""
    services.forget_unconfirmed()


@periodic("ask-idle-accounts", every=timedelta(days=1))
def ask_idle_accounts() -> None:
    """Ask people who have not been here for two years whether to keep the account."""
    services.ask_the_idle()
