"""Certificates: shown from the first day to the last and not a day longer."""

import pytest

from operations.clock import today
from operations.models import AuditEntry
from pes_profiles import marks
from pes_profiles.models import Certificate
from pes_profiles.queries import valid_certificates
from tests.factories.pes_profiles import CertificateFactory, ProfileFactory
from tests.pes_profiles.mark_fields import DAY, asked_search, certificate_fields, dated, logged, status_fields, url

pytestmark = pytest.mark.django_db


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
