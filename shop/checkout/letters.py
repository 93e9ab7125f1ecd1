"""The letters of a placed order: the buyer's durable copy of every contract, and to each seller its own share."""

import hashlib
from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.translation import gettext as _

from cms.base.templatetags.opes import day_full, day_month, nrb, phone
from operations import mail
from operations.clock import local_day
from shop.cases.rules import silence_words
from shop.checkout.order_page import OrderPage, SharePart
from shop.checkout.terms import terms_address
from shop.fulfilment.letters import order_address
from shop.fulfilment.models import VendorOrder
from shop.order.models import Line, Order
from shop.order.tokens import order_token
from shop.partner.models import DeliveryWay

#: where a seller must know the buyer's address to deliver
NEEDS_ADDRESS = DeliveryWay.NEEDS_ADDRESS


def confirm_order(order: Order) -> None:
    """Write to the buyer what was ordered from whom, how to pay and what rights there are (act, art. 21)."""
    if not order.email:
        return
    with translation.override(order.language):
        page = OrderPage(order)
        portal = settings.WAGTAILADMIN_BASE_URL
        mail.send(
            "order_confirmation",
            to=order.email,
            context={
                "number": order.number,
                "total": order.total_incl_tax,
                "placed_on": order.date_placed,
                "shares": [_share(part) for part in sorted(page.parts, key=lambda part: part.vo.pk)],
                "buyer": [[name, str(value)] for name, value in page.bill],
                "terms_url": portal + terms_address(order),
                "withdrawal_url": f"{portal}/regulamin/odstapienie/",
                "terms_version": order.terms_version,
                "silence": silence_words(local_day(order.date_placed)),
                "action_url": order_address(order),
            },
            dedupe_key=f"order_confirmation:{order.pk}",
            language=order.language,
        )


def send_link(order: Order, *, asked: int) -> None:
    """Write the way to the order once more, to its own address only; `asked` tells one wish from the next."""
    if not order.email:
        return
    mail.send(
        "order_link",
        to=order.email,
        context={"number": order.number, "placed_on": order.date_placed, "action_url": order_address(order)},
        dedupe_key=f"order_link:{order.pk}:{asked}",
        language=order.language,
    )


def send_new_link(order: Order) -> None:
    """Send the only way to an order whose key was withdrawn."""
    if not order.email:
        return
    mail.send(
        "order_link_new",
        to=order.email,
        context={
            "number": order.number,
            "placed_on": order.date_placed,
            "needs_login": bool(order.user_id),
            "action_url": order_address(order),
        },
        dedupe_key=f"order_link_new:{order.pk}:{order.key_version}",
        language=order.language,
    )


def tell_seller_of_order(vo: VendorOrder) -> None:
    """Write to the PES and each of its people: the own share only, and of the buyer what is needed to deliver it.

    A share called off before the letter was written has a letter of its own.
    """
    part = SharePart(vo, vo.order.buyer_kind)
    if part.is_cancelled:
        return
    with translation.override("pl"):
        context = {
            "number": vo.number,
            "pes": vo.seller.get("short_name", ""),
            "share": _share(part, for_seller=True),
            "buyer": _buyer(vo),
            "note": vo.buyer_note,
            "dispatch_by": vo.dispatch_by,
            "to_pay": part.is_to_pay,
            "action_url": settings.WAGTAILADMIN_BASE_URL + _panel(vo),
        }
    for address in _addresses(vo):
        mail.send(
            "new_order_seller",
            to=address,
            context=context,
            dedupe_key=f"new_order_seller:{vo.pk}:{hashlib.sha256(address.encode()).hexdigest()[:16]}",
            reply_to=vo.order.email or None,
        )


def _addresses(vo: VendorOrder) -> list[str]:
    profile = vo.partner.profile
    people = profile.memberships.filter(is_active=True, user__is_active=True).values_list("user__email", flat=True)
    found = [profile.email or vo.seller.get("email", ""), *people]
    return sorted({address.lower() for address in found if address})


def _panel(vo: VendorOrder) -> str:
    slug = vo.partner.profile.slug
    try:
        return reverse("seller:order", args=[slug, vo.number])
    except NoReverseMatch:
        return reverse("seller:orders", args=[slug])


