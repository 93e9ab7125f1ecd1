"""Legal documents with their versions, the front page with pictures, and whom to write to."""

import re
from typing import Any

from wagtail.models import Site

from cms.base.models import PortalSettings
from cms.media.models import Image
from cms.pages.models import HomePage, LegalPage, LegalVersionPage, NewsPage
from cms.pages.services import publish_legal_version
from config.demo import sources
from config.demo.anchor import Days
from pes_profiles.models import Profile

DOCUMENTS = {
    LegalPage.Kind.BUYER_TERMS: "regulamin-kupujacych",
    LegalPage.Kind.SELLER_TERMS: "regulamin-sprzedawcow",
    LegalPage.Kind.PRIVACY: "polityka-prywatnosci",
    LegalPage.Kind.WITHDRAWAL: "odstapienie-pouczenie-i-wzor",
    LegalPage.Kind.SELLER_RULES: "zasady-sprzedawcy-wedlug-rodzaju",
    LegalPage.Kind.DUTIES: "tabela-kto-za-co",
    LegalPage.Kind.DATA_PROCESSING: "powierzenie-przetwarzania",
    LegalPage.Kind.IMAGE_CONSENT: "zgoda-na-wizerunek",
}
#: where the documents' links to each other lead
ADDRESSES = {
    "polityka-prywatnosci": "/regulamin/prywatnosc/",
    "odstapienie-pouczenie-i-wzor": "/regulamin/odstapienie/",
    "powierzenie-przetwarzania": "/regulamin/powierzenie/",
    "deklaracja-dostepnosci": "/dostepnosc/",
    "cookies": "/ciasteczka/",
}
VERSION, FORMER = "1.0", "0.9"
CONTACT = {
    "address": "ul. Przykładowa 1, 45-001 Opole (adres przykładowy)",
    "phone": "77 000 10 00",
    "email": "kontakt@opes.example",
    "hours": "poniedziałek–piątek 7.30–15.30",
    "accessibility_email": "dostepnosc@opes.example",
    "data_protection_email": "iod@opes.example",
    "contact_point_email": "dsa@opes.example",
    "bip_url": "https://bip.rops-opole.pl/",
}
SHOWN_PES = ("gliniany-kogut", "brzeczaca-laka", "szprychowisko", "malwowe-podworko", "papierowy-zuraw", "lsniacy-dab")


def load_legal(days: Days) -> int:
    """Publish the documents, and of the buyers' terms also the version before."""
    before = LegalVersionPage.objects.count()
    for kind, name in DOCUMENTS.items():
        head, text = document(name)
        changes = ""
        if kind == LegalPage.Kind.BUYER_TERMS:
            former, last = _without_last_paragraph(text)
            publish_legal_version(
                kind,
                version=FORMER,
                valid_from=days.day(-520),
                html=sources.rich_text(former),
                status=head["status"],
            )
            changes = f"Doszedł paragraf „{last}”."
        publish_legal_version(
            kind,
            version=VERSION,
            valid_from=days.day(-400),
            html=sources.rich_text(text),
            status=head["status"],
            changes=changes,
        )
    return LegalVersionPage.objects.count() - before


def document(name: str) -> tuple[dict[str, Any], str]:
    """Return the head and the text of a legal document: other files included, sample values filled in."""
    head, text = sources.article(sources.EDITORIAL / "legal" / f"{name}.md")
    text = re.sub(r"<!-- include: (\S+)\.md -->", lambda found: document(found[1])[1], text)
    # The page says by itself that it is a draft, and from when it holds.
    text = re.sub(r"(?m)^> \*\*Projekt.*\n", "", text)
    text = re.sub(r"(?s)<!--.*?-->", "", text)
    text = re.sub(r"\]\(([\w-]+)\)", lambda link: f"]({ADDRESSES[link[1]]})", text)
    text = text.replace("[ ]", "☐")
    return head, sources.filled(text).strip()


def load_contact() -> None:
    """Say whom to write to, where nobody has said it yet."""
    settings = PortalSettings.for_site(Site.objects.get(is_default_site=True))
    if not settings.email:
        for name, value in CONTACT.items():
            setattr(settings, name, value)
        settings.save()


def load_home(pictures: dict[str, Image]) -> None:
    """Put pictures, a story and six PES on the front page, unless an editor has already chosen pictures."""
    for home in HomePage.objects.filter(picture__isnull=True):
        home.picture = pictures["editorial-hero-stragan"]
        home.second_picture = pictures["editorial-kosz-sezonowy"]
        home.social_image = pictures["editorial-targi"]
        if home.locale.language_code == "pl":
            home.body = _with_story([(block.block_type, block.value) for block in home.body])
        home.save_revision().publish()


def _with_story(body: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    story = NewsPage.objects.filter(slug="pracownia-gliniany-kogut").first()
    known = {profile.slug: profile for profile in Profile.objects.filter(slug__in=SHOWN_PES)}
    shown = [known[slug] for slug in SHOWN_PES if slug in known]
    extra: list[tuple[str, Any]] = []
    if story:
        extra.append(("story", {"kicker": "Poznaj pracownię", "heading": "", "page": story, "image": None, "link": ""}))
    if shown:
        extra.append(("profiles", {"heading": "Od kogo kupujesz", "profiles": shown}))
    at = next((number for number, (kind, _value) in enumerate(body) if kind == "steps"), len(body))
    return [*body[:at], *extra, *body[at:]]


def _without_last_paragraph(text: str) -> tuple[str, str]:
    """Return the text up to its last numbered heading, and that heading."""
    former, _mark, rest = text.rpartition("\n## §")
    return former, "§" + rest.splitlines()[0]
