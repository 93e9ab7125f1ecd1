"""What is read about PES: the directory, one page, a person's own, what waits for ROPS."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from anyascii import anyascii
from django.apps import apps
from django.db.models import Count, Prefetch, Q, QuerySet

from cms.media.models import Image
from cms.media.sizes import specs
from operations.clock import today
from pes_profiles.accounts.models import User
from pes_profiles.models import (
    Certificate,
    Membership,
    PesKind,
    Profile,
    ProfileSuspension,
    SocialEnterpriseStatus,
    VerificationState,
)
from pes_profiles.region.distances import metres_between
from pes_profiles.region.map import Pin, Position, pins
from pes_profiles.region.models import Gmina
from pes_profiles.region.queries import gmina_named


@dataclass(frozen=True)
class DirectoryFilter:
    """What a reader of the directory asks for; empty means all."""

    words: str = ""
    powiaty: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    sections: frozenset[str] = frozenset()

    @property
    def is_empty(self) -> bool:
        return not (self.words or self.powiaty or self.kinds or self.sections)


@dataclass(frozen=True)
class Section:
    """A group of the shop, as the directory's filter shows it."""

    slug: str
    name: str
    path: str = field(compare=False)


def folded(text: str) -> str:
    """Return a text as it is compared: no diacritics, no capitals, no quotation marks."""
    return anyascii(text).lower().replace('"', "")


def directory(wanted: DirectoryFilter) -> list[int]:
    """Return the keys of listed PES that match, in the order of their names as a Pole would put them.

    Names are few (hundreds) and are folded here, the same on every database; the page then loads only its own PES.
    """
    listed = Profile.objects.listed()
    if wanted.powiaty:  # the PES sits there or comes there
        listed = listed.filter(
            Q(gmina__powiat__slug__in=wanted.powiaty) | Q(served_powiats__slug__in=wanted.powiaty)
        ).distinct()
    if wanted.kinds:
        listed = listed.filter(kind__in=wanted.kinds)
    if wanted.sections:
        below = Q(pk__in=[])
        for section in shop_sections():
            if section.slug in wanted.sections:
                below |= Q(path__startswith=section.path)
        categories = apps.get_model("catalogue", "Category").objects.filter(below)
        sellers = listed.filter(partner__offers__is_public=True, partner__offers__categories__in=categories)
        listed = Profile.objects.filter(pk__in=sellers.values("pk"))

    words = folded(wanted.words).split()
    rows = [
        (folded(short_name), pk)
        for pk, short_name, *where in listed.order_by().values_list("pk", "short_name", "name", "town", "gmina__name")
        if all(word in folded(" ".join([short_name, *filter(None, where)])) for word in words)
    ]
    return [pk for _name, pk in sorted(rows)]


def nearest(words: str, *, most: int = 6) -> tuple[Gmina | None, dict[int, int]]:
    """Return the gmina that the words name, and the listed PES nearest to it: key to whole kilometres, nearest first.

    A PES without a position of its own stands at the seat of its gmina; one without either is left out.
    """
    gmina = gmina_named(words) if words else None
    if gmina is None or gmina.lat is None or gmina.lon is None:
        return None, {}

    north, east = gmina.lat, gmina.lon
    positions = Profile.objects.listed().order_by().values_list("pk", "lat", "lon", "gmina__lat", "gmina__lon")
    metres = {}
    for pk, own_lat, own_lon, seat_lat, seat_lon in positions:
        where = _own_or_seat((own_lat, own_lon), (seat_lat, seat_lon))
        if where:
            metres[pk] = metres_between(north, east, *where)
    return gmina, {pk: round(metres[pk] / 1000) for pk in sorted(metres, key=lambda pk: (metres[pk], pk))[:most]}


@dataclass(frozen=True)
class Spot:
    """A pin of the map, with the PES behind it by their names."""

    pin: Pin
    profiles: list[Profile]


def on_map(keys: Iterable[int]) -> tuple[list[Spot], list[Profile]]:
    """Return the pins for PES of these keys, and the PES that have no place on the map. One query.

    A PES without a position of its own stands at the seat of its gmina.
    """
    found = {profile.pk: profile for profile in Profile.objects.filter(pk__in=keys).select_related("gmina__powiat")}
    drawn = pins((pk, where) for pk, profile in found.items() if (where := position(profile)))
    spots = [Spot(pin, _by_name(found.pop(pk) for pk in pin.keys)) for pin in drawn]
    return spots, _by_name(found.values())


def position(profile: Profile) -> Position | None:
    """Return where a PES is: its own position, else the seat of its gmina; None without either. The gmina is loaded."""
    gmina = profile.gmina
    where = _own_or_seat((profile.lat, profile.lon), (gmina.lat, gmina.lon) if gmina else (None, None))
    return Position(*where, profile.town or (gmina.name if gmina else "")) if where else None


