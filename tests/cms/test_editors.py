"""Who may do what in the back office."""

import pytest
from wagtail.models import WorkflowState

from cms.media.forms import ImageForm
from cms.pages.models import NewsIndexPage
from pes_profiles.accounts.models import Role
from tests.factories.accounts import UserFactory
from tests.factories.cms import make_home, make_news

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    make_home()
    return UserFactory(groups=[Role.EDITOR])


@pytest.fixture
def rops():
    make_home()
    return UserFactory(groups=[Role.ROPS])


def test_an_editor_writes_but_cannot_publish(editor):
    may = NewsIndexPage.objects.get().permissions_for_user(editor)

    assert may.can_add_subpage()
    assert not make_news().permissions_for_user(editor).can_publish()


def test_rops_publishes(rops):
    assert make_news().permissions_for_user(rops).can_publish()


def test_an_editors_change_waits_until_rops_approves(editor, rops):
    news = make_news(title="Przed zmianą")
    news.title = "Po zmianie"
    news.save_revision(user=editor)

    state = news.get_workflow().start(news, editor)
    assert state.status == WorkflowState.STATUS_IN_PROGRESS
    news.refresh_from_db()
    assert news.title == "Przed zmianą"

    state.current_task_state.approve(user=rops)
    news.refresh_from_db()
    assert news.title == "Po zmianie"


def test_a_buyer_or_member_has_no_business_in_the_back_office(client):
    make_home()
    client.force_login(UserFactory())

    response = client.get("/cms-admin/")

    assert response.status_code in {302, 403}
    assert "/konto/zaloguj/" in response.get("Location", "/konto/zaloguj/")


@pytest.mark.parametrize(
    "address",
    ["/cms-admin/", "/cms-admin/pages/", "/cms-admin/wybor-oferty/", "/cms-admin/wybor-pes/?q=a"],
)
def test_an_editor_opens_the_back_office(client, editor, address):
    client.force_login(editor)

    assert client.get(address, follow=True).status_code == 200


def test_the_home_page_can_be_edited(client, editor):
    client.force_login(editor)

    assert client.get(f"/cms-admin/pages/{make_home().pk}/edit/").status_code == 200


def test_a_picture_needs_words():
    from wagtail.images.forms import get_image_form

    from cms.media.models import Image

    form_class = get_image_form(Image)

    assert issubclass(form_class, ImageForm)
    assert form_class.base_fields["alt"].required


def test_the_office_may_frame_a_preview_and_nobody_frames_a_page(client):
    make_home()
    news = make_news()

    preview, public = news.make_preview_request(), client.get(news.url)

    assert (preview.status_code, public.status_code) == (200, 200)
    assert "frame-ancestors 'self'" in preview["Content-Security-Policy"]
    assert "script-src 'self'" in preview["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in public["Content-Security-Policy"]
