"""A buyer at the basket, as a browser without JavaScript does it."""

from django.urls import reverse

BASKET = "/koszyk/"


def put(client, product, quantity="1", **extra):
    return client.post(reverse("basket:add"), {"product": product.pk, "quantity": quantity} | extra)


def page(client) -> str:
    return client.get(BASKET).content.decode()
