"""Fairs and applications for stands."""

from datetime import date, time, timedelta
from typing import Any

import factory

from events.models import FairDay, FairIndexPage, FairPage, StandApplication
from operations.clock import now, today
from tests.factories.pes_profiles import ProfileFactory

_numbers = iter(range(1, 1_000_000))


def make_fair(*, days: list[date] | None = None, call: str = "open", **fields: Any) -> FairPage:
    """Publish a fair in 30 days, from 10 to 16; `call` is open, closed, ahead or none."""
    number = next(_numbers)
    moment = now()
    windows = {
        "open": (moment - timedelta(days=1), moment + timedelta(days=10)),
        "closed": (moment - timedelta(days=10), moment - timedelta(days=1)),
        "ahead": (moment + timedelta(days=1), moment + timedelta(days=10)),
        "none": (None, None),
    }
    opens, closes = windows[call]
    values = {
        "title": f"Targi {number}",
        "lead": "Stoiska i ciepłe jedzenie.",
        "place": "Hala próbna",
        "address": "ul. Próbna 1, Opole",
        "call_opens_at": opens,
        "call_closes_at": closes,
    } | fields
    fair = FairPage(**values)
    fair.days = [FairDay(day=day, opens=time(10), closes=time(16)) for day in days or [today() + timedelta(days=30)]]
    FairIndexPage.objects.get().add_child(instance=fair)
    fair.save_revision().publish()
    return FairPage.objects.get(pk=fair.pk)


class StandApplicationFactory(factory.django.DjangoModelFactory):
    """An application that waits; `accepted=True` gives it a stand."""

    class Meta:
        model = StandApplication

    class Params:
        accepted = factory.Trait(
            state=StandApplication.State.ACCEPTED,
            stand_number=factory.Sequence(lambda n: f"A{n}"),
        )

    fair = factory.LazyFunction(make_fair)
    profile = factory.SubFactory(ProfileFactory)
    zone = StandApplication.Zone.CRAFT
    slogan = "Kubki z drugiego wypału"
    contact_name = "Anna Próbna"
    contact_phone = "600 000 000"
    submitted_at = factory.LazyFunction(now)
