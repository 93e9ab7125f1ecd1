"""The banks' code: what it says, and that it can be read back."""

from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest
import qrcode
from django.urls import reverse

from shop.fulfilment.models import VendorOrder
from shop.order.tokens import order_token
from shop.payments import transfer
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import ProductFactory
from tests.factories.order import order_of

pytestmark = pytest.mark.django_db


def with_total(vo: VendorOrder, total: str, **seller: str) -> VendorOrder:
    vo.total_gross = Decimal(total)
    vo.seller = vo.seller | seller
    return vo


def test_the_code_says_what_the_recommendation_asks(by_transfer):
    seller = by_transfer.seller

    fields = transfer.qr_payload(by_transfer).split("|")

    assert fields == [
        seller["nip"],
        "PL",
        seller["nrb"],
        "003590",
        seller["legal_name"][:20].strip(),
        "OPES 100001-1",
        "",
        "",
        "",
    ]
    assert len(seller["nrb"]) == 26


def test_bars_and_lengths_of_a_name_cannot_break_the_code(by_transfer):
    vo = with_total(by_transfer, "1.00", legal_name="A|B  Spółdzielnia Socjalna „Żółw”")

    assert transfer.qr_payload(vo).split("|")[4] == "A B Spółdzielnia Soc"
    assert transfer.qr_payload(vo).count("|") == 8


def test_an_account_with_spaces_is_the_same_account(by_transfer):
    plain = by_transfer.seller["nrb"]
    spaced = f"{plain[:2]} {plain[2:6]} {plain[6:]}"

    assert transfer.qr_payload(with_total(by_transfer, "1.00", nrb=spaced)).split("|")[2] == plain


@pytest.mark.parametrize(("total", "amount"), [("0.01", "000001"), ("9999.99", "999999"), ("10000.00", None)])
def test_a_code_holds_six_digits_of_grosze(by_transfer, total, amount):
    payload = transfer.qr_payload(with_total(by_transfer, total))

    assert (payload and payload.split("|")[3]) == amount
    assert (transfer.qr_svg(by_transfer) is None) is (amount is None)


@pytest.mark.parametrize("nrb", ["", "123", "PL00"])
def test_without_an_account_there_is_no_code(by_transfer, nrb):
    assert transfer.qr_payload(with_total(by_transfer, "1.00", nrb=nrb)) is None


def test_the_squares_read_back_are_the_transfer(by_transfer):
    payload = transfer.qr_payload(by_transfer)

    assert read(transfer.qr_code(payload).matrix) == payload


def test_control_the_reader_reads_another_maker_s_squares_too(by_transfer):
    payload = transfer.qr_payload(by_transfer)
    theirs = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_L, border=0)
    theirs.add_data(payload.encode(), optimize=0)
    theirs.make()

    assert read(theirs.get_matrix()) == payload


def test_the_drawing_has_no_style_and_no_script(by_transfer):
    svg = transfer.qr_svg(by_transfer)

    root = ET.fromstring(svg)
    assert root.tag.endswith("svg")
    assert "style" not in svg
    assert "script" not in svg


def test_a_guest_gets_the_code_of_his_share_and_no_store_keeps_it(client, by_transfer):
    response = client.get(reverse("payments:qr", args=[by_transfer.number]), {"token": order_token(by_transfer.order)})

    assert response.status_code == 200
    assert response["Content-Type"] == "image/svg+xml"
    assert "no-store" in response["Cache-Control"]


def test_a_member_gets_the_code_without_a_token(client):
    buyer = UserFactory()
    vo = order_of(ProductFactory(), by=buyer).vendor_orders.get()
    client.force_login(buyer)

    assert client.get(reverse("payments:qr", args=[vo.number])).status_code == 200


def test_there_is_no_code_above_its_limit(client, by_transfer):
    VendorOrder.objects.update(goods_gross=Decimal("20000.00"), total_gross=Decimal("20015.90"))

    response = client.get(reverse("payments:qr", args=[by_transfer.number]), {"token": order_token(by_transfer.order)})

    assert response.status_code == 404


# --- A reader of codes, small and slow: one block or several, level L, bytes ---

#: version -> (error correction words of a block, data words of each block), from ISO/IEC 18004, level L
BLOCKS = {3: (15, [55]), 4: (20, [80]), 5: (26, [108]), 6: (18, [68, 68]), 7: (20, [78, 78])}
MASKS = [
    lambda i, j: (i + j) % 2 == 0,
    lambda i, j: i % 2 == 0,
    lambda i, j: j % 3 == 0,
    lambda i, j: (i + j) % 3 == 0,
    lambda i, j: (i // 2 + j // 3) % 2 == 0,
    lambda i, j: i * j % 2 + i * j % 3 == 0,
    lambda i, j: (i * j % 2 + i * j % 3) % 2 == 0,
    lambda i, j: ((i + j) % 2 + i * j % 3) % 2 == 0,
]


def read(matrix) -> str:
    """Read the text out of the squares, knowing only what a scanner knows."""
    squares = [[bool(dot) for dot in row] for row in matrix]
    size = len(squares)
    version = (size - 17) // 4
    mask = 0
    for column in (2, 3, 4):  # the format words beside the upper left finder, themselves masked by 101 for these bits
        mask = mask * 2 + squares[8][column]
    mask ^= 0b101
    bits = [squares[i][j] ^ MASKS[mask](i, j) for i, j in path(size, version)]
    words = [int("".join("01"[bit] for bit in bits[n : n + 8]), 2) for n in range(0, len(bits) - 7, 8)]

    _correction, lengths = BLOCKS[version]
    blocks = [[] for _ in lengths]
    position = 0
    for index in range(max(lengths)):
        for block, length in zip(blocks, lengths, strict=True):
            if index < length:
                block.append(words[position])
                position += 1
    stream = "".join(f"{word:08b}" for block in blocks for word in block)
    assert stream[:4] == "0100"  # bytes
    length = int(stream[4:12], 2)
    return bytes(int(stream[12 + 8 * n : 20 + 8 * n], 2) for n in range(length)).decode()


def path(size: int, version: int):
    """Yield the squares that hold data, in the order in which they are written."""
    centre = size - 7
    reserved = set()
    for i in range(size):
        for j in range(size):
            finder = (i < 9 and j < 9) or (i < 9 and j >= size - 8) or (i >= size - 8 and j < 9)
            timing = 6 in {i, j}
            aligned = version > 1 and abs(i - centre) <= 2 and abs(j - centre) <= 2
            numbered = version >= 7 and ((i < 6 and j >= size - 11) or (j < 6 and i >= size - 11))
            if finder or timing or aligned or numbered:
                reserved.add((i, j))
    upward, column = True, size - 1
    while column > 0:
        if column == 6:
            column -= 1
        for i in range(size - 1, -1, -1) if upward else range(size):
            for j in (column, column - 1):
                if (i, j) not in reserved:
                    yield i, j
        upward, column = not upward, column - 2
