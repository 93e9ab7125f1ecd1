"""How far things are from a place, the same for every engine."""

from math import asin, cos, radians, sin, sqrt

from search.engines.base import Place

EARTH_METRES = 6_371_000


def metres(place: Place, lat: float | None, lon: float | None) -> int | None:
    """Return the metres from a place as the crow flies; nothing where either position is unknown."""
    if None in (place.lat, place.lon, lat, lon):
        return None
    north, east, other_north, other_east = (
        radians(angle) for angle in (place.lat, place.lon, lat, lon) if angle is not None
    )
    half = sin((other_north - north) / 2) ** 2 + cos(north) * cos(other_north) * sin((other_east - east) / 2) ** 2
    return round(2 * EARTH_METRES * asin(sqrt(half)))
