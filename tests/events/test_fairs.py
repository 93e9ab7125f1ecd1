"""Fairs: what visitors see, and the calendar file."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from events.models import FairPage
from events.queries import next_fairs
from operations.clock import today
from tests.factories.accounts import UserFactory
from tests.factories.events import StandApplicationFactory, make_fair

pytestmark = pytest.mark.django_db


def test_a_fair_begins_and_ends_with_its_days():
    fair = make_fair(days=[date(2026, 12, 19), date(2026, 12, 18)])

    assert fair.starts_at.isoformat() == "2026-12-18T09:00:00+00:00"
    assert fair.ends_at.isoformat() == "2026-12-19T15:00:00+00:00"
    assert fair.when == "18–19\u00a0grudnia\u00a02026"
    assert make_fair(days=[date(2027, 4, 30), date(2027, 5, 2)]).when.startswith("30\u00a0kwietnia")


@pytest.mark.parametrize(("day", "offset"), [(date(2027, 7, 10), 2), (date(2027, 1, 10), 1)], ids=["summer", "winter"])
def test_the_calendar_says_warsaw_time_in_summer_and_winter(client, day, offset):
    fair = make_fair(days=[day])

    calendar = Calendar.from_ical(client.get(fair.calendar_url).content)

    event = calendar.events[0]
    assert event.start.hour == 10
    assert event.start.utcoffset() == timedelta(hours=offset)
    assert event["dtstart"].params["TZID"] == "Europe/Warsaw"
    assert calendar.walk("VTIMEZONE")


def test_a_cancelled_fair_stays_visible_and_says_so(client):
    fair = make_fair(is_cancelled=True, cancelled_reason="Silny wiatr")

    assert "Silny wiatr" in client.get(fair.url).content.decode()
    assert fair.title in client.get("/targi/").content.decode()
    assert b"STATUS:CANCELLED" in client.get(fair.calendar_url).content
    assert next_fairs() == []


def test_the_front_page_shows_the_next_fair(client):
    later = make_fair(days=[today() + timedelta(days=60)])
    sooner = make_fair(days=[today() + timedelta(days=20)])

    page = client.get("/").content.decode()

    assert sooner.title in page
    assert later.title not in page


def test_a_fair_that_is_over_is_listed_as_past(client):
    fair = make_fair(days=[today() - timedelta(days=3)], call="closed")

    assert fair in FairPage.objects.over()
    assert fair not in FairPage.objects.coming()


def test_exhibitors_are_shown_with_their_stand_only_while_listed(client):
    application = StandApplicationFactory(accepted=True)
    profile, fair = application.profile, application.fair
    assert profile.short_name in client.get(fair.url).content.decode()

    type(profile).objects.filter(pk=profile.pk).update(is_listed=False)

    assert profile.short_name not in client.get(fair.url).content.decode()


def test_a_fair_costs_the_same_for_one_and_for_thirty_exhibitors(client):
    fair = make_fair()
    StandApplicationFactory(fair=fair, accepted=True)

    def count() -> int:
        client.get(fair.url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(fair.url).status_code == 200
        return len(queries)

    one = count()
    StandApplicationFactory.create_batch(29, fair=fair, accepted=True)

    assert count() == one


def test_the_next_fair_stands_first_and_once_the_others_follow(client):
    later = make_fair(days=[today() + timedelta(days=60)])
    sooner = make_fair(days=[today() + timedelta(days=20)])
    over = make_fair(days=[today() - timedelta(days=3)], call="closed")

    page = client.get("/targi/").content.decode()
    band, rows = page.index("fair-band"), page.index("fair-rows")

    assert band < page.index(sooner.title) < rows < page.index(later.title) < page.index(over.title)
    assert page.count(f'href="{sooner.url}"') == 1


def test_the_list_of_fairs_costs_the_same_for_two_and_for_twelve(client):
    client.force_login(UserFactory())  # a signed-in reader's page is made anew

    def count() -> int:
        client.get("/targi/")
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/targi/").status_code == 200
        return len(queries)

    make_fair()
    make_fair()
    two = count()
    for _ in range(10):
        make_fair()

    assert count() == two
