"""A buyer's walk through the checkout, page by page, as a browser without JavaScript does it."""

import re

from django.urls import reverse

REVIEW = "/zamowienie/sprawdz/"
ADDRESS = {
    "buyer_kind": "CONSUMER",
    "email": "Gosc@Example.com",
    "first_name": "Halina",
    "last_name": "Próbna",
    "phone": "77 000 45 12",
    "street": "ul. Lipowa 4",
    "postcode": "46-040",
    "town": "Ozimek",
}


def text(response) -> str:
    return response.content.decode()


def put(client, *products, quantity=1):
    for product in products:
        client.post(reverse("basket:add"), {"product": product.pk, "quantity": str(quantity)})


def give_address(client, **changes):
    return client.post(reverse("checkout:address"), ADDRESS | changes)


def choose_delivery(client, *sellers, code="COURIER", **extra):
    answers = {f"way_{seller.pk}": code for seller in sellers}
    return client.post(reverse("checkout:delivery"), answers | extra)


def choose_payment(client, *sellers, method="TRANSFER"):
    return client.post(reverse("checkout:payment"), {f"method_{seller.pk}": method for seller in sellers})


def to_review(client, *products, method="TRANSFER", code="COURIER", quantity=1, **address):
    """Fill the basket and answer every page; return the hidden fields of the last one."""
    put(client, *products, quantity=quantity)
    sellers = {product.offer.partner for product in products}
    give_address(client, **address)
    choose_delivery(client, *sellers, code=code)
    choose_payment(client, *sellers, method=method)
    return hidden(client)


def hidden(client):
    html = client.get(reverse("checkout:review")).content.decode()
    return {name: re.search(rf'name="{name}" value="([^"]+)"', html)[1] for name in ("key", "stamp")}


def place(client, form, **changes):
    return client.post(reverse("checkout:place"), {**form, "terms": "1"} | changes)
