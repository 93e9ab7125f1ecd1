"""What the back office refuses to do to legal documents: words that somebody may have accepted stay where they are.

The refusal stands in front of every door of Wagtail that takes a page away, and holds for everybody: an order names the
version it was placed under, and its letter leads there.
"""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.models import Page

from cms.pages.queries import version_to_keep

TAKING_AWAY = frozenset({"delete", "unpublish", "move"})


@hooks.register("before_delete_page")
@hooks.register("before_unpublish_page")
def keep_accepted_words(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to delete or unpublish a version that is or was in force, and whatever holds one."""
    return _refuse(request, page, redirect("wagtailadmin_pages:edit", page.pk))


@hooks.register("before_move_page")
def keep_accepted_words_in_place(request: HttpRequest, page: Page, destination: Page) -> HttpResponse | None:
    """Refuse to move such a page: a version belongs to its document."""
    return _refuse(request, page, redirect("wagtailadmin_pages:edit", page.pk))


@hooks.register("before_bulk_action")
def keep_accepted_words_in_a_list(
    request: HttpRequest, action_type: str, objects: Iterable[object], action: object
) -> HttpResponse | None:
    """Refuse the same for pages ticked in a list; then nothing of the list is done."""
    if action_type not in TAKING_AWAY:
        return None
    for page in objects:
        if isinstance(page, Page):
            answer = _refuse(request, page, redirect("wagtailadmin_explore", page.get_parent().pk))
            if answer:
                return answer
    return None


def _refuse(request: HttpRequest, page: Page, answer: HttpResponse) -> HttpResponse | None:
    version = version_to_keep(page)
    if version is None:
        return None
    messages.error(
        request,
        _(
            "“%(document)s”, version %(version)s, is or was in force: orders may have been placed under it, so it stays "
            "where it is. Publish a new version instead."
        )
        % {"document": version.document.title, "version": version.version},
    )
    return answer
