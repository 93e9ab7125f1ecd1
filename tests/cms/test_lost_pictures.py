"""A picture whose file is lost takes nothing else with it."""

import pytest
from wagtail.images.tests.utils import get_test_image_file

from cms.base.templatetags.opes import picture, picture_url
from cms.media.models import Image

pytestmark = pytest.mark.django_db


@pytest.fixture
def image(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    return Image.objects.create(title="Kubek", alt="Kubek", file=get_test_image_file())


def test_a_picture_is_shown_and_addressed(image):
    assert "<img" in picture(image, "card")
    assert picture_url(image)


def test_a_lost_file_leaves_the_placeholder_with_the_same_words(image, caplog):
    image.file.storage.delete(image.file.name)

    shown = picture(image, "card", "Kubek z uchem", dye="woad")

    assert "<img" not in shown
    assert 'aria-label="Kubek z uchem"' in shown
    assert picture_url(image) == ""
    assert "the file of a picture is lost" in caplog.text
