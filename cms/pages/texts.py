"""The words an empty portal starts with. Editors change them in the back office; a second start changes nothing back."""

from typing import Any

HOME: dict[str, dict[str, str]] = {
    "pl": {
        "seo_title": "Produkty i usługi ekonomii społecznej z Opolszczyzny",
        "search_description": "Jeden regionalny sklep ze wszystkim, co robią spółdzielnie socjalne, warsztaty, zakłady, fundacje i koła gospodyń w województwie opolskim.",
        "sentence": "Kup coś dobrego od ludzi, którzy mieszkają niedaleko.",
        "lead": "Rękodzieło, jedzenie i usługi od podmiotów ekonomii społecznej z całego województwa opolskiego. Płacisz prosto do sprzedawcy.",
        "examples": "pierogi, sprzątanie biura, sala na szkolenie w Nysie",
    },
    "en": {
        "seo_title": "Goods and services of the social economy of the Opole region",
        "search_description": "One regional shop for everything made by social co-operatives, workshops, foundations and village women's circles of the Opole region.",
        "sentence": "Buy something good from people who live nearby.",
        "lead": "Crafts, food and services from social economy entities of the whole Opole region. You pay straight to the seller.",
        "examples": "pierogi, sprzątanie biura, miód",
    },
}

_HEADINGS = {
    "pl": {
        "offers": "Prosto z pracowni",
        "offers_more": "Zobacz wszystkie rzeczy",
        "services": "Usługi dla biura, szkoły i gminy",
        "services_more": "Wszystkie usługi",
        "fairs": "Nie ma teraz zaplanowanych targów. Zobacz, jak było na ostatnich.",
        "how": "Jedno zamówienie, kilku sprzedawców",
        "steps": [
            "<p><b>Wybierasz</b> rzeczy od różnych sprzedawców.</p>",
            "<p><b>Składasz</b> jedno zamówienie.</p>",
            "<p><b>Każdy sprzedawca</b> dostaje zapłatę i wysyła swoją część.</p>",
            "<p><b>Stan wszystkich paczek</b> widzisz w jednym miejscu.</p>",
        ],
        "powiaty": "Kto działa w Twojej gminie",
        "powiaty_text": "Wybierz powiat. Liczba pokazuje, ile podmiotów tam działa lub dojeżdża.",
        "news": "Co nowego",
        "prefix": "",
    },
    "en": {
        "offers": "Straight from the workshop",
        "offers_more": "See everything",
        "services": "Services for an office, a school, a commune",
        "services_more": "All services",
        "fairs": "No fair is planned now. See how the last ones were.",
        "how": "One order, several sellers",
        "steps": [
            "<p><b>You choose</b> things from different sellers.</p>",
            "<p><b>You place</b> one order.</p>",
            "<p><b>Each seller</b> is paid and sends their part.</p>",
            "<p><b>You see</b> all parcels in one place.</p>",
        ],
        "powiaty": "Who works in your commune",
        "powiaty_text": "Choose a county. The number shows how many entities work there or come.",
        "news": "News",
        "prefix": "/en",
    },
}
SERVICE_CATEGORIES = ["catering", "sprzatanie", "zielen", "poligrafia", "archiwizacja", "sale"]


def home_body(language: str) -> list[tuple[str, Any]]:
    """Return the blocks of a new front page: everything on it is live, nothing has to be typed."""
    words = _HEADINGS[language]
    shop = f"{words['prefix']}/sklep/"

    def link(label: str, address: str) -> dict[str, Any]:
        return {"label": label, "page": None, "address": address}

    return [
        ("sections", {}),
        (
            "offers",
            {
                "heading": words["offers"],
                "offers": [],
                "category": "",
                "limit": 8,
                "more": link(words["offers_more"], shop),
            },
        ),
        ("fairs", {"limit": 1, "empty": words["fairs"]}),
        (
            "services",
            {
                "heading": words["services"],
                "categories": SERVICE_CATEGORIES,
                "more": link(words["services_more"], shop),
                "ask": "",
                "ask_button": link("", ""),
            },
        ),
        ("steps", {"heading": words["how"], "items": words["steps"]}),
        ("powiaty", {"heading": words["powiaty"], "text": words["powiaty_text"]}),
        ("news", {"heading": words["news"], "limit": 3}),
    ]


KNOWLEDGE_INTRO = "Poradniki dla kupujących, podmiotów i instytucji."
FAIRS_INTRO = "Targi i kiermasze, na których spotkasz wystawców z całego województwa."
LEGAL_INTRO = "Tu są wszystkie regulaminy i dokumenty portalu, także poprzednie wersje."

