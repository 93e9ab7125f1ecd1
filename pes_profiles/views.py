"""The public side: the directory of PES and the page of one."""

from typing import Any
from urllib.parse import urlsplit

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views import View

from operations.clock import today
from pes_profiles import queries
from pes_profiles.models import PesKind, Profile
from pes_profiles.queries import DirectoryFilter
from pes_profiles.region.map import WIDTH, height, outlines, point
from pes_profiles.region.models import Powiat

PER_PAGE = 24
LONGEST_WORDS = 80


class DirectoryView(View):
    """All PES that the public may see, by place, kind, what they sell, and name."""

    def get(self, request: HttpRequest) -> HttpResponse:
        groups = [
            ("powiat", _("Powiat"), list(Powiat.objects.values_list("slug", "name"))),
            ("rodzaj", _("Kind"), [(code, capfirst(str(label))) for code, label in queries.kinds_listed()]),
            ("dzial", _("What they sell"), [(section.slug, section.name) for section in queries.shop_sections()]),
        ]
        chosen = {
            key: frozenset(request.GET.getlist(key)) & {value for value, _label in options}
            for key, _name, options in groups
        }
        words = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_WORDS]
        wanted = DirectoryFilter(
            words=words, powiaty=chosen["powiat"], kinds=chosen["rodzaj"], sections=chosen["dzial"]
        )
        as_map = request.GET.get("widok") == "mapa"
        everything = f"{request.path}?widok=mapa" if as_map else request.path
        found = queries.directory(wanted)
        page = Paginator(found, PER_PAGE).get_page(request.GET.get("strona"))
        only_words = wanted == DirectoryFilter(words=words)
        gmina, kilometres = queries.nearest(words) if only_words and not page.paginator.count else (None, {})
        shown: dict[str, Any] = {}
        if as_map:
            spots, off = queries.on_map(found)
            shown = {"map": {"outlines": outlines(), "width": WIDTH, "height": height(), "spots": spots}, "off": off}
        else:
            shown = {"profiles": queries.cards(page.object_list)}
        return render(
            request,
            "pes/directory.html",
            shown
            | {
                "page_obj": page,
                "as_map": as_map,
                "other_view": other_view(request.GET),
                "all_url": everything,
                "gmina": gmina,
                "only_words": only_words,
                "nearest": [(profile, kilometres[profile.pk]) for profile in queries.cards(kilometres)],
                "total": page.paginator.count,
                "words": words,
                "wanted": wanted,
                "crumbs": [(_("Home page"), "/"), (_("Entities"), "")],
                "ways_on": [(_("Show all entities"), everything)],
                "panel": {
                    "action": request.path,
                    "total": page.paginator.count,
                    "hidden": [*([("q", words)] if words else []), *([("widok", "mapa")] if as_map else [])],
                    "groups": [
                        {
                            "key": key,
                            "name": name,
                            "options": [
                                {"value": value, "label": label, "checked": value in chosen[key]}
                                for value, label in options
                            ],
                        }
                        for key, name, options in groups
                    ],
                },
                "active": [
                    (label, without(request.GET, key, value))
                    for key, _name, options in groups
                    for value, label in options
                    if value in chosen[key]
                ],
            },
        )


def without(query: QueryDict, key: str, value: str) -> str:
    """Return the address of the list without one of its filters."""
    rest = query.copy()
    rest.setlist(key, [each for each in rest.getlist(key) if each != value])
    rest.pop("strona", None)
    return f"?{rest.urlencode()}"


def other_view(query: QueryDict) -> str:
    """Return the address of the same PES on the map, or of their list again."""
    rest = query.copy()
    rest.pop("strona", None)
    if rest.pop("widok", None) != ["mapa"]:
        rest["widok"] = "mapa"
    return f"?{rest.urlencode()}"


def crumbs(profile: Profile) -> list[tuple[str, str]]:
    """Return the way to a PES: all of them, its powiat, itself."""
    directory = reverse("pes:directory")
    rows = [(_("Entities"), directory)]
    if profile.gmina:
        powiat = profile.gmina.powiat
        name = powiat.name if powiat.is_city else _("powiat %(name)s") % {"name": powiat.name}
        rows.append((name, f"{directory}?powiat={powiat.slug}"))
    return [*rows, (profile.short_name, "")]


class ProfileView(View):
    """The page of one PES: who they are, who the contract is with, what they sell, where to meet them."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        profile = queries.profile_page(slug)
        if profile is None:
            raise Http404
        day = today()
        where = queries.position(profile)
        return render(
            request,
            "pes/profile.html",
            {
                "profile": profile,
                "map": {"outlines": outlines(), "width": WIDTH, "height": height()},
                "point": where and point(where.lat, where.lon),
                "served_tercs": {powiat.terc for powiat in profile.served_powiats.all()},
                "entity": profile.legal_entity,
                "kind": capfirst(str(PesKind(profile.kind).label)),
                "crumbs": crumbs(profile),
                "served": ", ".join(powiat.name for powiat in profile.served_powiats.all()),
                "site": urlsplit(profile.website).netloc.removeprefix("www.") or profile.website,
                "on_break": bool(
                    profile.break_until
                    and profile.break_until >= day
                    and (profile.break_from is None or profile.break_from <= day)
                ),
            },
        )
