"""What ROPS reads in the machine room."""

import pytest
from django.urls import reverse

from operations.audit import log
from tests.clock import at
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def test_the_audit_log_names_those_who_work_in_the_office_and_nobody_else(client):
    staff = UserFactory(rops=True, first_name="Maria", last_name="Sobczyk")
    buyer = UserFactory(first_name="Danuta", last_name="Czyż")
    with at(2026, 11, 27, 9, 5):
        log("shop.offer.approve", staff, by=staff, partner=7, profile=None)
        log("shop.cases.complain", buyer, by=buyer)
    client.force_login(staff)

    page = client.get(reverse("operations_admin:audit-log")).content.decode()

    assert "Maria Sobczyk" in page
    assert "Czyż" not in page
    assert "27.11.2026, 9.05" in page or "27.11.2026, 09.05" in page
    assert "partner: 7" in page
    assert "profile: None" not in page


@pytest.mark.parametrize(
    ("report", "headings"),
    [
        ("audit-log", ["Kto", "Osoba", "Czynność"]),
        ("outbox", ["Temat", "Stan", "Ostatni błąd"]),
        ("mail-log", ["Do", "Stan", "Wysłano"]),
    ],
)
def test_a_file_of_a_report_has_polish_headings(client, report, headings):
    client.force_login(UserFactory(rops=True))

    answer = client.get(reverse(f"operations_admin:{report}"), {"export": "csv"})
    first = b"".join(answer.streaming_content).decode().splitlines()[0]

    assert all(heading in first for heading in headings)
    assert "Masked" not in first
    assert "display" not in first
