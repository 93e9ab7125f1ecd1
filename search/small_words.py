"""Words that say nothing by themselves."""

SMALL_WORDS = frozenset(
    [
        "a",
        "albo",
        "bez",
        "dla",
        "do",
        "i",
        "lub",
        "na",
        "nad",
        "o",
        "od",
        "oraz",
        "po",
        "pod",
        "przez",
        "przy",
        "u",
        "w",
        "we",
        "z",
        "za",
        "ze",
    ]
)

#: what a number counts, in "dla 40 osób" and "1000 szt"
UNITS = frozenset(
    [
        "szt",
        "sztuk",
        "sztuki",
        "sztuka",
        "osob",
        "osoby",
        "osoba",
        "os",
        "egz",
        "kg",
        "dag",
        "g",
        "l",
        "ml",
        "zl",
        "cm",
        "mm",
        "m",
        "m2",
        "km",
    ]
)

#: what people add to what they look for, by its key
CHATTER = frozenset(
    [
        "cena",
        "dobry",
        "gdzie",
        "ile",
        "kosztowac",
        "kupic",
        "najlepszy",
        "pilnie",
        "pilny",
        "poblize",
        "polecac",
        "polecany",
        "potrzebowac",
        "szukac",
        "szybko",
        "tani",
        "tanio",
    ]
)
