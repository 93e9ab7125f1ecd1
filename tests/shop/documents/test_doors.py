"""Who finds which paper: its buyer and its seller's owners. Everybody else finds nothing and changes nothing."""

import pytest
from django.core import mail as outgoing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from operations import outbox
from operations.models import MailMessage
from shop.documents import services
from shop.documents.models import Document, KsefNumber, PaperSettings
from shop.ledger import services as ledger
from shop.order.models import Order
from shop.order.tokens import order_token
from tests.factories.accounts import UserFactory
from tests.shop.documents.conftest import printing_seller, share_of, small_pdf

pytestmark = pytest.mark.django_db


def addresses(vo, document) -> list[str]:
    return [
        reverse("documents:confirmation", args=[vo.number]),
        reverse("documents:document", args=[vo.number, document.pk]),
    ]


def test_a_guest_downloads_with_the_key_and_nobody_without(client, seller, vo):
    made = services.issue_invoice(vo, by=seller.owner)
    token = order_token(vo.order)

    for address in addresses(vo, made):
        answer = client.get(address, {"token": token})
        assert answer.status_code == 200
        assert answer.content.startswith(b"%PDF")
        assert "no-store" in answer["Cache-Control"]
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Disposition"].startswith("attachment")
        for wrong in ("", "0" * 64, token[:-1]):
            assert client.get(address, {"token": wrong}).status_code == 404


def test_the_signed_in_buyer_downloads_and_another_one_does_not(client, seller, vo):
    made = services.issue_invoice(vo, by=seller.owner)
    buyer, other = UserFactory(), UserFactory()
    Order.objects.filter(pk=vo.order_id).update(user=buyer)

    for person, status in ((buyer, 200), (other, 404)):
        client.force_login(person)
        assert {client.get(address).status_code for address in addresses(vo, made)} == {status}


def test_a_key_opens_the_papers_of_its_own_order_only(client, seller, vo):
    strange = share_of(seller)
    made = services.issue_invoice(strange, by=seller.owner)
    token = order_token(vo.order)

    for number in (vo.number, strange.number):
        address = reverse("documents:document", args=[number, made.pk])
        assert client.get(address, {"token": token}).status_code == 404


def test_a_pro_forma_is_there_while_a_transfer_is_awaited(client, seller):
    waiting, paid = share_of(seller, is_paid=False), share_of(seller)

    for vo, status in ((waiting, 200), (paid, 404)):
        address = reverse("documents:pro-forma", args=[vo.number])
        assert client.get(address, {"token": order_token(vo.order)}).status_code == status


def test_buyers_pages_lead_to_the_papers(client, seller, vo):
    made = services.issue_invoice(vo, by=seller.owner)
    buyer = UserFactory()
    token = order_token(vo.order)

    guest = client.get(reverse("checkout:status", args=[token])).content.decode()
    Order.objects.filter(pk=vo.order_id).update(user=buyer)
    client.force_login(buyer)
    own = client.get(reverse("account:order", args=[vo.order.number])).content.decode()

    address = reverse("documents:document", args=[vo.number, made.pk])
    assert f"{address}?token={token}" in guest
    assert f'"{address}"' in own


def test_strangers_packers_and_other_sellers_find_nothing_and_change_nothing(client, seller, vo):
    made = services.issue_invoice(vo, by=seller.owner)
    ledger.post_refund(vo, 2000, key="part")
    other = printing_seller()
    unpaid = share_of(seller)
    file = {"file": SimpleUploadedFile("a.pdf", small_pdf()), "number": "1", "issued_on": "2026-01-02"}
    before = (Document.objects.count(), KsefNumber.objects.count(), list(PaperSettings.objects.values()))

    def knock(slug: str) -> set[int]:
        def at(name: str, *args: object) -> str:
            return reverse(f"documents_panel:{name}", args=[slug, *args])

        gets = [
            at("file", made.pk),
            at("ksef-file", made.pk),
            at("add", vo.number),
        ]
        posts = [
            (at("ksef-number", made.pk), {"ksef_number": "7540000002-20261127-0123456789AB-F6"}),
            (at("issue", unpaid.number), {}),
            (at("correct", vo.number), {"reason": "Zwrot"}),
            (at("add", vo.number), file),
        ]
        return {client.get(address).status_code for address in gets} | {
            client.post(address, data).status_code for address, data in posts
        }

    for person, slug in (
        (other.owner, seller.slug),
        (seller.packer, seller.slug),
        (UserFactory(), seller.slug),
        (other.owner, other.slug),
    ):
        client.force_login(person)
        assert knock(slug) == {404}
        if slug == seller.slug:
            for name in ("papers", "year"):
                address = reverse(f"documents_panel:{name}", args=[slug])
                assert client.get(address).status_code == client.post(address, {"mode": "UPLOAD"}).status_code == 404
    client.logout()
    assert knock(seller.slug) == {302}

    assert (Document.objects.count(), KsefNumber.objects.count(), list(PaperSettings.objects.values())) == before


def test_a_packer_has_the_packing_list_and_a_stranger_has_not(client, seller, vo):
    address = reverse("documents_panel:packing", args=[seller.slug, vo.number])

    for person, status in ((seller.packer, 200), (seller.owner, 200), (UserFactory(), 404)):
        client.force_login(person)
        assert client.get(address).status_code == status
    client.force_login(seller.packer)
    page = client.get(seller.url("order", vo.number)).content.decode()
    assert address in page
    assert reverse("documents_panel:add", args=[seller.slug, vo.number]) not in page


def test_the_buyer_gets_one_letter_for_each_paper(seller, vo):
    made = services.issue_invoice(vo, by=seller.owner)
    for _ in range(2):
        outbox.put("mail.document_ready", made)
        outbox.drain(raising=True)

    (message,) = MailMessage.objects.filter(kind="document_ready")
    letter = next(letter for letter in outgoing.outbox if letter.subject == message.subject)
    assert letter.to == ["gosc@example.com"]
    assert made.number in letter.subject
    assert order_token(vo.order) in letter.body
    assert "{{" not in letter.body + letter.alternatives[0][0]
