"""What of a thing is searched: its words by field, and the values by which results are narrowed.

Both engines get the same documents. A word is kept as keys (`search.polish`); its lemmas go into the table of forms.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from django.db.models import Prefetch
from wagtail.models import Page

from events.models import FairPage
from operations.clock import now, today
from operations.money import to_grosze
from pes_profiles.models import Certificate, Profile
from pes_profiles.region.models import Powiat
from search.models import SearchEntry
from search.sources import Source, plain, source_of
from shop.catalogue.filters import MODES, kind_slug
from shop.catalogue.models import Category, Product, SaleState
from shop.partner.models import DeliveryWay

Kind = SearchEntry.Kind
CHUNK = 500
YES = ("1",)

#: words of the address for ways of delivery
DELIVERY = {
    DeliveryWay.Code.PARCEL_LOCKER: "paczkomat",
    DeliveryWay.Code.COURIER: "kurier",
    DeliveryWay.Code.OWN_DELIVERY: "dowoz",
    DeliveryWay.Code.PICKUP: "odbior",
    DeliveryWay.Code.ON_SITE: "u-klienta",
    DeliveryWay.Code.DIGITAL: "elektronicznie",
}
#: ways for which a seller drives to the buyer; without named powiaty that is the whole region
DRIVES = frozenset({DeliveryWay.Code.OWN_DELIVERY, DeliveryWay.Code.ON_SITE})


# --- Offers ---


def offers(refs: Iterable[int] | None = None) -> Iterator[Source]:
    """Yield the public offers, all or those asked for."""
    found = Product.objects.public() if refs is None else Product.objects.public().filter(pk__in=list(refs))
    tree = {category.path: category for category in Category.objects.all()}
    region = list(Powiat.objects.all())
    found = found.select_related("partner__profile__gmina__powiat").prefetch_related(
        "categories",
        "stockrecords",
        "children__stockrecords",
        "partner__profile__served_powiats",
        Prefetch("partner__profile__certificates", queryset=Certificate.objects.all()),
        Prefetch("partner__delivery_ways", queryset=DeliveryWay.objects.filter(is_active=True)),
        "partner__delivery_ways__powiats",
    )
    for offer in found.order_by("pk").iterator(chunk_size=CHUNK):
        yield _offer(offer, tree, region)


def _offer(offer: Product, tree: dict[str, Category], region: list[Powiat]) -> Source:
    profile = offer.partner.profile
    ways = list(offer.partner.delivery_ways.all())
    kinds = _with_ancestors(offer.categories.all(), tree)
    served = _served(profile, ways, region)
    description = plain(offer.description)
    day = today()
    return source_of(
        Kind.OFFER,
        offer.pk,
        title=offer.title,
        url=offer.get_absolute_url(),
        summary=description,
        texts={
            "category": " ".join(category.name for category in kinds),
            "tags": " ".join(str(tag) for tag in offer.tags),
            "seller": f"{profile.short_name} {profile.name}",
            "place": _place_words(profile),
            "text": description,
        },
        facets={
            "kategoria": tuple(category.slug for category in kinds),
            "powiat": tuple(powiat.slug for powiat in served),
            "sposob": tuple(slug for slug, mode in MODES.items() if mode == offer.sale_mode),
            "rodzaj": (kind_slug(profile.kind),),
            "znak": YES if _certified(profile, day) else (),
            "dostawa": tuple(DELIVERY[DeliveryWay.Code(way.code)] for way in ways),
            "dostepne": YES if (available := _available(offer, day)) else (),
        },
        price=None if offer.from_price is None else to_grosze(offer.from_price),
        available=available,
        published_at=offer.published_at,
        **_where(profile, served),
    )


def _with_ancestors(categories: Iterable[Category], tree: dict[str, Category]) -> list[Category]:
    paths = {
        category.path[:length]
        for category in categories
        for length in range(Category.steplen, len(category.path) + 1, Category.steplen)
    }
    return [tree[path] for path in sorted(paths) if path in tree]


def _served(profile: Profile, ways: Iterable[DeliveryWay], region: list[Powiat]) -> list[Powiat]:
    """Return where a PES sits, says it works, or drives to."""
    found = {powiat.pk: powiat for powiat in profile.served_powiats.all()}
    if profile.gmina:
        found[profile.gmina.powiat.pk] = profile.gmina.powiat
    for way in ways:
        if way.code in DRIVES:
            found |= {powiat.pk: powiat for powiat in (list(way.powiats.all()) or region)}
    return sorted(found.values(), key=lambda powiat: powiat.terc)


def _certified(profile: Profile, day: date) -> bool:
    return any(mark.granted_on <= day <= mark.valid_to for mark in profile.certificates.all())


def _available(offer: Product, day: date) -> bool:
    profile = offer.partner.profile
    away = profile.break_from is not None and profile.break_from <= day
    on_break = away and (profile.break_until is None or day <= profile.break_until)
    records = [
        *([] if offer.is_parent else offer.stockrecords.all()),
        *(record for child in offer.children.all() if child.removed_at is None for record in child.stockrecords.all()),
    ]
    return (
        offer.sale_state == SaleState.ACTIVE
        and not on_break
        and not offer.is_out_of_season
        and any(record.free is None or record.free > 0 for record in records)
    )


# --- PES ---


def profiles(refs: Iterable[int] | None = None) -> Iterator[Source]:
    """Yield the listed PES, all or those asked for."""
    found = Profile.objects.listed() if refs is None else Profile.objects.listed().filter(pk__in=list(refs))
    day, region = today(), list(Powiat.objects.all())
    found = found.select_related("gmina__powiat").prefetch_related(
        "served_powiats",
        "certificates",
        Prefetch("partner__delivery_ways", queryset=DeliveryWay.objects.filter(is_active=True)),
        "partner__delivery_ways__powiats",
    )
    for profile in found.order_by("pk").iterator(chunk_size=CHUNK):
        partner = getattr(profile, "partner", None)
        ways = list(partner.delivery_ways.all()) if partner else []
        served = _served(profile, ways, region)
        good_at = ", ".join(str(line) for line in profile.good_at)
        yield source_of(
            Kind.PES,
            profile.pk,
            title=profile.short_name,
            url=profile.get_absolute_url(),
            summary=profile.tagline,
            texts={
                "category": str(profile.get_kind_display()),
                "tags": f"{profile.tagline} {good_at}",
                "seller": profile.name,
                "place": _place_words(profile),
                "text": plain(profile.story),
            },
            facets={
                "powiat": tuple(powiat.slug for powiat in served),
                "rodzaj": (kind_slug(profile.kind),),
                "znak": YES if _certified(profile, day) else (),
                "dostawa": tuple(DELIVERY[DeliveryWay.Code(way.code)] for way in ways),
            },
            available=True,
            published_at=profile.verified_at,
            **_where(profile, served),
        )


def _place_words(profile: Profile) -> str:
    if profile.gmina is None:
        return profile.town
    return f"{profile.town} {profile.gmina.name} {profile.gmina.powiat.name}"


def _where(profile: Profile, served: Iterable[Powiat]) -> dict[str, object]:
    gmina = profile.gmina
    lat, lon = profile.lat, profile.lon
    if (lat is None or lon is None) and gmina:
        lat, lon = gmina.lat, gmina.lon
    return {
        "gminy": (gmina.terc,) if gmina else (),
        "serves": tuple(powiat.terc for powiat in served),
        "lat": lat,
        "lon": lon,
    }


# --- Fairs and pages ---


def events(refs: Iterable[int] | None = None) -> Iterator[Source]:
    """Yield the published fairs, all or those asked for."""
    found = FairPage.objects.live().public()
    if refs is not None:
        found = found.filter(pk__in=list(refs))
    moment = now()
    for fair in found.select_related("gmina__powiat").order_by("pk"):
        gmina = fair.gmina
        place = f"{fair.place} {fair.address} {f'{gmina.name} {gmina.powiat.name}' if gmina else ''}"
        yield from _of_page(
            Kind.EVENT,
            fair,
            texts={"tags": fair.lead, "place": place, "text": _body(fair)},
            available=not fair.is_cancelled and fair.ends_at is not None and fair.ends_at >= moment,
            published_at=fair.first_published_at,
            facets={"powiat": (gmina.powiat.slug,) if gmina else ()},
            gminy=(gmina.terc,) if gmina else (),
            serves=(gmina.powiat.terc,) if gmina else (),
            lat=gmina.lat if gmina else None,
            lon=gmina.lon if gmina else None,
        )


def pages(refs: Iterable[int] | None = None) -> Iterator[Source]:
    """Yield the other published pages open to everybody, all or those asked for."""
    found = Page.objects.live().public().filter(depth__gt=2).not_type(FairPage)
    if refs is not None:
        found = found.filter(pk__in=list(refs))
    for page in found.order_by("pk").specific():
        yield from _of_page(
            Kind.PAGE,
            page,
            texts={"tags": _lead(page), "text": _body(page)},
            available=True,
            published_at=page.first_published_at,
        )


def _of_page(kind: str, page: Page, *, texts: dict[str, str], **more: object) -> Iterator[Source]:
    url = page.get_url() or ""
    if url:
        yield source_of(kind, page.pk, title=page.title, url=url, summary=_lead(page), texts=texts, **more)


def _lead(page: Page) -> str:
    return plain(str(getattr(page, "lead", "") or getattr(page, "intro", "") or page.search_description or ""))


def _body(page: Page) -> str:
    body = getattr(page, "body", None)
    block = getattr(body, "stream_block", None)
    return plain(" ".join(map(str, block.get_searchable_content(body)))) if block else ""


SOURCES: dict[str, Callable[[Iterable[int] | None], Iterator[Source]]] = {
    Kind.OFFER.value: offers,
    Kind.PES.value: profiles,
    Kind.EVENT.value: events,
    Kind.PAGE.value: pages,
}
