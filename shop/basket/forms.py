"""What a buyer types beside a thing, read before anything is put into the basket."""

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from shop.basket import personal_files
from shop.basket.exceptions import BadFileError, BadWordsError
from shop.basket.models import Basket, Line, PersonalFile
from shop.catalogue.models import Product

#: signs of the words for one thing, as long as the column of the line
MOST_SIGNS = Line._meta.get_field("personalisation").max_length


def most_signs(offer: Product) -> int:
    """Return how many signs fit on a thing, never more than its line holds."""
    return min(offer.personalisation_signs or MOST_SIGNS, MOST_SIGNS)


def read_words(text: str, *, offer: Product) -> str:
    """Return the words for a thing; refuse too many of them, for a name cut short would be made as it stands.

    An offer that asks for no words takes none.
    """
    words = text.strip() if offer.personalisation else ""
    most = most_signs(offer)
    if len(words) > most:
        raise BadWordsError(
            _("At most %(max)s characters fit, and there are %(count)s. Shorten your words.")
            % {"count": len(words), "max": most}
        )
    return words


def read_file(sent: UploadedFile | None, key: str, *, offer: Product, basket: Basket) -> PersonalFile | None:
    """Return the file for a thing, on the shelf: the one sent now, or one that a form sent before and holds the key of.

    An offer that asks for no file takes none.
    """
    if not offer.takes_file or not (sent or key):
        return None
    if sent:
        try:
            return personal_files.keep(personal_files.clean(sent))
        except ValidationError as error:
            words = error.messages[0]
            if error.code == "not_a_picture":
                words = _("We cannot read this file. Choose a JPG, PNG, WebP or HEIC picture, or a PDF.")
            raise BadFileError(words) from error
    found = personal_files.by_key(key, basket=basket)
    if found is None:
        raise BadFileError(_("We do not have this file any more. Choose it once more."))
    return found
