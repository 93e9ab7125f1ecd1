"""Baskets with things in them."""

import factory

from shop.basket.models import Basket, Line
from tests.factories.catalogue import ProductFactory


class BasketFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Basket


class BasketLineFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Line

    basket = factory.SubFactory(BasketFactory)
    product = factory.SubFactory(ProductFactory)
    stockrecord = factory.LazyAttribute(lambda line: line.product.stockrecords.get())
    line_reference = factory.LazyAttribute(lambda line: f"{line.product.pk}_{line.stockrecord.pk}")
    quantity = 1
    price_currency = "PLN"
    price_incl_tax = factory.LazyAttribute(lambda line: line.stockrecord.price)
