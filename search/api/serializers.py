"""What goes in and out of the search as JSON. The document of the API is made from these."""

from typing import Any

from rest_framework import serializers

from search.engines.base import FACETS, KINDS
from search.results import Results


class PlaceSerializer(serializers.Serializer):
    name = serializers.CharField()
    terc = serializers.CharField(help_text="TERC: 6 cyfr gminy albo 4 cyfry powiatu")


class QuerySerializer(serializers.Serializer):
    """The question as it was understood."""

    text = serializers.CharField()
    words = serializers.ListField(child=serializers.CharField())
    place = PlaceSerializer(allow_null=True)
    corrected = serializers.CharField(allow_null=True)


class ResultSerializer(serializers.Serializer):
    """One thing found."""

    kind = serializers.ChoiceField(choices=KINDS)
    title = serializers.CharField()
    url = serializers.CharField(help_text="ścieżka na portalu")
    category = serializers.CharField(allow_null=True)
    seller = serializers.CharField()
    place = serializers.CharField()
    price = serializers.CharField(allow_null=True, help_text="brutto w złotych, na przykład 12.00")
    price_from = serializers.BooleanField(help_text="cena zaczyna się od podanej")
    unit = serializers.CharField()
    available = serializers.BooleanField()
    snippet = serializers.CharField(help_text="bezpieczny HTML; szukane słowa w <mark>")


class FacetValueSerializer(serializers.Serializer):
    """A value of a filter and the number of results after choosing it."""

    value = serializers.CharField()
    label = serializers.CharField()
    count = serializers.IntegerField()
    selected = serializers.BooleanField()


class FacetsSerializer(serializers.Serializer):
    """Every filter with the values that lead somewhere."""

    def get_fields(self) -> dict[str, serializers.Field]:
        return {name: FacetValueSerializer(many=True) for name in FACETS}


class AnswerSerializer(serializers.Serializer):
    """One page of an answer."""

    query = QuerySerializer()
    count = serializers.IntegerField()
    page = serializers.IntegerField()
    results = ResultSerializer(many=True)
    facets = FacetsSerializer()


class ProblemSerializer(serializers.Serializer):
    """Why there is no answer, in a Polish sentence."""

    detail = serializers.CharField()


class SuggestionSerializer(serializers.Serializer):
    """One thing to go to, or to look for."""

    kind = serializers.ChoiceField(choices=["offer", "category", "pes", "place"])
    label = serializers.CharField()
    url = serializers.CharField()


class SuggestionsSerializer(serializers.Serializer):
    suggestions = SuggestionSerializer(many=True)


def answer_of(results: Results) -> dict[str, Any]:
    """Return results in the shape of `AnswerSerializer`."""
    asked = results.asked
    return {
        "query": {
            "text": asked.text,
            "words": [term.word for term in asked.terms],
            "place": {"name": asked.place.name, "terc": asked.place.terc} if asked.place else None,
            "corrected": asked.corrected or None,
        },
        "count": results.count,
        "page": results.page,
        "results": [
            {
                "kind": str(hit.kind),
                "title": hit.title,
                "url": hit.url,
                "category": hit.category,
                "seller": hit.seller,
                "place": hit.place,
                "price": None if hit.price is None else f"{hit.price:.2f}",
                "price_from": hit.price_from,
                "unit": hit.unit,
                "available": hit.available,
                "snippet": str(hit.snippet),
            }
            for hit in results.hits
        ],
        "facets": {
            name: [
                {"value": each.value, "label": str(each.label), "count": each.count, "selected": each.selected}
                for each in values
            ]
            for name, values in results.facets.items()
        },
    }
