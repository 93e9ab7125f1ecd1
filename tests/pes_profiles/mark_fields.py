"""Certificates and statuses as ROPS types them, and the traces that they leave."""

from datetime import timedelta

from django.urls import reverse

from operations.clock import today
from operations.models import AuditEntry, OutboxEntry

DAY = timedelta(days=1)


def url(name: str, profile, *args) -> str:
    return reverse(f"pes_admin:{name}", args=[profile.pk, *args])


def certificate_fields(**changed) -> dict[str, str]:
    fields = {
        "number": "ZP/7",
        "granted_on": today().isoformat(),
        "valid_to": (today() + 364 * DAY).isoformat(),
        "scope": "torby",
    }
    return fields | changed


def status_fields(**changed) -> dict[str, str]:
    day = today().isoformat()
    return {"decision_no": "PS/7", "granted_on": day, "checked_on": day} | changed


def logged(action: str, by) -> bool:
    return AuditEntry.objects.filter(action=action, actor_id=by.pk).exists()


def asked_search(profile) -> bool:
    return OutboxEntry.objects.filter(dedupe_key=f"search.index:pes:{profile.pk}").exists()


def dated(changed: dict) -> dict:
    """Count days from the day on which the test runs: the suite may begin on the day before."""
    return {
        name: (today() + value).isoformat() if isinstance(value, timedelta) else value
        for name, value in changed.items()
    }
