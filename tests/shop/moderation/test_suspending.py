"""What ROPS takes down comes back as it was."""

from datetime import timedelta

import pytest

from operations.clock import now
from operations.models import AuditEntry
from shop.catalogue.models import Product
from shop.catalogue.services import (
    open_revision,
    set_sale_state,
    submit_revision,
)
from shop.moderation import services
from shop.moderation.exceptions import (
    AlreadySuspendedError,
    NotSuspendedError,
    ReasonMissingError,
)
from shop.moderation.models import OfferSuspension
from tests.factories.accounts import UserFactory
from tests.factories.offers import make_approved

pytestmark = pytest.mark.django_db


def logged(action):
    return AuditEntry.objects.filter(action=action).count()


@pytest.mark.parametrize("state", ["ACTIVE", "PAUSED"])
def test_a_suspended_offer_is_gone_at_once_and_comes_back_exactly(rops, state):
    product = make_approved()
    set_sale_state(product, state, by=UserFactory())
    before = Product.objects.filter(pk=product.pk).values().get()

    services.suspend_offer(product, reason="Brak ostrzeżeń.", legal_basis="§ 17", by=rops)

    assert not Product.objects.public().exists()
    assert not Product.objects.get(pk=product.pk).can_be_bought_now
    services.lift_suspension(product, by=rops)
    after = Product.objects.filter(pk=product.pk).values().get()
    assert {**after, "date_updated": None} == {**before, "date_updated": None}
    assert Product.objects.public().get() == product
    assert (logged("moderation.offer.suspend"), logged("moderation.offer.lift")) == (1, 1)


def test_what_was_archived_meanwhile_stays_archived(rops):
    product = make_approved()
    services.suspend_offer(product, reason="Powód.", by=rops)
    set_sale_state(product, "ARCHIVED", by=UserFactory())

    services.lift_suspension(product, by=rops)

    assert not Product.objects.public().exists()


def test_a_seller_cannot_switch_a_suspended_offer_on(rops):
    product = make_approved()
    services.suspend_offer(product, reason="Powód.", by=rops)

    set_sale_state(product, "PAUSED", by=UserFactory())
    set_sale_state(product, "ACTIVE", by=UserFactory())

    assert not Product.objects.get(pk=product.pk).is_public


def test_approving_a_suspended_offer_does_not_bring_it_back(rops):
    product = make_approved()
    services.suspend_offer(product, reason="Powód.", by=rops)
    revision = open_revision(product, by=UserFactory())
    submit_revision(revision, by=UserFactory())

    services.approve_revision(revision, by=rops)

    assert not Product.objects.public().exists()


def test_an_offer_is_suspended_once_and_lifted_once(rops):
    product = make_approved()
    services.suspend_offer(product, reason="Powód.", by=rops)

    with pytest.raises(AlreadySuspendedError):
        services.suspend_offer(product, reason="Inny.", by=rops)
    services.lift_suspension(product, by=rops)
    with pytest.raises(NotSuspendedError):
        services.lift_suspension(product, by=rops)

    assert OfferSuspension.objects.get().reason == "Powód."


def test_a_suspension_needs_facts(rops):
    product = make_approved()

    with pytest.raises(ReasonMissingError):
        services.suspend_offer(product, reason=" ", by=rops)
    assert Product.objects.public().exists()


def test_a_suspension_for_a_time_ends_by_itself(rops):
    ended, running = make_approved(), make_approved()
    services.suspend_offer(ended, reason="Powód.", until=now() - timedelta(minutes=1), by=rops)
    services.suspend_offer(running, reason="Powód.", until=now() + timedelta(days=1), by=rops)

    assert services.lift_ended_suspensions() == 1
    assert services.lift_ended_suspensions() == 0

    assert Product.objects.public().get() == ended


def test_a_moderator_who_is_quicker_than_the_worker_does_not_stop_it(rops, monkeypatch):
    product = make_approved()
    services.suspend_offer(product, reason="Powód.", until=now() - timedelta(minutes=1), by=rops)

    def gone(product, *, by):
        raise NotSuspendedError

    monkeypatch.setattr(services, "lift_suspension", gone)

    assert services.lift_ended_suspensions() == 0
