"""Dated collections: what they hold, when they are shown, who keeps them."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.images.tests.utils import get_test_image_file

from cms.media.models import Image
from cms.pages.collections import faces_of, pictures_of
from cms.pages.models import ChosenOffer, OfferCollection
from cms.pages.services import ensure_site
from operations.clock import now, today
from shop.catalogue.models import ProductImage
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import CategoryFactory, ProductFactory

pytestmark = pytest.mark.django_db


def collection_of(*offers, first=-1, last=1, **fields) -> OfferCollection:
    day = today()
    made = OfferCollection.objects.create(
        title=fields.pop("title", "Na święta"),
        lead="Prezenty z bliska",
        shown_from=day + timedelta(days=first),
        shown_until=day + timedelta(days=last),
        **fields,
    )
    for number, offer in enumerate(offers):
        ChosenOffer.objects.create(collection=made, offer=offer, sort_order=number)
    return made


def shown(collection) -> list[int]:
    return [face.pk for face in faces_of(collection)[0]]


def words(response):
    return response.content.decode().replace("\xa0", " ")


def test_chosen_offers_come_first_then_those_of_the_rule():
    wreaths = CategoryFactory(slug="wience")
    chosen, tagged, other = ProductFactory(), ProductFactory(category=wreaths, tags=["Wieniec"]), ProductFactory()
    ProductFactory(category=wreaths, tags=["kubek"])
    ProductFactory(draft=True, category=wreaths, tags=["wieniec"])

    collection = collection_of(other, chosen, category=wreaths, words="wieniec, kosz")

    assert shown(collection) == [other.pk, chosen.pk, tagged.pk]


def test_a_category_brings_what_is_below_it():
    section = CategoryFactory(slug="rekodzielo")
    offer = ProductFactory(category=CategoryFactory(slug="ozdoby", parent=section))
    assert shown(collection_of(category=section)) == [offer.pk]
    assert shown(collection_of(title="Inna")) == []


def test_the_front_of_the_shop_shows_those_of_today_the_first_to_end_first(client):
    offer = ProductFactory()
    for title, first, last in (("Później", -1, 20), ("Teraz", 0, 0), ("Była", -9, -1), ("Będzie", 1, 9)):
        collection_of(offer, title=title, first=first, last=last)
    collection_of(title="Pusta")
    page = words(client.get(reverse("shop:home")))

    assert page.index("Teraz</h2>") < page.index("Później</h2>")
    for title in ("Była", "Będzie", "Pusta"):
        assert f"{title}</h2>" not in page


def test_it_ends_at_midnight_without_a_write(client):
    collection_of(ProductFactory(), last=0)
    assert "Na święta</h2>" in words(client.get(reverse("shop:home")))
    with time_machine.travel(now() + timedelta(days=1), tick=False):
        assert "Na święta</h2>" not in words(client.get(reverse("shop:home")))


def test_a_page_begins_with_its_first_day_and_stays_when_it_is_over(client):
    offer = ProductFactory(title="Wieniec")
    over, ahead = collection_of(offer, first=-9, last=-1), collection_of(offer, title="Później", first=1, last=2)

    page = client.get(over.get_absolute_url())
    assert over.get_absolute_url() == "/kolekcje/na-swieta/"
    assert page.status_code == 200
    assert 'content="noindex"' in words(page)
    assert "Wieniec" in words(page)
    assert client.get(ahead.get_absolute_url()).status_code == 404
    assert 'content="noindex"' not in words(client.get(collection_of(offer, title="Teraz").get_absolute_url()))


def pictured(**fields):
    """Make an offer with a picture."""
    offer = ProductFactory(**fields)
    picture = Image.objects.create(title="Kubek", file=get_test_image_file(filename=f"{offer.pk}.png"))
    ProductImage.objects.create(product=offer, image=picture, alt="Kubek", display_order=0)
    return offer


def test_a_collection_without_a_picture_shows_the_first_chosen_offer_that_people_may_see():
    hidden, offer = pictured(draft=True), pictured()
    shown_by, without = collection_of(hidden, offer), collection_of(ProductFactory(), title="Inna")

    assert pictures_of([shown_by, without]) == [offer.images.get().image, None]


def test_all_of_today_and_those_that_are_over_are_listed_and_none_before_its_day(client):
    assert "Teraz nie ma kolekcji" in words(client.get("/kolekcje/"))
    titles = (("Później", -1, 20), ("Teraz", 0, 0), ("Była", -9, -1), ("Dawna", -9, -5), ("Będzie", 1, 9))
    for title, first, last in titles:
        collection_of(title=title, first=first, last=last)

    page = words(client.get(reverse("collections:index")))

    places = [page.index(f">{title}</a>") for title in ("Teraz", "Później", "Była", "Dawna")]
    assert places == sorted(places)
    assert "Będzie" not in page


def test_the_list_of_collections_costs_the_same_for_one_and_for_thirty(client, django_assert_max_num_queries):
    client.force_login(UserFactory())
    costs = []
    for number in (1, 30):
        for each in range(number):
            collection_of(pictured(), title=f"Kolekcja {number} {each}")
        client.get("/kolekcje/")
        with django_assert_max_num_queries(30) as seen:
            page = words(client.get("/kolekcje/"))
        assert page.count("<img src=") >= number
        costs.append(len(seen))
    assert costs[0] == costs[1]


def test_a_page_costs_the_same_for_one_offer_and_for_thirty(client, django_assert_max_num_queries):
    client.force_login(UserFactory())
    section = CategoryFactory()
    one = collection_of(ProductFactory(category=section))
    many = collection_of(*(ProductFactory(category=section) for _ in range(30)), title="Dużo")
    client.get(one.get_absolute_url())
    with django_assert_max_num_queries(30) as few:
        client.get(one.get_absolute_url())
    with django_assert_max_num_queries(30) as thirty:
        assert words(client.get(many.get_absolute_url())).count('class="card"') == 30
    assert len(few) == len(thirty)


def test_days_in_the_wrong_order_and_a_taken_address_are_refused():
    first = collection_of(slug="na-swieta")
    wrong = OfferCollection(title="x", lead="x", shown_from=today(), shown_until=today() - timedelta(days=1))
    with pytest.raises(ValidationError) as error:
        wrong.full_clean()
    assert "shown_until" in error.value.message_dict
    with pytest.raises(ValidationError) as error:
        OfferCollection(title=first.title, lead="x", shown_from=today(), shown_until=today()).full_clean()
    assert "slug" in error.value.message_dict


def test_without_a_title_nothing_is_said_of_its_address():
    with pytest.raises(ValidationError) as error:
        OfferCollection(title="", lead="x", shown_from=today(), shown_until=today()).full_clean()

    assert set(error.value.message_dict) == {"title"}


@pytest.mark.parametrize(("role", "status"), [("editor", 200), ("rops", 200), (None, 403)])
def test_editors_and_rops_keep_collections_and_nobody_else(client, role, status):
    user = UserFactory(**({role: True} if role else {}))
    ensure_site()
    client.force_login(user)

    assert client.get("/cms-admin/kolekcje-ofert/").status_code == status
    assert client.get("/cms-admin/kolekcje-ofert/new/").status_code == status


def test_the_list_offers_to_add_one_in_good_polish_and_the_office_wears_our_colours(client):
    client.force_login(UserFactory(editor=True))

    page = words(client.get("/cms-admin/kolekcje-ofert/"))

    assert "Dodaj kolekcję" in page
    assert "Dodaj kolekcja" not in page
    assert "office_brand" in page
    assert " - OPES</title>" in page


def test_what_wagtail_has_no_polish_for_is_said_in_polish(client):
    client.force_login(UserFactory(editor=True))

    page = words(client.post("/cms-admin/kolekcje-ofert/new/", {"title": ""}))

    assert "Pokaż pierwszy błąd" in page
    assert "Go to the first error" not in page


def test_a_lost_way_in_the_office_leads_back_in_polish_and_our_colours(client):
    client.force_login(UserFactory(editor=True))

    answer = client.get("/cms-admin/nie-ma-takiej/")

    assert answer.status_code == 404
    assert "Nie ma takiej strony na zapleczu" in words(answer)
    assert "office_brand" in words(answer)


def test_an_editor_makes_a_collection(client):
    user, offer = UserFactory(editor=True), ProductFactory()
    ensure_site()
    client.force_login(user)
    data = {
        "title": "Na dożynki",
        "slug": "",
        "lead": "Wieńce i chleb",
        "shown_from": today().isoformat(),
        "shown_until": today().isoformat(),
        "words": "",
        "chosen-TOTAL_FORMS": "1",
        "chosen-INITIAL_FORMS": "0",
        "chosen-MIN_NUM_FORMS": "0",
        "chosen-MAX_NUM_FORMS": "1000",
        "chosen-0-offer": str(offer.pk),
        "chosen-0-ORDER": "1",
    }

    assert client.post("/cms-admin/kolekcje-ofert/new/", data).status_code == 302

    made = OfferCollection.objects.get()
    assert made.slug == "na-dozynki"
    assert shown(made) == [offer.pk]