def _share(part: SharePart, *, for_seller: bool = False) -> dict[str, Any]:
    vo = part.vo
    seller = vo.seller
    contact = ", ".join(filter(None, [phone(seller.get("phone", "")), seller.get("email", "")]))
    return {
        "name": f"{_('Part %(number)s') % {'number': vo.number}}: {seller.get('short_name', '')}",
        "lines": [
            {
                "quantity": line.quantity,
                "title": _title(line),
                "sum": line.line_price_incl_tax,
                "file_url": _file_address(vo, line, for_seller=for_seller) if line.personal_file_id else "",
            }
            for line in part.lines
        ],
        "carriage": {"label": part.delivery, "sum": vo.delivery_gross},
        "total": vo.total_gross,
        "state": part.payment if for_seller and part.is_on_term else _state(part),
        "waiting": part.is_to_pay,
        "todo": [] if for_seller else _todo(part),
        "dispatch": _("Dispatch by %(date)s") % {"date": day_full(vo.dispatch_by)} if vo.dispatch_by else "",
        "contract": _("Contract with: %(seller)s") % {"seller": ", ".join(filter(None, [part.seller_words, contact]))},
        "trader": part.trader,
        "withdrawals": [f"{title}: {words}" if title else words for title, words in part.withdrawals],
    }


def _title(line: Any) -> str:
    words = f"{line.title}, {line.variant}" if line.variant else line.title
    words = f"{words} („{line.personalisation}”)" if line.personalisation else words
    if line.personal_file_name:
        words = f"{words} ({_('file: %(name)s') % {'name': line.personal_file_name}})"
    return words


def _file_address(vo: VendorOrder, line: Line, *, for_seller: bool) -> str:
    """Return where the reader of the letter opens the buyer's file for a thing."""
    if for_seller:
        path = reverse("seller:personal-file", args=[vo.partner.profile.slug, vo.number, line.pk])
    elif vo.order.user_id:
        path = reverse("account:personal-file", args=[vo.order.number, line.pk])
    else:
        path = reverse("checkout:personal-file", args=[order_token(vo.order), line.pk])
    return settings.WAGTAILADMIN_BASE_URL + path


def _state(part: SharePart) -> str:
    if part.is_to_pay and part.vo.hold_until:
        words = _("Waiting for the transfer until %(date)s") if part.is_transfer else _("To pay by %(date)s")
        return words % {"date": day_month(part.vo.hold_until)}
    return part.word[1]


def _todo(part: SharePart) -> list[str]:
    """How to pay by transfer; how and where to pick up."""
    vo, seller = part.vo, part.vo.seller
    rows = []
    if (part.is_to_pay and part.is_transfer) or part.is_on_term:
        rows += [
            _("Recipient: %(name)s") % {"name": seller.get("legal_name", "")},
            _("Account: %(number)s") % {"number": nrb(seller.get("nrb", ""))},
            _("Title: %(title)s") % {"title": part.title},
        ]
        if part.is_on_term:
            rows.append(_("After delivery, on the date of the invoice"))
    elif part.is_to_pay:
        rows.append(_("You pay on the page of the order."))
    if vo.delivery_code == DeliveryWay.Code.PICKUP:
        place = ", ".join(filter(None, [vo.delivery_point, vo.delivery_hours]))
        rows.append(_("Pickup: %(place)s") % {"place": place})
    return rows


def _buyer(vo: VendorOrder) -> list[list[str]]:
    """Of the buyer only what this share needs: an address where something is brought or sent to it, a firm's data."""
    order, address = vo.order, vo.order.shipping_address
    rows = [
        [_("Buyer"), order.buyer_name],
        [_("Phone"), phone(order.buyer_phone)],
        [_("E-mail"), order.email],
    ]
    if address and (vo.delivery_code in NEEDS_ADDRESS or order.company_name):
        rows.append([_("Address"), f"{address.line1}, {address.postcode} {address.line4}"])
    if order.company_name:
        rows.append([_("For the invoice"), f"{order.company_name}, NIP {order.nip}"])
    if order.recipient:
        unit = ", ".join(filter(None, [order.recipient.get("name", ""), order.recipient.get("address", "")]))
        rows.append([_("Receiving unit"), unit])
    if order.purchase_order_no:
        rows.append([_("Buyer's order number"), order.purchase_order_no])
    return [row for row in rows if row[1]]
