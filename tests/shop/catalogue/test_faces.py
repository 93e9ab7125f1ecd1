"""Cards that are kept: made once, right after every change, and never one person's."""

import pytest
from wagtail.images.tests.utils import get_test_image_file

from cms.media.models import Image
from operations import versions
from shop.catalogue.faces import faces
from shop.catalogue.models import Product, ProductImage
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import CategoryFactory, DeliveryWayFactory, PartnerFactory, ProductFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def offers():
    return ProductFactory.create_batch(30)


def numbers(offers):
    return [offer.pk for offer in offers]


@pytest.mark.parametrize("how_many", [1, 30])
def test_faces_are_made_in_a_fixed_number_of_queries_and_then_kept(offers, how_many, django_assert_max_num_queries):
    asked = numbers(offers)[:how_many]
    with django_assert_max_num_queries(9):
        made = faces(asked)
    with django_assert_max_num_queries(0):
        kept = faces(asked)

    assert [face.pk for face in made] == asked
    assert kept == made


def test_a_change_of_the_offer_shows_at_once(offers):
    first = offers[0]
    assert first.title in faces([first.pk])[0].top

    Product.objects.filter(pk=first.pk).update(title="Zupełnie inny dzban")

    assert "Zupełnie inny dzban" in faces([first.pk])[0].top


def test_what_is_not_public_any_more_has_no_face(offers):
    assert len(faces(numbers(offers))) == 30

    Product.objects.filter(pk=offers[3].pk).update(is_public=False)

    assert offers[3].pk not in [face.pk for face in faces(numbers(offers))]


def test_only_the_first_picture_of_an_eager_list_is_loaded_at_once(offers, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    image = Image.objects.create(title="Kubek", alt="Kubek", file=get_test_image_file())
    for offer in offers[:3]:
        ProductImage.objects.create(product=offer, image=image)

    def lazy(*asked):
        return ['loading="lazy"' in face.top for face in faces([offers[at].pk for at in asked], eager=True)]

    assert lazy(0, 1, 2) == [False, True, True]
    assert lazy(1, 0, 2) == [False, True, True]


def test_nothing_is_kept_where_there_is_no_version(offers, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(versions, "current", lambda *scopes: None)
    before = faces(numbers(offers)[:1])
    Product.objects.filter(pk=offers[0].pk).update(title="Nowy tytuł")

    assert "Nowy tytuł" in faces(numbers(offers)[:1])[0].top
    assert "Nowy tytuł" not in before[0].top


def test_the_heart_of_a_person_is_around_the_face_and_not_in_it(offers, client):
    client.force_login(UserFactory())
    section = CategoryFactory()
    offers[0].categories.add(section)
    assert "csrfmiddlewaretoken" in client.get(section.get_absolute_url()).content.decode()

    face = faces(numbers(offers)[:1])[0]

    assert "csrfmiddlewaretoken" not in face.top + face.facts


@pytest.mark.parametrize(
    ("ways", "words"),
    [
        ({"COURIER": True, "PICKUP": True}, "Dostawa lub odbiór"),
        ({"COURIER": False, "PICKUP": True}, "Tylko odbiór"),
        ({"PARCEL_LOCKER": True, "PICKUP": False}, "Tylko dostawa"),
        ({"ON_SITE": True}, None),
    ],
    ids=["both", "pickup", "delivery", "neither"],
)
def test_a_card_says_whether_a_thing_is_brought_or_picked_up(db, ways, words):
    partner = PartnerFactory(courier=False)
    for code, is_active in ways.items():
        DeliveryWayFactory(partner=partner, code=code, is_active=is_active)
    offer = ProductFactory(partner=partner)

    [face] = faces([offer.pk])

    said = [each for each in ("Dostawa lub odbiór", "Tylko odbiór", "Tylko dostawa") if each in face.facts]
    assert said == ([words] if words else [])
    quoted = ProductFactory(partner=partner, sale_mode="QUOTE")
    assert not words or words not in faces([quoted.pk])[0].facts
