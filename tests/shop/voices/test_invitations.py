"""One letter some days after delivery, to those who want it; and one click to have none."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from operations.clock import now
from shop.fulfilment.models import VendorOrder
from shop.voices import invitations, reviews
from shop.voices.models import Invitation, NoInvitations
from tests.shop.voices.conftest import delivered_line, letters


def after(days: float):
    return time_machine.travel(now() + timedelta(days=days))


def path_of(address: str) -> str:
    return "/" + address.split("/", 3)[3]


def test_the_letter_goes_out_once_seven_days_after_delivery(client, mug):
    line = delivered_line(mug)
    with after(6.9):
        assert invitations.invite_due() == 0
    with after(7.1):
        assert invitations.invite_due() == 1
        assert invitations.invite_due() == 0
        sent = letters("review_invite")

    assert [letter.to for letter in sent] == [line.order.email]
    assert Invitation.objects.count() == 1
    assert client.get(path_of(sent[0].context["action_url"])).status_code == 200


def test_a_person_with_an_account_is_led_to_the_account(mug, buyer):
    line = delivered_line(mug, by=buyer)
    with after(8):
        invitations.invite_due()
        sent = letters("review_invite")
    assert path_of(sent[0].context["action_url"]) == reverse("voices:write-own", args=[line.order.number, line.pk])


def test_who_stopped_the_letters_gets_none(client, mug):
    first = delivered_line(mug)
    stop = reverse("voices:no-invitations", args=[invitations.stop_token(first.order.email.upper())])
    assert client.get(stop).status_code == 200
    assert not NoInvitations.objects.exists()
    for _ in range(2):
        assert client.post(stop).status_code == 200

    with after(8):
        invitations.invite_due()
        assert letters("review_invite") == []
    assert first.order.email not in NoInvitations.objects.get().email_hash
    assert client.post(reverse("voices:no-invitations", args=["zmyslony:token"])).status_code == 404


@pytest.mark.parametrize("reason", ["reviewed", "old", "demo", "off"])
def test_nobody_is_asked_without_need(mug, settings, reason):
    line = delivered_line(mug)
    days = 8
    if reason == "reviewed":
        reviews.write(line, score=5, text="Dobry", name="", by=None)
    if reason == "old":
        days = 40
    if reason == "demo":
        VendorOrder.objects.update(demo=True)
    if reason == "off":
        settings.OPES = settings.OPES | {"REVIEW_INVITES_AFTER_DAYS": 0}

    with after(days):
        invitations.invite_due()
        assert letters("review_invite") == []
