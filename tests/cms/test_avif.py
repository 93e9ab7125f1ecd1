"""AVIF beside WebP: made by the worker, shown when it is there, never waited for."""

import pytest
from django.core.cache import cache
from django.db import connection
from PIL import features
from wagtail.images.tests.utils import get_test_image_file

from cms.base.templatetags.opes import picture, picture_url
from cms.media.models import Image, Rendition
from cms.media.sizes import SIZES, avif_of, specs
from cms.media.tasks import make_avif
from operations import versions

pytestmark = pytest.mark.django_db

needs_avif = pytest.mark.skipif(not features.check("avif"), reason="this Pillow writes no AVIF")


@pytest.fixture(autouse=True)
def kept_nowhere():
    cache.clear()


@pytest.fixture
def image(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    return Image.objects.create(title="Kubek", alt="Kubek", file=get_test_image_file(size=(640, 480)))


def avifs():
    return Rendition.objects.filter(filter_spec__contains="avif")


def again(image, size="card"):
    cache.clear()
    return picture(Image.objects.get(pk=image.pk), size)


def test_a_page_makes_webp_only_and_says_how_large_it_is(image):
    shown = picture(image, "card")

    assert "<picture" not in shown
    assert 'width="640" height="480"' in shown
    assert not avifs().exists()


@needs_avif
def test_what_was_shown_is_made_by_the_worker_once_and_then_served(image):
    picture(image, "card")
    connection.run_on_commit.clear()  # as if what the test wrote were committed
    before = versions.current("shop")

    assert make_avif() == 2
    assert make_avif() == 0

    shown = again(image)
    assert '<picture><source type="image/avif" srcset="' in shown
    assert shown.count(".avif ") == 2
    assert shown.count(".webp ") == 2
    assert 'width="640" height="480"' in shown
    assert versions.current("shop") != before
    assert {made.filter_spec for made in avifs()} == {avif_of(spec) for spec in SIZES["card"].specs}
    assert picture_url(image).endswith(".webp")


@needs_avif
def test_while_one_size_is_missing_webp_is_served(image):
    picture(image, "card")
    make_avif()
    avifs().first().delete()

    assert "<picture" not in again(image)


@needs_avif
def test_another_focal_point_is_another_picture(image):
    picture(image, "card")
    make_avif()
    image.focal_point_x, image.focal_point_y, image.focal_point_width, image.focal_point_height = 100, 100, 80, 80
    image.save()

    assert "<picture" not in again(image)
    assert make_avif() == 2
    assert "focal" not in again(image)
    assert avifs().exclude(focal_point_key="").count() >= 2
    assert "<picture" in again(image)


@needs_avif
def test_a_lost_file_is_passed_over_and_leaves_the_placeholder(image):
    lost = Image.objects.create(title="Zgubiony", alt="Zgubiony", file=get_test_image_file("zgubiony.png"))
    picture(image, "thumb")
    picture(lost, "thumb")
    lost.file.storage.delete(lost.file.name)

    assert make_avif() == 2
    Rendition.objects.filter(image=lost).delete()
    assert "<img" not in again(lost, "thumb")


def test_without_avif_in_pillow_pages_go_on_with_webp(image, monkeypatch):
    monkeypatch.setattr(features, "check", lambda name: False)
    picture(image, "card")

    assert make_avif() == 0
    assert "<picture" not in again(image)


@needs_avif
@pytest.mark.parametrize("prefetch", ["all", "asked", "none"])
def test_avif_costs_no_query_of_its_own_in_a_list(image, prefetch, django_assert_num_queries):
    picture(image, "card")
    make_avif()
    cache.clear()
    images = Image.objects.filter(pk=image.pk)
    if prefetch == "all":
        images = images.prefetch_related("renditions")
    if prefetch == "asked":
        images = images.prefetch_renditions(*specs("card", avif=True))
    [found] = images
    if prefetch == "none":
        picture(found, "card")  # looked up once, kept for a minute

    with django_assert_num_queries(0):
        assert "<picture" in picture(found, "card")
