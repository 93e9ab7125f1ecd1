"""What allauth tells us."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from django.dispatch import receiver

from pes_profiles.accounts import services


@receiver(email_confirmed)
def tell_that_an_address_is_proven(sender: type, email_address: EmailAddress, **kwargs: Any) -> None:
    services.email_verified(email_address.user)
