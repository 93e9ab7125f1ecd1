"""What the worker does for the search: what has changed, and what changes by itself with the days."""

from datetime import timedelta

from django.db.models import Q

from events.models import FairPage
from operations import outbox, schedules
from operations.clock import now, today
from operations.models import OutboxEntry
from pes_profiles.models import Profile
from search.models import SearchEntry
from search.services import ask_for, index_thing
from shop.catalogue.models import Product

Kind = SearchEntry.Kind


@outbox.handler("search.index")
def index(entry: OutboxEntry) -> None:
    """Bring one thing up to date. Its kind stands in the key: `search.index:offer:17`."""
    kind = entry.payload.get("kind") or (entry.dedupe_key or "::").split(":")[1]
    index_thing(Kind(kind).value, int(entry.ref))


@schedules.periodic("search.days", every=timedelta(hours=1))
def index_what_the_day_changes() -> int:
    """Ask for what begins or ended with this day: breaks, marks, seasons, fairs. Return how many things."""
    day, moment = today(), now()
    before = day - timedelta(days=1)
    turning = (
        Q(break_from=day) | Q(break_until=before) | Q(certificates__granted_on=day) | Q(certificates__valid_to=before)
    )
    things = [(Kind.PES, pk) for pk in Profile.objects.listed().filter(turning).values_list("pk", flat=True).distinct()]
    ended = FairPage.objects.live().filter(ends_at__lte=moment, ends_at__gt=moment - timedelta(days=1))
    things += [(Kind.EVENT, pk) for pk in ended.values_list("pk", flat=True)]
    if day.day == 1:
        seasonal = Product.objects.public().exclude(season_months=[])
        things += [(Kind.OFFER, pk) for pk in seasonal.values_list("pk", flat=True)]
    for kind, pk in things:
        ask_for(kind.value, pk)
    return len(things)
