"""What tests of alerts do over and over."""

import re

from django.urls import reverse

from shop.partner.services import set_stock


def words(response):
    return response.content.decode().replace("\xa0", " ")


def ask_url(product):
    return reverse("alerts:offer", args=[product.pk])


def link_in(letter, kind):
    return re.search(rf"https?://[^/]+(/sklep/powiadom/{kind}/\S+)", letter.body)[1]


def restock(offer, number=3):
    set_stock(offer.stockrecords.get(), number, by=None)
