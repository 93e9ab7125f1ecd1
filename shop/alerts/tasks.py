"""Looking around for what came back and what is new, and forgetting."""

from datetime import timedelta

from operations import schedules
from shop.alerts import services


@schedules.periodic("alerts.look_around", every=timedelta(minutes=5))
def look_around() -> None:
    services.look_for_offers()
    services.look_for_profiles()


@schedules.periodic("alerts.look_for_news", every=timedelta(hours=1))
def look_for_news() -> None:
    services.look_for_news()


@schedules.periodic("alerts.forget_old", every=timedelta(hours=24))
def forget_old() -> None:
    services.forget_old()
