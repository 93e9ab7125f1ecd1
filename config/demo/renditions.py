"""The sizes that lists show, made once and kept in `fixtures/pictures/small/`: the first visitor of a new portal does
not wait for two hundred pictures. After a change of a picture, `load_demo --make-sizes` makes them anew.
"""

import shutil
from io import BytesIO
from pathlib import Path

from django.conf import settings
from wagtail.images.models import Filter

from cms.media.models import Image, Rendition
from cms.media.sizes import specs
from config.demo import sources
from config.demo.pictures import PREFIX

FOLDER = "images"
SMALL = sources.PICTURES / "small"
OFFERS = specs("card", "big", "thumb")
EDITORIAL = specs("card", "wide", "thumb", "egg")
COVERS = specs("card", "egg")
QUALITY = "webpquality-72"


def load_renditions() -> int:
    """Make the kept sizes known to the portal; other sizes are made when a page first asks."""
    target = Path(settings.MEDIA_ROOT) / FOLDER
    target.mkdir(parents=True, exist_ok=True)
    images = _images()
    known = set(Rendition.objects.filter(image__in=images).values_list("image_id", "filter_spec"))
    rows = []
    for image in images:
        for spec in _specs(image):
            source = _source(image, spec)
            if (image.pk, spec) in known or not source.exists():
                continue
            name = f"demo-{source.stem}.{spec.replace('|', '.')}.webp"
            shutil.copyfile(source, target / name)
            width, height = map(int, _box(spec).split("x"))
            rows.append(
                Rendition(
                    image=image,
                    filter_spec=spec,
                    # The key of a crop without a focal point: without it a page would make its own.
                    focal_point_key=Filter(spec=spec).get_cache_key(image),
                    file=f"{FOLDER}/{name}",
                    width=width,
                    height=height,
                )
            )
    Rendition.objects.bulk_create(rows)
    return len(rows)


def make_sizes() -> int:
    """Write the kept sizes from the pictures as they are now."""
    made = 0
    for image in _images():
        original = (sources.PICTURES / f"{_key(image)}.webp").read_bytes()
        for spec in _specs(image):
            path = _source(image, spec)
            if SMALL not in path.parents:
                continue
            small = Filter(spec=f"{spec}|{QUALITY}").run(image, BytesIO(), BytesIO(original)).f.getvalue()
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(small)
            made += 1
    return made


def _images() -> list[Image]:
    return list(Image.objects.filter(source_key__startswith=PREFIX))


def _key(image: Image) -> str:
    return image.source_key.removeprefix(PREFIX)


def _specs(image: Image) -> tuple[str, ...]:
    kind = _key(image).split("-", 1)[0]
    return {"editorial": EDITORIAL, "pes": COVERS}.get(kind, OFFERS)


def _box(spec: str) -> str:
    """Return `320x240` of `fill-320x240|format-webp`."""
    return spec.split("|", 1)[0].removeprefix("fill-")


def _source(image: Image, spec: str) -> Path:
    """Return the file to copy: a kept small one, or the picture itself where the size is its own."""
    name = f"{_key(image)}.webp"
    whole = _box(spec) == f"{image.width}x{image.height}"
    return sources.PICTURES / name if whole else SMALL / _box(spec) / name
