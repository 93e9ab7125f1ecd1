"""The foundation: what is there before anybody has written a word."""

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.sites.models import Site as DjangoSite
from oscar.core.loading import get_model
from wagtail.models import Collection, Locale, Page, Site

from cms.pages.models import HomePage
from config.foundation import ensure_foundation
from tests.database import put_back, take_stock
from tests.factories.cms import make_home, make_news

Country = get_model("address", "Country")


@pytest.mark.django_db
def test_the_two_site_tables_agree():
    site = Site.objects.get(is_default_site=True)

    assert DjangoSite.objects.get(pk=settings.SITE_ID).domain == f"{site.hostname}:{site.port}"


@pytest.mark.django_db
def test_a_moved_portal_moves_both_sites(settings):
    settings.WAGTAILADMIN_BASE_URL = "https://opes.example"

    ensure_foundation()

    assert DjangoSite.objects.get(pk=settings.SITE_ID).domain == "opes.example"
    assert Site.objects.values_list("hostname", "port").get() == ("opes.example", 443)


@pytest.mark.django_db
def test_laying_the_foundation_again_changes_nothing():
    models = (Collection, DjangoSite, Group, Locale, Page, Site)
    before = [model.objects.count() for model in models]

    ensure_foundation()

    assert [model.objects.count() for model in models] == before


@pytest.mark.django_db(transaction=True)
def test_the_foundation_is_there_for_a_test_that_commits():
    assert Site.objects.filter(is_default_site=True).exists()
    assert set(Locale.objects.values_list("language_code", flat=True)) == {"pl", "en"}


@pytest.mark.django_db(transaction=True)
def test_what_a_test_commits_is_taken_back():
    def rows() -> dict:
        return {table.name: sorted(map(repr, table.rows)) for table in take_stock()}

    stock, before = take_stock(), rows()
    make_news()
    HomePage.objects.filter(pk=make_home().pk).update(sentence="Inne zdanie")
    Country.objects.all().delete()
    assert rows() != before

    put_back(stock)

    assert rows() == before
