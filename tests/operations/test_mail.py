"""What the writing of a letter does to its words."""

from datetime import date
from decimal import Decimal

import pytest
from django.core import mail as outgoing

from operations import mail, outbox

pytestmark = pytest.mark.django_db


def test_a_subject_is_one_line_and_keeps_its_hard_spaces():
    context = {"sum": Decimal("1230.00"), "number": "  100001-1\n\t(rata 2) ", "due_by": date(2026, 12, 3)}
    mail.send("money_back", to="kupujaca@example.com", context=context, dedupe_key="hard")

    outbox.drain(raising=True)

    subject = outgoing.outbox[0].subject
    assert "1\u00a0230,00\u00a0zł" in subject
    assert subject.endswith("100001-1 (rata 2)")
