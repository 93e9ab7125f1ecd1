"""Notices of illegal content as ROPS reads them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Min, QuerySet

from pes_profiles.models import ProfileSuspension
from shop.moderation.models import IllegalContentNotice, OfferSuspension

State = IllegalContentNotice.State


@dataclass(frozen=True)
class WaitingNotices:
    """How many notices wait for an answer, and since when the oldest does."""

    total: int
    oldest: datetime | None


def notices(*, decided: bool = False) -> QuerySet[IllegalContentNotice]:
    """Return the notices that wait, oldest first; or the answered ones, newest answer first."""
    found = IllegalContentNotice.objects.select_related("offer", "profile", "decided_by")
    if decided:
        return found.filter(state=State.DECIDED).order_by("-decided_at", "-pk")
    return found.filter(state=State.RECEIVED).order_by("received_at", "pk")


def waiting_notices() -> WaitingNotices:
    waiting = IllegalContentNotice.objects.filter(state=State.RECEIVED)
    return WaitingNotices(**waiting.aggregate(total=Count("pk"), oldest=Min("received_at")))


def notice_for_rops(pk: int) -> IllegalContentNotice | None:
    found = IllegalContentNotice.objects.select_related("offer", "profile", "decided_by")
    return found.filter(pk=pk).first()


def next_notice(*, after: IllegalContentNotice) -> IllegalContentNotice | None:
    """Return the notice that waits longest, other than this one."""
    return notices().exclude(pk=after.pk).first()


def other_notices(notice: IllegalContentNotice) -> list[IllegalContentNotice]:
    """Return the latest other notices of the same content: of the offer, of the PES, or of the very address."""
    others = IllegalContentNotice.objects.exclude(pk=notice.pk)
    if notice.offer_id:
        others = others.filter(offer_id=notice.offer_id)
    elif notice.profile_id:
        others = others.filter(profile_id=notice.profile_id)
    else:
        others = others.filter(address=notice.address)
    return list(others.order_by("-received_at", "-pk")[:10])


def notice_by_key(key: UUID) -> IllegalContentNotice | None:
    """Return the notice that a form has already made."""
    return IllegalContentNotice.objects.filter(form_key=key).first()


def notice_by_link(public_id: UUID) -> IllegalContentNotice | None:
    """Return a notice for whoever holds the link from the letter."""
    return IllegalContentNotice.objects.filter(public_id=public_id).first()


def held_offer(notice: IllegalContentNotice) -> bool:
    """Say whether the offer of a notice is down now."""
    return OfferSuspension.objects.filter(product_id=notice.offer_id, lifted_at__isnull=True).exists()


def held_profile(notice: IllegalContentNotice) -> bool:
    """Say whether the PES of a notice is suspended now."""
    return ProfileSuspension.objects.filter(profile_id=notice.profile_id, lifted_at__isnull=True).exists()
