"""Every decision is a letter to those it is about."""

import pytest
from django.core import mail as letters

from operations import outbox
from operations.models import OutboxEntry
from shop.catalogue.services import (
    save_revision,
    submit_revision,
)
from shop.moderation import services
from tests.factories.catalogue import PartnerFactory
from tests.factories.offers import make_submitted
from tests.factories.pes_profiles import MembershipFactory

pytestmark = pytest.mark.django_db


def deliver():
    OutboxEntry.objects.filter(topic="search.index").delete()
    outbox.drain(raising=True)
    return [(letter.to[0], letter.subject, letter.body) for letter in letters.outbox]


def test_every_decision_is_a_letter_to_the_owners_once(rops):
    partner = PartnerFactory()
    owner = MembershipFactory(profile=partner.profile).user
    MembershipFactory(profile=partner.profile, packer=True)
    revision = make_submitted(partner=partner, by=owner)
    assert [to for to, _subject, _body in deliver()] == [owner.email]

    services.send_back_revision(revision, reason_code="PICTURES", reason="Zdjęcie jest <ciemne>.", by=rops)
    body = deliver()[-1][2]
    assert "Zdjęcie jest <ciemne>." in body
    assert f"/panel/{partner.profile.slug}/oferty/{revision.product_id}/" in body
    submit_revision(revision, by=owner)
    product = services.approve_revision(revision, by=rops)
    deliver()
    services.suspend_offer(product, reason="Brak CE.", legal_basis="§ 17", by=rops)
    deliver()
    services.lift_suspension(product, by=rops)

    sent = deliver()
    OutboxEntry.objects.filter(topic__startswith="mail.offer_").update(state="PENDING", locked_until=None)
    assert deliver() == sent
    assert {to for to, _subject, _body in sent} == {owner.email}
    assert len(sent) == 5  # the second sending was decided on before its letter went out
    assert f"/sklep/o/{product.slug}-{product.pk}/" in sent[2][2]
    assert "Brak CE." in sent[3][2]
    assert "§ 17" in sent[3][2]


def test_a_letter_about_a_version_taken_back_is_not_sent():
    revision = make_submitted()
    save_revision(revision, by=revision.created_by, version=revision.version, title="Inny")

    assert deliver() == []


def test_a_seller_who_is_not_verified_is_not_sent_to_a_page_that_does_not_exist(rops):
    revision = make_submitted(partner=PartnerFactory(profile__listed=False))

    services.approve_revision(revision, by=rops)

    assert "/panel/" in deliver()[-1][2]


@pytest.mark.parametrize("topic", ["submitted", "approved", "sent_back", "suspended", "restored"])
def test_a_letter_about_what_is_gone_is_no_error(topic):
    outbox.put(f"mail.offer_{topic}", 999_999)

    assert deliver() == []
