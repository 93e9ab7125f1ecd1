"""What changes while the cluster is away is in the database's index at once, and in the cluster's when it is back."""

import pytest
from django.db.models import F

from operations import outbox
from operations.clock import now
from operations.models import OutboxEntry
from search import services
from search.engines.base import Question
from search.engines.choose import DATABASE, ELASTICSEARCH, answer
from search.terms import ask
from shop.catalogue.models import Product
from tests.factories.catalogue import ProductFactory
from tests.servers.proxy import BUSY, PASS, RESET

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shared")]


def found(text: str, name: str) -> tuple[int, ...]:
    return answer(Question(ask(text)), forced=name).refs


@pytest.mark.parametrize("fault", [BUSY, RESET])
def test_nothing_is_lost_or_older_after_the_cluster_was_away(cluster, behind_proxy, fault):
    kept, hidden, later = ProductFactory(title="Miód lipowy"), ProductFactory(title="Miód gryczany"), "Świeca sojowa"
    services.rebuild_all()
    OutboxEntry.objects.all().delete()
    assert set(found("miód", ELASTICSEARCH)) == {kept.pk, hidden.pk}

    behind_proxy.fault = fault
    Product.objects.filter(pk=kept.pk).update(title="Dżem malinowy")
    Product.objects.filter(pk=hidden.pk).update(is_public=False)
    new = ProductFactory(title=later, partner=kept.partner)
    for offer in (kept, hidden, new):
        services.ask_for("offer", offer.pk)
    drained = outbox.drain()
    assert (drained.done, drained.failed > 0) == (0, True)
    assert found("miód", DATABASE) == ()
    assert found("dżem", DATABASE) == (kept.pk,)

    behind_proxy.fault = PASS
    OutboxEntry.objects.filter(available_at__gt=now()).update(available_at=F("created_at"))
    assert outbox.drain(raising=True).failed == 0
    cluster.refresh()
    assert found("miód", ELASTICSEARCH) == ()
    assert found("dżem", ELASTICSEARCH) == (kept.pk,)
    assert found("świeca", ELASTICSEARCH) == found("świeca", DATABASE) == (new.pk,)
    assert not services.verify(cluster)


def test_editing_while_the_index_is_made_again_leaves_nothing_old(cluster):
    offers = [ProductFactory(title=f"Miód lipowy {number}") for number in range(6)]
    services.rebuild_all()
    seen, edited = [], iter(offers)

    def edit() -> None:
        # An edited one turns from honey into a candle whenever the cluster refreshes: asked in this order none is missed.
        seen.append(len(found("miód", ELASTICSEARCH)) + len(found("świeca", ELASTICSEARCH)))
        if offer := next(edited, None):
            Product.objects.filter(pk=offer.pk).update(title=f"Świeca {offer.pk}")
            services.index_thing("offer", offer.pk)

    services.rebuild(cluster, progress=edit)
    cluster.refresh()

    assert min(seen) >= len(offers)
    assert found("miód", ELASTICSEARCH) == ()
    assert len(found("świeca", ELASTICSEARCH)) == len(offers)
    assert not services.verify(cluster)
