"""An offer as its seller makes it: from an empty draft to one that ROPS can look at."""

import io
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from pes_profiles.accounts.models import User
from shop.catalogue.models import Category, OfferRevision
from shop.catalogue.services import add_picture, create_offer, submit_revision
from shop.partner.models import Partner
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import CategoryFactory, PartnerFactory
from tests.factories.pes_profiles import MembershipFactory

LEGAL = {
    "producer": {"name": "Spółdzielnia „Próba”", "address": "ul. Próbna 1, 45-001 Opole", "email": "p@example.com"},
    "warnings": ["Nie zostawiać bez nadzoru."],
}


def picture_file(
    name: str = "kubek.jpg", *, size: tuple[int, int] = (64, 48), kind: str = "JPEG"
) -> SimpleUploadedFile:
    """Return a small picture as a form sends it."""
    target = io.BytesIO()
    Image.new("RGB", size, "#7a1640").save(target, kind)
    return SimpleUploadedFile(name, target.getvalue(), content_type="image/jpeg")


def make_draft(
    *, partner: Partner | None = None, by: User | None = None, picture: bool = True, **fields: Any
) -> OfferRevision:
    """Make a draft in which nothing is missing; the seller is an owner of the PES."""
    partner = partner or PartnerFactory()
    by = by or MembershipFactory(profile=partner.profile).user
    category: Category = fields.pop("category", None) or CategoryFactory(required_legal=["producer", "warnings"])
    values = {
        "title": "Kubek z kogutem",
        "description": "Toczymy go z jasnej gliny.\n\nMieści 330 ml.",
        "category": category,
        "legal": LEGAL,
        "facts": [{"name": "Kolor", "value": "kremowy"}],
        "tags": ["kubek"],
        "vat_code": "ZW",
        "price": Decimal("64.00"),
        "stock": 6,
    } | fields
    revision = create_offer(partner, by=by, **values)
    if picture:
        add_picture(revision, picture_file(), alt="Kremowy kubek z kogutem", by=by)
    return revision


def make_submitted(**fields: Any) -> OfferRevision:
    """Make a complete offer that waits for ROPS."""
    revision = make_draft(**fields)
    return submit_revision(revision, by=revision.created_by)


def make_approved(**fields: Any):
    """Make a complete offer on sale."""
    from shop.moderation.services import approve_revision

    return approve_revision(make_submitted(**fields), by=UserFactory(rops=True))
