"""Days are Warsaw's: clock changes, midnight, leap days. Reminders come once, and never at night."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.files.base import ContentFile

from operations.clock import now
from shop.cases import rules
from shop.cases.deadlines import forget_old_cases, send_reminders, sweep_shelf
from shop.cases.models import Case, CaseFile, Complaint
from shop.cases.queries import CaseRow
from shop.cases.services import withdraw_complaint
from shop.cases.uploads import clean_files
from tests.clock import at
from tests.shop.cases.conftest import ask, complain, fresh, letters, picture


@pytest.mark.parametrize(
    ("received", "deadline"),
    [
        ((2026, 11, 27, 0, 0), date(2026, 12, 11)),
        ((2026, 11, 27, 23, 59, 59), date(2026, 12, 11)),
        ((2026, 11, 28, 0, 0), date(2026, 12, 12)),  # a Saturday moves nothing
        ((2026, 12, 11, 12), date(2026, 12, 25)),  # neither does Christmas
        ((2026, 10, 18, 23, 30), date(2026, 11, 1)),  # summer time ends within
        ((2026, 10, 25, 2, 30), date(2026, 11, 8)),  # in the hour that comes twice
        ((2026, 3, 20, 0, 30), date(2026, 4, 3)),  # summer time begins within
        ((2028, 2, 15, 12), date(2028, 2, 29)),
        ((2028, 2, 29, 23, 59), date(2028, 3, 14)),
        ((2027, 2, 15, 12), date(2027, 3, 1)),
    ],
    ids=str,
)
def test_answer_is_due_on_the_14th_day(received, deadline):
    with at(*received):
        assert rules.deadline_of(now()) == deadline


def test_both_hours_of_the_long_night_are_one_day():
    for fold in (0, 1):
        with at(2026, 10, 25, 2, 30, fold=fold):
            assert rules.deadline_of(now()) == date(2026, 11, 8)


@pytest.mark.parametrize(
    ("moment", "words", "look"),
    [
        ((2026, 11, 27, 9, 31), "Odpowiedź do 11.12 (zostało 14 dni)", "info"),
        ((2026, 12, 8, 23, 59), "Odpowiedź do 11.12 (zostały 3 dni)", "warn"),
        ((2026, 12, 9, 0, 0), "Odpowiedź do 11.12 (zostały 2 dni)", "warn"),
        ((2026, 12, 10, 12), "Odpowiedź do 11.12 (został 1 dzień)", "warn"),
        ((2026, 12, 11, 23, 59, 59), "Odpowiedź do 11.12 (to dziś)", "warn"),
        ((2026, 12, 12, 0, 0), "Termin odpowiedzi minął 11.12 (1 dzień temu)", "error"),
        ((2026, 12, 16, 0, 0), "Termin odpowiedzi minął 11.12 (5 dni temu)", "error"),
    ],
    ids=str,
)
def test_days_left_are_said_and_red_when_past(vo, moment, words, look):
    with at(2026, 11, 27, 9, 30):
        complaint = complain(vo)

    with at(*moment):
        row = CaseRow(fresh(complaint.case))
        assert (row.word, row.look) == (words, look)


def test_seller_is_reminded_three_times_and_told_when_it_is_late(vo, moderator):
    with at(2026, 11, 27, 9, 30):
        complaint = complain(vo)
    told = {}
    for day in range(1, 20):
        for hour in (3, 9, 15):
            with at(2026, 12, day, hour):
                before = len(letters("complaint_due"))
                send_reminders()
                if len(letters("complaint_due")) > before:
                    told[day] = hour

    assert told == {4: 9, 8: 9, 10: 9, 12: 9}
    assert [letter.to for letter in letters("case_rops")] == [moderator.email]
    assert "Po terminie: reklamacja R-100001" in letters("case_rops")[0].subject
    assert fresh(complaint).state == "OPEN"


def test_worker_that_slept_sends_one_reminder_and_not_three(vo):
    with at(2026, 11, 27, 9, 30):
        complain(vo)
    with at(2026, 12, 10, 9):
        send_reminders()
        send_reminders()

        assert len(letters("complaint_due")) == 1


def test_answered_complaint_is_not_reminded_of(vo):
    with at(2026, 11, 27, 9, 30):
        complaint = complain(vo)
        Complaint.objects.filter(pk=complaint.pk).update(state="WITHDRAWN")
    with at(2026, 12, 10, 9):
        assert send_reminders() == 0


def test_cases_go_with_their_files_when_claims_have_expired(vo, django_capture_on_commit_callbacks):
    with at(2028, 2, 29, 12):
        files = clean_files([picture()])
        case = complain(vo, files=files).case
        Complaint.objects.update(state="WITHDRAWN")
    with at(2029, 1, 1, 0, 30):
        kept = ask(vo)
    shelf = CaseFile.objects.get().file.storage
    name = CaseFile.objects.get().file.name

    with at(2034, 12, 31, 23, 59):
        assert forget_old_cases() == 0
    assert shelf.exists(name)
    with at(2035, 1, 1, 0, 0), django_capture_on_commit_callbacks(execute=True):
        assert forget_old_cases() == 1

    assert list(Case.objects.all()) == [kept]
    assert not Case.objects.filter(pk=case.pk).exists()
    assert not shelf.exists(name)


def test_open_complaint_is_never_forgotten(vo):
    with at(2026, 11, 27, 9, 30):
        complain(vo)
    with at(2040, 1, 1):
        assert forget_old_cases() == 0


def test_file_that_no_row_knows_is_swept_after_a_day(vo, settings, tmp_path):
    settings.PRIVATE_ROOT = str(tmp_path)
    complain(vo, files=clean_files([picture()]))
    kept = CaseFile.objects.get().file
    left = kept.storage.save(f"cases/{vo.pk}/left.webp", ContentFile(b"x"))

    assert sweep_shelf() == 0
    with time_machine.travel(now() + timedelta(days=1, minutes=1), tick=False):
        assert sweep_shelf() == 1

    assert not kept.storage.exists(left)
    assert kept.storage.exists(kept.name)


def test_late_letter_is_not_sent_about_what_was_answered_meanwhile(vo, buyer):
    with at(2026, 11, 27, 9, 30):
        complaint = complain(vo)
    with at(2026, 12, 12, 9):
        send_reminders()
        withdraw_complaint(complaint, by=buyer)

        assert letters("complaint_due") == []
