"""Notices of illegal content (DSA, art. 16): received once, answered once, each with a letter to whoever sent it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import get_language

from operations import audit, counters, outbox
from operations.clock import now
from pes_profiles.models import ProfileSuspension
from shop.moderation.addresses import content_at
from shop.moderation.exceptions import NotDoneYetError, NoticeDecidedError, ReasonMissingError
from shop.moderation.models import IllegalContentNotice, OfferSuspension

Decision, State = IllegalContentNotice.Decision, IllegalContentNotice.State


def receive_notice(*, key: UUID, facts: Mapping[str, Any], by: Any | None) -> IllegalContentNotice:
    """Keep a notice under a number and confirm it by e-mail. The same form sent twice is one notice."""
    try:
        with transaction.atomic():
            return _keep(key, facts, by=by)
    except IntegrityError:
        sent = IllegalContentNotice.objects.filter(form_key=key).first()
        if sent is None:
            raise
        return sent


@transaction.atomic
def decide_notice(notice: IllegalContentNotice, *, decision: str, text: str, by: Any) -> IllegalContentNotice:
    """Answer a notice and tell its sender. What the answer says was done must have been done before."""
    text = text.strip()
    if not text or decision not in Decision.values:
        raise ReasonMissingError
    if not _is_done(notice, decision):
        raise NotDoneYetError
    claimed = IllegalContentNotice.objects.filter(pk=notice.pk, state=State.RECEIVED).update(
        state=State.DECIDED, decision=decision, decision_text=text, decided_by=by, decided_at=now()
    )
    notice.refresh_from_db()
    if not claimed:
        raise NoticeDecidedError

    audit.log("moderation.notice.decide", notice, by=by, decision=decision, offer=notice.offer, profile=notice.profile)
    if notice.email:
        outbox.put("mail.notice_decided", notice, dedupe_key=f"mail.notice_decided:{notice.pk}")
    return notice


def _keep(key: UUID, facts: Mapping[str, Any], *, by: Any | None) -> IllegalContentNotice:
    offer, profile = content_at(facts["address"])
    notice = IllegalContentNotice.objects.create(
        **facts,
        form_key=key,
        number=f"Z-{counters.next_value('notice')}",
        offer=offer,
        profile=profile,
        language=get_language() or "pl",
        received_at=now(),
    )

    audit.log("moderation.notice.receive", notice, by=by, reason=notice.reason_code, offer=offer, profile=profile)
    if notice.email:
        outbox.put("mail.notice_received", notice, dedupe_key=f"mail.notice_received:{notice.pk}")
    return notice


def _is_done(notice: IllegalContentNotice, decision: str) -> bool:
    """Say whether what a decision speaks of holds. Other content than an offer or a PES is hidden by hand."""
    if decision == Decision.SUSPENDED:
        return ProfileSuspension.objects.filter(profile_id=notice.profile_id, lifted_at__isnull=True).exists()
    if decision == Decision.HIDDEN and notice.offer_id:
        return OfferSuspension.objects.filter(product_id=notice.offer_id, lifted_at__isnull=True).exists()
    return True
