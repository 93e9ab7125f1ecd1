"""Races, each with a positive control: with the guard off the same run must go wrong."""

import threading

import pytest
from django.db import connection
from django.db.models import F

from shop.basket.models import Basket
from shop.checkout.exceptions import NotReadyError, SoldOutMeanwhileError, SummaryChangedError
from shop.checkout.invariants import broken_invariants
from shop.checkout.queries import summary_of
from shop.checkout.services import place_order
from shop.order.models import Order
from shop.partner.models import StockRecord
from tests.factories.catalogue import ProductFactory
from tests.factories.order import ready_basket

pytestmark = pytest.mark.django_db(transaction=True)


def run_at_once(jobs):
    """Run every job in its own thread, all starting together; return results and refusals."""
    barrier, results = threading.Barrier(len(jobs)), []

    def run(job):
        try:
            barrier.wait(timeout=60)
            results.append(job())
        except Exception as error:
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return results


def job_for(basket, draft):
    stamp = summary_of(Basket.objects.get(pk=basket.pk), draft).stamp
    return lambda: place_order(Basket.objects.get(pk=basket.pk), draft, stamp=stamp)


REFUSALS = (SoldOutMeanwhileError, SummaryChangedError, NotReadyError)


def test_24_buyers_of_5_pieces_make_5_orders():
    offer = ProductFactory(stock=5)
    jobs = [job_for(*ready_basket(offer)) for _ in range(24)]

    results = run_at_once(jobs)

    assert sum(isinstance(result, Order) for result in results) == 5
    assert all(isinstance(result, (Order, *REFUSALS)) for result in results), results
    assert StockRecord.objects.get().num_allocated == 5
    assert broken_invariants() == []


def test_control_without_the_guard_the_same_run_sells_what_is_not_there(monkeypatch):
    barrier = threading.Barrier(2)
    offer = ProductFactory(stock=1)

    def unguarded(self, quantity):
        StockRecord.objects.filter(pk=self.pk).update(num_allocated=F("num_allocated") + quantity)

    record = StockRecord.objects.get(product=offer)
    seen = [record.free, StockRecord.objects.get(pk=record.pk).free]
    monkeypatch.setattr(StockRecord, "allocate", unguarded)

    def buy(free):
        barrier.wait(timeout=30)
        if free >= 1:
            StockRecord.objects.get(pk=record.pk).allocate(1)
        return True

    results = run_at_once([lambda free=free: buy(free) for free in seen])

    # Both buyers saw one piece. Only the database's own CHECK stands between them and an oversale.
    assert sum(result is True for result in results) == 1
    assert sum(not isinstance(result, bool) for result in results) == 1


def test_a_double_click_makes_one_order():
    basket, draft = ready_basket(ProductFactory())
    job = job_for(basket, draft)

    results = run_at_once([job, job, job])

    assert Order.objects.count() == 1
    assert len({result.pk for result in results}) == 1


@pytest.mark.parametrize("rounds", [1, pytest.param(50, marks=pytest.mark.nightly)])
def test_two_baskets_in_opposite_order_do_not_lock_each_other_out(rounds):
    offers = [ProductFactory(stock=1000) for _ in range(5)]
    for _ in range(rounds):
        jobs = [job_for(*ready_basket(*(offers if n % 2 else reversed(offers)))) for n in range(10)]

        results = run_at_once(jobs)

        assert all(isinstance(result, Order) for result in results), results
    assert broken_invariants() == []