#: kind, slug, title
LEGAL_DOCUMENTS = (
    ("BUYER_TERMS", "kupujacy", "Regulamin dla kupujących"),
    ("SELLER_TERMS", "sprzedawcy", "Regulamin dla sprzedawców"),
    ("PRIVACY", "prywatnosc", "Polityka prywatności"),
    ("WITHDRAWAL", "odstapienie", "Odstąpienie od umowy: pouczenie i wzór"),
    ("SELLER_RULES", "zasady-sprzedawcy", "Zasady sprzedawcy według rodzaju"),
    ("DUTIES", "kto-za-co", "Kto za co odpowiada"),
    ("DATA_PROCESSING", "powierzenie", "Powierzenie przetwarzania danych"),
    ("IMAGE_CONSENT", "zgoda-na-wizerunek", "Zgoda na wizerunek"),
)

DECLARATION = {
    "subject": "Regionalny Ośrodek Polityki Społecznej w Opolu",
    "site_url": "https://opes.example/",
    "conformance": "PARTIAL",
    "inaccessible": "<p>Część zdjęć i opisów ofert przygotowują sprzedawcy. Sprawdzamy je przed publikacją, ale możemy coś przeoczyć.</p>",
    "auditor": "podmiot publiczny (samoocena)",
    "shortcuts": "Portal nie ma własnych skrótów klawiszowych.",
    "person": "koordynator dostępności",
    "email": "dostepnosc@opes.example",
    "phone": "77 000 10 00",
}

ABOUT = """
<p>W Opolskiem działają spółdzielnie, zakłady, warsztaty, fundacje i koła, które zarabiają na cel społeczny. Do tej pory trudno było je znaleźć. Zebraliśmy je w jednym miejscu, sprawdziliśmy dane i dodaliśmy koszyk.</p>
<h2>Kto prowadzi portal</h2>
<p>Regionalny Ośrodek Polityki Społecznej w Opolu. Portal nie pobiera prowizji i nie przyjmuje zapłaty za sprzedawców: pieniądze trafiają prosto do podmiotu, od którego kupujesz.</p>
"""
INSTITUTIONS = """
<p>Sprzątanie, druk, catering, zieleń, archiwum, szkolenie. Sprawdź, ile podmiotów społecznych może to zrobić.</p>
<h2>Zamówienia społecznie odpowiedzialne</h2>
<p>Podmioty ekonomii społecznej mogą startować w zamówieniach zastrzeżonych, a poniżej progu ustawowego możesz zaprosić je wprost. Opisujemy to w dziale „Wiedza”.</p>
<h2>Porozmawiaj z doradcą</h2>
<p>Przeczytamy opis przedmiotu i powiemy, co przeszkadza małym wykonawcom. Bezpłatnie.</p>
"""
CONTACT = """
<p>Najszybciej odpowie ten, kogo sprawa dotyczy. W kwestii zamówienia napisz najpierw do sprzedawcy: jego dane są przy każdej ofercie i każdej części zamówienia.</p>
<h2>Możesz też przyjść</h2>
<p>Budynek opisujemy w deklaracji dostępności: wejście, winda, toaleta, pętla indukcyjna. Jeśli potrzebujesz tłumacza języka migowego, napisz trzy dni wcześniej.</p>
"""
COOKIES = """
<p>Portal zapisuje w przeglądarce tylko to, bez czego nie działa: koszyk, zalogowanie i ochronę formularzy. Nie ma ciasteczek statystycznych ani reklamowych, dlatego nie pytamy o zgodę.</p>
<h2>Niezbędne ciasteczka</h2>
<ul>
<li><b>sessionid</b>: zalogowanie i kolejne kroki zamówienia; 14 dni albo do wylogowania</li>
<li><b>csrftoken</b>: ochrona formularzy przed podszyciem się; rok</li>
<li><b>oscar_open_basket</b>: koszyk, zanim się zalogujesz; 30 dni</li>
<li><b>messages</b>: jedno zdanie o tym, co się stało, na przykład „Dodano do koszyka”; do następnej strony</li>
</ul>
<h2>Pamięć przeglądarki</h2>
<p>Ostatnio oglądane oferty i ostatnie wyszukiwania zapisuje sama przeglądarka. Nie wysyła ich do nas, a usuniesz je razem z danymi strony.</p>
"""

STANDARD_PAGES: tuple[dict[str, Any], ...] = (
    {"slug": "o-portalu", "title": "O portalu", "body": [("text", ABOUT)]},
    {"slug": "kontakt", "title": "Kontakt", "body": [("text", CONTACT)], "show_contact": True},
    {"slug": "dla-instytucji", "title": "Dla instytucji i firm", "body": [("text", INSTITUTIONS)]},
    {"slug": "ciasteczka", "title": "Ciasteczka", "body": [("text", COOKIES)]},
)
