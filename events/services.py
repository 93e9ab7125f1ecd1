"""Asking for a stand, deciding, changing one's mind. Letters go through the outbox in the same transaction."""

from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from events.models import FairPage, StandApplication
from operations import audit, mail
from operations.clock import now
from pes_profiles.accounts.models import User
from pes_profiles.models import Membership, Profile
from shop.catalogue.models import Product

State = StandApplication.State


class CallClosedError(Exception):
    """The fair takes no applications now."""


class AlreadyDecidedError(Exception):
    """Somebody decided meanwhile, or the PES withdrew."""


class StandTakenError(Exception):
    """Another exhibitor has this stand; `holder` is its name."""

    def __init__(self, holder: str) -> None:
        super().__init__(holder)
        self.holder = holder


@transaction.atomic
def apply_for_stand(
    fair: FairPage, profile: Profile, *, by: User, details: dict[str, Any], offers: list[Product]
) -> StandApplication:
    """Send an application, or change one that waits. A withdrawn one is sent again. Tells the PES once."""
    if not fair.call_is_open:
        raise CallClosedError

    application = StandApplication.objects.filter(fair=fair, profile=profile).first()
    if application is None:
        application = StandApplication(fair=fair, profile=profile)
    elif application.state not in {State.SUBMITTED, State.WITHDRAWN}:
        raise AlreadyDecidedError
    for name, value in details.items():
        setattr(application, name, value)
    application.state = State.SUBMITTED
    application.reason = ""
    application.decided_at = application.decided_by = None
    application.submitted_by = by
    application.submitted_at = now()
    application.save()
    application.offers.set(offers)

    audit.log("events.stand.apply", application, by=by, fair=fair, profile=profile)
    _tell(application, "stand_received", dedupe=f"{application.submitted_at:%Y%m%d}")
    return application


@transaction.atomic
def withdraw_application(application: StandApplication, *, by: User) -> None:
    """Give the stand back. It is possible until the fair is over."""
    claimed = StandApplication.objects.filter(pk=application.pk, state__in=[State.SUBMITTED, State.ACCEPTED]).update(
        state=State.WITHDRAWN, stand_number=""
    )
    if not claimed:
        raise AlreadyDecidedError

    audit.log("events.stand.withdraw", application, by=by)


@transaction.atomic
def accept_application(application: StandApplication, *, stand_number: str, by: User) -> None:
    """Give the PES a stand, or another one, and tell it. A refusal can be turned into a yes."""
    try:
        with transaction.atomic():
            claimed = StandApplication.objects.filter(
                pk=application.pk, state__in=[State.SUBMITTED, State.REJECTED, State.ACCEPTED]
            ).update(
                state=State.ACCEPTED,
                stand_number=stand_number,
                reason="",
                decided_by=by,
                decided_at=now(),
            )
    except IntegrityError as error:
        holder = StandApplication.objects.filter(fair=application.fair, stand_number=stand_number).select_related(
            "profile"
        )
        raise StandTakenError(str(holder[0].profile) if holder else stand_number) from error
    if not claimed:
        raise AlreadyDecidedError

    application.refresh_from_db()
    audit.log("events.stand.accept", application, by=by, stand=stand_number)
    _tell(application, "stand_accepted", dedupe=stand_number)


@transaction.atomic
def reject_application(application: StandApplication, *, reason: str, by: User) -> None:
    """Say no, with the reason, and tell the PES."""
    claimed = StandApplication.objects.filter(pk=application.pk, state=State.SUBMITTED).update(
        state=State.REJECTED, reason=reason, decided_by=by, decided_at=now()
    )
    if not claimed:
        raise AlreadyDecidedError

    application.refresh_from_db()
    audit.log("events.stand.reject", application, by=by)
    _tell(application, "stand_refused", dedupe=f"{application.decided_at:%Y%m%d%H%M%S}")


def tell_of_cancellation(fair: FairPage) -> None:
    """Write to every PES that has, or hoped for, a stand. Each gets one letter, however often the page is published."""
    for application in StandApplication.objects.filter(
        fair=fair, state__in=[State.SUBMITTED, State.ACCEPTED]
    ).select_related("fair", "profile"):
        _tell(application, "stand_cancelled")


def _tell(application: StandApplication, kind: str, *, dedupe: str = "") -> None:
    owners = Membership.objects.filter(
        profile=application.profile, role=Membership.Role.OWNER, is_active=True
    ).select_related("user")
    for membership in owners:
        mail.send(
            kind,
            to=membership.user.email,
            context={
                "application": application,
                "fair": application.fair,
                "profile": application.profile,
                "action_url": settings.WAGTAILADMIN_BASE_URL + application.get_absolute_url(),
            },
            dedupe_key=f"{kind}:{application.pk}:{membership.user_id}:{dedupe}",
        )
