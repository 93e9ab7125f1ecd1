"""The sizes of pictures that the worker makes: WebP before anybody asks for it, AVIF, which is slow to make, after it."""

import logging
import time
from collections.abc import Sequence
from datetime import timedelta

from django.core.cache import cache
from django.db.models import Exists, OuterRef, Value
from django.db.models.functions import Replace
from PIL import features
from wagtail.images.models import SourceImageIOError

from cms.media.models import Image, Rendition
from cms.media.shown import not_made
from cms.media.sizes import SIZES, avif_of, specs
from operations import versions
from operations.schedules import periodic

logger = logging.getLogger("cms.pictures")

#: one turn, in seconds: letters and notices wait behind it
TURN = 5.0

#: how long a lost file is left alone; a picture that gets another file is tried at once
LOST_FOR = timedelta(days=1)


@periodic("make-crops", every=timedelta(minutes=1))
def make_crops() -> int:
    """Make the WebP of what has just come on sale or into the directory, and return how many pictures got it.

    A page makes a crop that it lacks too, but then its first reader waits: two dozen covers take three seconds.
    """
    until, done = time.monotonic() + TURN, 0
    for image, crops in not_made():
        if time.monotonic() > until:
            break
        done += bool(_make(image, crops))
    if done:
        versions.renew("shop")
    return done


@periodic("make-avif", every=timedelta(minutes=1))
def make_avif() -> int:
    """Make the AVIF of crops that pages have shown as WebP, the newest first, and return how many were made.

    Where Pillow cannot write AVIF nothing is made, and pages go on showing WebP. A picture whose file is lost is passed over.
    """
    if not features.check("avif"):
        return 0
    until, made = time.monotonic() + TURN, 0
    missing = Rendition.objects.filter(filter_spec__in=specs(*SIZES)).exclude(
        Exists(
            Rendition.objects.filter(
                image=OuterRef("image"),
                focal_point_key=OuterRef("focal_point_key"),
                filter_spec=Replace(OuterRef("filter_spec"), Value("|format-webp"), Value("|format-avif")),
            )
        )
    )
    wanted: dict[int, list[str]] = {}
    for image, spec in missing.order_by("-image", "filter_spec").values_list("image", "filter_spec"):
        wanted.setdefault(image, []).append(avif_of(spec))

    for number, crops in wanted.items():
        if time.monotonic() > until:
            break
        image = Image.objects.filter(pk=number).first()
        if image is not None:
            made += _make(image, crops)
    if made:
        versions.renew("shop")  # pages that were kept know nothing of them
    return made


def _make(image: Image, crops: Sequence[str]) -> int:
    """Make these crops. A lost file is said once and remembered, or the log would hear of it every minute."""
    lost = f"lost-picture:{image.pk}:{image.file.name}"
    if cache.get(lost):
        return 0
    try:
        return len(image.get_renditions(*crops))
    except SourceImageIOError:
        cache.set(lost, True, LOST_FOR.total_seconds())
        logger.warning("the file of a picture is lost, no crop of it", extra={"image": image.pk})
        return 0
