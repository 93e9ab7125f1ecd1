"""What the worker does for operations itself."""

from datetime import timedelta

from django.db.models import Q

from operations import audit, limits, mail  # noqa: F401 -- mail registers its handler
from operations.clock import now
from operations.models import MailMessage, MailState, OutboxEntry, OutboxState
from operations.schedules import periodic

KEEP_DONE = timedelta(days=30)
# A key keeps work from being done twice: for longer than any reminder or deadline looks back.
KEEP_KEYED = timedelta(days=400)
KEEP_MAIL = timedelta(days=90)


@periodic("seal-audit-log", every=timedelta(minutes=15))
def seal_audit_log() -> None:
    """Chain what was written since the last time."""
    while audit.seal() == audit.SEAL_BATCH:
        pass


@periodic("forget-finished-work", every=timedelta(days=1))
def forget_finished_work() -> None:
    """Delete outbox entries that were done long ago; those given up stay until a person decides."""
    moment = now()
    OutboxEntry.objects.filter(
        Q(dedupe_key__isnull=True, done_at__lt=moment - KEEP_DONE) | Q(done_at__lt=moment - KEEP_KEYED),
        state=OutboxState.DONE,
    ).delete()


@periodic("forget-old-letters", every=timedelta(days=1))
def forget_old_letters() -> None:
    """Blank address and text of letters after 90 days; that a letter went out, and when, stays."""
    MailMessage.objects.filter(created_at__lt=now() - KEEP_MAIL).exclude(to="").exclude(state=MailState.QUEUED).update(
        to="", reply_to="", subject="", text="", html="", context={}, error=""
    )


@periodic("forget-rate-counts", every=timedelta(hours=1))
def forget_rate_counts() -> None:
    """Delete the counts of windows that are over."""
    limits.forget_old_counts()
