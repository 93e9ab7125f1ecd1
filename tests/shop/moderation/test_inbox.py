"""The inbox of ROPS: who may in, and what is shown."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from operations.clock import now
from operations.models import AuditEntry
from shop.catalogue.models import OfferRevision, Product, ReviewState
from shop.catalogue.services import (
    add_picture,
    submit_revision,
)
from shop.moderation import queries
from shop.moderation.models import OfferDecision, OfferSuspension
from shop.moderation.services import lift_suspension, send_back_revision, suspend_offer
from tests.factories.accounts import UserFactory
from tests.factories.offers import make_approved, make_draft, make_submitted, picture_file
from tests.factories.pes_profiles import MembershipFactory
from tests.shop.moderation.conftest import INBOX, change_of, page_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", ["signed_out", "buyer", "seller", "editor", "owes_adviser"])
@pytest.mark.parametrize("act", ["approve", "send_back", "suspend", "lift"])
def test_nobody_but_rops_decides(client, role, act):
    revision = make_submitted()
    user = {
        "seller": lambda: MembershipFactory(profile=revision.product.partner.profile).user,
        "buyer": UserFactory,
        "editor": lambda: UserFactory(editor=True),
        "owes_adviser": lambda: UserFactory(owes_adviser=True),
    }
    if role != "signed_out":
        client.force_login(user[role]())
    decided = AuditEntry.objects.filter(action__startswith="moderation.").count()

    for address in (INBOX, f"{INBOX}wszystkie/", page_of(revision)):
        assert client.get(address).status_code in {302, 403, 404}
    data = {act: "1", "version": revision.version, "back-reason_code": "OTHER", "back-reason": "x", "down-reason": "x"}
    assert client.post(page_of(revision), data).status_code in {302, 403, 404}

    revision.refresh_from_db()
    assert revision.review_state == ReviewState.SUBMITTED
    assert not OfferDecision.objects.exists()
    assert not OfferSuspension.objects.exists()
    assert AuditEntry.objects.filter(action__startswith="moderation.").count() == decided


def test_an_administrator_may_decide_too(client):
    revision = make_submitted()
    client.force_login(UserFactory(admin=True))

    client.post(page_of(revision), {"approve": "1", "version": revision.version})

    assert Product.objects.public().exists()


def test_the_inbox_shows_what_waits_oldest_first(office):
    old, new = make_submitted(title="Starsza"), make_submitted(title="Nowsza")
    make_draft(title="Szkic")
    make_approved(title="Gotowa")
    OfferRevision.objects.filter(pk=new.pk).update(submitted_at=now() - timedelta(minutes=1))
    OfferRevision.objects.filter(pk=old.pk).update(submitted_at=now() - timedelta(days=3))

    page = office.get(INBOX)

    assert [each.title for each in page.context["page_obj"]] == ["Starsza", "Nowsza"]
    text = page.content.decode()
    assert "Szkic" not in text
    assert old.product.partner.profile.short_name in text


def test_an_empty_inbox_says_so(office):
    assert office.get(INBOX).context["counts"].total == 0


@pytest.mark.parametrize("query", ["?strona=99", "?strona=abc", "?strona=-1", "?strona=%00"])
def test_a_strange_page_number_is_no_error(office, query):
    make_submitted()

    assert office.get(INBOX + query).status_code == 200
    assert office.get(INBOX + "wszystkie/" + query).status_code == 200


def test_all_offers_are_found_by_words_and_state(office, rops):
    mug, bag = make_approved(title="Kubek"), make_approved(title="Torba")
    make_submitted(title="Kubek, którego nikt nie widział")
    suspend_offer(bag, reason="Powód.", by=rops)

    def found(query):
        return [each.pk for each in office.get(f"{INBOX}wszystkie/{query}").context["page_obj"]]

    assert found("") == [bag.pk, mug.pk]
    assert found("?q=kub") == [mug.pk]
    assert found(f"?q={mug.partner.profile.short_name.replace(' ', '+')}") == [mug.pk]
    assert found("?stan=ukryte") == [bag.pk]
    assert found("?stan=w-sprzedazy") == [mug.pk]
    assert found("?stan=bzdura&q=%00") == [bag.pk, mug.pk]
    assert found("?q=niczego") == []


def test_the_number_of_queries_does_not_grow(office):
    def fill(number):
        for _ in range(number):
            product = make_approved()
            change_of(product, title="Nowy")
            suspend_offer(product, reason="Powód.", by=None)

    def asked():
        counts = {}
        for address in (INBOX, f"{INBOX}wszystkie/", "/cms-admin/"):
            with CaptureQueriesContext(connection) as queries:
                office.get(address)
            counts[address] = len(queries)
        return counts

    fill(1)
    asked()
    one = asked()
    fill(19)

    assert asked() == one


def test_a_page_with_more_of_everything_asks_no_more(office, rops, django_assert_max_num_queries):
    def queries_of(number):
        product = make_approved()
        by = UserFactory()
        for _ in range(number):
            change = change_of(product, title="Nowy")
            send_back_revision(change, reason_code="OTHER", reason="Powód.", by=rops)
            add_picture(change, picture_file(), alt="Zdjęcie", by=by)
            suspend_offer(product, reason="Powód.", by=rops)
            lift_suspension(product, by=rops)
        submit_revision(change, by=by)
        office.get(page_of(change))  # makes the renditions
        with django_assert_max_num_queries(80) as counted:
            office.get(page_of(change))
        return len(counted)

    assert queries_of(1) == queries_of(6)


def test_the_front_page_counts_what_waits(office, rops):
    make_submitted()
    change_of(make_approved(), title="Nowy")
    suspend_offer(make_approved(), reason="Powód.", by=rops)

    counts = queries.waiting_counts()

    assert (counts.new, counts.changed, counts.total, counts.suspended) == (1, 1, 2, 1)
    assert INBOX in office.get("/cms-admin/").content.decode()


def test_an_editor_has_no_such_panel(client):
    client.force_login(UserFactory(editor=True))

    assert INBOX not in client.get("/cms-admin/").content.decode()
