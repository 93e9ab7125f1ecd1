"""Favourites: the heart, the person's page, the shared list; who may change what, and what a kept page may not tell."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from pes_profiles.accounts.services import close_account, personal_data
from pes_profiles.services import suspend_profile
from shop.wishlists import services
from shop.wishlists.exceptions import ListFullError
from shop.wishlists.links import share_token
from shop.wishlists.models import FavouriteProfile, Line, WishList
from shop.wishlists.services import save_favourite, share_list
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import CategoryFactory, ProductFactory
from tests.factories.pes_profiles import ProfileFactory

pytestmark = pytest.mark.django_db
PRESSED = 'aria-pressed="true"'


@pytest.fixture
def person(client):
    user = UserFactory()
    client.force_login(user)
    return user


@pytest.fixture
def offer():
    return ProductFactory(title="Kubek z kogutem", category=CategoryFactory(slug="ceramika"))


def offer_url(offer):
    return reverse("favourites:offer", args=[offer.pk])


def words(response):
    return response.content.decode().replace("\xa0", " ")


def test_a_heart_saves_an_offer_once_and_takes_it_off(client, person, offer):
    for _ in range(2):
        assert client.post(offer_url(offer), {"do": "add"}).status_code == 302
    assert Line.objects.get().product == offer
    assert PRESSED in words(client.get(offer.get_absolute_url()))

    for _ in range(2):
        assert client.post(offer_url(offer), {"do": "remove"}).status_code == 302
    assert not Line.objects.exists()
    assert PRESSED not in words(client.get(offer.get_absolute_url()))


def test_a_heart_saves_a_pes(client, person):
    profile = ProfileFactory()
    client.post(reverse("favourites:pes", args=[profile.pk]), {"do": "add"})

    assert FavouriteProfile.objects.get().profile == profile
    assert PRESSED in words(client.get(profile.get_absolute_url()))


def test_a_script_gets_the_new_state(client, person, offer):
    answer = client.post(offer_url(offer), {"do": "add"}, headers={"Accept": "application/json"})
    assert answer.json()["saved"] is True
    answer = client.post(offer_url(offer), {"do": "remove"}, headers={"Accept": "application/json"})
    assert answer.json()["saved"] is False


def test_signed_out_the_heart_leads_to_the_login_door_and_back_to_the_act(client, offer):
    answer = client.post(offer_url(offer), {"do": "add"}, headers={"Referer": "http://testserver/sklep/?strona=2"})

    assert answer.status_code == 302
    assert answer.url.startswith("/konto/zaloguj/?next=/konto/ulubione/oferta/")
    assert "wroc%3D%252Fsklep%252F%253Fstrona%253D2" in answer.url
    assert not WishList.objects.exists()

    client.force_login(UserFactory())
    page = words(client.get(offer_url(offer), {"wroc": "/sklep/?strona=2"}))
    assert "Kubek z kogutem" in page
    assert 'name="wroc" value="/sklep/?strona=2"' in page
    assert not Line.objects.exists()
    answer = client.post(offer_url(offer), {"do": "add", "wroc": "/sklep/?strona=2"})
    assert answer.url == "/sklep/?strona=2"
    assert Line.objects.exists()


@pytest.mark.parametrize("away", ["https://example.org/", "//example.org/", "javascript:alert(1)", "\\\\example.org"])
def test_nobody_is_led_away_from_the_portal(client, person, offer, away):
    answer = client.post(offer_url(offer), {"do": "add", "wroc": away})
    assert answer.url == reverse("favourites:list")


def test_a_forged_form_changes_nothing(offer):
    client = Client(enforce_csrf_checks=True)
    client.force_login(UserFactory())

    assert client.post(offer_url(offer), {"do": "add"}).status_code == 403
    assert not Line.objects.exists()

    token = re.search(r'value="(\w{64})"><button', client.get(offer.get_absolute_url()).text)[1]
    assert client.post(offer_url(offer), {"do": "add", "csrfmiddlewaretoken": token}).status_code == 302
    assert Line.objects.exists()


def test_what_the_public_cannot_see_cannot_be_saved(client, person):
    draft, hidden = ProductFactory(draft=True), ProfileFactory(listed=False)

    assert client.post(offer_url(draft), {"do": "add"}).status_code == 404
    assert client.post(reverse("favourites:pes", args=[hidden.pk]), {"do": "add"}).status_code == 404
    assert client.post(reverse("favourites:pes", args=[2**63]), {"do": "add"}).status_code == 404
    assert not WishList.objects.exists()


def test_what_is_gone_is_shown_with_a_way_on_and_can_be_taken_off(client, person, offer):
    profile = ProfileFactory(short_name="Zamknięty dom")
    save_favourite(person, offer)
    save_favourite(person, profile)
    type(offer).objects.filter(pk=offer.pk).update(is_public=False)
    suspend_profile(profile, reason="skargi", by=UserFactory(is_superuser=True))

    page = words(client.get(reverse("favourites:list")))
    assert page.count("is-gone") == 2
    assert "Kubek z kogutem" in page
    assert f"{offer.partner.profile.get_absolute_url()}#oferty" in page

    client.post(offer_url(offer), {"do": "remove", "z": "listy"})
    assert not Line.objects.exists()


def test_an_offer_that_was_deleted_leaves_its_title(client, person, offer):
    line = save_favourite(person, offer)
    Line.objects.filter(pk=line.pk).update(product=None)

    assert "Kubek z kogutem" in words(client.get(reverse("favourites:list")))
    assert client.post(reverse("favourites:remove-line", args=[line.pk])).status_code == 302
    assert not Line.objects.exists()


def test_taking_off_can_be_undone_with_the_note(client, person, offer):
    line = save_favourite(person, offer)
    client.post(reverse("favourites:offer-note", args=[offer.pk]), {"note": "dla  Zosi"})
    client.post(offer_url(offer), {"do": "remove", "z": "listy", "wroc": reverse("favourites:list")})

    page = words(client.get(reverse("favourites:list")))
    assert 'name="note" value="dla Zosi"' in page
    client.post(offer_url(offer), {"do": "add", "note": "dla Zosi"})

    again = Line.objects.get()
    assert again.note == "dla Zosi"
    assert again.pk != line.pk
    assert 'class="note note-info"' not in words(client.get(reverse("favourites:list")))


def test_a_list_has_an_end(person, offer, monkeypatch):
    monkeypatch.setattr(services, "MOST", 1)
    save_favourite(person, offer)
    save_favourite(person, offer)
    with pytest.raises(ListFullError):
        save_favourite(person, ProductFactory())
    assert Line.objects.count() == 1


def test_a_full_list_says_so(client, person, offer, monkeypatch):
    monkeypatch.setattr(services, "MOST", 0)
    answer = client.post(offer_url(offer), {"do": "add"}, headers={"Accept": "application/json"})
    assert answer.status_code == 409
    assert client.post(offer_url(offer), {"do": "add"}).status_code == 302
    assert not Line.objects.exists()


# --- Strangers ---


def test_a_strangers_favourites_are_not_there_and_stay_as_they_are(client, person, offer):
    other = UserFactory()
    line, pes = save_favourite(other, offer, note="moje"), save_favourite(other, ProfileFactory(), note="moje")
    Line.objects.filter(pk=line.pk).update(product=None)

    assert client.post(reverse("favourites:remove-line", args=[line.pk])).status_code == 404
    Line.objects.filter(pk=line.pk).update(product=offer)
    assert client.post(reverse("favourites:offer-note", args=[offer.pk]), {"note": "x"}).status_code == 404
    assert client.post(reverse("favourites:pes-note", args=[pes.profile_id]), {"note": "x"}).status_code == 404
    client.post(offer_url(offer), {"do": "remove"})

    line.refresh_from_db()
    pes.refresh_from_db()
    assert (line.note, pes.note) == ("moje", "moje")
    assert "kept-row" not in words(client.get(reverse("favourites:list")))


def test_taking_off_does_not_tell_the_title_of_what_is_not_public(client, person):
    draft = ProductFactory(draft=True, title="Tajny kubek")
    assert client.post(offer_url(draft), {"do": "remove"}).status_code == 404


@pytest.mark.parametrize("name", ["favourites:list", "favourites:share"])
def test_nobody_signed_out_sees_a_list(client, name):
    assert "/konto/zaloguj/" in client.get(reverse(name)).url


# --- Shared by a link ---


def test_the_link_shows_the_list_without_name_and_notes(client, person, offer):
    profile = ProfileFactory(short_name="Dobry Piec")
    save_favourite(person, offer, note="dla Zosi")
    save_favourite(person, profile)
    client.post(reverse("favourites:share"), {"do": "open"})
    link = re.search(
        r'value="http://testserver(/konto/ulubione/lista/[^"]+)"', words(client.get(reverse("favourites:list")))
    )

    answer = Client().get(link[1])

    page = words(answer)
    assert answer.status_code == 200
    assert "Kubek z kogutem" in page
    assert "Dobry Piec" in page
    assert "Zosi" not in page
    assert person.last_name not in page
    assert 'content="noindex, nofollow"' in page
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in answer["Cache-Control"]


def test_only_a_second_link_speaks_of_an_earlier_one(client, person):
    for earlier in (False, True):
        answer = client.post(reverse("favourites:share"), {"do": "open"}, follow=True)

        assert ("Wcześniejszy" in words(answer)) is earlier


def test_a_renewed_link_closes_the_former_and_a_closed_one_opens_nothing(client, person, offer):
    save_favourite(person, offer)
    first = reverse("favourites:shared", args=[share_token(share_list(person))])
    assert Client().get(first).status_code == 200
    second = reverse("favourites:shared", args=[share_token(share_list(person))])

    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200
    client.post(reverse("favourites:share"), {"do": "close"})
    assert Client().get(second).status_code == 404


@pytest.mark.parametrize("token", ["x", "1-1", "1-1.aaaa", "a" * 300])
def test_a_made_up_link_opens_nothing(client, person, offer, token):
    save_favourite(person, offer)
    share_list(person)
    assert client.get(reverse("favourites:shared", args=[token])).status_code == 404


# --- Kept pages ---


@pytest.mark.django_db(transaction=True)
def test_a_kept_page_tells_nobody_what_is_in_a_persons_favourites(offer):
    anna, stranger = Client(), Client()
    user = UserFactory()
    anna.force_login(user)
    save_favourite(user, offer)
    save_favourite(user, offer.partner.profile)
    pages = [
        reverse("shop:home"),
        reverse("shop:category", args=["ceramika"]),
        offer.get_absolute_url(),
        offer.partner.profile.get_absolute_url(),
    ]
    for path in pages:
        for _ in range(2):
            hers, his = anna.get(path), stranger.get(path)
            assert PRESSED in hers.text
            assert "no-store" in hers["Cache-Control"]
            assert PRESSED not in his.text
            assert "data-heart" in his.text
    assert "public" in stranger.get(pages[0])["Cache-Control"]


# --- One person's data; numbers of queries ---


def test_the_export_holds_favourites_and_closing_the_account_forgets_them(person, offer):
    save_favourite(person, offer, note="dla Zosi")
    save_favourite(person, ProfileFactory(short_name="Dobry Piec"))
    token = share_token(share_list(person))

    data = personal_data(person)["favourites"]
    assert (data["offers"][0]["title"], data["offers"][0]["note"]) == ("Kubek z kogutem", "dla Zosi")
    assert data["entities"][0]["name"] == "Dobry Piec"

    close_account(person, by=person)
    assert not WishList.objects.exists()
    assert Client().get(reverse("favourites:shared", args=[token])).status_code == 404


def test_the_list_costs_the_same_for_one_and_for_thirty(client, person, django_assert_max_num_queries):
    section = CategoryFactory()

    def fill(number):
        for _ in range(number):
            save_favourite(person, ProductFactory(category=section))
            save_favourite(person, ProfileFactory())

    fill(1)
    client.get(reverse("favourites:list"))
    with django_assert_max_num_queries(40) as one:
        client.get(reverse("favourites:list"))
    fill(29)
    with django_assert_max_num_queries(40) as many:
        assert words(client.get(reverse("favourites:list"))).count("kept-row") == 60
    assert len(one) == len(many)


def test_hearts_of_a_page_cost_one_query(client, person, django_assert_max_num_queries):
    section = CategoryFactory(slug="ceramika")
    ProductFactory(category=section)
    path = reverse("shop:category", args=["ceramika"])
    client.get(path)
    with django_assert_max_num_queries(40) as one:
        client.get(path)
    for _ in range(20):
        ProductFactory(category=section)
    client.get(path)
    with django_assert_max_num_queries(40) as many:
        client.get(path)
    assert len(one) == len(many)
