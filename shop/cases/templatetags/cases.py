"""What pages of other rooms show of cases."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.urls import reverse

from shop.cases.models import Side
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
    rows: list[tuple[CaseRow, str]]


@register.simple_tag
def cases_of(order: Order, token: str = "") -> list[ShareCases]:
    """Return the shares of an order with their threads. Prefetch `cases` of the shares as `queries.cases` reads them."""

    def address(name: str, *args: Any) -> str:
        return reverse(f"cases_link:{name}", args=[token, *args]) if token else reverse(f"cases:{name}", args=args)

    return [
        ShareCases(
            vo,
            address("message", vo.number),
            address("complain", vo.number),
            [
                (CaseRow(case, Side.BUYER), address("case", case.pk))
                for case in sorted(vo.cases.all(), key=lambda case: case.pk)
            ],
        )
        for vo in sorted(order.vendor_orders.all(), key=lambda vo: vo.pk)
    ]


@register.simple_tag
def cases_of_share(vo: VendorOrder) -> list[CaseRow]:
    """Return the threads of a share, for its seller."""
    return [CaseRow(case) for case in cases().filter(vendor_order=vo).order_by("pk")]


@register.simple_tag
def unread_cases(user: Any) -> int:
    """Return in how many threads something new waits for a person."""
    return unread_of_buyer(user) if user.is_authenticated else 0
