"""A fair as a calendar file (RFC 5545)."""

from datetime import UTC

from icalendar import Calendar, Event, vUri
from icalendar.prop import vText

from events.models import FairPage
from operations.clock import WARSAW, now


def fair_calendar(fair: FairPage, *, url: str, host: str) -> bytes:
    """Return one event for each day of the fair, in Warsaw time with its summer and winter rules.

    A calendar that has the fair already recognises it by UID and takes the newer SEQUENCE, also of a cancellation.
    """
    calendar = Calendar()
    calendar.add("prodid", f"-//OPES//{host}//PL")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    changed = fair.last_published_at or fair.first_published_at or now()

    for each in fair.opening:
        event = Event()
        event.add("uid", f"targi-{fair.pk}-{each.day:%Y%m%d}@{host}")
        event.add("dtstamp", changed.astimezone(UTC))
        event.add("last-modified", changed.astimezone(UTC))
        event.add("sequence", int(changed.timestamp()) // 60 % 2_000_000_000)
        event.add("summary", fair.title)
        event.add("dtstart", each.starts_at.replace(tzinfo=WARSAW))
        event.add("dtend", each.ends_at.replace(tzinfo=WARSAW))
        event.add("location", vText(", ".join(filter(None, [fair.place, fair.address]))))
        event.add("description", vText(fair.lead))
        event.add("url", vUri(url))
        event.add("status", "CANCELLED" if fair.is_cancelled else "CONFIRMED")
        calendar.add_component(event)

    calendar.add_missing_timezones()
    return calendar.to_ical()
