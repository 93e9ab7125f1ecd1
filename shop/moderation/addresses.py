"""What an address on the portal shows. An address from elsewhere is no content of ours."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme

from pes_profiles.models import Profile
from shop.catalogue.models import Product

ADDRESS_LENGTH = 1000


def local_address(typed: str, *, hosts: Iterable[str]) -> str:
    """Return the part after the portal's own host, beginning with a slash; empty when it leads anywhere else."""
    typed = typed.strip()
    own = {host.lower() for host in hosts} | {urlsplit(settings.WAGTAILADMIN_BASE_URL).netloc.lower()}
    if any(ord(sign) < 33 or ord(sign) == 127 for sign in typed) or "\\" in typed or len(typed) > ADDRESS_LENGTH:
        return ""
    if typed.split("/", 1)[0].lower() in own:
        typed = f"//{typed}"
    try:
        parts = urlsplit(typed)
    except ValueError:
        return ""
    if parts.netloc.lower() in own:
        own.add(parts.netloc)
    if not url_has_allowed_host_and_scheme(typed, allowed_hosts=own):
        return ""
    path = parts.path or ("/" if parts.netloc else "")
    if not path.startswith("/") or path.startswith("//"):
        return ""
    return path + (f"?{parts.query}" if parts.query else "") + (f"#{parts.fragment}" if parts.fragment else "")


def content_at(address: str) -> tuple[Product | None, Profile | None]:
    """Return the offer and the PES that an address of the portal shows, as far as it shows any."""
    match = _match(urlsplit(address).path)
    if match is None:
        return None, None
    facts: dict[str, Any] = match.kwargs
    if match.view_name == "shop:offer":
        offers = Product.objects.offers().select_related("partner__profile")
        offer = offers.filter(pk=facts["pk"]).first()
        return offer, offer.partner.profile if offer else None
    if match.view_name == "pes:profile":
        return None, Profile.objects.filter(slug=facts["slug"]).first()
    return None, None


def _match(path: str) -> ResolverMatch | None:
    language = translation.get_language_from_path(path) or settings.LANGUAGE_CODE
    with translation.override(language):
        try:
            return resolve(path)
        except Resolver404:
            return None
