"""Every declared door of the panel and of the back office: whoever it is not for changes nothing behind it.

The routes are walked as they are declared, so a new one is in here from its first day; one with a new kind of
object fails until the house below holds such an object.
"""

import re
from datetime import timedelta
from secrets import token_urlsafe
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import get_resolver, reverse
from wagtail.blocks import StreamValue

from operations.clock import now
from operations.routes import EDITOR, OWES_ADVISER, PES_MEMBER, ROPS, declared, walk
from shop.aftersales import proposing
from shop.aftersales import services as aftersales
from shop.aftersales.models import Proposal, Withdrawal
from shop.aftersales.refunds import return_money
from shop.basket import personal_files
from shop.booking.models import BookingSlot
from shop.cases import services as cases
from shop.cases.models import CaseFile, Complaint
from shop.cases.uploads import clean_files
from shop.catalogue.models import Question, SaleMode
from shop.documents import services as documents
from shop.fulfilment.models import VendorOrder
from shop.fulfilment.services import mark_delivered, mark_packed, mark_transfer_received, ship
from shop.statements.services import import_statement
from shop.voices.models import QuestionFile
from shop.voices.question_files import keep
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import ProductFactory
from tests.factories.offers import make_draft, picture_file
from tests.factories.order import order_of
from tests.factories.pes_profiles import MembershipFactory
from tests.shop.documents.conftest import printing_seller
from tests.shop.statements.conftest import mbank

pytestmark = pytest.mark.django_db

PATTERNS = {name: pattern for name, pattern, _view in walk(get_resolver()) if name in declared()}
PANEL = sorted(
    name for name, route in declared().items() if route.roles == {PES_MEMBER} and "<slug:pes>" in PATTERNS[name]
)
OFFICE = sorted(
    name for name, route in declared().items() if route.roles <= {ROPS, EDITOR, OWES_ADVISER} and name in PATTERNS
)
#: what a form of any of these pages could send: enough to change something if the door were open
SENT = {
    "act": "received",
    "title": "Cudze",
    "reason": "Cudze",
    "reason_code": "OTHER",
    "text": "Cudze",
    "outcome": "REPAIR",
    "approve": "1",
    "publish": "1",
    "version": "1",
    "on": "2026-11-27",
    "number": "1",
    "yes": "on",
    "mode": "UPLOAD",
    "short_name": "Cudze",
    "ksef_number": "7540000002-20261127-0123456789AB-F6",
    "granted_on": "2026-11-01",
    "valid_to": "2027-10-01",
    "ends_on": "2026-11-27",
    "scope": "Cudze",
    "payment_methods": ["TRANSFER"],
    "default_lead_days": "9",
}


def parts_of(name: str) -> list[str]:
    """Return the names of what an address is made of."""
    return re.findall(r"<\w+:(\w+)>", PATTERNS[name])


def rows() -> dict[str, list[str]]:
    """Return everything that our rooms keep, but for when a person came in."""
    rooms = [config for config in apps.get_app_configs() if "site-packages" not in config.path]
    return {
        model._meta.label: sorted(
            repr({field: _plain(value) for field, value in row.items() if field != "last_login"})
            for row in model._base_manager.values()
        )
        for room in rooms
        for model in room.get_models()
        if model._meta.managed
    }


def _plain(value: Any) -> Any:
    """Return an editors' text as its data: as an object it is another one at each reading."""
    return list(value.raw_data) if isinstance(value, StreamValue) else value


def paid(seller: SimpleNamespace) -> VendorOrder:
    share = order_of(ProductFactory(partner=seller.partner, stock=50), quantity=3).vendor_orders.get()
    mark_transfer_received(share, by=seller.owner)
    return share


def delivered(seller: SimpleNamespace) -> VendorOrder:
    share = paid(seller)
    for step in (mark_packed, ship, mark_delivered):
        step(share, by=seller.owner)
    return VendorOrder.objects.select_related("order").get(pk=share.pk)


