"""The inbox of ROPS: who may in, what is shown, what a decision does and says."""

from datetime import timedelta

import pytest
from django.urls import reverse

from operations.clock import now, today
from operations.models import AuditEntry
from shop.catalogue.models import OfferRevision, Product, ReviewState
from shop.catalogue.services import (
    add_picture,
    open_revision,
    remove_picture,
    save_revision,
    submit_revision,
)
from shop.moderation import queries
from shop.moderation.models import OfferDecision, OfferSuspension
from shop.moderation.services import approve_revision, lift_suspension, send_back_revision, suspend_offer
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import CategoryFactory, PartnerFactory, ProductFactory
from tests.factories.offers import LEGAL, make_approved, make_draft, make_submitted, picture_file
from tests.factories.pes_profiles import CertificateFactory, MembershipFactory, ProfileSuspensionFactory

pytestmark = pytest.mark.django_db
INBOX = "/cms-admin/moderacja/oferty/"


@pytest.fixture
def rops():
    return UserFactory(rops=True, first_name="Maria", last_name="Sprawdzająca")


@pytest.fixture
def office(client, rops):
    client.force_login(rops)
    return client


def page_of(revision):
    return reverse("moderation_admin:revision", args=[revision.pk])


def change_of(product, **fields):
    by = UserFactory()
    revision = open_revision(product, by=by)
    save_revision(revision, by=by, version=revision.version, **fields)
    return submit_revision(revision, by=by)


# --- who may in ---


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


# --- the inbox ---


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


@pytest.mark.parametrize("address", [INBOX, f"{INBOX}wszystkie/", "/cms-admin/"])
def test_the_number_of_queries_does_not_grow(office, django_assert_max_num_queries, address):
    def fill(number):
        for _ in range(number):
            product = make_approved()
            change_of(product, title="Nowy")
            suspend_offer(product, reason="Powód.", by=None)

    fill(1)
    office.get(address)
    with django_assert_max_num_queries(60) as one:
        office.get(address)
    fill(29)
    with django_assert_max_num_queries(len(one)):
        office.get(address)


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


# --- one version ---


def test_a_new_offer_is_shown_whole(office):
    partner = PartnerFactory(vat_payer=True)
    CertificateFactory(profile=partner.profile, number="PROBA/1")
    ProfileSuspensionFactory(profile=partner.profile)
    revision = make_submitted(
        partner=partner, vat_code="23", net_quantity={"amount": "330", "unit": "ml"}, step=2, min_quantity=2
    )

    page = office.get(page_of(revision))

    text = page.content.decode()
    for words in (
        "Kubek z kogutem",
        "Mieści 330 ml.",
        "Nie zostawiać bez nadzoru.",
        "p@example.com",
        "64,00",
        "23%",
        "PROBA/1",
        'alt="Kremowy kubek z kogutem"',
        'accesskey="a"',
    ):
        assert words in text, words
    assert not any(row.change for row in page.context["rows"])


def test_a_change_stands_beside_what_is_on_sale_and_is_named_in_words(office):
    product = make_approved(personalisation="imię")
    by = UserFactory()
    revision = open_revision(product, by=by)
    save_revision(
        revision,
        by=by,
        version=1,
        title="Kubek z kurą",
        personalisation="",
        net_quantity={"amount": "1", "unit": "l"},
        legal=LEGAL | {"note": "Nowe."},
    )
    add_picture(revision, picture_file(), alt="Kura", by=by)
    submit_revision(revision, by=by)

    page = office.get(page_of(revision))

    changes = {row.label: row for row in page.context["rows"] if row.change}
    assert len(changes) == 4
    title = next(row for row in changes.values() if row.after == "Kubek z kurą")
    assert title.before == "Kubek z kogutem"
    assert [(piece.text, piece.kind) for piece in title.pieces] == [
        ("Kubek z ", "same"),
        ("kogutem", "out"),
        ("kurą", "in"),
    ]
    assert len({row.change for row in changes.values()}) == 3
    assert page.context["pictures_changed"]
    text = page.content.decode()
    assert "<ins>kurą</ins>" in text
    assert "<del>kogutem</del>" in text
    assert 'alt="Kura"' in text


