"""A share that has arrived, complaints and messages about it, and the files people send."""

from io import BytesIO
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from operations.models import MailMessage
from operations.outbox import drain
from shop.cases import services
from shop.cases.models import Case, Complaint, Side
from shop.fulfilment.forms import new_form_key
from shop.fulfilment.models import VendorOrder
from shop.order.models import Order
from shop.order.tokens import order_token
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import ProductFactory
from tests.factories.order import deliver, order_of, seller_of

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def complain(vo: VendorOrder, *, by=None, **kwargs) -> Complaint:
    """Complain about one piece of each thing of a share."""
    asked = {
        "form_key": new_form_key(),
        "chosen": {line.pk: 1 for line in vo.lines},
        "demand": Complaint.Demand.REPAIR,
        "text": "Pękło ucho.",
    }
    return services.complain(vo, by=by, **asked | kwargs)


def say(case: Case, side: str = Side.BUYER, text: str = "Dzień dobry", **kwargs) -> bool:
    own = Case.objects.get(pk=case.pk)
    key = kwargs.pop("form_key", None) or new_form_key()
    return services.write(own, side=side, by=kwargs.pop("by", None), form_key=key, text=text, **kwargs)


def ask(vo: VendorOrder, side: str = Side.BUYER, text: str = "Kiedy wysyłka?", by=None) -> Case:
    """Begin a thread of messages."""
    return services.write_message(vo, side=side, by=by, form_key=new_form_key(), text=text)


def fresh(thing):
    return type(thing).objects.get(pk=thing.pk)


def letters(kind: str) -> list[MailMessage]:
    while drain(raising=True).done:
        pass
    return list(MailMessage.objects.filter(kind=kind).order_by("pk"))


def picture(name: str = "ucho.jpg", *, size: tuple[int, int] = (400, 300), place: bool = False) -> SimpleUploadedFile:
    """A photograph as a phone sends it, on request with the place where it was taken."""
    file, exif = BytesIO(), Image.Exif()
    if place:
        exif[0x8825] = {1: "N", 2: (50.0, 40.0, 0.0)}
        exif[0x010F] = "Aparat"
    Image.new("RGB", size, "peru").save(file, "JPEG", exif=exif)
    return SimpleUploadedFile(name, file.getvalue(), content_type="image/jpeg")


def pdf(name: str = "paragon.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


@pytest.fixture
def seller(db) -> SimpleNamespace:
    return seller_of()


@pytest.fixture
def other(db) -> SimpleNamespace:
    return seller_of()


@pytest.fixture
def buyer(db):
    return UserFactory()


@pytest.fixture
def moderator(db):
    return UserFactory(rops=True)


@pytest.fixture
def mugs(seller):
    return ProductFactory(partner=seller.partner, title="Kubek")


@pytest.fixture
def guests_order(mugs) -> Order:
    """A guest's three mugs at 20 zł with a courier at 15,90 zł, delivered now."""
    placed = order_of(mugs, quantity=3)
    deliver(placed.vendor_orders.get())
    return Order.objects.get(pk=placed.pk)


@pytest.fixture
def order(mugs, buyer) -> Order:
    """The same of a person with an account."""
    placed = order_of(mugs, quantity=3, by=buyer)
    deliver(placed.vendor_orders.get())
    return Order.objects.get(pk=placed.pk)


@pytest.fixture
def vo(order) -> VendorOrder:
    return VendorOrder.objects.select_related("order").get(order=order)


@pytest.fixture
def complaint(vo, buyer) -> Complaint:
    return complain(vo, by=buyer)


@pytest.fixture
def token(guests_order) -> str:
    return order_token(guests_order)