@pytest.fixture
def seller():
    """A seller with one of everything that the panel shows."""
    made = printing_seller()
    made.draft = make_draft(partner=made.partner, by=made.owner)
    made.unpaid = order_of(ProductFactory(partner=made.partner)).vendor_orders.get()
    made.share = delivered(made)
    lines = made.share.order.lines.all()
    lines.update(personal_file=personal_files.keep(personal_files.clean(picture_file("herb.jpg"))))

    made.withdrawal = aftersales.draft_statement(
        made.share.order,
        by=None,
        way=Withdrawal.Way.LINK,
        form_key=token_urlsafe(32),
        chosen={line.pk: 1 for line in lines},
        buyer_name="Halina Próbna",
        account="",
    )
    aftersales.confirm_statement(made.withdrawal, by=None)
    made.statement = made.withdrawal.shares.get()
    made.money = return_money(made.share, 1000, key="a", by=None, note="Rysa", account="1" * 26)
    made.paid = paid(made)
    making = paid(made)
    made.proposal = proposing.propose(
        making,
        Proposal.Kind.LESS,
        by=made.owner,
        form_key=token_urlsafe(32),
        line=making.order.lines.get(),
        pieces=1,
        text="Jeden pękł",
    )
    made.case = cases.complain(
        delivered(made),
        by=None,
        form_key=token_urlsafe(32),
        chosen={line.pk: 1 for line in VendorOrder.objects.latest("pk").lines},
        demand=Complaint.Demand.REPAIR,
        text="Pękło ucho.",
        files=clean_files([picture_file("ucho.jpg")]),
    ).case
    made.paper = documents.issue_invoice(made.share, by=made.owner)
    made.bank, _is_new = import_statement(made.partner, mbank((f"OPES {made.unpaid.number}", "35,90")), by=made.owner)
    question = Question.objects.create(product=made.draft.product, author_name="Halina", text="Czy?", asked_at=now())
    keep(question, clean_files([picture_file("wzor.jpg")]), side=QuestionFile.Side.ASKER)
    day = now() + timedelta(days=20)
    made.service = ProductFactory(partner=made.partner, sale_mode=SaleMode.BOOKING)
    BookingSlot.objects.create(offer=made.service, starts_at=day, ends_at=day + timedelta(hours=1), places=2)
    return made


def key_of(name: str, part: str, seller: SimpleNamespace) -> Any:
    """Return what stands in an address for one of the seller's things."""
    room, page = name.split(":")
    if part == "number":
        share = {"order": seller.unpaid, "order-act": seller.unpaid, "issue": seller.paid}.get(page, seller.share)
        return seller.paid.number if page in {"cancel", "propose", "propose-day"} else share.number
    if part == "question":
        return Question.objects.get().pk
    if part == "line":
        return seller.share.order.lines.get().pk
    if part == "file":
        return (QuestionFile if room == "seller" else CaseFile).objects.get().pk
    thing = {
        "seller": seller.draft.product,
        "booking_panel": seller.service,
        "cases_panel": seller.case,
        "documents_panel": seller.paper,
        "statements": seller.bank,
        "aftersales_panel": {"returned": seller.money, "take-back": seller.proposal}.get(page, seller.statement),
    }[room]
    return thing.pk


def address(name: str, seller: SimpleNamespace, *, slug: str) -> str:
    keys = {part: key_of(name, part, seller) for part in parts_of(name) if part != "pes"}
    return reverse(name, kwargs={"pes": slug, **keys})


def knock(client, path: str) -> list[int]:
    file = {"file": SimpleUploadedFile("a.csv", b"x")}
    return [client.get(path).status_code, client.post(path, SENT | file).status_code]


def test_a_stranger_finds_neither_a_pes_nor_its_things_in_the_own_panel_and_changes_nothing(client, seller):
    other = printing_seller()
    visits = [(name, seller.slug) for name in PANEL]
    visits += [(name, other.slug) for name in PANEL if len(parts_of(name)) > 1]
    client.force_login(other.owner)
    before = rows()

    answers = {visit: knock(client, address(visit[0], seller, slug=visit[1])) for visit in visits}

    assert {visit: found for visit, found in answers.items() if not set(found) <= {404, 405} or 404 not in found} == {}
    assert rows() == before
    # --- the control: what was not found is there, and its owner finds it ---
    client.force_login(seller.owner)
    found = {name: client.get(address(name, seller, slug=seller.slug)).status_code for name in PANEL}
    assert {name: status for name, status in found.items() if status not in {200, 302, 405}} == {}
    assert len(PANEL) > 50


def test_the_signed_out_are_led_from_every_page_of_the_panel_to_the_login_door(client):
    for name in PANEL:
        path = reverse(name, kwargs=dict.fromkeys(parts_of(name), 1))
        for answer in (client.get(path), client.post(path, SENT)):
            assert answer.status_code == 302, path
            assert answer.url.startswith("/konto/zaloguj/"), path


def test_the_back_office_opens_to_nobody_but_those_it_is_for(client):
    """The door itself says no: 403 before anything is looked up. What is behind it has its own tests."""
    people = {
        "a seller": (MembershipFactory().user, set()),
        "an editor": (UserFactory(editor=True), {EDITOR}),
        "an adviser": (UserFactory(owes_adviser=True), {OWES_ADVISER}),
    }
    before, wrong = rows(), {}

    for who, (person, roles) in people.items():
        client.force_login(person)
        for name in (name for name in OFFICE if not declared()[name].roles & roles):
            path = reverse(name, kwargs=dict.fromkeys(parts_of(name), 1))
            statuses = {client.post(path, SENT).status_code, client.get(path).status_code}
            if statuses != {403}:
                wrong[who, name] = statuses

    assert wrong == {}
    assert len(OFFICE) > 30
    assert rows() == before
