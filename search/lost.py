"""What an empty answer offers instead: kinds whose names look like what was typed, and whom to ask."""

from difflib import SequenceMatcher

from pes_profiles.models import Profile
from search.polish import fold, keys, words
from shop.catalogue.models import Category
from shop.catalogue.queries import public_categories, selling_profiles

ALIKE, BEGUN = 0.6, 0.8
KINDS, PROFILES = 3, 6


def near_categories(text: str) -> list[Category]:
    """Return up to three categories with a word that looks or begins like a typed one, the most alike first."""
    typed = [fold(word) for word in words(text) if len(word) > 2]
    alike = [(max(_alike(word, each) for word in typed), each) for each in public_categories()] if typed else []
    near = sorted((pair for pair in alike if pair[0] >= ALIKE), key=lambda pair: -pair[0])
    return [category for _, category in near[:KINDS]]


def _alike(word: str, category: Category) -> float:
    named = [key for each in words(category.name) for key in keys(each) if len(key) > 3]
    return max(
        (BEGUN if word.startswith(key) else SequenceMatcher(None, word, key).ratio() for key in named), default=0.0
    )


def whom_to_ask() -> list[Profile]:
    """Return a few PES that sell something now, those with the newest offers first."""
    return selling_profiles(PROFILES)
