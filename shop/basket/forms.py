"""What a buyer types beside a thing, read before anything is put into the basket."""

from django.utils.translation import gettext as _

from shop.basket.exceptions import BadWordsError
from shop.basket.models import Line
from shop.catalogue.models import Product

#: signs of the words for one thing, as long as the column of the line
MOST_SIGNS = Line._meta.get_field("personalisation").max_length


def read_words(text: str, *, offer: Product) -> str:
    """Return the words for a thing; refuse too many of them, for a name cut short would be made as it stands.

    An offer that asks for no words takes none.
    """
    words = text.strip() if offer.personalisation else ""
    if len(words) > MOST_SIGNS:
        raise BadWordsError(
            _("At most %(max)s characters fit, and there are %(count)s. Shorten your words.")
            % {"count": len(words), "max": MOST_SIGNS}
        )
    return words
