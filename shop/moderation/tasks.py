"""Letters about offers and notices of illegal content, and suspensions whose time is over."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from operations import mail, outbox, schedules
from operations.models import OutboxEntry
from pes_profiles.models import Membership, Profile
from shop.catalogue.models import OfferRevision, Product
from shop.moderation.models import IllegalContentNotice, OfferDecision, OfferSuspension
from shop.moderation.services import lift_ended_suspensions

#: An internal appeal is free for at least six months (DSA, art. 20).
APPEAL_TIME = timedelta(days=184)


@outbox.handler("mail.offer_submitted")
def tell_submitted(entry: OutboxEntry) -> None:
    """Say that the offer is with ROPS; a version taken back or decided on meanwhile needs no such letter."""
    version = entry.payload.get("version")
    revision = OfferRevision.objects.filter(pk=entry.ref, version=version, review_state="SUBMITTED").first()
    if revision is not None:
        _tell(revision.product, "offer_submitted", occasion=f"{revision.pk}-{version}", title=revision.title)


@outbox.handler("mail.offer_approved")
def tell_approved(entry: OutboxEntry) -> None:
    decision = _decision(entry)
    if decision is not None:
        product = decision.product
        is_listed = product.partner.profile.is_listed
        address = product.get_absolute_url() if product.is_public and is_listed else _panel(product)
        _tell(
            product,
            "offer_approved",
            occasion=str(decision.pk),
            title=decision.revision.title,
            action_url=settings.WAGTAILADMIN_BASE_URL + address,
            is_listed=is_listed,
        )


@outbox.handler("mail.offer_sent_back")
def tell_sent_back(entry: OutboxEntry) -> None:
    decision = _decision(entry)
    if decision is not None:
        _tell(
            decision.product,
            "offer_sent_back",
            occasion=str(decision.pk),
            title=decision.revision.title,
            decision=decision,
            action_url=settings.WAGTAILADMIN_BASE_URL + _form(decision.product),
        )


@outbox.handler("mail.offer_suspended")
def tell_suspended(entry: OutboxEntry) -> None:
    """Send the statement of reasons (DSA, art. 17): facts, ground, scope, time, how to appeal."""
    suspension = _suspension(entry)
    if suspension is not None:
        _tell(
            suspension.product,
            "offer_suspended",
            occasion=str(suspension.pk),
            title=suspension.product.title,
            suspension=suspension,
            appeal_until=appeal_until(suspension.since),
        )


@outbox.handler("mail.offer_restored")
def tell_restored(entry: OutboxEntry) -> None:
    suspension = _suspension(entry)
    if suspension is not None:
        _tell(
            suspension.product,
            "offer_restored",
            occasion=str(suspension.pk),
            title=suspension.product.title,
            suspension=suspension,
            is_public=suspension.product.is_public,
        )


@outbox.handler("mail.notice_received")
def tell_notice_received(entry: OutboxEntry) -> None:
    """Confirm a notice to its sender without delay (DSA, art. 16 sec. 4)."""
    notice = IllegalContentNotice.objects.filter(pk=entry.ref).first()
    if notice is not None:
        _tell_sender(notice, "notice_received")


@outbox.handler("mail.notice_decided")
def tell_notice_decided(entry: OutboxEntry) -> None:
    """Send the decision and how to appeal to whoever sent the notice (DSA, art. 16 sec. 5)."""
    notice = IllegalContentNotice.objects.filter(pk=entry.ref, decided_at__isnull=False).first()
    if notice is not None and notice.decided_at:
        _tell_sender(notice, "notice_decided", appeal_until=appeal_until(notice.decided_at))


@schedules.periodic("moderation.lift_ended", every=timedelta(minutes=5))
def lift_ended() -> None:
    """Bring back the offers whose suspension was for a time that is over."""
    lift_ended_suspensions()


def appeal_until(moment: datetime) -> datetime:
    return moment + APPEAL_TIME


def owners_of(profile: Profile) -> Iterator[Any]:
    """Yield the people who manage the PES and can open its offers; packers cannot."""
    members = Membership.objects.filter(
        profile=profile, role=Membership.Role.OWNER, is_active=True, user__is_active=True
    )
    for membership in members.select_related("user").order_by("pk"):
        yield membership.user


def _tell(product: Product, kind: str, *, occasion: str, **context: Any) -> None:
    profile = product.partner.profile
    context.setdefault("action_url", settings.WAGTAILADMIN_BASE_URL + _panel(product))
    for user in owners_of(profile):
        mail.send(
            kind,
            to=user.email,
            context={"profile": profile, **context},
            dedupe_key=f"{kind}:{occasion}:{user.pk}",
        )


def _tell_sender(notice: IllegalContentNotice, kind: str, **context: Any) -> None:
    if not notice.email:
        return
    with translation.override(notice.language):
        status = reverse("moderation:notice-status", args=[notice.public_id])
    mail.send(
        kind,
        to=notice.email,
        context={
            "notice": notice,
            "content_url": settings.WAGTAILADMIN_BASE_URL + notice.address,
            "action_url": settings.WAGTAILADMIN_BASE_URL + status,
            **context,
        },
        dedupe_key=f"{kind}:{notice.pk}",
        language=notice.language,
    )


def _panel(product: Product) -> str:
    return reverse("seller:offers", kwargs={"pes": product.partner.profile.slug})


def _form(product: Product) -> str:
    return reverse("seller:offer-edit", kwargs={"pes": product.partner.profile.slug, "pk": product.pk})


def _decision(entry: OutboxEntry) -> OfferDecision | None:
    found = OfferDecision.objects.select_related("revision", "product__partner__profile").filter(pk=entry.ref)
    return found.first()


def _suspension(entry: OutboxEntry) -> OfferSuspension | None:
    return OfferSuspension.objects.select_related("product__partner__profile").filter(pk=entry.ref).first()
