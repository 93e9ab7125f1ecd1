"""The sizes that pages show are made by the worker as soon as something is public, not by the first reader."""

from datetime import timedelta

import pytest
import time_machine
from django.utils.timezone import now
from wagtail.images.tests.utils import get_test_image_file

from cms.media.models import Image, Rendition
from cms.media.sizes import specs
from cms.media.tasks import make_crops
from shop.catalogue.models import ProductImage
from tests.factories.catalogue import ProductFactory
from tests.factories.pes_profiles import ProfileFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def image(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    return Image.objects.create(title="Kubek", alt="Kubek", file=get_test_image_file(size=(640, 480)))


def crops():
    return set(Rendition.objects.values_list("filter_spec", flat=True))


def test_the_cover_of_a_listed_pes_is_made_in_the_sizes_of_the_directory_and_its_page_once(image):
    profile = ProfileFactory(cover=image, is_listed=False)
    assert make_crops() == 0

    type(profile).objects.filter(pk=profile.pk).update(is_listed=True)

    assert make_crops() == 1
    assert crops() == set(specs("card", "egg"))
    assert make_crops() == 0


def test_the_pictures_of_an_offer_are_made_when_it_is_on_sale(image):
    offer = ProductFactory()
    ProductImage.objects.create(product=offer, image=image, alt="Kubek", display_order=0)

    assert make_crops() == 1
    assert crops() == set(specs("card", "big", "thumb"))


def test_a_lost_file_does_not_stop_the_others(image):
    lost = Image.objects.create(title="Znikło", alt="Znikło", file=get_test_image_file(size=(640, 480)))
    lost.file.storage.delete(lost.file.name)
    ProfileFactory(cover=lost)
    ProfileFactory(cover=image)

    assert make_crops() == 1


def test_a_lost_file_is_said_once_and_tried_again_when_the_picture_gets_another(image, caplog):
    lost = image.file.name
    image.file.storage.delete(lost)
    ProfileFactory(cover=image)

    assert [make_crops() for _ in range(3)] == [0, 0, 0]
    assert caplog.text.count("the file of a picture is lost") == 1

    image.file = get_test_image_file(filename="inny.png", size=(640, 480))
    image.save()

    assert make_crops() == 1


def test_a_lost_file_that_came_back_is_cut_the_next_day(image):
    name, content = image.file.name, get_test_image_file(size=(640, 480))
    image.file.storage.delete(name)
    ProfileFactory(cover=image)
    assert make_crops() == 0

    image.file.storage.save(name, content)
    assert make_crops() == 0

    with time_machine.travel(now() + timedelta(days=1, minutes=1)):
        assert make_crops() == 1


def test_a_portal_with_nothing_to_make_asks_twice_however_many_pictures_it_has(image, django_assert_num_queries):
    ProfileFactory(cover=image)
    make_crops()

    with django_assert_num_queries(2):
        make_crops()
