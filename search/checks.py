"""What must be right in the settings before anything is searched."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register()
def cluster_has_an_address(**kwargs: Any) -> list[CheckMessage]:
    """Elasticsearch is chosen only together with where it is."""
    if settings.OPES["SEARCH_ENGINE"] == "elasticsearch" and not settings.OPES["ELASTICSEARCH_URLS"]:
        return [
            Error(
                "SEARCH_ENGINE is elasticsearch, and ELASTICSEARCH_URL names no node.",
                hint="Set ELASTICSEARCH_URL=https://node-1:9200,https://node-2:9200",
                id="search.E001",
            )
        ]
    return []
