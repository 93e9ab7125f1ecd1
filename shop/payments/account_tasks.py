"""What is heard of sellers' accounts later: once a day, whatever notices were lost."""

from datetime import timedelta

from operations import schedules
from shop.payments import account_queries, onboarding


@schedules.periodic("payments.sync_accounts", every=timedelta(hours=24))
def sync_accounts() -> None:
    if account_queries.is_running():
        onboarding.sync_all()
