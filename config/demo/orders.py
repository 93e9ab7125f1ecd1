"""A year of orders, written as they would stand today. No letters are sent about them."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.sites.models import Site
from oscar.core.loading import get_model

from config.demo import sources
from config.demo.anchor import Days
from config.demo.shares import write_share
from operations.counters import next_value
from pes_profiles.accounts.models import User
from shop.catalogue.models import Product, SaleMode
from shop.checkout.services import hash_of, order_token
from shop.fulfilment.models import VendorOrder
from shop.fulfilment.queries import order_code
from shop.order.models import BuyerKind, Order
from shop.partner.models import Partner

ShippingAddress = get_model("order", "ShippingAddress")
Country = get_model("address", "Country")

PREFIX = "demo-"
#: states in which nothing is left to be done by anybody
OVER = frozenset({"DELIVERED", "CANCELLED", "COMPLAINT_OPEN", "WITHDRAWN"})


@dataclass(frozen=True)
class Shop:
    """What the orders refer to, read once."""

    products: dict[str, Product]
    partners: dict[str, Partner]
    people: dict[str, User]
    days: Days


def load_orders(days: Days) -> int:
    """Place the orders that are missing, the oldest first."""
    known = set(Order.objects.filter(placement_key__startswith=PREFIX).values_list("placement_key", flat=True))
    entries = sources.read_yaml(sources.CATALOGUE / "orders.yaml")["orders"]
    entries = [entry for entry in entries if PREFIX + entry["key"] not in known]
    if not entries:
        return 0
    shop = Shop(
        products={
            product.demo_key: product
            for product in Product.objects.exclude(demo_key="")
            .select_related("parent__partner__profile__legal_entity", "partner__profile__legal_entity")
            .prefetch_related("stockrecords", "images__image", "parent__images__image")
        },
        partners={
            partner.profile.slug: partner
            for partner in Partner.objects.filter(demo=True)
            .select_related("profile__legal_entity")
            .prefetch_related("delivery_ways")
        },
        people={user.email: user for user in User.objects.filter(demo=True)},
        days=days,
    )
    made = 0
    for entry in sorted(entries, key=lambda each: (each["placed_day"], each["key"])):
        shares = [share for share in entry["shares"] if _can_be_shown(share, shop)]
        if shares:
            _order(entry, shares, shop)
            made += 1
    return made


def _can_be_shown(share: dict[str, Any], shop: Shop) -> bool:
    """Tell whether every line is bought at once, or is a service that is over: others are agreed outside the basket."""
    return share["state"] in OVER or all(
        shop.products[line["offer"]].sale_mode == SaleMode.BUY_NOW for line in share["lines"]
    )


def _order(entry: dict[str, Any], shares: list[dict[str, Any]], shop: Shop) -> Order:
    buyer = entry["buyer"]
    placed = shop.days.at(entry["placed_day"], "09:12")
    total = sum((Decimal(share["total_gross"]) for share in shares), Decimal(0))
    carriage = sum((Decimal(share["delivery"]["gross"]) for share in shares), Decimal(0))
    company = buyer.get("purchaser") or buyer.get("invoice") or {}
    user = shop.people.get(buyer["email"])
    recipient = buyer.get("recipient") or {}
    order = Order(
        number=str(next_value("order")),
        site=Site.objects.get_current(),
        user=user,
        guest_email="" if user else buyer["email"],
        currency="PLN",
        total_incl_tax=total,
        total_excl_tax=total,
        shipping_incl_tax=carriage,
        shipping_excl_tax=carriage,
        shipping_address=_address(buyer),
        status="OPEN",
        date_placed=placed,
        buyer_kind=BuyerKind.CONSUMER if buyer["kind"] == "GUEST" else buyer["kind"],
        buyer_name=buyer["name"],
        buyer_phone=buyer["phone"].replace(" ", ""),
        company_name=company.get("name", ""),
        nip=company.get("nip", ""),
        recipient={"name": recipient["name"], "address": recipient["address"]} if recipient else {},
        purchase_order_no=buyer.get("purchase_order_no") or "",
        placement_key=PREFIX + entry["key"],
        terms_version="1.0",
        demo=True,
    )
    order.token_hash = hash_of(order_token(order))
    order.save()
    for number, share in enumerate(shares, start=1):
        write_share(order, share, entry["payment"], number=number, shop=shop)
    Order.objects.filter(pk=order.pk).update(status=order_code(VendorOrder.objects.filter(order=order)))
    return order


def _address(buyer: dict[str, Any]) -> Any:
    street, _comma, rest = buyer["address"].rpartition(", ")
    postcode, town = rest.split(" ", 1)
    first, last = buyer["name"].split(" ", 1) if buyer["kind"] in {"CONSUMER", "GUEST"} else ("", buyer["name"])
    return ShippingAddress.objects.create(
        first_name=first,
        last_name=last,
        line1=street,
        line4=town,
        postcode=postcode,
        country=Country.objects.get(iso_3166_1_a2="PL"),
    )
