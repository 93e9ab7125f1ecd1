"""Units of sale as Polish counts them: 1 komplet, 3 komplety, 5 kompletów.

Sellers type a unit freely. The nouns they use are counted here; an abbreviation ("szt.", "kg") and a word the table
does not know stay as typed, since a wrong ending is worse than none.
"""

import re

#: 1, 2–4 and 5 of each; the rule of the numbers is the one of our message catalogue
_NOUNS = """
    arkusz arkusze arkuszy|bilet bilety biletów|bochenek bochenki bochenków|bon bony bonów|bukiet bukiety bukietów
    butelka butelki butelek|doba doby dób|dokument dokumenty dokumentów|dzień dni dni
    egzemplarz egzemplarze egzemplarzy|godzina godziny godzin|grupa grupy grup|karta karty kart|kartka kartki kartek
    karton kartony kartonów|kilogram kilogramy kilogramów|kilometr kilometry kilometrów|komplet komplety kompletów
    kosz kosze koszy|kostka kostki kostek|kurs kursy kursów|lekcja lekcje lekcji|litr litry litrów|metr metry metrów
    miesiąc miesiące miesięcy|nakład nakłady nakładów|nocleg noclegi noclegów|obiad obiady obiadów|okno okna okien
    opakowanie opakowania opakowań|osoba osoby osób|paczka paczki paczek|pakiet pakiety pakietów|para pary par
    pobyt pobyty pobytów|pokaz pokazy pokazów|pokój pokoje pokojów|porcja porcje porcji|posiłek posiłki posiłków
    przejazd przejazdy przejazdów|pudełko pudełka pudełek|rolka rolki rolek|sesja sesje sesji
    skrzynka skrzynki skrzynek|słoik słoiki słoików|spotkanie spotkania spotkań|strona strony stron
    szkolenie szkolenia szkoleń|sztuka sztuki sztuk|torba torby toreb|torebka torebki torebek|tuzin tuziny tuzinów
    usługa usługi usług|warsztat warsztaty warsztatów|wianek wianki wianków|wizyta wizyty wizyt|worek worki worków
    woreczek woreczki woreczków|wycieczka wycieczki wycieczek|wydarzenie wydarzenia wydarzeń|zabieg zabiegi zabiegów
    zestaw zestawy zestawów|zlecenie zlecenia zleceń|zwrot zwroty zwrotów
"""
_FORMS = {form: tuple(entry.split()) for entry in re.split(r"[|\n]", _NOUNS) if entry.strip() for form in entry.split()}
#: a noun, and what stays as it is after it: "grupa do 20 os.", "osoba/noc"; an adjective would have to change too
_FIRST_NOUN = re.compile(r"(\w+)(\s*/.*|\s+(?:do|od|po|z|ze|na|w|we|dla|o)\s.*|\s*[\d(].*)?", re.DOTALL)


def units(unit: str, quantity: int) -> str:
    """Return a unit as it stands after a number: `komplety` for 3 of "komplet"."""
    found = _split(unit)
    if found is None:
        return unit
    (one, few, many), rest = found
    return _form(quantity, one, few, many) + rest


def one_unit(unit: str) -> str:
    """Return a unit as it stands after "za", the price of one: `porcję` for "porcja"."""
    found = _split(unit)
    if found is None:
        return unit
    (one, _few, _many), rest = found
    return (one[:-1] + "ę" if one.endswith("a") else one) + rest


def _split(unit: str) -> tuple[tuple[str, ...], str] | None:
    match = _FIRST_NOUN.fullmatch(unit.strip())
    forms = _FORMS.get(match[1].lower()) if match else None
    return (forms, match[2] or "") if match and forms else None


def _form(quantity: int, one: str, few: str, many: str) -> str:
    number = abs(quantity)
    if number == 1:
        return one
    return few if number % 10 in {2, 3, 4} and number % 100 not in {12, 13, 14} else many
