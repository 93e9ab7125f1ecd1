"""Pictures: files copied as they are, rows written in one go. Smaller sizes are made when a page first asks."""

import hashlib
import shutil
from pathlib import Path

from django.conf import settings
from wagtail.models import Collection
from wagtail.search.backends import get_search_backend

from cms.media.models import Image
from cms.pages.services import EDITORIAL_COLLECTION
from config.demo import sources
from shop.catalogue.pictures import offer_collection

FOLDER = "original_images"
PREFIX = "demo:"
OFFER_SIZE = EDITORIAL_SIZE = (1200, 900)
COVER_SIZE = (1600, 700)
COVERS = "Podmioty"


def load_pictures() -> int:
    """Make every picture of the fixtures known to the portal, with its text alternative."""
    target = Path(settings.MEDIA_ROOT) / FOLDER
    target.mkdir(parents=True, exist_ok=True)
    known = set(Image.objects.filter(source_key__startswith=PREFIX).values_list("source_key", flat=True))
    texts = sources.read_yaml(sources.EDITORIAL / "pictures.yaml")

    rows = []
    for path in sorted(sources.PICTURES.glob("*.webp")):
        copy = target / f"demo-{path.name}"
        if not copy.exists() or copy.stat().st_size != path.stat().st_size:
            shutil.copyfile(path, copy)
        if PREFIX + path.stem not in known:
            rows.append(_row(path, copy.name, texts))
    Image.objects.bulk_create(rows)
    if rows:
        # Rows written in one go send no signals: without this the editors' picture chooser would not find them.
        get_search_backend().get_index_for_model(Image).add_items(Image, rows)
    return len(rows)


def by_key() -> dict[str, Image]:
    """Return the example pictures by the name of their file."""
    return {
        image.source_key.removeprefix(PREFIX): image for image in Image.objects.filter(source_key__startswith=PREFIX)
    }


def _row(path: Path, name: str, texts: dict[str, str]) -> Image:
    key = path.stem
    if key.startswith("pes-"):
        size, collection, alt = COVER_SIZE, _collection(COVERS), texts[key]
    elif key.startswith("editorial-"):
        size, collection, alt = EDITORIAL_SIZE, _collection(EDITORIAL_COLLECTION), texts[key]
    else:
        size, collection, alt = OFFER_SIZE, offer_collection(), _offer_alt(key)
    content = path.read_bytes()
    return Image(
        title=alt[:255],
        alt=alt,
        file=f"{FOLDER}/{name}",
        width=size[0],
        height=size[1],
        file_size=len(content),
        file_hash=hashlib.sha1(content, usedforsecurity=False).hexdigest(),
        source_key=PREFIX + key,
        collection=collection,
    )


_alts: dict[str, str] = {}


def _offer_alt(key: str) -> str:
    if not _alts:
        _alts.update({offer["key"]: offer["alt"] for offer in sources.offers()})
    return _alts[key]


def _collection(name: str) -> Collection:
    top = Collection.get_first_root_node()
    return top.get_children().filter(name=name).first() or top.add_child(name=name)
