"""An issued invoice as the FA(3) file of the state's system of invoices (KSeF): our port to it.

Built from the content of the paper alone. Rows carry gross amounts (P_9B, P_11A), as art. 106e ust. 7 of the act on VAT
lets those do who sell at gross prices; net and VAT stand once for each rate. Source: logical structure FA(3) 1-0E of
25 June 2025; its XSD comes with `ksef-client`. Nothing is sent from here: the seller hands the file in.
"""

from datetime import UTC, datetime
from decimal import Decimal
from xml.etree import ElementTree as ET

from ksef_client.documents.fa3 import FA3XmlValidationError, validate_fa3_xml_xsd
from ksef_client.utils.ksef_number import validate_ksef_number

from operations.money import to_zloty
from shop.documents.exceptions import KsefError
from shop.documents.models import Content, Document
from shop.documents.tables import Row

NAMESPACE = "http://crd.gov.pl/wzor/2025/06/25/13775/"
SYSTEM = "OPES"
RATES = {"23": "23", "8": "8", "5": "5", "0": "0 KR", "ZW": "zw", "NP": "np I"}
#: net and VAT of a rate; in the order of the schema
SUMS = {
    "23": ("P_13_1", "P_14_1"),
    "8": ("P_13_2", "P_14_2"),
    "5": ("P_13_3", "P_14_3"),
    "0": ("P_13_6_1", ""),
    "ZW": ("P_13_7", ""),
    "NP": ("P_13_8", ""),
}
#: TFormaPlatnosci: 2 card, 6 transfer
WAYS = {"TRANSFER": "6", "TRANSFER_DEFERRED": "6", "STRIPE": "2"}
#: role of Podmiot3: a unit of a commune that receives (8); any other recipient (2)
UNIT, RECIPIENT = "8", "2"


def has_file(document: Document) -> bool:
    """Whether a paper may be handed in: an invoice of ours or its correction; bills stay outside of KSeF."""
    kind = document.content.get("of_kind", document.kind)
    return document.is_ours and kind == Document.Kind.INVOICE


def invoice_xml(document: Document) -> bytes:
    """Return the file of an issued invoice or correction, the same at every call.

    Raises:
        KsefError: the paper is not one for KSeF, or the schema refuses it; the words say why.
    """
    if not has_file(document):
        raise KsefError(document.number)
    root = ET.Element("Faktura", {"xmlns": NAMESPACE})
    _header(root, document.created_at)
    said = document.content
    _seller(root, said)
    _buyer(root, said)
    _recipient(root, said)
    _invoice(root, said)
    if said["footer"]:
        _put(_node(_node(root, "Stopka"), "Informacje"), StopkaFaktury=said["footer"])
    xml = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    check_xml(xml)
    return xml


def check_xml(xml: bytes) -> None:
    """Hold a file against the schema that the ministry publishes.

    Raises:
        KsefError: the schema's own words.
    """
    try:
        validate_fa3_xml_xsd(xml)
    except FA3XmlValidationError as error:
        raise KsefError(str(error)) from error


def is_ksef_number(text: str) -> bool:
    """Whether a number can be one of KSeF's: its form and its check digits."""
    return bool(validate_ksef_number(text).is_valid)


# --- How it is done ---


def _header(root: ET.Element, made_at: datetime) -> None:
    header = _node(root, "Naglowek")
    form = ET.SubElement(header, "KodFormularza", {"kodSystemowy": "FA (3)", "wersjaSchemy": "1-0E"})
    form.text = "FA"
    moment = made_at.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat()
    _put(header, WariantFormularza="3", DataWytworzeniaFa=f"{moment}Z", SystemInfo=SYSTEM)


def _seller(root: ET.Element, said: Content) -> None:
    seller = said["seller"]
    node = _node(root, "Podmiot1")
    _put(_node(node, "DaneIdentyfikacyjne"), NIP=seller["nip"], Nazwa=seller["name"])
    _address(node, seller["address"])


def _buyer(root: ET.Element, said: Content) -> None:
    buyer, recipient = said["buyer"], said["recipient"]
    node = _node(root, "Podmiot2")
    _identity(node, buyer)
    _address(node, buyer["address"])
    # A commune that names the receiving unit says so, and then Podmiot3 has to follow.
    _put(node, JST="1" if buyer["is_public"] and recipient else "2", GV="2")


def _recipient(root: ET.Element, said: Content) -> None:
    recipient = said["recipient"]
    if not recipient:
        return
    node = _node(root, "Podmiot3")
    _identity(node, recipient)
    _address(node, recipient["address"])
    _put(node, Rola=UNIT if said["buyer"]["is_public"] else RECIPIENT)


