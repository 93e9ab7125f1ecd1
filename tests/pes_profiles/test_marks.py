"""Certificates and statuses are written down by ROPS alone, at the page of their own PES."""

import pytest
from django.urls import reverse

from operations.clock import today
from pes_profiles.queries import valid_certificates
from tests.factories.accounts import UserFactory
from tests.factories.pes_profiles import CertificateFactory, ProfileFactory, SocialEnterpriseStatusFactory
from tests.pes_profiles.mark_fields import certificate_fields, status_fields, url

pytestmark = pytest.mark.django_db


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