def test_a_field_of_the_law_that_falls_away_is_shown_as_removed(office):
    product = make_approved()
    revision = change_of(product, category=CategoryFactory(), legal={})

    rows = office.get(page_of(revision)).context["rows"]

    assert sum(row.before != "" and row.after == "" for row in rows) == 2


def test_hostile_words_stay_words(office):
    revision = make_submitted(title="<script>alert(1)</script>", description="<img src=x onerror=alert(1)>")

    text = office.get(page_of(revision)).content.decode()

    assert "<script>alert(1)" not in text
    assert "<img src=x" not in text


def test_variants_and_special_vat_are_shown(office):
    offer = ProductFactory(
        with_variants=True,
        draft=True,
        partner=PartnerFactory(vat_payer=True),
        vat_code="MIXED",
        vat_parts=[{"title": "Miód", "rate": "5", "gross": "20.00"}],
    )
    OfferRevision.objects.filter(product=offer).update(review_state="SUBMITTED", submitted_at=now())

    text = office.get(page_of(offer.revisions.get())).content.decode()

    assert "mały" in text
    assert "Miód 5" in text


def test_a_draft_is_the_sellers_own(office):
    response = office.get(page_of(make_draft(title="Tajny szkic")), follow=True)

    assert response.redirect_chain[-1][0] == INBOX
    assert "Tajny szkic" not in response.content.decode()


def test_what_does_not_exist_is_404(office):
    draft = make_draft()

    assert office.get(f"{INBOX}wersja/999999/").status_code == 404
    assert office.post(f"{INBOX}wersja/999999/", {"approve": "1"}).status_code == 404
    assert office.get(f"{INBOX}oferta/999999/").status_code == 404
    assert office.get(f"{INBOX}oferta/{draft.product_id}/").status_code == 404


def test_an_offer_leads_to_its_waiting_version_or_to_what_is_on_sale(office):
    product = make_approved()
    address = f"{INBOX}oferta/{product.pk}/"

    assert office.get(address).url == page_of(product.approved_revision)
    change = change_of(product, title="Nowy")
    assert office.get(address).url == page_of(change)


# --- decisions ---


def test_approving_puts_it_on_sale_and_goes_to_the_next(office):
    revision, following = make_submitted(), make_submitted()

    response = office.post(page_of(revision), {"approve": "1", "version": revision.version})

    assert response.url == page_of(following)
    assert Product.objects.public().get() == revision.product
    assert office.post(page_of(following), {"approve": "1", "version": following.version}).url == INBOX


def test_sending_back_needs_a_reason_chosen_and_written_and_loses_nothing(office):
    revision = make_submitted()
    data = {"send_back": "1", "version": revision.version}

    page = office.post(page_of(revision), data | {"back-reason": "Proszę dodać skład.", "back-reason_code": ""})

    assert page.status_code == 422
    assert list(page.context["back"].errors) == ["reason_code"]
    assert "Proszę dodać skład." in page.content.decode()
    page = office.post(page_of(revision), data | {"back-reason": "  ", "back-reason_code": "LEGAL"})
    assert list(page.context["back"].errors) == ["reason"]
    assert not OfferDecision.objects.exists()
    office.post(page_of(revision), data | {"back-reason": "Proszę dodać skład.", "back-reason_code": "LEGAL"})

    decision = OfferDecision.objects.get()
    assert (decision.outcome, decision.reason_code, decision.reason) == ("SENT_BACK", "LEGAL", "Proszę dodać skład.")
    assert "Proszę dodać skład." in office.get(page_of(revision)).content.decode()


