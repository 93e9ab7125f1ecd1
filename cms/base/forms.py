"""The editors' form of every page."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

from cms.base.reserved import RESERVED_ROOT_SLUGS


class BasePageForm(WagtailAdminPageForm):
    """Refuses an address that belongs to another room. A new page has no place in the tree yet, only the form knows it."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        slug = cleaned.get("slug")
        if slug in RESERVED_ROOT_SLUGS and self.parent_page and self.parent_page.is_site_root():
            self.add_error(
                "slug",
                _("The address “%(slug)s” belongs to another part of the portal. Choose a different one.")
                % {"slug": slug},
            )
        return cleaned
