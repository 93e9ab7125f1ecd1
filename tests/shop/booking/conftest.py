"""A seller with a service on booking, its slots, and what a form of a buyer sends."""

from datetime import timedelta
from secrets import token_urlsafe
from types import SimpleNamespace

import pytest
from django.urls import reverse

from operations.clock import now
from operations.models import MailMessage
from operations.outbox import drain
from shop.booking import services
from shop.booking.models import Booking, BookingSlot
from shop.catalogue.models import Product, SaleMode
from tests.factories.catalogue import ProductFactory
from tests.factories.order import seller_of


def service(**fields) -> Product:
    return ProductFactory(sale_mode=SaleMode.BOOKING, **{"lead_days": 0} | fields)


def slot_of(offer: Product, *, days: float = 10, places: int = 2, **fields) -> BookingSlot:
    begins = now() + timedelta(days=days)
    return BookingSlot.objects.create(
        offer=offer, starts_at=begins, ends_at=begins + timedelta(hours=2), places=places, **fields
    )


def booked(slot: BookingSlot, *, by=None, **given) -> Booking:
    words = {"form_key": token_urlsafe(32), "people": 1, "name": "Ola Gość", "email": "ola@example.com"}
    return services.book(slot.offer, slot.pk, by=by, **words | given)


def sent(**given) -> dict:
    words = {"name": "Ola Gość", "email": "Ola@example.com", "phone": "770 004 512", "people": "1", "note": "Z wózkiem"}
    return words | {"key": token_urlsafe(32)} | given


def address(slot: BookingSlot, *, offer: Product | None = None) -> str:
    return reverse("booking:book", args=[(offer or slot.offer).pk, slot.pk])


def status_of(booking: Booking) -> str:
    return reverse("booking:status", args=[booking.token])


def taken(slot: BookingSlot) -> int:
    return BookingSlot.objects.get(pk=slot.pk).taken


def letters(kind: str) -> list[MailMessage]:
    while drain(raising=True).done:
        pass
    return list(MailMessage.objects.filter(kind=kind).order_by("pk"))


@pytest.fixture
def seller(db) -> SimpleNamespace:
    return seller_of()


@pytest.fixture
def offer(seller) -> Product:
    return service(partner=seller.partner, title="Warsztat ceramiki")


@pytest.fixture
def slot(offer) -> BookingSlot:
    return slot_of(offer)