def test_hiding_and_bringing_back(office, rops):
    product = make_approved()
    address = page_of(product.approved_revision)

    page = office.post(address, {"suspend": "1", "down-reason": ""})
    assert (page.status_code, list(page.context["down"].errors)) == (422, ["reason"])
    for bad in (today() - timedelta(days=1), today() + timedelta(days=9999), "kiedyś"):
        page = office.post(address, {"suspend": "1", "down-reason": "Brak CE.", "down-until": str(bad)})
        assert list(page.context["down"].errors) == ["until"]
    office.post(address, {"suspend": "1", "down-reason": "Brak CE.", "down-until": str(today())})

    suspension = OfferSuspension.objects.get()
    assert suspension.suspended_by == rops
    assert suspension.until > now()
    assert not Product.objects.public().exists()
    assert "Brak CE." in office.get(address).content.decode()
    office.post(address, {"suspend": "1", "down-reason": "Drugi raz."})
    assert OfferSuspension.objects.count() == 1
    office.post(address, {"lift": "1"})
    office.post(address, {"lift": "1"})
    assert Product.objects.public().get() == product


def test_a_decision_made_already_is_said_calmly(office, rops):
    revision = make_submitted()
    seen = revision.version
    approve_revision(revision, by=rops)

    for act in ({"approve": "1"}, {"send_back": "1", "back-reason_code": "OTHER", "back-reason": "Za późno."}):
        response = office.post(page_of(revision), act | {"version": seen}, follow=True)
        assert response.status_code == 200
        assert response.redirect_chain[-1][0] == page_of(revision)
        assert "Maria Sprawdzająca" in response.content.decode()

    assert OfferDecision.objects.get().outcome == "APPROVED"


def test_a_newer_version_is_looked_at_before_it_is_decided_on(office):
    revision = make_submitted()
    seen = revision.version
    save_revision(revision, by=revision.created_by, version=seen, title="Podmieniony")
    submit_revision(revision, by=revision.created_by)

    page = office.post(
        page_of(revision),
        {"send_back": "1", "version": seen, "back-reason_code": "OTHER", "back-reason": "Długie uzasadnienie."},
    )

    assert page.status_code == 409
    text = page.content.decode()
    assert "Długie uzasadnienie." in text
    assert f'name="version" value="{revision.version}"' in text
    assert not OfferDecision.objects.exists()


def test_a_version_taken_back_leads_to_the_queue(office):
    revision = make_submitted()
    remove_picture(revision.pictures.get(), by=revision.created_by)

    assert office.post(page_of(revision), {"approve": "1", "version": revision.version}).url == INBOX
    assert not Product.objects.public().exists()


@pytest.mark.parametrize("version", ["", "abc", "0", "-1", "99999999999999999999"])
def test_a_form_that_does_not_say_what_was_seen_decides_nothing(office, version):
    revision = make_submitted()

    office.post(page_of(revision), {"approve": "1", "version": version})

    assert not Product.objects.public().exists()


@pytest.mark.parametrize("data", [{}, {"delete": "1"}, {"approve": "1", "suspend": "1"}])
def test_an_unknown_act_is_404(office, data):
    revision = make_submitted()

    assert office.post(page_of(revision), data | {"version": revision.version}).status_code == 404
    assert not Product.objects.public().exists()


def test_the_history_tells_every_decision(office, rops):
    revision = make_submitted()
    send_back_revision(revision, reason_code="OTHER", reason="Popraw.", by=rops)
    submit_revision(revision, by=revision.created_by)
    product = approve_revision(revision, by=rops)
    suspend_offer(product, reason="Powód.", legal_basis="§ 17", by=rops)
    lift_suspension(product, by=None)

    events = office.get(page_of(revision)).context["history"]

    assert [event.reason for event in events] == ["", "Powód.", "", "Popraw."]
    assert events[1].by == "Maria Sprawdzająca"
    assert events[0].by != events[1].by