def _identity(node: ET.Element, party: Content) -> None:
    own = _node(node, "DaneIdentyfikacyjne")
    if party.get("nip"):
        _put(own, NIP=party["nip"])
    elif party.get("internal_id"):
        _put(own, IDWew=party["internal_id"])
    else:
        _put(own, BrakID="1")
    _put(own, Nazwa=party["name"])


def _address(node: ET.Element, address: str) -> None:
    if address:
        _put(_node(node, "Adres"), KodKraju="PL", AdresL1=address)


def _invoice(root: ET.Element, said: Content) -> None:
    fa = _node(root, "Fa")
    _put(fa, KodWaluty="PLN", P_1=said["issued_on"], P_2=said["number"])
    if said.get("sold_on"):
        _put(fa, P_6=said["sold_on"])
    by_rate = {rate["rate"]: rate for rate in said["rates"]}
    for code, (net, vat) in SUMS.items():
        if code in by_rate:
            _put(fa, **{net: _zl(by_rate[code]["net"])})
            if vat:
                _put(fa, **{vat: _zl(by_rate[code]["vat"])})
    _put(fa, P_15=_zl(said["total"]["gross"]))
    _annotations(fa, said)
    is_correction = said["kind"] == Document.Kind.CORRECTION
    _put(fa, RodzajFaktury="KOR" if is_correction else "VAT")
    if is_correction:
        _corrected(fa, said)
    for name, value in (("Zamówienie", said["share"]), ("Zamówienie nabywcy", said["purchase_order_no"])):
        if value:
            _put(_node(fa, "DodatkowyOpis"), Klucz=name, Wartosc=value)
    for place, row in enumerate(said["rows"], start=1):
        _row(fa, place, row)
    if not is_correction:
        _payment(fa, said)


def _annotations(fa: ET.Element, said: Content) -> None:
    node = _node(fa, "Adnotacje")
    _put(node, P_16="2", P_17="2", P_18="2", P_18A="1" if said.get("split_payment") else "2")
    exempt = _node(node, "Zwolnienie")
    if any(rate["rate"] == "ZW" for rate in said["rates"]):
        _put(exempt, P_19="1", P_19A=said["basis"])
    else:
        _put(exempt, P_19N="1")
    _put(_node(node, "NoweSrodkiTransportu"), P_22N="1")
    _put(node, P_23="2")
    _put(_node(node, "PMarzy"), P_PMarzyN="1")


def _corrected(fa: ET.Element, said: Content) -> None:
    _put(fa, PrzyczynaKorekty=said["reason"])
    node, first = _node(fa, "DaneFaKorygowanej"), said["corrects"]
    _put(node, DataWystFaKorygowanej=first["issued_on"], NrFaKorygowanej=first["number"])
    if first["ksef_number"]:
        _put(node, NrKSeF="1", NrKSeFFaKorygowanej=first["ksef_number"])
    else:
        _put(node, NrKSeFN="1")


def _row(fa: ET.Element, place: int, row: Row) -> None:
    _put(
        _node(fa, "FaWiersz"),
        NrWierszaFa=str(place),
        P_7=row["title"],
        P_8A=row["unit"],
        P_8B=str(row["quantity"]),
        P_9B=_zl(row["unit_gross"]),
        P_11A=_zl(row["gross"]),
        P_12=RATES[row["rate"]],
    )


def _payment(fa: ET.Element, said: Content) -> None:
    payment = said["payment"]
    node = _node(fa, "Platnosc")
    if payment["paid_on"]:
        _put(node, Zaplacono="1", DataZaplaty=payment["paid_on"])
    elif payment["due_on"]:
        _put(_node(node, "TerminPlatnosci"), Termin=payment["due_on"])
    if payment["way"] in WAYS:
        _put(node, FormaPlatnosci=WAYS[payment["way"]])
    else:
        _put(node, PlatnoscInna="1", OpisPlatnosci=payment["way"])
    if said["seller"]["nrb"]:
        _put(_node(node, "RachunekBankowy"), NrRB=said["seller"]["nrb"])


def _node(parent: ET.Element, tag: str) -> ET.Element:
    return ET.SubElement(parent, tag)


def _put(parent: ET.Element, **values: str) -> None:
    for tag, text in values.items():
        ET.SubElement(parent, tag).text = text


def _zl(grosze: int) -> str:
    amount: Decimal = to_zloty(grosze)
    return str(amount)
