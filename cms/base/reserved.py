"""First parts of addresses that belong to other rooms: a page there would be shadowed, so none may be made."""

RESERVED_ROOT_SLUGS = frozenset(
    {
        "admin",
        "api",
        "cms-admin",
        "dokumenty",
        "en",
        "favicon.ico",
        "kanal",
        "kolekcje",
        "konto",
        "koszyk",
        "media",
        "odstap",
        "panel",
        "pes",
        "pl",
        "platnosci",
        "poczta",
        "robots.txt",
        "sitemap.xml",
        "sklep",
        "spotkania",
        "static",
        "szukaj",
        "wspolpraca",
        "wzornik",
        "zamowienie",
        "zapytanie",
        "zdrowie",
    }
)
