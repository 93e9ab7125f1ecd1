"""What is read about fairs."""

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch, QuerySet

from events.models import FairPage, ProgrammeItem, StandApplication
from pes_profiles.accounts.models import User
from pes_profiles.models import Membership, Profile
from shop.catalogue.models import Product


def next_fairs(limit: int = 1) -> list[FairPage]:
    """Return the nearest fairs that will take place."""
    return list(FairPage.objects.coming().filter(is_cancelled=False).select_related("gmina", "picture")[:limit])


def exhibitors(fair: FairPage) -> list[StandApplication]:
    """Return who will be there, by stand; a PES that is not listed now is left out. Three queries."""
    return list(
        StandApplication.objects.filter(fair=fair, state=StandApplication.State.ACCEPTED, profile__is_listed=True)
        .select_related("profile__gmina__powiat")
        .prefetch_related(Prefetch("offers", queryset=Product.objects.public()))
        .order_by("stand_number")
    )


def coming_stands(profile: Profile, limit: int = 3) -> list[StandApplication]:
    """Return where a PES can be met: its stands at fairs that are to come and not called off, the nearest first."""
    return list(
        StandApplication.objects.filter(
            profile=profile,
            state=StandApplication.State.ACCEPTED,
            fair__in=FairPage.objects.coming().filter(is_cancelled=False),
        )
        .select_related("fair")
        .order_by("fair__starts_at", "pk")[:limit]
    )


def offers_at(fair: FairPage, limit: int = 8) -> list[Product]:
    """Return public offers that exhibitors bring."""
    brought = StandApplication.offers.through.objects.filter(
        standapplication__fair=fair,
        standapplication__state=StandApplication.State.ACCEPTED,
    )
    return list(
        Product.objects.public()
        .filter(pk__in=brought.values("product_id"))
        .for_cards()
        .order_by("-published_at", "pk")[:limit]
    )


def programme_by_day(fair: FairPage) -> list[tuple[date, list[ProgrammeItem]]]:
    """Return the programme in order, day by day. Works for a preview too, whose items are not saved."""
    items = sorted(fair.programme.all(), key=lambda item: (item.day, item.begins))
    listed = Profile.objects.in_bulk({item.profile_id for item in items if item.profile_id})
    days: dict[date, list[ProgrammeItem]] = {}
    for item in items:
        if item.profile_id:
            item.profile = listed.get(item.profile_id)
        days.setdefault(item.day, []).append(item)
    return list(days.items())


def own_profiles(user: User | AnonymousUser) -> QuerySet[Profile]:
    """Return the verified PES for which this person may ask for a stand."""
    if not user.is_authenticated:
        return Profile.objects.none()
    return (
        Profile.objects.listed()
        .filter(
            memberships__user=user,
            memberships__is_active=True,
            memberships__role=Membership.Role.OWNER,
        )
        .distinct()
    )


def applications_of(user: User | AnonymousUser, fair: FairPage) -> dict[int, StandApplication]:
    """Return this person's applications to a fair, by PES."""
    return {
        application.profile_id: application
        for application in StandApplication.objects.filter(fair=fair, profile__in=own_profiles(user))
    }


def applications_to_decide() -> int:
    return StandApplication.objects.filter(state=StandApplication.State.SUBMITTED, fair__is_cancelled=False).count()
