"""A stranger's case is not there, by any door, and nothing changes by trying."""

import pytest
from django.urls import reverse

from operations.routes import declared
from shop.cases.models import Case, CaseFile, Complaint, Entry
from shop.cases.uploads import clean_files
from shop.fulfilment.forms import new_form_key
from shop.order.tokens import order_token
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import ProductFactory
from tests.factories.order import deliver, order_of
from tests.factories.pes_profiles import MembershipFactory
from tests.shop.cases.conftest import complain, picture

NAMES = sorted(name for name in declared() if name.startswith("cases"))
LISTS = {"cases:inbox", "cases_panel:complaints", "cases_panel:messages", "cases_admin:list"}
POST = {
    "text": "Obcy",
    "reason": "Obcy",
    "outcome": "REPAIR",
    "demand": "REPAIR",
    "adr": "REFUSES",
    "key": "k" * 43,
}


@pytest.fixture
def case(vo) -> Case:
    return complain(vo, files=clean_files([picture()])).case


def address(name: str, case: Case, *, slug: str, token: str) -> str:
    door, _colon, page = name.partition(":")
    args = {"cases_link": [token], "cases_panel": [slug]}.get(door, [])
    if name not in LISTS:
        args.append(case.vendor_order.number if page in {"complain", "message"} else case.pk)
    if page == "file":
        args.append(CaseFile.objects.get().pk)
    return reverse(name, args=args)


def state() -> tuple:
    return (
        list(Case.objects.order_by("pk").values()),
        list(Complaint.objects.order_by("pk").values()),
        list(Entry.objects.order_by("pk").values()),
    )


def knock(client, path: str) -> set[int]:
    return {client.get(path).status_code, client.post(path, POST).status_code}


@pytest.mark.parametrize("name", [name for name in NAMES if name not in LISTS])
def test_another_seller_another_buyer_and_another_key_find_nothing(client, case, seller, other, name):
    stranger = UserFactory()
    foreign = order_of(ProductFactory(partner=other.partner), by=stranger)
    deliver(foreign.vendor_orders.get())
    before = state()

    for person in (stranger, other.owner):
        client.force_login(person)
        for slug in (seller.slug, other.slug):
            path = address(name, case, slug=slug, token=order_token(foreign))
            assert knock(client, path) <= {403, 404, 405}, path
    client.logout()
    answers = knock(client, address(name, case, slug=seller.slug, token=order_token(foreign)))
    assert answers <= {302, 404, 405}

    assert state() == before


@pytest.mark.parametrize("name", [name for name in NAMES if name not in LISTS])
def test_buyer_is_no_seller_seller_no_buyer_and_neither_is_rops(client, case, seller, buyer, name):
    before = state()
    door = name.partition(":")[0]
    path = address(name, case, slug=seller.slug, token="0" * 64)
    wrong = {"cases": [seller.owner], "cases_link": [seller.owner, buyer], "cases_panel": [buyer]}
    for person in wrong.get(door, [seller.owner, buyer]):
        client.force_login(person)
        answers = knock(client, path)
        assert answers <= {302, 403, 404, 405}, path
        assert 200 not in answers

    assert state() == before


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith(("cases:", "cases_panel:", "cases_link:"))])
def test_rops_has_no_sellers_and_no_buyers_door(client, case, seller, moderator, name):
    client.force_login(moderator)
    before = state()

    answers = knock(client, address(name, case, slug=seller.slug, token="f" * 64))

    assert answers <= {200, 404, 405} if name == "cases:inbox" else answers <= {404, 405}
    assert state() == before


def test_lists_show_nothing_of_others(client, case, other):
    client.force_login(other.owner)
    for name in ("complaints", "messages"):
        page = client.get(reverse(f"cases_panel:{name}", args=[other.slug]))
        assert case.vendor_order.number not in page.content.decode()
    assert case.complaint.number not in client.get(reverse("cases:inbox")).content.decode()


def test_packer_writes_and_does_not_decide(client, case, seller):
    packer = MembershipFactory(profile=seller.partner.profile, packer=True).user
    client.force_login(packer)
    page = reverse("cases_panel:case", args=[seller.slug, case.pk])

    assert "Decyzja należy do właścicieli" in client.get(page).content.decode()
    assert client.post(reverse("cases_panel:answer", args=[seller.slug, case.pk]), POST).status_code == 404
    assert client.post(page, {"text": "Sprawdzamy", "key": new_form_key()}).status_code == 302

    assert case.entries.last().by == packer
    assert Complaint.objects.get().is_open


def test_file_of_another_thread_is_not_handed_out(client, case, buyer, vo):
    client.force_login(buyer)
    elsewhere = complain(vo).case

    assert client.get(reverse("cases:file", args=[elsewhere.pk, CaseFile.objects.get().pk])).status_code == 404
