"""Versions of the terms that were accepted cannot be taken away, by nobody and through no door of the back office."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from cms.pages.models import LegalIndexPage, LegalPage, LegalVersionPage
from cms.pages.services import publish_legal_version
from operations.clock import now, today
from tests.factories.accounts import UserFactory
from tests.factories.cms import make_home, make_page

pytestmark = pytest.mark.django_db

SENTENCE = "obowiązuje albo obowiązywała"


@pytest.fixture
def admin(client):
    client.force_login(UserFactory(is_superuser=True, is_staff=True))
    return client


@pytest.fixture
def versions(db) -> dict[str, LegalVersionPage]:
    make_home()
    for version, days in (("1.0", -100), ("1.1", -1), ("2.0", 30)):
        publish_legal_version(
            "BUYER_TERMS", version=version, valid_from=today() + timedelta(days=days), html=f"<p>tekst {version}</p>"
        )
    return {page.version: page for page in LegalVersionPage.objects.all()}


def live() -> list[str]:
    return list(LegalVersionPage.objects.live().order_by("version").values_list("version", flat=True))


def act(client, door, *pages):
    """Take pages away by one door of the back office, as its own form does; return what the person reads then."""
    if door.startswith("bulk "):
        address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", door.split()[1]])
        address += "?" + "&".join(f"id={page.pk}" for page in pages)
        data = (
            {"chooser": LegalPage.objects.get(kind="PRIVACY").pk}
            if door == "bulk move"
            else {"include_descendants": "on"}
        )
    elif door == "move":
        address = reverse("wagtailadmin_pages:move_confirm", args=[pages[0].pk, make_home().pk])
        data = {}
    else:
        address = reverse(f"wagtailadmin_pages:{door}", args=[pages[0].pk])
        data = {"include_descendants": "on"}
    return client.post(address, data, follow=True).content.decode()


@pytest.mark.parametrize("door", ["delete", "unpublish", "move", "bulk delete", "bulk unpublish", "bulk move"])
def test_accepted_words_stay_through_every_door_for_superusers_too(admin, versions, door):
    paths = list(LegalVersionPage.objects.values_list("path", flat=True))

    for page in (versions["1.1"], versions["1.0"]):
        assert SENTENCE in act(admin, door, page)
    if door != "bulk move":  # the portal has one place for documents, so a list offers no other
        assert SENTENCE in act(admin, door, versions["1.0"].document)

    assert live() == ["1.0", "1.1", "2.0"]
    assert list(LegalVersionPage.objects.values_list("path", flat=True)) == paths


def test_one_accepted_page_in_a_list_holds_the_whole_list(admin, versions):
    page = make_page()

    assert SENTENCE in act(admin, "bulk delete", page, LegalIndexPage.objects.get())

    assert type(page).objects.filter(pk=page.pk).exists()
    assert live() == ["1.0", "1.1", "2.0"]


@pytest.mark.parametrize("door", ["delete", "unpublish", "bulk delete", "bulk unpublish"])
def test_a_version_that_is_still_to_come_and_an_ordinary_page_can_be_taken_away(admin, versions, door):
    page = make_page()

    act(admin, door, versions["2.0"])
    act(admin, door, page)

    assert live() == ["1.0", "1.1"]
    assert not type(page).objects.live().filter(pk=page.pk).exists()


def test_no_end_by_the_clock_and_no_other_kind_hides_accepted_words(versions):
    version, document = versions["2.0"], LegalPage.objects.get(kind="BUYER_TERMS")
    version.expire_at = now() + timedelta(days=60)
    with pytest.raises(ValidationError, match="dzień i godzinę wygaśnięcia"):
        version.full_clean()

    document.kind = "OTHER"
    with pytest.raises(ValidationError) as refused:
        document.full_clean()
    assert list(refused.value.message_dict) == ["kind"]
