"""What others have given to a PES and ROPS writes down: certificates and statuses of a social enterprise.

Both end on a day: the first one on which they no longer hold. The pages of the PES read only the dates.
"""

from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q

from operations import audit
from pes_profiles.accounts.models import User
from pes_profiles.models import Certificate, Profile, SocialEnterpriseStatus
from pes_profiles.services import refresh_search


class NumberTakenError(Exception):
    """A certificate or a decision with this number is written down already."""


class StatusHeldError(Exception):
    """The PES has the status in that time already; its loss has to be written down first."""


class AlreadyEndedError(Exception):
    """It ended meanwhile, or does not hold on that day."""


@transaction.atomic
def grant_certificate(
    profile: Profile, *, number: str, granted_on: date, valid_to: date, scope: str, by: User
) -> Certificate:
    """Write down the mark „Zakup Prospołeczny” for named goods and services."""
    try:
        with transaction.atomic():
            certificate = Certificate.objects.create(
                profile=profile, number=number, granted_on=granted_on, valid_to=valid_to, scope=scope
            )
    except IntegrityError as error:
        raise NumberTakenError from error

    audit.log("pes_profiles.certificate.grant", certificate, by=by, profile=profile)
    refresh_search(profile)
    return certificate


@transaction.atomic
def end_certificate(certificate: Certificate, *, ends_on: date, by: User) -> None:
    """End a certificate before its time: from this day on it is not shown."""
    ended = Certificate.objects.filter(pk=certificate.pk, granted_on__lte=ends_on, valid_to__gte=ends_on).update(
        valid_to=ends_on - timedelta(days=1)
    )
    if not ended:
        raise AlreadyEndedError

    certificate.refresh_from_db()
    audit.log("pes_profiles.certificate.end", certificate, by=by, profile=certificate.profile_id, ends_on=ends_on)
    refresh_search(certificate.profile)


@transaction.atomic
def record_enterprise_status(
    profile: Profile,
    *,
    decision_no: str,
    granted_on: date,
    checked_on: date,
    rjps_url: str = "",
    by: User,
) -> SocialEnterpriseStatus:
    """Write down a status of a social enterprise, as the register of such enterprises (RJPS) shows it."""
    Profile.objects.select_for_update().get(pk=profile.pk)  # two clicks come one by one
    if SocialEnterpriseStatus.objects.filter(decision_no__iexact=decision_no).exists():
        raise NumberTakenError
    if profile.enterprise_statuses.filter(Q(lost_on=None) | Q(lost_on__gt=granted_on)).exists():
        raise StatusHeldError
    status = SocialEnterpriseStatus.objects.create(
        profile=profile, decision_no=decision_no, granted_on=granted_on, checked_on=checked_on, rjps_url=rjps_url
    )

    audit.log("pes_profiles.status.record", status, by=by, profile=profile)
    refresh_search(profile)
    return status


@transaction.atomic
def record_loss(status: SocialEnterpriseStatus, *, lost_on: date, lost_reason: str, checked_on: date, by: User) -> None:
    """Write down that a status was lost: from this day on it is not shown."""
    lost = SocialEnterpriseStatus.objects.filter(pk=status.pk, lost_on=None, granted_on__lte=lost_on).update(
        lost_on=lost_on, lost_reason=lost_reason, checked_on=checked_on
    )
    if not lost:
        raise AlreadyEndedError

    status.refresh_from_db()
    audit.log("pes_profiles.status.lose", status, by=by, profile=status.profile_id, lost_on=lost_on)
    refresh_search(status.profile)
