"""The region drawn from own data: outlines of its powiaty, and pins where somebody sits. No picture comes from another host.

The outlines are those of the state register of borders (PRG, GUGiK), simplified; `data/powiaty.json` holds rings of longitude and
latitude (WGS 84) by the TERC code of the powiat. The drawing is a plain cylinder: at this size no other is told apart from it.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from math import cos, hypot, radians
from typing import NamedTuple

from pes_profiles.region.services import DATA

#: units of the drawing
WIDTH = 600
MARGIN = 8
#: pins nearer than this are drawn as one: a finger must hit the right one on a phone (24 px of 358)
APART = 42


class Point(NamedTuple):
    """A place on the drawing, in its units, from its upper left corner."""

    x: int
    y: int


class Position(NamedTuple):
    """Where something is: degrees (WGS 84) and what the place is called."""

    lat: float
    lon: float
    place: str


@dataclass(frozen=True)
class Outline:
    """A powiat as an SVG path."""

    terc: str
    path: str


@dataclass
class Pin:
    """A place where somebody sits, with the keys of those who do."""

    point: Point
    places: list[str]
    keys: list[int]


@cache
def outlines() -> tuple[Outline, ...]:
    """Return the powiaty as paths, in the order of their codes."""
    return tuple(Outline(terc, "".join(_path(ring) for ring in rings)) for terc, rings in sorted(_rings().items()))


@cache
def height() -> int:
    """Return the height of the drawing."""
    west, south, east, north = _bounds()
    return round((north - south) / ((east - west) * _narrower()) * (WIDTH - 2 * MARGIN)) + 2 * MARGIN


def point(lat: float, lon: float) -> Point | None:
    """Return where a position is on the drawing; None for one outside of it."""
    west, south, east, north = _bounds()
    if not (west <= lon <= east and south <= lat <= north):
        return None
    scale = (WIDTH - 2 * MARGIN) / (east - west)
    return Point(round(MARGIN + (lon - west) * scale), round(MARGIN + (north - lat) * scale / _narrower()))


def pins(positions: Iterable[tuple[int, Position]]) -> list[Pin]:
    """Return pins for things by their keys; those too near to be told apart share one, at the place where most are.

    A thing outside of the drawing has none. Pins come from north to south, as the eye reads.
    """
    at: dict[tuple[Point, str], list[int]] = {}
    for key, position in positions:
        if found := point(position.lat, position.lon):
            at.setdefault((found, position.place), []).append(key)
    drawn: list[Pin] = []
    for (here, place), keys in sorted(at.items(), key=lambda each: (-len(each[1]), each[0])):
        near = next((pin for pin in drawn if hypot(pin.point.x - here.x, pin.point.y - here.y) < APART), None)
        if near is None:
            drawn.append(Pin(here, [place], list(keys)))
            continue
        near.keys += keys
        if place not in near.places:
            near.places.append(place)
    return sorted(drawn, key=lambda pin: (pin.point.y, pin.point.x))


def _path(ring: list[list[float]]) -> str:
    drawn = [found for lon, lat in ring if (found := point(lat, lon))]
    steps = [here for here, before in zip(drawn, [None, *drawn], strict=False) if here != before]
    return f"M{'L'.join(f'{here.x} {here.y}' for here in steps)}Z"


def _narrower() -> float:
    """Return how much shorter a degree of longitude is than one of latitude in the middle of the region."""
    _west, south, _east, north = _bounds()
    return cos(radians((south + north) / 2))


@cache
def _bounds() -> tuple[float, float, float, float]:
    """Return the west, south, east and north end of the region in degrees."""
    spots = [spot for rings in _rings().values() for ring in rings for spot in ring]
    lons, lats = [lon for lon, _lat in spots], [lat for _lon, lat in spots]
    return min(lons), min(lats), max(lons), max(lats)


@cache
def _rings() -> dict[str, list[list[list[float]]]]:
    found: dict[str, list[list[list[float]]]] = json.loads((DATA / "powiaty.json").read_text(encoding="utf-8"))
    return found
