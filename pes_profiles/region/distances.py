"""How far two positions are from each other."""

from math import asin, cos, radians, sin, sqrt

EARTH_METRES = 6_371_000


def metres_between(north: float, east: float, other_north: float, other_east: float) -> int:
    """Return the metres as the crow flies between two positions in degrees (WGS 84), by the haversine formula."""
    north, east, other_north, other_east = map(radians, (north, east, other_north, other_east))
    half = sin((other_north - north) / 2) ** 2 + cos(north) * cos(other_north) * sin((other_east - east) / 2) ** 2
    return round(2 * EARTH_METRES * asin(sqrt(half)))
