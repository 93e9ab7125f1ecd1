"""What makes a text wait for ROPS: a way to reach somebody, a link, an offensive word. Being critical does not."""

import re
import unicodedata

from shop.catalogue.reviews.models import ProductReview

HeldFor = ProductReview.HeldFor

_EMAIL = re.compile(r"[\w.+-]+\s?(?:@|\(at\)|\[at\])\s?[\w-]+\.\w{2,}", re.IGNORECASE)
_LINK = re.compile(r"https?:|www\.|\b[\w-]+\.(?:pl|com|eu|net|org|shop|store|info|online)\b", re.IGNORECASE)
_PHONE = re.compile(r"(?<!\d)(?:\+?48[ .-]?)?(?:\d[ .-]?){8}\d(?!\d)")
#: beginnings of words, folded: no accents, small letters
_WORDS = re.compile(
    r"\b(?:(?:po|s|wy|za|na|roz|od|u|w)?(?:jeb[aion]|pierd(?:ol|al))|kurw|skurw|chuj|huj[aeou]?\b|cipa|cipy|pizd|"
    r"dziwk|debil|idiot|kretyn|imbecyl|sukinsyn|gowno|gowna|gnoj|ciapat|czarnuch|fuck|bitch)"
)


def held_for(*texts: str) -> str:
    """Return why these words must wait, or nothing."""
    text = "\n".join(texts)
    for pattern, reason in ((_EMAIL, HeldFor.EMAIL), (_LINK, HeldFor.LINK), (_PHONE, HeldFor.PHONE)):
        if pattern.search(text):
            return reason
    return HeldFor.WORD if _WORDS.search(_folded(text)) else ""


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.lower().replace("ł", "l"))
    return "".join(sign for sign in plain if not unicodedata.combining(sign))
