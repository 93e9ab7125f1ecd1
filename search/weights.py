"""What counts how much when results are ordered. The public page "Jak układamy wyniki" is made from this file.

Whole numbers: both engines add them up, so that both arrive at the same order. Nobody can pay for a place.
"""

from typing import Final

#: where a word was met; of several places the best counts. The order of names is the order of fields in an index.
FIELDS: Final[dict[str, int]] = {
    "head": 120,  # the first telling word of the title
    "title": 100,
    "category": 60,
    "tags": 50,
    "seller": 40,
    "place": 30,
    "text": 15,  # summary and description
}
#: how a word was met, in per cent of the place's points
EXACT: Final = 100
SYNONYM: Final = 50
NARROWER: Final = 30  # a kind of what was asked for: honey and lime honey
MENDED: Final = 60
BEGINNING: Final = 50
#: added once
AVAILABLE: Final = 10  # can be bought today
AT_PLACE: Final = 200  # seat or pickup in the gmina that was asked for
SERVES_PLACE: Final = 100  # delivers to or works in the powiat that was asked for


def points(field: str, percent: int = EXACT) -> int:
    """Return the whole points that a word met in a field gives. Both engines ask here."""
    return FIELDS[field] * percent // 100
