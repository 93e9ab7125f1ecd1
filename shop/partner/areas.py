"""Where a seller comes in person. All ways go everywhere but the seller's own delivery and work at the buyer's place."""

import re

from pes_profiles.region.models import Gmina
from pes_profiles.region.queries import gmina_named
from shop.partner.models import DeliveryWay

#: ways that end at the borders of powiaty, of the region at most
LOCAL = frozenset({DeliveryWay.Code.OWN_DELIVERY, DeliveryWay.Code.ON_SITE})
#: postcodes of the Opole region begin so; 47-4.. is Racibórz, beyond its border
_REGION = re.compile(r"(?!47-4)4[5-9]-[0-9]{3}")


def is_in_region(postcode: str) -> bool:
    """Say whether a postcode ("45-001") may be of the region: the first two digits tell, the powiat they do not."""
    return bool(_REGION.fullmatch(postcode))


def gmina_of(town: str, postcode: str) -> Gmina | None:
    """Return the gmina that bears the name of a town. A village has none: its buyer is asked for the gmina."""
    return gmina_named(town) if is_in_region(postcode) else None


def reaches(way: DeliveryWay, gmina: Gmina | None) -> bool:
    """Say whether a way goes to a gmina; a local one does not go where nobody knows."""
    if way.code not in LOCAL:
        return True
    if gmina is None:
        return False
    powiaty = {powiat.pk for powiat in way.powiats.all()}
    return not powiaty or gmina.powiat_id in powiaty
