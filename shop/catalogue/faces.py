"""Cards as everybody sees them, made once in each process for each version of the shop.

A long list shows cards that other lists have shown already; to make one takes longer than everything else about it.
What belongs to one person or one search (the heart, the words that were found, kilometres) is put around a face later.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from operations import versions
from operations.clock import today
from shop.catalogue.models import Product
from shop.catalogue.queries import cards

#: about 8 MB; a full store is emptied
MOST = 2000


@dataclass(frozen=True)
class Face:
    """A card without what is around it. `top`: picture, title, seller, price; `facts`: availability and dispatch."""

    pk: int
    title: str
    url: str
    is_gone: bool
    top: SafeString
    facts: SafeString


class _Look(NamedTuple):
    """What a face depends on beside its offer: breaks, seasons and days of dispatch change at midnight without a write."""

    version: str
    day: str
    language: str
    level: str
    eager: bool


_kept: dict[tuple[_Look, int], Face] = {}


def faces(numbers: Iterable[int], *, level: str = "h3", eager: bool = False) -> list[Face]:
    """Return the faces of the public ones of these offers, in order; with `eager` the first picture is loaded at once.

    No query for what was made since the shop last changed, at most nine for all others together.
    """
    return offer_and_faces(None, numbers, level=level, eager=eager)[1]


def offer_and_faces(
    one: int | None, numbers: Iterable[int], *, level: str = "h3", eager: bool = False
) -> tuple[Product | None, list[Face]]:
    """Return a public offer in full with the faces of others, all read together."""
    numbers = list(numbers)
    version = versions.current("words", "shop")
    looks = [_Look(version or "", today().isoformat(), get_language() or "", level, eager and not at) for at in (0, 1)]
    look_of = {number: looks[min(at, 1)] for at, number in enumerate(numbers)}
    found = {number: face for number in numbers if (face := _kept.get((look_of[number], number)))}
    missing = [number for number in numbers if number not in found]
    read = {offer.pk: offer for offer in cards(dict.fromkeys([*([one] if one else []), *missing]))}
    fresh = {
        number: face_of(read[number], level=level, eager=look_of[number].eager) for number in missing if number in read
    }
    if fresh and version is not None:
        _keep({(look_of[number], number): face for number, face in fresh.items()})
    found |= fresh
    return read.get(one) if one else None, [found[number] for number in numbers if number in found]


def face_of(offer: Product, *, level: str = "h3", eager: bool = False) -> Face:
    """Make the face of an offer that has what cards show."""
    return Face(
        pk=offer.pk,
        title=offer.title,
        url=offer.get_absolute_url(),
        is_gone=offer.is_gone,
        top=render_to_string("shop/parts/card_top.html", {"offer": offer, "level": level, "eager": eager}),
        facts=render_to_string("shop/parts/card_facts.html", {"offer": offer}),
    )


def _keep(fresh: dict[tuple[_Look, int], Face]) -> None:
    if len(_kept) + len(fresh) > MOST:
        _kept.clear()
    _kept.update(fresh)
