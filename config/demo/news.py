"""News, knowledge and questions with answers."""

from typing import Any

from cms.base.models import BasePage
from cms.media.models import Image
from cms.pages.models import ArticleIndexPage, ArticlePage, NewsIndexPage, NewsPage
from config.demo import sources
from config.demo.anchor import Days
from pes_profiles.models import Profile
from shop.catalogue.models import Product

#: kinds of the texts that have no kind of their own on the portal
KINDS = {
    "dla-instytucji": NewsPage.Category.LAW,
    "plany-lokalne": NewsPage.Category.CALLS,
    "spotkania": NewsPage.Category.CALLS,
}
PICTURES = {
    "nabor-wystawcow": "editorial-targi",
    "odnowienie-certyfikatu": "editorial-dokumenty",
    "pracownia-gliniany-kogut": "editorial-polka-ceramiki",
    "prog-170-tysiecy": "editorial-ratusz",
    "relacja-z-targow": "editorial-hero-stragan",
    "wizyta-studyjna": "editorial-warsztat",
    "spotkanie-pes-biznes-poludnie": "editorial-spotkanie",
    "konsultacje-planu": "editorial-mapa",
    "jak-poprosic-o-wycene": "editorial-kuchnia",
    "sezon-zbiorow": "editorial-kosz-sezonowy",
}
READERS = {
    "mieszkańcy": ArticlePage.Reader.PEOPLE,
    "wszyscy": ArticlePage.Reader.PEOPLE,
    "PES": ArticlePage.Reader.SELLERS,
    "instytucje": ArticlePage.Reader.INSTITUTIONS,
}


def load_news(days: Days, pictures: dict[str, Image]) -> int:
    """Publish the news that are missing."""
    index = NewsIndexPage.objects.get(locale__language_code="pl")
    profiles = {profile.slug: profile for profile in Profile.objects.filter(demo=True)}
    offers = {offer.title: offer for offer in Product.objects.offers().exclude(demo_key="")}
    made = 0
    for path in sorted((sources.EDITORIAL / "news").glob("*.md")):
        slug = path.stem.split("-", 1)[1]
        if NewsPage.objects.child_of(index).filter(slug=slug).exists():
            continue
        head, text = sources.article(path)
        body: list[tuple[str, Any]] = [("text", sources.rich_text(sources.filled(text)))]
        related = [offers[title] for title in head["related_offers"] if title in offers]
        if related:
            body.append(("offers", {"heading": "Z tego tekstu", "offers": related, "category": "", "limit": 4}))
        about = [profiles[key] for key in head["related_pes"] if key in profiles]
        if about:
            body.append(("profiles", {"heading": "O kim piszemy", "profiles": about}))
        category = head["category"]
        publish(
            index,
            NewsPage(
                title=head["title"],
                slug=slug,
                date=days.day(head["date_offset"]),
                category=category
                if category in NewsPage.Category.values
                else KINDS.get(category, NewsPage.Category.NEWS),
                lead=head["lead"],
                author=head["author_role"],
                picture=pictures[PICTURES[slug]],
                is_example=True,
                body=body,
            ),
        )
        made += 1
    return made


def load_knowledge() -> int:
    """Publish the articles that are missing, and the questions below them."""
    index = ArticleIndexPage.objects.get(locale__language_code="pl")
    made = 0
    for path in sorted((sources.EDITORIAL / "knowledge").glob("*.md")):
        slug = path.stem.split("-", 1)[1]
        if ArticlePage.objects.child_of(index).filter(slug=slug).exists():
            continue
        head, text = sources.article(path)
        year, month = head["law_as_of"].split("-")
        publish(
            index,
            ArticlePage(
                title=head["title"],
                slug=slug,
                reader=READERS[head["audience"]],
                lead=head["lead"],
                law_as_of=f"{year}-{month}-01",
                body=[("text", sources.rich_text(sources.filled(text)))],
            ),
        )
        made += 1
    if not index.body:
        index = ArticleIndexPage.objects.get(pk=index.pk)
        index.body = [
            _questions(group) for group in sources.read_yaml(sources.EDITORIAL / "knowledge/faq.yaml")["groups"]
        ]
        index.save_revision().publish()
    return made


def publish(parent: BasePage, page: BasePage) -> BasePage:
    """Put a page below its parent and let everybody see it."""
    page.locale = parent.locale
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page


def _questions(group: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    items = [{"question": item["q"], "answer": f"<p>{item['a']}</p>"} for item in group["items"]]
    return "questions", {"heading": group["title"], "items": items}
