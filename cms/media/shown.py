"""Which pictures pages show and how large. The rooms that show them say it here; the worker makes them beforehand."""

from collections.abc import Callable, Iterator

from django.db.models import Count, Q, QuerySet

from cms.media.models import Image
from cms.media.sizes import specs

Pictures = Callable[[], QuerySet[Image]]

_shown: list[tuple[tuple[str, ...], Pictures]] = []


def show_as(*sizes: str, images: Pictures) -> None:
    """Declare that the pictures `images()` are shown in these sizes, by their names in `SIZES`."""
    _shown.append((specs(*sizes), images))


def not_made() -> Iterator[tuple[Image, tuple[str, ...]]]:
    """Yield shown pictures that lack a crop, the newest first, with all crops of theirs. One query for each declaration."""
    for crops, images in _shown:
        made = Count("renditions__filter_spec", filter=Q(renditions__filter_spec__in=crops), distinct=True)
        for image in images().annotate(crops_made=made).filter(crops_made__lt=len(crops)).order_by("-pk"):
            yield image, crops
