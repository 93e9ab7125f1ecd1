"""Sellers, what they sell and how they deliver it. An offer is public unless a test says otherwise."""

from decimal import Decimal
from typing import Any

import factory
from oscar.core.loading import get_model

from operations.clock import now
from shop.catalogue.models import (
    Availability,
    Category,
    OfferRevision,
    Product,
    ReviewState,
    SaleMode,
    Structure,
)
from shop.partner.models import DeliveryWay, Partner, StockRecord
from tests.factories.pes_profiles import ProfileFactory

ProductClass = get_model("catalogue", "ProductClass")


class PartnerFactory(factory.django.DjangoModelFactory):
    """A PES that sells. `courier=False` leaves it without any delivery way; `vat_payer=True` charges VAT."""

    class Meta:
        model = Partner
        skip_postgeneration_save = True

    class Params:
        vat_payer = factory.Trait(profile__legal_entity__vat_payer=True)

    profile = factory.SubFactory(ProfileFactory)
    name = factory.LazyAttribute(lambda partner: partner.profile.short_name)
    code = factory.LazyAttribute(lambda partner: partner.profile.slug)
    payment_methods = factory.LazyFunction(lambda: ["TRANSFER", "SANDBOX"])

    @factory.post_generation
    def courier(self, create: bool, extracted: bool | None, **kwargs: Any) -> None:
        if create and extracted is not False:
            DeliveryWayFactory(partner=self)


class DeliveryWayFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DeliveryWay
        django_get_or_create = ("partner", "code")

    class Params:
        locker = factory.Trait(code=DeliveryWay.Code.PARCEL_LOCKER, gross=Decimal("14.90"))
        pickup = factory.Trait(
            code=DeliveryWay.Code.PICKUP,
            gross=Decimal("0.00"),
            place="ul. Próbna 1, 45-001 Opole",
            hours="pn.–pt. 9.00–15.00",
        )

    partner = factory.SubFactory(PartnerFactory, courier=False)
    code = DeliveryWay.Code.COURIER
    gross = Decimal("15.90")


class CategoryFactory(factory.django.DjangoModelFactory):
    """A kind of goods: a root category, or below `parent`."""

    class Meta:
        model = Category
        django_get_or_create = ("slug",)

    name = factory.Sequence(lambda n: f"Rodzaj {n}")
    slug = factory.Sequence(lambda n: f"rodzaj-{n}")
    dye = "onion"
    ornament = "tulipan"

    @classmethod
    def _create(cls, model_class: type[Category], *args: Any, **kwargs: Any) -> Category:
        parent = kwargs.pop("parent", None)
        found = model_class.objects.filter(slug=kwargs["slug"]).first()
        if found:
            return found
        if parent is not None:
            return model_class.objects.get(pk=parent.pk).add_child(**kwargs)
        return model_class.add_root(**kwargs)


class OfferRevisionFactory(factory.django.DjangoModelFactory):
    """A new version of a public offer's words, submitted by default."""

    class Meta:
        model = OfferRevision

    product = factory.SubFactory("tests.factories.catalogue.ProductFactory")
    review_state = ReviewState.SUBMITTED
    title = factory.LazyAttribute(lambda revision: revision.product.title)
    description = "Opis próbny, dość długi, żeby coś z niego wynikało."
    submitted_at = factory.LazyFunction(now)


class StockRecordFactory(factory.django.DjangoModelFactory):
    """Price and stock of one thing. A second one for the same product replaces nothing: pass a fresh product."""

    class Meta:
        model = StockRecord

    product = factory.SubFactory("tests.factories.catalogue.ProductFactory", stock=False)
    partner = factory.LazyAttribute(lambda record: record.product.offer.partner)
    partner_sku = factory.LazyAttribute(lambda record: f"OPES-{record.product.pk}")
    price_currency = "PLN"
    price = Decimal("20.00")
    num_in_stock = 10
    num_allocated = 0


class ProductFactory(factory.django.DjangoModelFactory):
    """A public offer with an approved revision and a stock record of 10 pieces at 20,00 zł.

    Traits: `draft`, `with_variants` (two), `made_to_order`, `quote`. `price=`, `stock=` (a number, None for "nothing to
    count", False for no stock record), `category=`.
    """

    class Meta:
        model = Product
        skip_postgeneration_save = True

    class Params:
        draft = factory.Trait(is_public=False, published_at=None)
        made_to_order = factory.Trait(availability=Availability.MADE_TO_ORDER, lead_days=10)
        quote = factory.Trait(sale_mode=SaleMode.QUOTE)
        with_variants = factory.Trait(structure=Structure.PARENT, variant_axis="rozmiar")

    product_class = factory.LazyFunction(
        lambda: ProductClass.objects.get_or_create(slug="oferta", defaults={"name": "Oferta"})[0]
    )
    partner = factory.SubFactory(PartnerFactory)
    structure = Structure.STANDALONE
    title = factory.Sequence(lambda n: f"Kubek próbny {n}")
    slug = factory.Sequence(lambda n: f"kubek-probny-{n}")
    description = "Kubek do herbaty."
    is_public = True
    published_at = factory.LazyFunction(now)

    @classmethod
    def _create(cls, model_class: type[Product], *args: Any, **kwargs: Any) -> Product:
        """Create it unpublished, approve a revision, then publish: the order the database insists on."""
        public = kwargs.pop("is_public")
        product = model_class.objects.create(*args, is_public=False, **kwargs)
        revision = OfferRevision.objects.create(
            product=product,
            title=product.title,
            description=product.description,
            withdrawal=product.withdrawal,
            review_state=ReviewState.APPROVED if public else ReviewState.DRAFT,
            decided_at=now() if public else None,
        )
        if public:
            product.approved_revision = revision
            product.is_public = True
            product.save()
        return product

    @factory.post_generation
    def price(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        if create:
            self.from_price = Decimal(str(extracted or "20.00"))
            self.save(update_fields=["from_price"])

    @factory.post_generation
    def stock(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        """Give a standalone offer its stock record; `stock` left out means 10 pieces."""
        if not create or extracted is False or self.structure == Structure.PARENT:
            return
        counted = self.availability == Availability.STOCK and self.sale_mode == SaleMode.BUY_NOW
        number = extracted if extracted is not None else (10 if counted else None)
        StockRecordFactory(product=self, num_in_stock=number, price=self.from_price)

    @factory.post_generation
    def variants(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        if not create or self.structure != Structure.PARENT:
            return
        for number, name in enumerate(extracted or ("mały", "duży"), start=1):
            child = Product.objects.create(
                structure=Structure.CHILD,
                parent=self,
                title=name,
                slug=f"{self.slug}-{number}",
                is_public=self.is_public,
            )
            StockRecordFactory(product=child, price=self.from_price)

    @factory.post_generation
    def category(self, create: bool, extracted: Category | None, **kwargs: Any) -> None:
        if create and extracted:
            self.categories.add(extracted)
