"""A basket ready to be ordered, and orders placed the only way there is."""

from types import SimpleNamespace

from shop.basket.models import Basket
from shop.catalogue.models import Product
from shop.checkout.models import CheckoutDraft
from shop.checkout.queries import summary_of
from shop.checkout.services import place_order
from shop.fulfilment.models import VendorOrder
from shop.fulfilment.services import mark_delivered, mark_packed, mark_transfer_received, ship
from shop.order.models import Order
from tests.factories.basket import BasketFactory, BasketLineFactory
from tests.factories.catalogue import PartnerFactory
from tests.factories.pes_profiles import MembershipFactory


def ready_basket(*offers: Product, quantity: int = 1, method: str = "TRANSFER") -> tuple[Basket, CheckoutDraft]:
    """A guest's basket with every question of the checkout answered: courier and one way to pay for all sellers."""
    basket = BasketFactory()
    for offer in offers:
        BasketLineFactory(basket=basket, product=offer, quantity=quantity)
    sellers = {str(offer.offer.partner_id) for offer in offers}
    draft = CheckoutDraft.objects.create(
        basket=basket,
        email="gosc@example.com",
        first_name="Halina",
        last_name="Próbna",
        phone="770004512",
        street="ul. Lipowa 4",
        postcode="46-040",
        town="Ozimek",
        deliveries={seller: {"code": "COURIER"} for seller in sellers},
        payments=dict.fromkeys(sellers, method),
    )
    return basket, draft


def order_of(*offers: Product, by=None, **kwargs) -> Order:
    """Place an order for one piece of each offer."""
    basket, draft = ready_basket(*offers, **kwargs)
    stamp = summary_of(Basket.objects.get(pk=basket.pk), draft).stamp
    return place_order(Basket.objects.get(pk=basket.pk), draft, stamp=stamp, by=by)


def deliver(vo: VendorOrder) -> VendorOrder:
    """Take a share from the transfer to the buyer's hands, now."""
    mark_transfer_received(vo, by=None)
    mark_packed(vo, by=None)
    ship(vo, by=None)
    mark_delivered(vo, by=None)
    return vo


def seller_of() -> SimpleNamespace:
    """A selling PES with the people who act for it."""
    partner = PartnerFactory()
    return SimpleNamespace(
        partner=partner,
        profile=partner.profile,
        slug=partner.profile.slug,
        owner=MembershipFactory(profile=partner.profile).user,
        packer=MembershipFactory(profile=partner.profile, packer=True).user,
    )
