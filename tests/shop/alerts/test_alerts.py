"""Alerts: one letter when something comes back, for guests after a confirmed address; searches; stopping; strangers."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from operations import outbox
from operations.clock import now, today
from pes_profiles.accounts.services import close_account, email_verified, personal_data
from search.services import rebuild_all
from shop.alerts import services
from shop.alerts.links import confirm_token, stop_token
from shop.alerts.models import Alert, RefusedLetter
from shop.alerts.tasks import forget_old, look_around, look_for_news
from shop.catalogue.models import SaleState
from shop.catalogue.services import set_sale_state
from shop.partner.services import set_stock
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import ProductFactory, StockRecordFactory
from tests.factories.pes_profiles import ProfileFactory

pytestmark = pytest.mark.django_db
State = Alert.State


@pytest.fixture
def person(client):
    user = UserFactory(email="anna@example.com")
    client.force_login(user)
    return user


@pytest.fixture
def gone():
    return ProductFactory(title="Miska z gliny", stock=0)


@pytest.fixture
def letters(mailoutbox):
    def sent():
        outbox.drain(raising=True)
        return mailoutbox

    return sent


def words(response):
    return response.content.decode().replace("\xa0", " ")


def ask_url(product):
    return reverse("alerts:offer", args=[product.pk])


def link_in(letter, kind):
    return re.search(rf"https?://[^/]+(/sklep/powiadom/{kind}/\S+)", letter.body)[1]


def restock(offer, number=3):
    set_stock(offer.stockrecords.get(), number, by=None)


# --- An offer ---


def test_a_guest_confirms_and_gets_exactly_one_letter(client, gone, letters):
    page = words(client.get(gone.get_absolute_url()))
    assert f'action="{ask_url(gone)}"' in page

    assert client.post(ask_url(gone), {"email": "Gosc@Example.com"}).url == reverse("alerts:sent")
    (letter,) = letters()
    assert letter.to == ["gosc@example.com"]
    assert Alert.objects.get().state == State.UNCONFIRMED
    restock(gone)
    look_around()
    assert len(letters()) == 1

    address = link_in(letter, "potwierdz")
    assert Alert.objects.get().state == State.UNCONFIRMED
    assert client.get(address).status_code == 200
    assert Alert.objects.get().state == State.UNCONFIRMED
    client.post(address)
    client.post(address)
    assert Alert.objects.get().state == State.WAITING

    for _ in range(2):
        look_around()
        restock(gone, 0)
        restock(gone, 3)
    look_around()
    assert len(letters()) == 2
    assert "Miska z gliny" in letters()[1].subject
    assert gone.get_absolute_url() in letters()[1].body


def test_nothing_is_told_while_it_is_gone(person, gone, letters):
    services.ask_for(gone, email=person.email, user=person)
    look_around()
    assert letters() == []
    assert Alert.objects.get().state == State.WAITING


def test_a_person_needs_no_confirmation_and_asks_once(client, person, gone, letters):
    for _ in range(2):
        assert client.post(ask_url(gone), {"email": "obca@example.com"}).status_code == 302
    alert = Alert.objects.get()
    assert (alert.state, alert.email, alert.user) == (State.WAITING, "anna@example.com", person)
    assert letters() == []

    restock(gone)
    look_around()
    assert [letter.to for letter in letters()] == [["anna@example.com"]]


def test_a_letter_can_be_stopped_by_one_click_of_a_mail_program(person, gone, letters):
    services.ask_for(gone, email="gosc@example.com", user=None)
    (letter,) = letters()
    address = letter.extra_headers["List-Unsubscribe"].strip("<>")
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    robot = Client(enforce_csrf_checks=True)
    path = re.sub(r"https?://[^/]+", "", address)
    assert robot.get(path).status_code == 200
    assert Alert.objects.get().state == State.UNCONFIRMED
    assert robot.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Alert.objects.get().state == State.STOPPED
    assert robot.post(path).status_code == 200
    restock(gone)
    look_around()
    assert len(letters()) == 1


def test_an_order_letter_has_no_way_out(mailoutbox):
    from operations import mail

    mail.send("account_unknown", to="a@example.com", context={"action_url": "/"}, dedupe_key="x")
    outbox.drain(raising=True)
    assert "List-Unsubscribe" not in mailoutbox[0].extra_headers


def test_asking_again_sends_the_confirmation_once_a_day(client, gone, letters):
    with time_machine.travel(now(), tick=False) as traveller:
        for _ in range(3):
            client.post(ask_url(gone), {"email": "gosc@example.com"})
        assert len(letters()) == 1
        traveller.shift(timedelta(days=1))
        client.post(ask_url(gone), {"email": "gosc@example.com"})
        assert len(letters()) == 2
    assert Alert.objects.count() == 1


def test_a_confirmation_ends_after_two_days(client, gone):
    with time_machine.travel(now(), tick=False) as traveller:
        address = reverse(
            "alerts:confirm", args=[confirm_token(services.ask_for(gone, email="gosc@example.com", user=None))]
        )
        traveller.shift(timedelta(days=2, minutes=1))
        assert client.post(address).status_code == 404
    assert Alert.objects.get().state == State.UNCONFIRMED


def test_the_answer_does_not_tell_whether_an_address_has_an_account(client, gone):
    UserFactory(email="zna@example.com")
    known = client.post(ask_url(gone), {"email": "zna@example.com"})
    strange = client.post(ask_url(gone), {"email": "nowa@example.com"})
    assert (known.status_code, known.url) == (strange.status_code, strange.url)
    assert set(Alert.objects.values_list("state", "user")) == {(State.UNCONFIRMED, None)}


@pytest.mark.parametrize("typed", ["", "nie adres", "a@", "a\x00@example.com"])
def test_a_bad_address_is_named_at_the_field(client, gone, typed):
    answer = client.post(ask_url(gone), {"email": typed})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in words(answer)
    assert not Alert.objects.exists()


def test_a_variant_is_waited_for_by_itself(person, letters):
    offer = ProductFactory(with_variants=True)
    small, big = offer.children.order_by("pk")
    restock(small, 0)
    services.ask_for(small, email=person.email, user=person)
    look_around()
    assert letters() == []

    restock(small, 2)
    look_around()
    assert f"?wariant={small.pk}" in letters()[0].body
    assert big.stockrecords.get().num_in_stock == 10


def test_a_paused_offer_and_a_seller_on_a_break_come_back_too(person, letters):
    paused, resting = ProductFactory(), ProductFactory()
    set_sale_state(paused, SaleState.PAUSED, by=None)
    profile = resting.partner.profile
    type(profile).objects.filter(pk=profile.pk).update(break_from=today(), break_until=today() + timedelta(days=2))
    for offer in (paused, resting):
        services.ask_for(offer, email=person.email, user=person)
    look_around()
    assert letters() == []

    set_sale_state(paused, SaleState.ACTIVE, by=None)
    look_around()
    assert len(letters()) == 1
    with time_machine.travel(now() + timedelta(days=3), tick=False):
        look_around()
        assert len(letters()) == 2


def test_what_the_public_cannot_see_cannot_be_waited_for(client):
    for url in (
        ask_url(ProductFactory(draft=True)),
        reverse("alerts:pes", args=[ProfileFactory(listed=False).pk]),
        reverse("alerts:offer", args=[2**63]),
    ):
        assert client.post(url, {"email": "gosc@example.com"}).status_code == 404
    assert not Alert.objects.exists()


# --- A PES ---


def test_a_pes_on_a_break_is_told_of_once_on_return(client, person, letters):
    profile = ProfileFactory(short_name="Złota Rybka", break_from=today(), break_until=today() + timedelta(days=5))
    url = reverse("alerts:pes", args=[profile.pk])
    page = client.get(profile.get_absolute_url())
    assert page.status_code == 200
    assert f'action="{url}"' in words(page)
    client.post(url)
    look_around()
    assert letters() == []

    with time_machine.travel(now() + timedelta(days=6), tick=False):
        look_around()
        look_around()
        assert [letter.subject.startswith("Złota Rybka") for letter in letters()] == [True]
        client.force_login(person)
        assert url not in words(client.get(profile.get_absolute_url()))


# --- Searches ---


def test_a_saved_search_writes_at_most_daily_and_only_of_what_is_new(client, person, letters):
    ProductFactory(title="Kubek stary")
    rebuild_all()
    with time_machine.travel(now() + timedelta(minutes=1), tick=False) as traveller:
        address = reverse("alerts:save-search") + "?q=kubek&strona=2&sort=cena"
        client.post(address, {"name": "Kubki"})
        alert = Alert.objects.get()
        assert (alert.query, alert.name) == ("q=kubek", "Kubki")

        traveller.shift(timedelta(hours=25))
        look_for_news()
        assert letters() == []

        traveller.shift(timedelta(hours=25))
        ProductFactory(title="Kubek nowy")
        rebuild_all()
        traveller.shift(timedelta(minutes=20))
        look_for_news()
        look_for_news()
        (letter,) = letters()
        assert "Kubek nowy" in letter.body
        assert "Kubek stary" not in letter.body
        assert "List-Unsubscribe" in letter.extra_headers

        traveller.shift(timedelta(minutes=1))
        ProductFactory(title="Kubek najnowszy")
        rebuild_all()
        traveller.shift(timedelta(hours=1))
        look_for_news()
        assert len(letters()) == 1
        traveller.shift(timedelta(hours=24))
        look_for_news()
        assert len(letters()) == 2
        Client().post(re.sub(r"https?://[^/]+", "", letters()[1].extra_headers["List-Unsubscribe"].strip("<>")))
        assert Alert.objects.get().state == State.STOPPED


def test_a_search_without_words_is_not_saved(client, person):
    assert client.get(reverse("alerts:save-search") + "?kategoria=x").url == reverse("search:results")
    assert client.post(reverse("alerts:save-search") + "?q=" + "a" * 600, {"name": "x"}).status_code == 302
    assert client.post(reverse("alerts:save-search") + "?q=kubek", {"name": ""}).status_code == 422
    assert not Alert.objects.exists()


def test_the_results_offer_to_save_the_search(client):
    ProductFactory(title="Kubek")
    rebuild_all()
    assert "/konto/powiadomienia/zapisz/?q=kubek" in words(client.get(reverse("search:results"), {"q": "kubek"}))


# --- A person's page ---


def test_refused_letters_do_not_go_out_and_the_others_do(client, person, gone, letters):
    services.ask_for(gone, email=person.email, user=person)
    client.post(reverse("alerts:letters"), {"list": ["PES", "nonsense"]})
    assert set(RefusedLetter.objects.values_list("kind", flat=True)) == {"OFFER", "SEARCH"}

    restock(gone)
    look_around()
    assert letters() == []
    client.post(reverse("alerts:letters"), {"list": ["OFFER", "PES", "SEARCH"]})
    look_around()
    assert len(letters()) == 1
    assert words(client.get(reverse("alerts:list"))).count("disabled") >= 3


def test_a_strangers_alert_is_not_there_and_stays(client, person, gone):
    alert = services.ask_for(gone, email="inna@example.com", user=UserFactory(email="inna@example.com"))

    assert client.post(reverse("alerts:end", args=[alert.pk])).status_code == 404
    assert "Miska z gliny" not in words(client.get(reverse("alerts:list")))
    alert.refresh_from_db()
    assert alert.state == State.WAITING


def test_an_own_alert_is_ended(client, person, gone):
    alert = services.ask_for(gone, email=person.email, user=person)
    assert client.post(reverse("alerts:end", args=[alert.pk])).status_code == 302
    alert.refresh_from_db()
    assert alert.state == State.STOPPED


@pytest.mark.parametrize("name", ["alerts:list", "alerts:save-search"])
def test_nobody_signed_out_sees_alerts(client, name):
    assert "/konto/zaloguj/" in client.get(reverse(name)).url


@pytest.mark.parametrize("token", ["1", "1.x", "a" * 300])
@pytest.mark.parametrize("name", ["alerts:confirm", "alerts:stop"])
def test_a_made_up_key_opens_nothing(client, gone, name, token):
    services.ask_for(gone, email="gosc@example.com", user=None)
    assert client.post(reverse(name, args=[token])).status_code == 404
    assert Alert.objects.get().state == State.UNCONFIRMED


def test_the_key_that_stops_does_not_confirm(client, gone):
    alert = services.ask_for(gone, email="gosc@example.com", user=None)
    assert client.post(reverse("alerts:confirm", args=[stop_token(alert)])).status_code == 404
    assert client.post(reverse("alerts:stop", args=[confirm_token(alert)])).status_code == 404


# --- A person's data ---


def test_alerts_of_a_guest_join_once_the_address_is_proven(gone):
    services.ask_for(gone, email="halina@example.com", user=None)
    user = UserFactory(email="halina@example.com")
    email_verified(user)
    alert = Alert.objects.get()
    assert (alert.user, alert.state) == (user, State.WAITING)


def test_the_export_holds_alerts_and_closing_the_account_forgets_them(person, gone):
    services.ask_for(gone, email=person.email, user=person)
    services.choose_letters(person, wanted={"OFFER"})
    data = personal_data(person)["alerts"]
    assert data["alerts"][0]["what"] == "Miska z gliny"
    assert data["letters"] == {"OFFER": True, "PES": False, "SEARCH": False}

    other = services.ask_for(gone, email="gosc@example.com", user=None)
    close_account(person, by=person)
    assert list(Alert.objects.all()) == [other]
    assert not RefusedLetter.objects.exists()


def test_what_ended_is_forgotten(gone):
    services.ask_for(gone, email="gosc@example.com", user=None)
    with time_machine.travel(now() + timedelta(days=6), tick=False):
        forget_old()
    assert Alert.objects.exists()
    with time_machine.travel(now() + timedelta(days=8), tick=False):
        forget_old()
    assert not Alert.objects.exists()


# --- Many ---


def test_looking_around_and_the_page_cost_the_same_for_one_and_for_thirty(
    client, person, django_assert_max_num_queries
):
    def fill(number):
        for _ in range(number):
            services.ask_for(ProductFactory(stock=0), email=person.email, user=person)

    fill(1)
    client.get(reverse("alerts:list"))
    with django_assert_max_num_queries(40) as one:
        services.look_for_offers()
    with django_assert_max_num_queries(40) as page:
        client.get(reverse("alerts:list"))
    fill(29)
    with django_assert_max_num_queries(40) as many:
        services.look_for_offers()
    with django_assert_max_num_queries(40) as pages:
        assert words(client.get(reverse("alerts:list"))).count("kept-row") == 30
    assert (len(one), len(page)) == (len(many), len(pages))


def test_a_person_waits_for_so_many_things_at_most(client, person, gone, monkeypatch):
    monkeypatch.setattr(services, "MOST", 0)
    assert client.post(ask_url(gone)).status_code == 422
    assert client.post(reverse("alerts:save-search") + "?q=kubek", {"name": "x"}).status_code == 422
    assert not Alert.objects.exists()


def test_a_record_without_a_price_is_not_back(person, gone, letters):
    gone.stockrecords.all().delete()
    StockRecordFactory(product=gone, price=None)
    services.ask_for(gone, email=person.email, user=person)
    look_around()
    assert letters() == []
