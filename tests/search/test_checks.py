"""Settings of the search that cannot work are named before the portal starts."""

from django.core.checks import run_checks


def search_errors() -> list[str]:
    return [found.id for found in run_checks() if found.id == "search.E001"]


def test_a_cluster_without_an_address_is_an_error(settings):
    assert search_errors() == []
    settings.OPES = settings.OPES | {"SEARCH_ENGINE": "elasticsearch", "ELASTICSEARCH_URLS": []}
    assert search_errors() == ["search.E001"]
    settings.OPES = settings.OPES | {"ELASTICSEARCH_URLS": ["http://127.0.0.1:9200"]}
    assert search_errors() == []
