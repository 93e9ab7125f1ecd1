"""The five steps of joining, filled in."""

from django.urls import reverse

from pes_profiles.completeness import Step
from pes_profiles.models import PesKind, Profile
from pes_profiles.region.models import Gmina
from tests.factories.pes_profiles import demo_nip, demo_nrb

NIP, NRB, REGON = demo_nip(77), demo_nrb(77), "990110070"


def step_url(profile: Profile, step: Step) -> str:
    return reverse("pes:join-step", args=[profile.slug, step.value])


def who(**changes) -> dict[str, str]:
    return {
        "short_name": "Gliniany Kogut",
        "name": "Warsztat Terapii Zajęciowej „Gliniany Kogut”",
        "kind": PesKind.WTZ,
        "runner_name": "Stowarzyszenie „Piec i Okno”",
        "runner_form": "ASSOCIATION",
        "tagline": "Kubki i misy",
    } | changes


def numbers(**changes) -> dict[str, str]:
    return {"nip": NIP, "regon": REGON, "register": "KRS", "krs": "0009900114"} | changes


def seat(**changes) -> dict[str, str]:
    return {
        "street": "ul. Garncarska 7",
        "postcode": "46-040",
        "town": "Ozimek",
        "gmina": str(Gmina.objects.get(name="Ozimek").pk),
        "phone": "77 000 23 88",
        "email": "kogut@example.com",
        "website": "",
        "opening_hours": "pn.–pt. 9.00–14.30",
        "entity_street": "",
        "entity_postcode": "",
        "entity_town": "",
    } | changes


def account(**changes) -> dict[str, str]:
    return {
        "sale_basis": "THERAPY_PRODUCTS",
        "trader_declared": "tak",
        "vat_status": "EXEMPT_113",
        "nrb": NRB,
    } | changes


def filled(client) -> Profile:
    """Go through all steps but the last."""
    client.post(reverse("pes:join"), who())
    profile = Profile.objects.get(short_name="Gliniany Kogut")
    client.post(step_url(profile, Step.NUMBERS), numbers())
    client.post(step_url(profile, Step.SEAT), seat())
    client.post(step_url(profile, Step.ACCOUNT), account())
    profile.refresh_from_db()
    return profile
