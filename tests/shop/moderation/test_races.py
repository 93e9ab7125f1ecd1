"""Two moderators decide once. With the guard off the same run decides twice."""

import threading
import time
from uuid import uuid4

import pytest
from django.db import connection

from operations.models import OutboxEntry
from shop.catalogue.models import OfferRevision, ReviewState
from shop.moderation.exceptions import AlreadySuspendedError, NotAwaitingReviewError, NoticeDecidedError
from shop.moderation.models import IllegalContentNotice, OfferDecision, OfferSuspension
from shop.moderation.notices import decide_notice, receive_notice
from shop.moderation.services import approve_revision, send_back_revision, suspend_offer
from tests.factories.accounts import UserFactory
from tests.factories.offers import make_approved, make_submitted

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


def refused(results, error):
    return [result for result in results if isinstance(result, error)]


def test_two_moderators_decide_once():
    pk = make_submitted().pk
    first, second = UserFactory(rops=True), UserFactory(rops=True)

    results = run_at_once(
        [
            lambda: approve_revision(OfferRevision.objects.get(pk=pk), by=first),
            lambda: send_back_revision(
                OfferRevision.objects.get(pk=pk), reason_code="OTHER", reason="Popraw opis.", by=second
            ),
            lambda: approve_revision(OfferRevision.objects.get(pk=pk), by=second),
        ]
    )

    assert len(refused(results, NotAwaitingReviewError)) == 2, results
    decision = OfferDecision.objects.get()
    revision = OfferRevision.objects.get(pk=pk)
    assert revision.review_state == decision.outcome
    assert revision.product.is_public is (decision.outcome == "APPROVED")


def test_control_looking_before_deciding_decides_twice():
    pk = make_submitted().pk
    decided = []

    def naive(outcome):
        waits = OfferRevision.objects.get(pk=pk).review_state == ReviewState.SUBMITTED
        time.sleep(0.2)
        if waits:
            OfferRevision.objects.filter(pk=pk).update(review_state=outcome, reason="Powód.")
            decided.append(outcome)

    run_at_once([lambda: naive("APPROVED"), lambda: naive("SENT_BACK")])

    assert len(decided) == 2


def test_two_moderators_suspend_once():
    product = make_approved()
    rops = UserFactory(rops=True)

    results = run_at_once([lambda: suspend_offer(product, reason="Powód.", by=rops) for _ in range(2)])

    assert len(refused(results, AlreadySuspendedError)) == 1, results
    assert OfferSuspension.objects.count() == 1


def test_approving_and_suspending_at_once_never_leaves_it_public():
    revision = make_submitted()
    product, rops = revision.product, UserFactory(rops=True)

    results = run_at_once(
        [
            lambda: approve_revision(revision, by=rops),
            lambda: suspend_offer(product, reason="Powód.", by=rops),
        ]
    )

    assert not refused(results, Exception), results
    product.refresh_from_db()
    assert product.approved_revision is not None
    assert not product.is_public


NOTICE = {
    "address": "/regulamin/",
    "reason_code": "OTHER",
    "explanation": "Powód.",
    "name": "Jan Uważny",
    "email": "jan@example.com",
    "good_faith": True,
}


def test_one_form_sent_twice_at_once_is_one_notice_and_one_receipt():
    key = uuid4()

    results = run_at_once([lambda: receive_notice(key=key, facts=NOTICE, by=None) for _ in range(4)])

    assert not refused(results, Exception), results
    assert len({notice.number for notice in results}) == 1
    assert IllegalContentNotice.objects.count() == 1
    assert OutboxEntry.objects.filter(topic="mail.notice_received").count() == 1


def test_two_notices_at_once_get_two_numbers():
    results = run_at_once([lambda: receive_notice(key=uuid4(), facts=NOTICE, by=None) for _ in range(4)])

    assert not refused(results, Exception), results
    assert len({notice.number for notice in results}) == 4


def test_two_moderators_answer_a_notice_once():
    pk = receive_notice(key=uuid4(), facts=NOTICE, by=None).pk
    people = [UserFactory(rops=True), UserFactory(rops=True)]

    results = run_at_once(
        [
            lambda by=by: decide_notice(
                IllegalContentNotice.objects.get(pk=pk), decision="NO_ACTION", text=by.email, by=by
            )
            for by in people
        ]
    )

    assert len(refused(results, NoticeDecidedError)) == 1, results
    notice = IllegalContentNotice.objects.get()
    assert notice.decision_text == notice.decided_by.email
    assert OutboxEntry.objects.filter(topic="mail.notice_decided").count() == 1