def _own_or_seat(*found: tuple[float | None, float | None]) -> tuple[float, float] | None:
    """Return the first latitude and longitude that are both known."""
    return next(((lat, lon) for lat, lon in found if lat is not None and lon is not None), None)


def _by_name(profiles: Iterable[Profile]) -> list[Profile]:
    return sorted(profiles, key=lambda profile: folded(profile.short_name))


def shop_sections() -> list[Section]:
    """Return the groups of the shop. The shop is above this room and is known by name, like a foreign key."""
    categories = apps.get_model("catalogue", "Category").objects.filter(depth=1, is_public=True).order_by("path")
    return [Section(slug=category.slug, name=category.name, path=category.path) for category in categories]


def cards(keys: Iterable[int]) -> list[Profile]:
    """Return PES in the order of the keys, with all that a card of the directory shows."""
    wanted = list(keys)
    covers = Prefetch("cover", queryset=Image.objects.prefetch_renditions(*specs("card", avif=True)))
    found = _with_standing(Profile.objects.select_related("gmina__powiat").prefetch_related(covers)).in_bulk(wanted)
    return [found[key] for key in wanted if key in found]


def profile_page(slug: str) -> Profile | None:
    """Return a listed PES with all that its page shows; None for one that the public may not see."""
    return (
        _with_standing(Profile.objects.listed())
        .select_related("legal_entity", "gmina__powiat")
        .prefetch_related(
            "served_powiats",
            Prefetch("cover", queryset=Image.objects.prefetch_renditions(*specs("egg", avif=True))),
        )
        .filter(slug=slug)
        .first()
    )


def valid_certificates(on: date | None = None) -> QuerySet[Certificate]:
    """Return marks that hold on a day: one that expired is gone at midnight."""
    day = on or today()
    return Certificate.objects.filter(granted_on__lte=day, valid_to__gte=day)


def valid_statuses(on: date | None = None) -> QuerySet[SocialEnterpriseStatus]:
    """Return statuses of a social enterprise that were granted and not lost by a day."""
    day = on or today()
    return SocialEnterpriseStatus.objects.filter(granted_on__lte=day).filter(Q(lost_on=None) | Q(lost_on__gt=day))


def own_profiles(user: User) -> QuerySet[Profile]:
    """Return the PES that a person owns, the latest first."""
    return (
        Profile.objects.filter(
            memberships__user=user, memberships__is_active=True, memberships__role=Membership.Role.OWNER
        )
        .select_related("legal_entity", "gmina__powiat")
        .order_by("-created_at", "-pk")
    )


def open_suspension(profile: Profile) -> ProfileSuspension | None:
    return profile.suspensions.filter(lifted_at__isnull=True).first()


def same_nip(profile: Profile) -> QuerySet[Profile]:
    """Return other PES whose contract party has the same NIP: units of one body, or one PES entered twice."""
    entity = profile.legal_entity
    if entity is None or not entity.nip:
        return Profile.objects.none()
    return Profile.objects.filter(legal_entity__nip=entity.nip).exclude(pk=profile.pk).order_by("short_name")


def inbox(state: str = VerificationState.SUBMITTED) -> QuerySet[Profile]:
    """Return PES in a state of verification, those that wait longest first; "suspended" is one more state."""
    profiles = Profile.objects.select_related("legal_entity", "gmina__powiat")
    if state == "SUSPENDED":
        profiles = profiles.filter(suspensions__lifted_at__isnull=True, suspensions__isnull=False)
        return profiles.order_by("suspensions__since", "pk")
    profiles = profiles.filter(verification_state=state)
    if state == VerificationState.SUBMITTED:
        return profiles.order_by("submitted_at", "pk")
    return profiles.order_by("-updated_at", "pk")


def inbox_counts() -> dict[str, int]:
    """Return how many PES are in each state, and how many are suspended."""
    states = Profile.objects.order_by().values_list("verification_state").annotate(number=Count("pk"))
    counts: dict[str, int] = dict.fromkeys(VerificationState.values, 0) | dict(states)
    counts["SUSPENDED"] = ProfileSuspension.objects.filter(lifted_at__isnull=True).count()
    return counts


def next_waiting(after: Profile | None = None) -> Profile | None:
    """Return the PES that waits longest for ROPS, other than the one just decided on."""
    waiting = inbox()
    return (waiting.exclude(pk=after.pk) if after else waiting).first()


def kinds_listed() -> list[tuple[str, Any]]:
    """Return the kinds of PES that the directory has, with their names."""
    present = set(Profile.objects.listed().order_by().values_list("kind", flat=True).distinct())
    return [(kind.value, kind.label) for kind in PesKind if kind in present]


def _with_standing(profiles: QuerySet[Profile]) -> QuerySet[Profile]:
    """Load marks and statuses that hold today as `marks` and `statuses`."""
    return profiles.prefetch_related(
        Prefetch("certificates", queryset=valid_certificates(), to_attr="marks"),
        Prefetch("enterprise_statuses", queryset=valid_statuses(), to_attr="statuses"),
    )
