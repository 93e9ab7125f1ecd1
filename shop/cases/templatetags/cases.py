"""What pages of other rooms show of cases."""

from dataclasses import dataclass, field
from typing import Any

from django import template
from django.db.models import Q
from django.urls import reverse

from shop.cases.models import Case, Side
from shop.cases.queries import CaseRow, cases, unread_of_buyer
from shop.fulfilment.models import VendorOrder
from shop.order.models import Order

register = template.Library()


@dataclass
class ShareCases:
    """One seller's share on its buyer's page: where to write, where to complain, and the threads there are."""

    vo: VendorOrder
    message_url: str
    complain_url: str
    rows: list[tuple[CaseRow, str]] = field(default_factory=list)


@register.simple_tag
def cases_of(order: Order, token: str = "") -> list[ShareCases]:
    """Return the shares of an order with their threads, in one query; a short one when there are none."""

    def address(name: str, *args: Any) -> str:
        return reverse(f"cases_link:{name}", args=[token, *args]) if token else reverse(f"cases:{name}", args=args)

    shares = {
        vo.pk: ShareCases(vo, address("message", vo.number), address("complain", vo.number))
        for vo in sorted(order.vendor_orders.all(), key=lambda vo: vo.pk)
    }
    own = Q(vendor_order__in=list(shares))
    for case in cases().filter(own).order_by("pk") if Case.objects.filter(own).exists() else ():
        shares[case.vendor_order_id].rows.append((CaseRow(case, Side.BUYER), address("case", case.pk)))
    return list(shares.values())


@register.simple_tag
def cases_of_share(vo: VendorOrder) -> list[CaseRow]:
    """Return the threads of a share, for its seller."""
    return [CaseRow(case) for case in cases().filter(vendor_order=vo).order_by("pk")]


@register.simple_tag
def unread_cases(user: Any) -> int:
    """Return in how many threads something new waits for a person."""
    return unread_of_buyer(user) if user.is_authenticated else 0
