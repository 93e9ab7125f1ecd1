"""What people send: pictures are made anew, HTML is cleaned. Nothing is kept as it came."""

import io
import uuid
import warnings

import nh3
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError
from pillow_heif import register_heif_opener

#: HEIF is what phones with an apple on the back write
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
LONGEST_SIDE = 2560
QUALITY = 84

register_heif_opener(thumbnails=False)

_ALLOWED_TAGS = {
    "a", "b", "blockquote", "br", "em", "h2", "h3", "h4", "hr", "i", "li", "ol", "p", "strong", "sub", "sup", "ul",
}  # fmt: skip
_ALLOWED_SCHEMES = {"http", "https", "mailto", "tel"}


def reencode_picture(uploaded: File) -> ContentFile:
    """Return a picture somebody sent as a fresh WebP under a random name.

    Size in bytes and pixels is judged before anything is decoded. Orientation is applied, colours become sRGB, and
    everything beside the pixels (EXIF with the place it was taken, appended archives and scripts) is left behind.
    Raises `ValidationError` with a sentence for the person.
    """
    limit = settings.OPES["MAX_PICTURE_BYTES"]
    if uploaded.size > limit:
        raise ValidationError(
            _("The picture is larger than %(megabytes)s MB. Choose a smaller one.")
            % {"megabytes": limit // 1024 // 1024},
            code="too_large",
        )

    uploaded.seek(0)
    try:
        with warnings.catch_warnings():
            # Pillow refuses the largest pictures and only warns of merely huge ones: both are too large here.
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(uploaded, formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise _not_a_picture() from error

    with picture:
        if picture.width * picture.height > settings.OPES["MAX_PICTURE_PIXELS"]:
            raise _too_many_pixels()
        try:
            return _encode(picture)
        except (OSError, ValueError, SyntaxError, EOFError) as error:  # cut off or damaged inside
            raise _not_a_picture() from error


def clean_html(text: str) -> str:
    """Return the text with simple formatting only: no script, style, picture, frame, class or foreign scheme."""
    return nh3.clean(
        text,
        tags=_ALLOWED_TAGS,
        attributes={"a": {"href"}},
        url_schemes=_ALLOWED_SCHEMES,
        link_rel="nofollow noopener ugc",
    )


def _encode(picture: Image.Image) -> ContentFile:
    # Shrinking comes first: turning and converting a full-size picture would need its memory twice more.
    picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    orientation = picture.getexif().get(0x0112)
    profile = picture.info.get("icc_profile")
    seen = _to_colours(picture)
    seen.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    if orientation:
        exif = Image.Exif()
        exif[0x0112] = orientation
        seen.info["exif"] = exif.tobytes()
        seen = ImageOps.exif_transpose(seen)
    if profile:
        seen = _to_srgb(seen, profile)

    clean = Image.new(seen.mode, seen.size)
    clean.paste(seen)
    target = io.BytesIO()
    clean.save(target, "WEBP", quality=QUALITY, method=4)
    return ContentFile(target.getvalue(), name=f"{uuid.uuid4().hex}.webp")


def _to_colours(picture: Image.Image) -> Image.Image:
    has_alpha = picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info
    wanted = "RGBA" if has_alpha else "RGB"
    if picture.mode.startswith("I;16"):
        picture = picture.point(lambda value: value / 256).convert("L")
    if picture.mode == wanted:
        picture.load()
        return picture
    return picture.convert(wanted)


def _to_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    """Translate colours when the camera's profile can be read and fits; a broken profile leaves them as they are."""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if source.profile.xcolor_space.strip() != "RGB":
            return picture
        return ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode=picture.mode)
    except (ImageCms.PyCMSError, OSError):
        return picture


def _not_a_picture() -> ValidationError:
    return ValidationError(
        _("This is not a picture we can read. Choose a JPG, PNG, WebP or HEIC file."), code="not_a_picture"
    )


def _too_many_pixels() -> ValidationError:
    return ValidationError(
        _("The picture has more than %(megapixels)s megapixels. Choose a smaller one.")
        % {"megapixels": settings.OPES["MAX_PICTURE_PIXELS"] // 1_000_000},
        code="too_many_pixels",
    )
