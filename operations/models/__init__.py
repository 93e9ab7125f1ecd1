"""The rows that operations keeps, by part."""

from operations.models.audit import AuditEntry, AuditSeal
from operations.models.counters import Counter, RateCount
from operations.models.mail import MailMessage, MailState
from operations.models.outbox import OutboxEntry, OutboxState
from operations.models.schedules import Heartbeat, Schedule

__all__ = [
    "AuditEntry",
    "AuditSeal",
    "Counter",
    "Heartbeat",
    "MailMessage",
    "MailState",
    "OutboxEntry",
    "OutboxState",
    "RateCount",
    "Schedule",
]
