"""Powiaty and gminy."""

import factory

from pes_profiles.region.models import Gmina, OwesArea, OwesAreaMembership, Powiat


class PowiatFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Powiat
        django_get_or_create = ("terc",)

    terc = factory.Sequence(lambda n: f"{1600 + n:04d}")
    name = factory.LazyAttribute(lambda powiat: f"powiat {powiat.terc}")
    slug = factory.LazyAttribute(lambda powiat: f"powiat-{powiat.terc}")


class GminaFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Gmina
        django_get_or_create = ("terc",)

    terc = factory.Sequence(lambda n: f"{160100 + n:06d}")
    name = factory.LazyAttribute(lambda gmina: f"Gmina {gmina.terc}")
    kind = Gmina.Kind.RURAL
    powiat = factory.SubFactory(PowiatFactory)
    lat = 50.67
    lon = 17.92


class OwesAreaFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OwesArea
        django_get_or_create = ("code",)

    code = "CENTRAL"
    name = "Subregion Środkowy"


class OwesAreaMembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OwesAreaMembership

    area = factory.SubFactory(OwesAreaFactory)
    powiat = factory.SubFactory(PowiatFactory)
    valid_from = "2014-01-01"
