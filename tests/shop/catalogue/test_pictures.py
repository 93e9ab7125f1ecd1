"""Sellers' pictures: made anew, in order, described; a version that waits goes back to draft."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.models import Collection

from cms.media.models import Image
from shop.catalogue import services
from shop.catalogue.exceptions import NotEditableError, PictureError
from shop.catalogue.models import ReviewState, RevisionPicture
from shop.catalogue.pictures import offer_collection
from tests.factories.accounts import UserFactory
from tests.factories.offers import make_approved, make_draft, make_submitted, picture_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    return make_draft(picture=False)


def add(revision, alt="Kubek na stole", **kwargs):
    return services.add_picture(revision, picture_file(**kwargs), alt=alt, by=UserFactory())


def test_a_picture_is_made_anew_and_kept_with_the_sellers(draft):
    picture = add(draft, name="IMG_0001.jpg")

    image = picture.image
    assert image.file.name.endswith(".webp")
    assert "IMG_0001" not in image.file.name
    assert image.alt == "Kubek na stole"
    assert image.collection.name == "Oferty"
    assert image.source_key == f"offer:{draft.product_id}"
    assert draft.version == 1


def test_the_collection_is_made_once():
    assert offer_collection() == offer_collection()
    assert Collection.objects.filter(name="Oferty").count() == 1


def test_pictures_keep_the_order_in_which_they_came(draft):
    pictures = [add(draft), add(draft), add(draft)]

    assert list(draft.pictures.all()) == pictures


def test_a_picture_moves_to_the_front_and_to_the_end(draft):
    first, second, third = add(draft), add(draft), add(draft)

    services.move_picture(third, to=0, by=UserFactory())
    assert list(draft.pictures.all()) == [third, first, second]
    services.move_picture(third, to=99, by=UserFactory())

    assert list(draft.pictures.all()) == [first, second, third]


def test_one_picture_too_many_is_refused_in_words(draft, settings):
    settings.OPES = settings.OPES | {"MAX_PICTURES_PER_OFFER": 1}
    add(draft)

    with pytest.raises(PictureError, match="1"):
        add(draft)
    assert draft.pictures.count() == 1


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 nothing", b"<svg xmlns='http://www.w3.org/2000/svg'/>"])
def test_what_is_no_picture_is_refused_in_words(draft, content):
    with pytest.raises(ValidationError):
        services.add_picture(draft, SimpleUploadedFile("kubek.jpg", content), alt="Kubek", by=UserFactory())
    assert not RevisionPicture.objects.exists()
    assert not Image.objects.exists()


def test_too_many_pixels_or_bytes_are_refused(draft, settings):
    settings.OPES = settings.OPES | {"MAX_PICTURE_PIXELS": 100}
    with pytest.raises(ValidationError):
        add(draft)
    settings.OPES = settings.OPES | {"MAX_PICTURE_BYTES": 100, "MAX_PICTURE_PIXELS": 10**6}
    with pytest.raises(ValidationError):
        add(draft)
    assert not draft.pictures.exists()


@pytest.mark.parametrize("alt", ["DSC_0001.JPG", "x" * 256])
def test_a_description_is_a_sentence(draft, alt):
    with pytest.raises(PictureError):
        add(draft, alt=alt)
    picture = add(draft)
    with pytest.raises(PictureError):
        services.describe_picture(picture, alt=alt, by=UserFactory())

    picture.refresh_from_db()
    assert picture.alt == "Kubek na stole"


def test_a_picture_is_described_later(draft):
    picture = add(draft, alt="")

    services.describe_picture(picture, alt=" Kubek   w kropki ", by=UserFactory())

    picture.refresh_from_db()
    assert picture.alt == "Kubek w kropki"


def test_a_removed_picture_takes_its_file_along(draft):
    picture = add(draft)

    services.remove_picture(picture, by=UserFactory())

    assert not Image.objects.exists()


def test_a_picture_that_is_on_sale_outlives_its_removal_from_a_draft():
    product = make_approved()
    revision = services.open_revision(product, by=UserFactory())

    services.remove_picture(revision.pictures.get(), by=UserFactory())

    assert not revision.pictures.exists()
    assert product.images.get().image == product.approved_revision.pictures.get().image


@pytest.mark.parametrize("act", ["add", "remove", "move", "describe"])
def test_every_change_takes_a_waiting_version_back(act):
    revision = make_submitted()
    picture, by = revision.pictures.get(), UserFactory()

    {
        "add": lambda: add(revision),
        "remove": lambda: services.remove_picture(picture, by=by),
        "move": lambda: services.move_picture(picture, to=0, by=by),
        "describe": lambda: services.describe_picture(picture, alt="Inny opis", by=by),
    }[act]()

    revision.refresh_from_db()
    assert revision.review_state == ReviewState.DRAFT


@pytest.mark.parametrize("act", ["add", "remove", "move", "describe"])
def test_pictures_of_an_approved_version_do_not_change(act):
    revision = make_approved().approved_revision
    picture, by = revision.pictures.get(), UserFactory()

    with pytest.raises(NotEditableError):
        {
            "add": lambda: add(revision),
            "remove": lambda: services.remove_picture(picture, by=by),
            "move": lambda: services.move_picture(picture, to=1, by=by),
            "describe": lambda: services.describe_picture(picture, alt="Inny opis", by=by),
        }[act]()

    assert list(revision.pictures.values_list("alt", "display_order")) == [("Kremowy kubek z kogutem", 0)]
