"""What the portal stands on before anybody has written a word: languages, the root of all pages, both Sites, groups."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sites.models import Site as DjangoSite
from django.db import transaction
from oscar.core.loading import get_model
from wagtail.models import Collection, Locale, Page, Site

from pes_profiles.accounts.services import ensure_groups


@transaction.atomic
def ensure_foundation() -> None:
    """Make what is missing and let the two Site tables agree. Safe to repeat; takes nothing away."""
    for code, _name in settings.LANGUAGES:
        Locale.objects.get_or_create(language_code=code)
    if not Collection.objects.filter(depth=1).exists():
        Collection.add_root(name="Root")

    address = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    site = ensure_site(hostname=address.hostname or "localhost", port=address.port or default_port(address.scheme))
    DjangoSite.objects.update_or_create(
        pk=settings.SITE_ID, defaults={"domain": address.netloc, "name": settings.WAGTAIL_SITE_NAME}
    )
    DjangoSite.objects.clear_cache()
    Site.clear_site_root_paths_cache()
    if site.site_name != settings.WAGTAIL_SITE_NAME:
        Site.objects.filter(pk=site.pk).update(site_name=settings.WAGTAIL_SITE_NAME)

    # Wagtail's stock groups may do what no role of ours may: publish anywhere.
    ensure_groups()
    ensure_poland()


def default_port(scheme: str) -> int:
    return 443 if scheme == "https" else 80


def ensure_site(*, hostname: str, port: int) -> Site:
    """Return the default Wagtail site under its present address; its root is a plain page until an editor's home is made."""
    polish = Locale.objects.get(language_code=settings.LANGUAGE_CODE)
    root = Page.get_first_root_node() or Page.add_root(title="Root", slug="root", locale=polish)
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        home = root.get_children().first() or root.add_child(instance=Page(title="OPES", slug="home", locale=polish))
        return Site.objects.create(hostname=hostname, port=port, root_page=home, is_default_site=True)

    if (site.hostname, site.port) != (hostname, port):
        Site.objects.filter(pk=site.pk).update(hostname=hostname, port=port)
        site.refresh_from_db()
    return site


def ensure_poland() -> None:
    """Make the one country that orders are sent to."""
    get_model("address", "Country").objects.get_or_create(
        iso_3166_1_a2="PL",
        defaults={
            "iso_3166_1_a3": "POL",
            "iso_3166_1_numeric": "616",
            "printable_name": "Polska",
            "name": "Rzeczpospolita Polska",
            "is_shipping_country": True,
        },
    )
