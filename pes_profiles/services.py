"""What happens to a PES's standing: sent, verified, sent back, refused, suspended, restored.

Every move is one conditional UPDATE, so the second of two people who decide at once is told. `is_listed` is kept here
and nowhere else: verified and not suspended. Offers read it through their seller, so a suspension hides everything of
a PES without touching the offers' own states, and a restoration finds them as they were.
"""

from datetime import date, datetime
from typing import Any

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from operations import audit, mail, outbox
from operations.clock import now
from pes_profiles.accounts.models import User
from pes_profiles.completeness import OPEN_STATES, missing
from pes_profiles.joining import NotOpenForChangesError
from pes_profiles.models import (
    Membership,
    Profile,
    ProfileSuspension,
    VerificationDecision,
    VerificationState,
)

ReasonCode = VerificationDecision.ReasonCode

#: how long a decision can be appealed against (DSA art. 20)
APPEAL_MONTHS = 6


class NotAwaitingDecisionError(Exception):
    """The PES does not wait for ROPS: somebody decided meanwhile, or it was never sent."""


class IncompleteProfileError(Exception):
    """The PES cannot be sent yet; `missing` holds the names of empty fields by step, `terms` whether to accept them."""

    def __init__(self, missing: dict[Any, list[str]], *, terms: bool = False) -> None:
        super().__init__(", ".join(name for names in missing.values() for name in names) or "terms")
        self.missing = missing
        self.terms = terms


class NotListedError(Exception):
    """Only a PES that the public sees can be suspended."""


class NotSuspendedError(Exception):
    """There is no open suspension to lift."""


@transaction.atomic
def submit_profile(profile: Profile, *, by: User, terms_version: str = "") -> None:
    """Send a PES to ROPS, first or again, and tell its owners what happens next.

    `terms_version` is the version of the seller's terms accepted now; without it an earlier acceptance must be there.
    """
    sent_at = now()
    values: dict[str, Any] = {"verification_state": VerificationState.SUBMITTED, "submitted_at": sent_at}
    if terms_version:
        values |= {"terms_version": terms_version, "terms_accepted_at": sent_at}
    if not Profile.objects.filter(pk=profile.pk, verification_state__in=OPEN_STATES).update(**values):
        raise NotOpenForChangesError

    sent = Profile.objects.select_related("legal_entity").get(pk=profile.pk)
    lacking = missing(sent)
    if lacking or sent.terms_accepted_at is None:
        raise IncompleteProfileError(lacking, terms=sent.terms_accepted_at is None)

    profile.refresh_from_db()
    audit.log("pes_profiles.profile.submit", profile, by=by, terms=sent.terms_version)
    _tell(profile, "pes_submitted", occasion=_stamp(sent_at), to=_page("pes:join-status", profile))


@transaction.atomic
def verify_profile(profile: Profile, *, register_note: str, register_checked_on: date, by: User) -> None:
    """Put a PES before the public after its data were compared with the register."""
    decision = _decide(
        profile,
        VerificationState.VERIFIED,
        reason_code=ReasonCode.REGISTER_MATCHES,
        register_note=register_note,
        register_checked_on=register_checked_on,
        by=by,
    )
    audit.log("pes_profiles.profile.verify", profile, by=by, decision=decision)
    refresh_search(profile)
    _tell(profile, "pes_verified", occasion=str(decision.pk), to=_page("seller:home", profile), decision=decision)


@transaction.atomic
def send_back_profile(profile: Profile, *, reason_code: str, reason: str, by: User) -> None:
    """Ask a PES to correct its data; it can then be sent again."""
    decision = _decide(profile, VerificationState.SENT_BACK, reason_code=reason_code, reason=reason, by=by)
    audit.log("pes_profiles.profile.send_back", profile, by=by, decision=decision, reason=reason_code)
    _tell(profile, "pes_sent_back", occasion=str(decision.pk), to=_page("pes:join-resume", profile), decision=decision)


@transaction.atomic
def refuse_profile(profile: Profile, *, reason_code: str, reason: str, by: User) -> None:
    """Say no for good, with the reason. The decision can be appealed against."""
    decision = _decide(profile, VerificationState.REFUSED, reason_code=reason_code, reason=reason, by=by)
    audit.log("pes_profiles.profile.refuse", profile, by=by, decision=decision, reason=reason_code)
    _tell(
        profile,
        "pes_refused",
        occasion=str(decision.pk),
        to=_page("pes:join-status", profile),
        decision=decision,
        appeal_until=_appeal_until(decision.decided_at),
    )


