"""PES, the legal persons behind them and the people who act for them. All numbers are invented and valid."""

from datetime import date, timedelta

import factory
from stdnum.iso7064 import mod_97_10

from operations.clock import now, today
from pes_profiles.models import (
    Certificate,
    LegalEntity,
    LegalForm,
    Membership,
    PesKind,
    Profile,
    ProfileSuspension,
    SaleBasis,
    SocialEnterpriseStatus,
    VatStatus,
    VerificationState,
)
from tests.factories.accounts import UserFactory
from tests.factories.region import GminaFactory


def demo_nip(n: int) -> str:
    """Return a valid NIP with the prefix 000, which no tax office gives."""
    weights = (6, 5, 7, 2, 3, 4, 5, 6, 7)
    number = n
    while True:
        body = f"000{number:06d}"
        check = sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11
        if check < 10 and number:
            return f"{body}{check}"
        number += 100_000


def demo_regon(n: int) -> str:
    """Return a valid REGON of 9 digits with the prefix 99."""
    weights = (8, 9, 2, 3, 4, 5, 6, 7)
    body = f"99{n:06d}"
    check = sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11 % 10
    return f"{body}{check}"


def demo_nrb(n: int) -> str:
    """Return a valid account number of a bank that does not exist."""
    body = f"00009990{n:016d}"
    check = 98 - int(f"{body}252100") % 97
    number = f"{check:02d}{body}"
    assert mod_97_10.is_valid(f"{body}2521{check:02d}")
    return number


class LegalEntityFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = LegalEntity

    class Params:
        vat_payer = factory.Trait(vat_status=VatStatus.ACTIVE)

    name = factory.Sequence(lambda n: f"Spółdzielnia Socjalna „Próba {n}”")
    form = LegalForm.SOCIAL_COOP
    nip = factory.Sequence(lambda n: demo_nip(n + 1))
    regon = factory.Sequence(demo_regon)
    krs = factory.Sequence(lambda n: f"00099{n:05d}")
    street = "ul. Próbna 1"
    postcode = "45-001"
    town = "Opole"
    nrb = factory.Sequence(demo_nrb)
    vat_status = VatStatus.EXEMPT_113


class ProfileFactory(factory.django.DjangoModelFactory):
    """A PES that is verified and listed; `listed=False` makes one that still waits in DRAFT."""

    class Meta:
        model = Profile

    class Params:
        listed = True

    slug = factory.Sequence(lambda n: f"proba-{n}")
    short_name = factory.Sequence(lambda n: f"Próba {n}")
    name = factory.LazyAttribute(lambda profile: f"Spółdzielnia Socjalna „{profile.short_name}”")
    kind = PesKind.SOCIAL_COOP
    legal_entity = factory.SubFactory(LegalEntityFactory)
    street = "ul. Próbna 1"
    postcode = "45-001"
    town = "Opole"
    gmina = factory.SubFactory(GminaFactory)
    phone = "+48770001087"
    email = factory.LazyAttribute(lambda profile: f"{profile.slug}@example.com")
    tagline = "Szyjemy torby z resztek"
    story = "Zaczęliśmy w piwnicy. Teraz mamy okno na rynek."
    sale_basis = SaleBasis.BUSINESS
    trader_declared = True
    trader_declared_on = date(2026, 1, 7)
    terms_version = "1.0"
    terms_accepted_at = factory.LazyFunction(now)
    verification_state = factory.LazyAttribute(
        lambda profile: VerificationState.VERIFIED if profile.listed else VerificationState.DRAFT
    )
    verified_at = factory.LazyAttribute(
        lambda profile: now() if profile.verification_state == VerificationState.VERIFIED else None
    )
    submitted_at = factory.LazyAttribute(
        lambda profile: None if profile.verification_state == VerificationState.DRAFT else now()
    )
    is_listed = factory.LazyAttribute(lambda profile: profile.listed)


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    class Params:
        packer = factory.Trait(role=Membership.Role.PACKER)

    profile = factory.SubFactory(ProfileFactory)
    user = factory.SubFactory(UserFactory)


class CertificateFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Certificate

    profile = factory.SubFactory(ProfileFactory)
    number = factory.Sequence(lambda n: f"PROBA-ZP/{n:03d}")
    granted_on = factory.LazyFunction(lambda: today() - timedelta(days=30))
    valid_to = factory.LazyFunction(lambda: today() + timedelta(days=335))
    scope = "torby i fartuchy"


class SocialEnterpriseStatusFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SocialEnterpriseStatus

    profile = factory.SubFactory(ProfileFactory)
    decision_no = factory.Sequence(lambda n: f"PROBA-PS/{n:04d}")
    granted_on = factory.LazyFunction(lambda: today() - timedelta(days=200))
    checked_on = factory.LazyFunction(today)


class ProfileSuspensionFactory(factory.django.DjangoModelFactory):
    """A bare row; to take a PES off the portal as ROPS does it, call `suspend_profile`."""

    class Meta:
        model = ProfileSuspension

    profile = factory.SubFactory(ProfileFactory)
    reason = "Numer rachunku nie należy do podmiotu."
    since = factory.LazyFunction(now)
