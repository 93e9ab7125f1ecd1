"""The buyer's answers on the way to an order: kept after every page, so leaving and coming back loses nothing."""

from typing import Any

from django.db import transaction

from pes_profiles.accounts.models import User
from pes_profiles.region.models import Gmina
from shop.address.services import UserAddress, usual_address
from shop.basket.models import Basket
from shop.basket.queries import Part
from shop.checkout.models import CheckoutDraft
from shop.order.models import Order
from shop.partner.areas import gmina_of

ADDRESS = (
    "buyer_kind",
    "email",
    "first_name",
    "last_name",
    "phone",
    "street",
    "postcode",
    "town",
    "gmina",
    "company_name",
    "nip",
    "recipient_name",
    "recipient_address",
    "recipient_id",
    "purchase_order_no",
)


def draft_of(basket: Basket, *, by: User | None, kept: int | None = None) -> CheckoutDraft:
    """Return the answers given for a basket, or a fresh unsaved row with what is known of the person.

    `kept` is the draft of the visit: answers given as a guest follow into the basket of the person who signs in.
    """
    draft = CheckoutDraft.objects.filter(basket=basket).first()
    if draft is None and kept:
        moved = CheckoutDraft.objects.filter(pk=kept, basket__status=Basket.MERGED)
        if moved.update(basket=basket):
            draft = CheckoutDraft.objects.filter(pk=kept).first()
    return draft or _prefilled(basket, by)


@transaction.atomic
def save_answers(draft: CheckoutDraft, **answers: Any) -> CheckoutDraft:
    """Keep the answers of one page. Two tabs that begin at once write into one row."""
    if draft.pk is None:
        row, _made = CheckoutDraft.objects.get_or_create(
            basket=draft.basket, defaults={name: getattr(draft, name) for name in ADDRESS}
        )
        draft.pk, draft.placement_key = row.pk, row.placement_key
        draft.deliveries, draft.payments, draft.notes = row.deliveries, row.payments, row.notes
        draft._state.adding = False
    for name, value in answers.items():
        setattr(draft, name, value)
    draft.save(update_fields=[*answers, "updated_at"])
    return draft


def save_address(draft: CheckoutDraft, *, has_moved: bool, **answers: Any) -> CheckoutDraft:
    """Keep who buys and where; whoever gives another place has its gmina guessed anew."""
    if has_moved or draft.gmina_id is None:
        answers["gmina"] = gmina_of(answers["town"], answers["postcode"])
    return save_answers(draft, **answers)


def save_deliveries(
    draft: CheckoutDraft, parts: list[Part], *, chosen: dict[int, dict[str, str]], gmina: Gmina | None = None
) -> CheckoutDraft:
    """Keep the way, the point and the note for each seller; other sellers' answers stay for when they come back.

    `gmina` is what the buyer said of the address, where a seller comes in person.
    """
    deliveries, notes = dict(draft.deliveries), dict(draft.notes)
    for part in parts:
        answer = chosen[part.partner.pk]
        deliveries[str(part.partner.pk)] = {"code": answer["code"], "point": answer["point"]}
        notes[str(part.partner.pk)] = answer["note"]
    place = {"gmina": gmina} if gmina else {}
    return save_answers(draft, deliveries=deliveries, notes=notes, **place)


def save_payments(draft: CheckoutDraft, *, chosen: dict[int, str]) -> CheckoutDraft:
    """Keep the way to pay each seller."""
    return save_answers(draft, payments=draft.payments | {str(pk): method for pk, method in chosen.items()})


def _prefilled(basket: Basket, by: User | None) -> CheckoutDraft:
    draft = CheckoutDraft(basket=basket)
    if by is None:
        return draft
    draft.email, draft.first_name, draft.last_name, draft.phone = by.email, by.first_name, by.last_name, by.phone
    usual = usual_address(by)
    if usual:
        fill_in(draft, usual)
    last = Order.objects.filter(user=by).select_related("shipping_address").order_by("-date_placed").first()
    if last is None:
        return draft
    draft.buyer_kind, draft.company_name, draft.nip = last.buyer_kind, last.company_name, last.nip
    draft.recipient_name = last.recipient.get("name", "")
    draft.recipient_address = last.recipient.get("address", "")
    draft.recipient_id = last.recipient.get("internal_id", "")
    draft.phone = draft.phone or last.buyer_phone
    address = last.shipping_address
    if address and not usual:
        draft.first_name = draft.first_name or address.first_name
        draft.last_name = draft.last_name or address.last_name
        draft.street, draft.postcode, draft.town = address.line1, address.postcode, address.line4
        draft.gmina = gmina_of(draft.town, draft.postcode)
    return draft


def fill_in(draft: CheckoutDraft, address: UserAddress) -> None:
    """Begin the answers with one of the person's own addresses. Nothing is kept yet."""
    draft.first_name, draft.last_name = address.first_name, address.last_name
    draft.street, draft.postcode, draft.town = address.line1, address.postcode, address.line4
    draft.gmina = gmina_of(draft.town, draft.postcode)
