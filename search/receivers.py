"""Pages are Wagtail's: it tells when one is published, taken down, moved or deleted."""

from typing import Any

from django.db.models.signals import post_delete
from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from search.models import SearchEntry
from search.services import ask_for, kind_of_page

Kind = SearchEntry.Kind


@receiver(page_published)
@receiver(page_unpublished)
@receiver(page_slug_changed)
@receiver(post_page_move)
def page_changed(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    """Have the page indexed again by the worker."""
    ask_for(kind_of_page(instance), instance.pk)


@receiver(post_delete)
def page_deleted(sender: type, instance: Any, **kwargs: Any) -> None:
    """Have a deleted page forgotten, whichever kind it was."""
    if sender is Page:
        for kind in (Kind.EVENT, Kind.PAGE):
            ask_for(kind.value, instance.pk)