@transaction.atomic
def suspend_profile(
    profile: Profile, *, reason: str, legal_basis: str = "", until: datetime | None = None, by: User
) -> ProfileSuspension:
    """Take a PES and all it offers off the portal at once, and send its owners the statement of reasons.

    Open orders go on. With `until` the worker restores the PES by itself at that moment.
    """
    if not Profile.objects.filter(pk=profile.pk, is_listed=True).update(is_listed=False):
        raise NotListedError

    profile.refresh_from_db()
    suspension = ProfileSuspension.objects.create(
        profile=profile, reason=reason, legal_basis=legal_basis, since=now(), until=until, suspended_by=by
    )
    audit.log("pes_profiles.profile.suspend", profile, by=by, suspension=suspension)
    refresh_search(profile)
    _tell(
        profile,
        "pes_suspended",
        occasion=str(suspension.pk),
        to=_page("pes:join-status", profile),
        suspension=suspension,
        appeal_until=_appeal_until(suspension.since),
    )
    return suspension


@transaction.atomic
def restore_profile(profile: Profile, *, by: User | None) -> None:
    """Lift the open suspension: the PES and its offers are back as they were. `by` nobody when its time ran out."""
    lifted = ProfileSuspension.objects.filter(profile=profile, lifted_at__isnull=True).update(
        lifted_at=now(), lifted_by=by
    )
    if not lifted:
        raise NotSuspendedError

    Profile.objects.filter(pk=profile.pk, verification_state=VerificationState.VERIFIED).update(is_listed=True)
    profile.refresh_from_db()
    suspension = profile.suspensions.order_by("-lifted_at", "-pk").first()
    audit.log("pes_profiles.profile.restore", profile, by=by, suspension=suspension)
    refresh_search(profile)
    _tell(
        profile,
        "pes_restored",
        occasion=str(suspension.pk if suspension else ""),
        to=_page("seller:offers", profile),
        suspension=suspension,
    )


def restore_due() -> int:
    """Restore every PES whose suspension was for a time that is over; return their number."""
    due = ProfileSuspension.objects.filter(lifted_at__isnull=True, until__lte=now()).select_related("profile")
    restored = 0
    for suspension in due.order_by("profile_id"):
        try:
            restore_profile(suspension.profile, by=None)
        except NotSuspendedError:  # somebody was quicker
            continue
        restored += 1
    return restored


def _decide(
    profile: Profile,
    outcome: VerificationState,
    *,
    reason_code: str,
    reason: str = "",
    register_note: str = "",
    register_checked_on: date | None = None,
    by: User,
) -> VerificationDecision:
    """Move a waiting PES and write the decision down."""
    moment = now()
    values: dict[str, Any] = {"verification_state": outcome}
    if outcome == VerificationState.VERIFIED:
        suspended = ProfileSuspension.objects.filter(profile=profile, lifted_at__isnull=True).exists()
        values |= {"verified_at": moment, "is_listed": not suspended}
    claimed = Profile.objects.filter(pk=profile.pk, verification_state=VerificationState.SUBMITTED).update(**values)
    if not claimed:
        raise NotAwaitingDecisionError

    profile.refresh_from_db()
    return VerificationDecision.objects.create(
        profile=profile,
        outcome=outcome,
        reason_code=reason_code,
        reason=reason,
        register_note=register_note,
        register_checked_on=register_checked_on,
        decided_by=by,
        decided_at=moment,
    )


def refresh_search(profile: Profile) -> None:
    """Have the search show the PES and its offers, or stop showing them."""
    outbox.put(
        "search.index",
        profile,
        dedupe_key=f"search.index:pes:{profile.pk}",
        payload={"kind": "pes"},
        coalesce=True,
    )


def _tell(profile: Profile, kind: str, *, occasion: str, to: str, **facts: Any) -> None:
    """Write to every owner of the PES; `to` is where the letter's button leads."""
    owners = Membership.objects.filter(
        profile=profile, role=Membership.Role.OWNER, is_active=True, user__is_active=True
    ).select_related("user")
    for membership in owners.order_by("user_id"):
        mail.send(
            kind,
            to=membership.user.email,
            context={"profile": profile, "action_url": to, **facts},
            dedupe_key=f"{kind}:{profile.pk}:{membership.user_id}:{occasion}",
        )


def _page(name: str, profile: Profile) -> str:
    with translation.override(settings.LANGUAGE_CODE):
        return settings.WAGTAILADMIN_BASE_URL + reverse(name, args=[profile.slug])


def _appeal_until(decided_at: datetime) -> date:
    return (decided_at + relativedelta(months=APPEAL_MONTHS)).date()


def _stamp(moment: datetime) -> str:
    return f"{moment:%Y%m%d%H%M%S%f}"
