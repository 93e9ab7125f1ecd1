"""Dead notices and incidents before ROPS: tried again, settled with a word, told of once a day."""

import pytest
import time_machine
from django.urls import reverse

from operations import health, outbox
from operations.clock import now
from operations.models import AuditEntry, MailMessage, OutboxEntry
from shop.fulfilment.models import PaymentState
from shop.payments import incidents, letters, services
from shop.payments.exceptions import SettledError
from shop.payments.gateways import sandbox
from shop.payments.models import Incident, Notice, Payment
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
LIST = "/cms-admin/wplaty/"


@pytest.fixture
def rops(client):
    person = UserFactory(rops=True, email="rops@example.com")
    client.force_login(person)
    return person


@pytest.fixture
def dead(payment) -> Notice:
    """A notice that was given up because our row was not there."""
    reference = payment.reference
    Payment.objects.update(reference="")
    body, headers = sandbox.notice(Payment(reference=reference, amount=payment.amount), "PAID")
    notice = services.receive_notice("sandbox", body=body, headers=headers)
    services.bury_notice(notice, error="UnknownReferenceError: 1")
    Payment.objects.update(reference=reference)
    return Notice.objects.get()


@pytest.fixture
def incident(vo) -> Incident:
    incidents.report(Incident.Kind.DISPUTE, key="dispute:dp_1", vo=vo, gateway="stripe", amount=3590)
    return Incident.objects.get()


def test_rops_reads_why_a_notice_is_dead(client, rops, dead, incident):
    html = client.get(LIST).content.decode()

    assert "UnknownReferenceError" in html
    assert "100001-1" in html
    assert "35,90\xa0zł" in html
    assert "no-store" in client.get(LIST)["Cache-Control"]


def test_trying_again_applies_the_notice(client, rops, dead, vo):
    response = client.post(reverse("money_admin:retry", args=[dead.pk]))
    OutboxEntry.objects.exclude(topic="payments.notice").delete()
    outbox.drain(raising=True)

    dead.refresh_from_db()
    vo.refresh_from_db()
    assert response.url == LIST
    assert (dead.state, vo.payment_state) == (Notice.State.APPLIED, PaymentState.PAID)
    assert AuditEntry.objects.get(action="shop.payments.notice_retry").actor_id == rops.pk


def test_a_notice_that_died_in_the_queue_gets_new_tries(client, rops, dead, vo):
    OutboxEntry.objects.filter(topic="payments.notice").update(state="DEAD", attempts=12)

    client.post(reverse("money_admin:retry", args=[dead.pk]))
    OutboxEntry.objects.exclude(topic="payments.notice").delete()
    outbox.drain(raising=True)

    vo.refresh_from_db()
    assert vo.payment_state == PaymentState.PAID


def test_a_dead_notice_is_settled_with_a_word(client, rops, dead):
    address = reverse("money_admin:settle-notice", args=[dead.pk])

    empty = client.post(address, {f"notice-{dead.pk}-note": " "})
    assert empty.status_code == 422
    assert Notice.objects.get().state == Notice.State.DEAD
    client.post(address, {f"notice-{dead.pk}-note": "Sprzedawca zwrócił ręcznie"})

    dead.refresh_from_db()
    assert (dead.state, dead.settled_by, dead.note) == (Notice.State.SETTLED, rops, "Sprzedawca zwrócił ręcznie")
    assert "Sprzedawca zwrócił ręcznie" in client.get(LIST, {"stan": "zalatwione"}).content.decode()
    with pytest.raises(SettledError):
        incidents.retry_notice(dead, by=rops)


def test_an_incident_is_settled_once(client, rops, incident):
    address = reverse("money_admin:settle-incident", args=[incident.pk])

    client.post(address, {f"incident-{incident.pk}-note": "Wyjaśnione"})
    client.post(address, {f"incident-{incident.pk}-note": "Jeszcze raz"})

    incident.refresh_from_db()
    assert (incident.note, incident.settled_by) == ("Wyjaśnione", rops)


@pytest.mark.parametrize("role", [{}, {"editor": True}])
def test_only_rops_settles(client, dead, incident, role):
    client.force_login(UserFactory(**role))

    for name, pk in (("retry", dead.pk), ("settle-notice", dead.pk), ("settle-incident", incident.pk)):
        assert client.post(reverse(f"money_admin:{name}", args=[pk]), {"x": 1}).status_code in {302, 403}
    assert client.get(LIST).status_code in {302, 403}
    dead.refresh_from_db()
    incident.refresh_from_db()
    assert dead.state == Notice.State.DEAD
    assert incident.settled_at is None


@pytest.mark.parametrize("number", [1, 30])
def test_the_page_asks_the_same_of_the_database_however_many_wait(
    client, rops, vo, number, django_assert_max_num_queries
):
    for n in range(number):
        incidents.report(Incident.Kind.DISPUTE, key=f"dispute:dp_{n}", vo=vo, gateway="stripe", amount=n)
        Notice.objects.create(gateway="stripe", notice_id=str(n), kind="x", state="DEAD", received_at=now())

    with django_assert_max_num_queries(26):
        client.get(LIST)


def test_rops_is_written_to_once_a_day_while_anything_waits(rops, dead):
    with time_machine.travel("2026-12-01 08:00:00+01:00", tick=False):
        letters.alert_rops()
        letters.alert_rops()
    with time_machine.travel("2026-12-02 08:00:00+01:00", tick=False):
        letters.alert_rops()

    assert MailMessage.objects.filter(kind="money_alert", to="rops@example.com").count() == 2


def test_where_nothing_waits_nobody_is_written_to(rops, vo):
    assert letters.alert_rops() == 0
    assert not MailMessage.objects.filter(kind="money_alert").exists()
    assert health.findings()["money"].well


def test_health_tells_of_what_waits(dead):
    assert health.findings()["money"] == health.Finding(well=False, detail="1")


def test_a_dispute_is_told_once_and_the_seller_hears_of_it(vo, incident):
    assert not incidents.report(Incident.Kind.DISPUTE, key="dispute:dp_1", vo=vo, gateway="stripe", amount=3590)
    vo.partner.profile.email = "pes@example.com"
    vo.partner.profile.save()

    OutboxEntry.objects.exclude(topic__in=["mail.money_incident", "mail.deliver"]).delete()
    outbox.drain(raising=True)

    letter = MailMessage.objects.get(kind="money_incident")
    assert letter.to == "pes@example.com"
    assert "35,90\xa0zł" in letter.text
    assert "100001-1" in letter.subject


@pytest.mark.parametrize("kind", Incident.Kind.values)
def test_every_incident_has_words(client, rops, vo, kind):
    incidents.report(Incident.Kind(kind), key="x", vo=vo, gateway="stripe", amount=-5)
    letters.tell_seller(Incident.objects.get())
    OutboxEntry.objects.exclude(topic="mail.deliver").delete()
    outbox.drain(raising=True)

    assert client.get(LIST).status_code == 200
    assert MailMessage.objects.get().subject
