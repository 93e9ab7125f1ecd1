"""Statements of Polish banks are read; hostile files are refused in words."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shop.statements import formats
from shop.statements.exceptions import (
    EmptyStatementError,
    NotMoneyError,
    StatementError,
    TooLongError,
    UnreadableError,
)
from shop.statements.formats import BankLine, mt940_title, read_money, read_statement

EXPECTED = BankLine(date(2026, 11, 26), 7590, "OPES 100001-1")

MT940 = """:20:MT940
:25:/PL35109000000000000000000000
:28C:00001
:60F:C261125PLN1000,00
:61:2611261126CN75,90N{ref}NONREF
:86:{details}
:61:2611261126DN20,00NTRFNONREF
:86:020~00DOD~20PRAD LISTOPAD
:62F:C261126PLN1055,90
-
"""

CSV = {
    "PKO BP": (
        "cp1250",
        (
            '"Data operacji","Data waluty","Typ transakcji","Kwota","Waluta","Saldo po transakcji","Opis transakcji","",""\n'
            '"2026-11-26","2026-11-26","Przelew na rachunek","+75.90","PLN","+1075.90",'
            '"Rachunek nadawcy: 11 1140","Nazwa nadawcy: ŻÓŁĆ HALINA","Tytuł: OPES 100001-1"\n'
            '"2026-11-26","2026-11-26","Płatność kartą","-20.00","PLN","+1000.00","Tytuł: zakupy","",""\n'
        ),
    ),
    "mBank": (
        "cp1250",
        (
            "mBank S.A. Bankowość Detaliczna;\n;\n#Data księgowania;#Data operacji;#Opis operacji;#Tytuł;#Nadawca/Odbiorca;"
            "#Numer konta;#Kwota;#Saldo po operacji;\n"
            '2026-11-26;2026-11-25;PRZELEW ZEWNĘTRZNY;"OPES 100001-1";"HALINA";\'11114\';75,90;1 075,90;\n'
            '2026-11-26;2026-11-25;PRZELEW WŁASNY;"inne";"JA";\'11114\';-20,00;1 000,00;\n'
        ),
    ),
    "Pekao": (
        "utf-8-sig",
        (
            "Data księgowania;Data waluty;Nadawca / Odbiorca;Adres nadawcy / odbiorcy;Rachunek źródłowy;Rachunek docelowy;"
            "Tytułem;Kwota operacji;Waluta;Numer referencyjny;Typ operacji;Kategoria\n"
            "26.11.2026;26.11.2026;HALINA;OZIMEK;'11';'22';OPES 100001-1;75,90;PLN;C1;PRZELEW;Inne\n"
            "26.11.2026;26.11.2026;HALINA;OZIMEK;'11';'22';OPES 100001-1;75,90;EUR;C2;PRZELEW;Inne\n"
        ),
    ),
    "Santander": (
        "utf-8",
        (
            '2026-11-26,01-11-2026,\'35 1090 0000 0000 0001 2345 6789,FUNDACJA,PLN,"1000,00","1075,90",2,\n'
            '26-11-2026,26-11-2026,OPES 100001-1,HALINA OZIMEK,11 1140,"75,90","1075,90",1,\n'
            '26-11-2026,26-11-2026,PRAD,TAURON,11 1140,"-20,00","1000,00",2,\n'
        ),
    ),
    "ING": (
        "cp1250",
        (
            '"Lista transakcji";;;;;\n;;;\n"Data transakcji";"Data księgowania";"Dane kontrahenta";"Tytuł";"Nr rachunku";'
            '"Nazwa banku";"Szczegóły";"Nr transakcji";"Kwota transakcji (waluta rachunku)";"Waluta"\n'
            '2026-11-25;2026-11-26;" HALINA ";" OPES 100001-1 ";\'11 \';"ING";"PRZELEW";\'20\';75,90;PLN\n'
        ),
    ),
    "Alior": (
        "cp1250",
        (
            "Kryteria transakcji;Zakres dat\nData transakcji;Data księgowania;Nazwa nadawcy;Nazwa odbiorcy;"
            "Szczegóły transakcji;Kwota operacji;Waluta operacji;Kwota w walucie rachunku;Waluta rachunku;Numer\n"
            "25-11-2026;26-11-2026;HALINA;FUNDACJA;OPES 100001-1;75,9;PLN;75,9;PLN;11\n"
        ),
    ),
    "BNP Paribas": (
        "utf-8",
        (
            "Data transakcji;Data zaksięgowania;Data odrzucenia;Kwota;Waluta;Nadawca;Odbiorca;Opis;Produkt;Typ transakcji\n"
            "2026-11-25;2026-11-26;-;75,90;PLN;HALINA;FUNDACJA;OPES 100001-1;Konto;Przelew\n"
        ),
    ),
    "SGB, bank spółdzielczy": (
        "cp1250",
        (
            "Data księgowania;Data operacji;Rodzaj operacji;Tytuł operacji;Kontrahent;Obciążenia;Uznania;Saldo\n"
            "2026-11-26;2026-11-26;Przelew;OPES 100001-1;HALINA;;75,90;1 075,90\n"
            "2026-11-26;2026-11-26;Przelew;PRĄD;TAURON;20,00;;1 000,00\n"
        ),
    ),
}


@pytest.mark.parametrize("bank", CSV)
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_the_csv_of_each_bank_gives_its_incoming_transfer(bank, ends):
    encoding, text = CSV[bank]

    kind, lines = read_statement(text.replace("\n", ends).encode(encoding))

    assert kind == "CSV"
    assert lines == [EXPECTED]


@pytest.mark.parametrize(
    "details",
    [
        "020~00PRZELEW~20OPES 100001-1~32HALINA ŻÓŁĆ~33OZIMEK",
        "020<00PRZELEW<20OPES 10<210001-1<27HALINA<38PL1111",
        "051^00PRZELEW^20OPES 100001-1^30109000^32HALINA",
        "166?00PRZELEW?20OPES 100001-1?32HALINA",
        "OPES 100001-1",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "cp1250"])
def test_mt940_of_every_dialect_gives_its_incoming_transfer(details, encoding):
    kind, lines = read_statement(MT940.format(details=details, ref="TRF").encode(encoding))

    assert kind == "MT940"
    assert lines == [EXPECTED]


def test_a_title_wrapped_over_lines_is_joined():
    assert mt940_title("020~00X~20OPES 1000\n01-1~32HALINA") == "OPES 100001-1"


@pytest.mark.parametrize(
    ("cell", "grosze"),
    [
        ("75,90", 7590),
        ("75.9", 7590),
        ("+75.90 PLN", 7590),
        ("1 234,56 zł", 123456),
        ("1\u00a0234,56", 123456),
        ("1.234,56", 123456),
        ("1,234.56", 123456),
        ("-20,00", -2000),
        ("− 20,00", -2000),
        ("100", 10000),
    ],
)
def test_amounts_are_read_as_banks_write_them(cell, grosze):
    assert read_money(cell) == grosze


@pytest.mark.parametrize("cell", ["", "x", "1e5", "NaN", "1,2,3", "٧٥,٩٠", "99999999999999999", "12,345,6", "--1"])
def test_other_things_are_no_amounts(cell):
    with pytest.raises(NotMoneyError):
        read_money(cell)


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"", UnreadableError),
        (b"%PDF-1.7 x", UnreadableError),
        (b"PK\x03\x04\x00\x00", UnreadableError),
        (b"/etc/passwd", UnreadableError),
        (b"a" * (formats.MAX_BYTES + 1), TooLongError),
        (b"x" * (formats.MAX_CHARS + 1), TooLongError),
        (b"#Data operacji;#Opis operacji;#Kwota\n", EmptyStatementError),
        (b":61:nonsense\n:86:x", UnreadableError),
    ],
)
def test_what_is_no_statement_is_refused(body, error):
    with pytest.raises((error, EmptyStatementError)):
        read_statement(body)


def test_a_file_longer_than_a_statement_is_refused():
    row = "2026-11-26;x;75,90\n"
    with pytest.raises(TooLongError):
        read_statement(("#Data operacji;#Opis operacji;#Kwota\n" + row * (formats.MAX_LINES + 1)).encode())


PIECES = st.sampled_from(
    [
        ":61:2611261126CN75,90NTRFX\n",
        ":86:",
        "~20",
        "\n",
        ";",
        "Data",
        "Kwota",
        "Tytuł",
        "75,90",
        '"',
        "2026-11-26",
        "-}",
        "{1:",
    ]
)


@given(
    st.one_of(
        st.binary(max_size=400),
        st.text(max_size=400).map(lambda text: text.encode("utf-8", "ignore")),
        st.lists(st.one_of(PIECES, st.text(max_size=6)), max_size=40).map(
            lambda parts: "".join(parts).encode("utf-8", "ignore")
        ),
    )
)
@example(b":61:\n")
@example(b'"')
@example(b":20:X\n:61:991399C1,NTRF\n")
@settings(max_examples=400, deadline=None)
def test_any_bytes_are_read_or_refused_and_nothing_else(body):
    with suppress(StatementError):
        _kind, lines = read_statement(body)
        assert all(line.amount > 0 for line in lines)
