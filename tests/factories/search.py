"""Synonyms and counts of phrases."""

import factory
from factory.django import DjangoModelFactory

from operations.clock import today
from search.models import SearchedPhrase, Synonym


class SynonymFactory(DjangoModelFactory):
    class Meta:
        model = Synonym

    terms = ["kubek", "garnuszek"]
    targets = []


class SearchedPhraseFactory(DjangoModelFactory):
    class Meta:
        model = SearchedPhrase

    day = factory.LazyFunction(today)
    phrase = "hulajnoga"
    outcome = SearchedPhrase.Outcome.NOTHING
    number = 5
