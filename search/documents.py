"""What of a thing is searched: the words of its title, and those of its surroundings."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Prefetch
from wagtail.models import Page

from pes_profiles.models import Profile
from search.models import SearchEntry
from search.polish import fold, forms, keys, lemmas, words
from shop.catalogue.models import Category, Product

Kind = SearchEntry.Kind
LONGEST = 80
MOST_WORDS = 400


@dataclass(frozen=True)
class Document:
    """A thing on its way into the index."""

    kind: str
    ref: int
    title: str
    url: str
    summary: str
    around: str

    def entry(self) -> SearchEntry:
        return SearchEntry(
            kind=self.kind,
            ref=self.ref,
            title=self.title[:255],
            url=self.url[:500],
            summary=self.summary[:300],
            title_keys=keys_of(self.title),
            keys=keys_of(f"{self.title} {self.around}"),
        )

    def forms(self) -> Iterator[tuple[str, str]]:
        """Yield every form of every word with its key."""
        for word in _few(f"{self.title} {self.around}"):
            for lemma in lemmas(word):
                for form in forms(lemma):
                    if len(form) <= LONGEST and len(fold(lemma)) <= LONGEST:
                        yield form, fold(lemma)


def keys_of(text: str) -> str:
    """Return the keys of a text's words, each between spaces, so that a whole key can be asked for."""
    found = dict.fromkeys(key for word in _few(text) for each in sorted(keys(word)) for key in each.split())
    plain = dict.fromkeys(fold(word) for word in _few(text))
    return f" {' '.join(found | plain)} "


def _few(text: str) -> list[str]:
    return [word for word in dict.fromkeys(words(text)) if len(word) <= LONGEST][:MOST_WORDS]


def offers(refs: Iterable[int] | None = None) -> Iterator[Document]:
    """Yield the public offers, all or those asked for."""
    found = Product.objects.public() if refs is None else Product.objects.public().filter(pk__in=list(refs))
    sections = {section.path: section.name for section in Category.objects.filter(depth=1)}
    found = found.select_related("partner__profile__gmina__powiat").prefetch_related(
        Prefetch("categories", queryset=Category.objects.all())
    )
    for offer in found.order_by("pk").iterator(chunk_size=500):
        profile = offer.partner.profile
        kinds = [f"{kind.name} {sections.get(kind.path[: Category.steplen], '')}" for kind in offer.categories.all()]
        tags = [str(tag) for tag in offer.tags]
        around = " ".join([*kinds, *tags, profile.short_name, profile.town])
        yield Document(Kind.OFFER, offer.pk, offer.title, offer.get_absolute_url(), "", around)


def profiles(refs: Iterable[int] | None = None) -> Iterator[Document]:
    """Yield the listed PES, all or those asked for."""
    found = Profile.objects.listed() if refs is None else Profile.objects.listed().filter(pk__in=list(refs))
    for profile in found.select_related("gmina__powiat").order_by("pk").iterator():
        powiat = profile.gmina.powiat.name if profile.gmina else ""
        good_at = [str(line) for line in profile.good_at]
        around = " ".join(
            [profile.name, profile.tagline, profile.town, powiat, str(profile.get_kind_display()), *good_at]
        )
        yield Document(
            Kind.PROFILE, profile.pk, profile.short_name, profile.get_absolute_url(), profile.tagline, around
        )


def pages(refs: Iterable[int] | None = None) -> Iterator[Document]:
    """Yield the published pages open to everybody, all or those asked for."""
    found = Page.objects.live().public().filter(depth__gt=2)
    if refs is not None:
        found = found.filter(pk__in=list(refs))
    for page in found.order_by("pk").specific():
        url = page.get_url() or ""
        if not url:
            continue
        lead = str(getattr(page, "lead", "") or page.search_description or "")
        yield Document(Kind.PAGE, page.pk, page.title, url, lead, lead)


SOURCES = {Kind.OFFER: offers, Kind.PROFILE: profiles, Kind.PAGE: pages}
