"""Statuses of a social enterprise: one at a time, and a loss has its day and its reason."""

from datetime import date

import pytest

from operations.clock import today
from pes_profiles import marks
from pes_profiles.models import SocialEnterpriseStatus
from pes_profiles.queries import valid_statuses
from tests.factories.pes_profiles import ProfileFactory, SocialEnterpriseStatusFactory
from tests.pes_profiles.mark_fields import DAY, asked_search, dated, logged, status_fields, url

pytestmark = pytest.mark.django_db


def test_a_status_is_recorded_and_shown_at_once(client, rops):
    profile = ProfileFactory()

    client.post(url("status", profile), status_fields())

    status = SocialEnterpriseStatus.objects.get()
    assert (status.decision_no, status.authority, status.checked_on) == ("PS/7", "Wojewoda Opolski", today())
    assert "Przedsiębiorstwo społeczne" in client.get(profile.get_absolute_url()).content.decode()
    assert logged("pes_profiles.status.record", rops)
    assert asked_search(profile)


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"decision_no": " "}, "decision_no"),
        ({"granted_on": ""}, "granted_on"),
        ({"granted_on": DAY}, "granted_on"),
        ({"checked_on": ""}, "checked_on"),
        ({"checked_on": DAY}, "checked_on"),
        ({"checked_on": -DAY}, "checked_on"),
        ({"rjps_url": "javascript:alert(1)"}, "rjps_url"),
    ],
)
def test_a_wrong_status_is_said_at_its_field_and_not_kept(client, rops, changed, wrong):
    profile = ProfileFactory()

    answer = client.post(url("status", profile), status_fields(**dated(changed)))

    assert answer.status_code == 422
    assert list(answer.context["marks"]["enterprise_status"].errors) == [wrong]
    assert not SocialEnterpriseStatus.objects.exists()


def test_a_decision_is_written_down_once(client, rops):
    SocialEnterpriseStatusFactory(decision_no="PS/7")

    answer = client.post(url("status", ProfileFactory()), status_fields())

    assert "Decyzja o tym numerze już jest zapisana." in answer.content.decode()
    with pytest.raises(marks.NumberTakenError):
        marks.record_enterprise_status(
            ProfileFactory(), decision_no="PS/7", granted_on=today(), checked_on=today(), by=rops
        )
    assert SocialEnterpriseStatus.objects.count() == 1


def test_a_pes_has_one_status_at_a_time(client, rops):
    held = SocialEnterpriseStatusFactory()

    answer = client.post(url("status", held.profile), status_fields())

    assert answer.status_code == 422
    assert "granted_on" in answer.context["marks"]["enterprise_status"].errors
    marks.record_loss(held, lost_on=today(), lost_reason="Brak sprawozdania.", checked_on=today(), by=rops)
    client.post(url("status", held.profile), status_fields())
    assert held.profile.enterprise_statuses.count() == 2
    assert valid_statuses().get().decision_no == "PS/7"


def test_a_lost_status_is_gone_from_that_day_and_says_why(client, rops):
    held = SocialEnterpriseStatusFactory()

    client.post(
        url("status-loss", held.profile, held.pk),
        {"lost_on": today().isoformat(), "lost_reason": "Brak sprawozdania.", "checked_on": today().isoformat()},
    )

    held.refresh_from_db()
    assert (held.lost_on, held.lost_reason) == (today(), "Brak sprawozdania.")
    assert not valid_statuses().exists()
    assert "Brak sprawozdania." in client.get(url("profile", held.profile)).content.decode()
    assert "Brak sprawozdania." not in client.get(held.profile.get_absolute_url()).content.decode()
    assert logged("pes_profiles.status.lose", rops)


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"lost_on": ""}, "lost_on"),
        ({"lost_on": -201 * DAY}, "lost_on"),
        ({"lost_on": DAY}, "lost_on"),
        ({"lost_reason": ""}, "lost_reason"),
        ({"checked_on": -2 * DAY}, "checked_on"),
    ],
)
def test_a_loss_needs_a_day_and_a_reason(client, rops, changed, wrong):
    held = SocialEnterpriseStatusFactory()
    fields = {
        "lost_on": (today() - DAY).isoformat(),
        "lost_reason": "Brak sprawozdania.",
        "checked_on": today().isoformat(),
    }

    answer = client.post(url("status-loss", held.profile, held.pk), fields | dated(changed))

    held.refresh_from_db()
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()
    row = answer.context["marks"]["statuses"][0]
    assert list(row["form"].errors) == [wrong]
    assert held.lost_on is None


def test_a_loss_is_written_down_once(client, rops):
    held = SocialEnterpriseStatusFactory(lost_on=date(2026, 9, 1), lost_reason="Rezygnacja.")
    fields = {"lost_on": today().isoformat(), "lost_reason": "Inny.", "checked_on": today().isoformat()}

    answer = client.post(url("status-loss", held.profile, held.pk), fields, follow=True)

    held.refresh_from_db()
    assert "Ktoś był szybszy" in answer.content.decode()
    assert held.lost_reason == "Rezygnacja."
