"""Photos of telephones: upright, without the place where they were taken, or refused with a sentence."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from operations.files import reencode_picture

GPS, ORIENTATION = 0x8825, 0x0112


def photo(*, orientation: int = 1, size: tuple[int, int] = (80, 60)) -> bytes:
    """A HEIC file as a telephone writes it: a red corner at the top left of what the sensor saw, place and camera."""
    picture = Image.new("RGB", size, "#ffffff")
    picture.paste("#cc0000", (0, 0, size[0] // 4, size[1] // 4))
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[0x010F] = "Telefon"
    exif[GPS] = {1: "N", 2: (50.0, 40.0, 0.0), 3: "E", 4: (17.0, 55.0, 0.0)}
    target = io.BytesIO()
    picture.save(target, "HEIF", exif=exif.tobytes())
    return target.getvalue()


def sent(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("IMG_0001.HEIC", content, content_type="image/heic")


def test_a_photo_of_a_telephone_is_kept_upright_and_without_its_place():
    content = photo(orientation=6)
    assert Image.open(io.BytesIO(content)).getexif().get_ifd(GPS)  # the control: it was there

    kept = reencode_picture(sent(content))

    picture = Image.open(io.BytesIO(kept.read()))
    assert picture.format == "WEBP"
    assert picture.size == (60, 80)
    red, green, _blue = picture.convert("RGB").getpixel((55, 5))
    assert red > 150 > 90 > green
    assert not picture.getexif()
    assert kept.name.endswith(".webp")


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_damaged_photo_is_refused_with_a_sentence(share):
    content = photo()

    with pytest.raises(ValidationError, match="HEIC"):
        reencode_picture(sent(content[: int(len(content) * share)]))


def test_a_huge_photo_is_judged_by_its_head(settings):
    settings.OPES = settings.OPES | {"MAX_PICTURE_PIXELS": 1000}

    with pytest.raises(ValidationError) as caught:
        reencode_picture(sent(photo()))
    assert caught.value.code == "too_many_pixels"
