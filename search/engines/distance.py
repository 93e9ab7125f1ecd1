"""How far things are from a place, the same for every engine."""

from pes_profiles.region.distances import metres_between
from search.engines.base import Place


def metres(place: Place, lat: float | None, lon: float | None) -> int | None:
    """Return the metres from a place as the crow flies; nothing where either position is unknown."""
    if place.lat is None or place.lon is None or lat is None or lon is None:
        return None
    return metres_between(place.lat, place.lon, lat, lon)
