"""The map of the region, laid from the files beside this one."""

import csv
from datetime import date
from pathlib import Path

from anyascii import anyascii
from django.db import transaction
from django.utils.text import slugify

from pes_profiles.region.models import Gmina, OwesArea, OwesAreaMembership, Powiat

DATA = Path(__file__).parent / "data"
CITY = "m. Opole"


@transaction.atomic
def load_region() -> None:
    """Make the 12 powiaty, the 71 gminy and the three OWES areas. Safe to repeat.

    Names and kinds follow the files. Borders of areas are laid once: ROPS may redraw them, and a powiat whose
    history is known is left alone.
    """
    where = seats()
    powiaty: dict[str, Powiat] = {}
    for row in _rows("opolskie_gminy.csv"):
        terc, name = row["teryt"][:6], row["powiat"]
        if name not in powiaty:
            powiaty[name], _made = Powiat.objects.update_or_create(
                terc=terc[:4], defaults={"name": name, "slug": powiat_slug(name)}
            )
        lat, lon = where[terc]
        Gmina.objects.update_or_create(
            terc=terc,
            defaults={
                "name": row["gmina"],
                "kind": Gmina.Kind(row["rodzaj"]),
                "powiat": powiaty[name],
                "lat": lat,
                "lon": lon,
            },
        )
    _lay_areas(powiaty)


def seats() -> dict[str, tuple[float, float]]:
    """Return latitude and longitude of each gmina's seat by its code of 6 digits."""
    return {row["terc6"]: (float(row["lat"]), float(row["lon"])) for row in _rows("gmina_seats.csv")}


def powiat_slug(name: str) -> str:
    """Return the word for addresses: `brzeski`, `klobucki`; the city is `opole`."""
    return slugify(anyascii("Opole" if name == CITY else name))


def _lay_areas(powiaty: dict[str, Powiat]) -> None:
    known = set(OwesAreaMembership.objects.values_list("powiat_id", flat=True))
    for row in _rows("owes_areas.csv"):
        area, _made = OwesArea.objects.get_or_create(code=row["code"], defaults={"name": row["area"]})
        powiat = powiaty[row["powiat"]]
        if powiat.pk not in known:
            OwesAreaMembership.objects.create(
                area=area,
                powiat=powiat,
                valid_from=date.fromisoformat(row["valid_from"]),
                valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
                note=row["note"],
            )


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
