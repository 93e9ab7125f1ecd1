"""Certificates and statuses: written down by ROPS alone, shown from the first day to the last and not a day longer."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from operations.clock import today
from operations.models import AuditEntry, OutboxEntry
from pes_profiles import marks
from pes_profiles.models import Certificate, SocialEnterpriseStatus
from pes_profiles.queries import valid_certificates, valid_statuses
from tests.factories.accounts import UserFactory
from tests.factories.pes_profiles import CertificateFactory, ProfileFactory, SocialEnterpriseStatusFactory

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def rops(client):
    user = UserFactory(rops=True)
    client.force_login(user)
    return user


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


# --- certificates ---


def test_a_certificate_is_added_and_shown_at_once(client, rops):
    profile = ProfileFactory()

    answer = client.post(url("certificate", profile), certificate_fields(number=" ZP/7 "))

    certificate = Certificate.objects.get()
    assert answer.url == url("profile", profile) + "#znaki"
    assert (certificate.profile, certificate.number, certificate.scope) == (profile, "ZP/7", "torby")
    assert "Zakup Prospołeczny" in client.get(profile.get_absolute_url()).content.decode()
    assert "ZP/7" in client.get(url("profile", profile)).content.decode()
    assert logged("pes_profiles.certificate.grant", rops)
    assert asked_search(profile)


def dated(changed: dict) -> dict:
    """Count days from the day on which the test runs: the suite may begin on the day before."""
    return {
        name: (today() + value).isoformat() if isinstance(value, timedelta) else value
        for name, value in changed.items()
    }


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"number": ""}, "number"),
        ({"number": "x" * 41}, "number"),
        ({"granted_on": ""}, "granted_on"),
        ({"granted_on": "wczoraj"}, "granted_on"),
        ({"granted_on": "0001-01-01"}, "granted_on"),
        ({"granted_on": DAY}, "granted_on"),
        ({"valid_to": -DAY}, "valid_to"),
        ({"valid_to": 370 * DAY}, "valid_to"),
        ({"scope": ""}, "scope"),
    ],
)
def test_a_wrong_certificate_is_said_at_its_field_and_nothing_is_kept_or_lost(client, rops, changed, wrong):
    profile = ProfileFactory()

    answer = client.post(url("certificate", profile), certificate_fields(**dated(changed)))

    assert answer.status_code == 422
    assert list(answer.context["marks"]["certificate"].errors) == [wrong]
    assert "torby" in answer.content.decode() or wrong == "scope"
    assert not Certificate.objects.exists()


@pytest.mark.parametrize("number", ["ZP/7", "zp/7"])
def test_a_number_is_given_once(client, rops, number):
    CertificateFactory(number="ZP/7")
    profile = ProfileFactory()

    answer = client.post(url("certificate", profile), certificate_fields(number=number))

    assert answer.status_code == 422
    assert "Certyfikat o tym numerze już jest zapisany." in answer.content.decode()
    assert not profile.certificates.exists()


def test_the_database_has_the_last_word_on_a_number(rops):
    CertificateFactory(number="ZP/7")

    with pytest.raises(marks.NumberTakenError):
        marks.grant_certificate(
            ProfileFactory(), number="ZP/7", granted_on=today(), valid_to=today(), scope="x", by=rops
        )

    assert Certificate.objects.count() == 1
    assert not AuditEntry.objects.filter(action="pes_profiles.certificate.grant").exists()


def test_a_number_taken_in_the_same_moment_stands_at_its_field(client, rops, monkeypatch):
    def taken(*args, **kwargs):
        raise marks.NumberTakenError

    monkeypatch.setattr(marks, "grant_certificate", taken)
    monkeypatch.setattr(marks, "record_enterprise_status", taken)

    for name, fields, key, field in (
        ("certificate", certificate_fields(), "certificate", "number"),
        ("status", status_fields(), "enterprise_status", "decision_no"),
    ):
        answer = client.post(url(name, ProfileFactory()), fields)
        assert answer.status_code == 422
        assert field in answer.context["marks"][key].errors


def test_an_ended_certificate_is_gone_from_that_day(client, rops):
    mark = CertificateFactory()

    client.post(url("certificate-end", mark.profile, mark.pk), {"ends_on": today().isoformat()})

    mark.refresh_from_db()
    assert mark.valid_to == today() - DAY
    assert mark not in valid_certificates()
    assert mark in valid_certificates(today() - DAY)
    assert logged("pes_profiles.certificate.end", rops)
    assert asked_search(mark.profile)


def test_a_certificate_granted_by_mistake_today_never_held(rops):
    mark = CertificateFactory(granted_on=today())

    marks.end_certificate(mark, ends_on=today(), by=rops)

    assert not valid_certificates().exists()


@pytest.mark.parametrize("ends_on", [-31, 336, None])
def test_a_certificate_ends_only_while_it_holds(client, rops, ends_on):
    mark = CertificateFactory()
    before = mark.valid_to
    day = "" if ends_on is None else (today() + ends_on * DAY).isoformat()

    answer = client.post(url("certificate-end", mark.profile, mark.pk), {"ends_on": day})

    mark.refresh_from_db()
    assert answer.status_code == 422
    assert mark.valid_to == before


def test_the_second_who_ends_a_certificate_is_told(rops):
    mark = CertificateFactory()
    marks.end_certificate(mark, ends_on=today() - DAY, by=rops)
    before = mark.valid_to

    with pytest.raises(marks.AlreadyEndedError):
        marks.end_certificate(mark, ends_on=today(), by=rops)

    mark.refresh_from_db()
    assert mark.valid_to == before


# --- statuses of a social enterprise ---


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


# --- who ---


@pytest.mark.parametrize(
    ("role", "status"),
    [(None, 302), ({}, 403), ({"editor": True}, 403), ({"owes_adviser": True}, 403)],
    ids=["signed out", "citizen", "editor", "adviser"],
)
def test_nobody_but_rops_writes_them_down(client, role, status):
    mark, held = CertificateFactory(), SocialEnterpriseStatusFactory()
    profile = ProfileFactory()
    before = mark.valid_to
    if role is not None:
        client.force_login(UserFactory(**role))
    day = today().isoformat()

    for address, fields in (
        (url("certificate", profile), certificate_fields()),
        (url("certificate-end", mark.profile, mark.pk), {"ends_on": day}),
        (url("status", profile), status_fields()),
        (url("status-loss", held.profile, held.pk), {"lost_on": day, "lost_reason": "x", "checked_on": day}),
    ):
        assert client.post(address, fields).status_code == status

    mark.refresh_from_db()
    held.refresh_from_db()
    assert (mark.valid_to, held.lost_on) == (before, None)
    assert not profile.certificates.exists()
    assert not profile.enterprise_statuses.exists()


def test_a_mark_of_another_pes_is_not_found(client, rops):
    mark, held, stranger = CertificateFactory(), SocialEnterpriseStatusFactory(), ProfileFactory()
    day = today().isoformat()

    first = client.post(url("certificate-end", stranger, mark.pk), {"ends_on": day})
    second = client.post(url("status-loss", stranger, held.pk), {"lost_on": day, "lost_reason": "x", "checked_on": day})

    held.refresh_from_db()
    assert (first.status_code, second.status_code) == (404, 404)
    assert mark in valid_certificates()
    assert held.lost_on is None


def test_a_profile_that_is_not_there_does_not_exist(client, rops):
    for name in ("certificate", "status"):
        assert client.post(reverse(f"pes_admin:{name}", args=[999_999]), {}).status_code == 404


def test_the_page_costs_the_same_for_one_mark_and_for_thirty(client, rops, django_assert_max_num_queries):
    profile = ProfileFactory()
    CertificateFactory(profile=profile)
    SocialEnterpriseStatusFactory(profile=profile)
    client.get(url("profile", profile))
    with django_assert_max_num_queries(60) as one:
        client.get(url("profile", profile))
    CertificateFactory.create_batch(29, profile=profile)
    SocialEnterpriseStatusFactory.create_batch(29, profile=profile)

    with django_assert_max_num_queries(len(one)):
        client.get(url("profile", profile))
