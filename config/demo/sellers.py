"""PES: the contract party, the profile, its standing, and the selling side."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from cms.media.models import Image
from config.demo import people, sources
from config.demo.anchor import Days
from pes_profiles.accounts.models import User
from pes_profiles.models import (
    Certificate,
    LegalEntity,
    Profile,
    ProfileSuspension,
    Register,
    SocialEnterpriseStatus,
    VerificationDecision,
    VerificationState,
)
from pes_profiles.region.models import Gmina, Powiat
from shop.partner.models import DeliveryWay, Partner, PaymentMethod

TERMS_VERSION = "1.0"


def load_sellers(days: Days, pictures: dict[str, Image]) -> int:
    """Make the PES that are missing, with all that stands around them."""
    known = set(Profile.objects.values_list("slug", flat=True))
    gminy = {gmina.terc: gmina for gmina in Gmina.objects.all()}
    powiaty = {powiat.name: powiat for powiat in Powiat.objects.all()}
    moderator = User.objects.get(email=people.MODERATOR.email)
    missing = [entry for entry in sources.pes() if entry["key"] not in known]
    for entry in missing:
        profile = _profile(entry, days, gminy[entry["gmina"]["terc6"]], pictures.get(f"pes-{entry['key']}"))
        profile.served_powiats.set([powiaty[name] for name in entry["powiats_served"]])
        _standing(profile, entry, days, moderator)
        if entry["sells"] and profile.verification_state == VerificationState.VERIFIED:
            _partner(profile, entry, powiaty)
    return len(missing)


def _entity(entry: dict[str, Any]) -> LegalEntity:
    data = entry["legal_entity"]
    street, _comma, rest = data["address"].rpartition(", ")
    postcode, town = rest.split(" ", 1)
    is_circle = bool(data.get("krkgw_no"))
    return LegalEntity.objects.get_or_create(
        nip=data["nip"],
        defaults={
            "name": data["name"],
            "form": data["form"],
            "regon": data["regon"],
            "register": Register.KGW if is_circle else Register.KRS,
            "krs": (data["krkgw_no"] if is_circle else data["krs"]) or "",
            "street": street,
            "postcode": postcode,
            "town": town,
            "nrb": data["nrb"],
            "vat_status": data["vat_status"],
            "demo": True,
        },
    )[0]


def _profile(entry: dict[str, Any], days: Days, gmina: Gmina, cover: Image | None) -> Profile:
    waits = entry["state"] == "SUBMITTED"
    since = entry["trader_declared_day"] or -300
    pause = entry["break"]
    return Profile.objects.create(
        slug=entry["key"],
        name=entry["name"],
        short_name=entry["short_name"],
        kind=entry["kind"],
        legal_entity=_entity(entry),
        **entry["address"],
        gmina=gmina,
        **entry["coordinates"],
        phone=entry["phone"].replace(" ", ""),
        email=entry["email"],
        website=entry["website"] or "",
        opening_hours=entry["opening_hours"] or "",
        tagline=entry["tagline"],
        story=entry["story"],
        good_at=entry["good_at"],
        client_reference=entry["client_reference"] or {},
        cover=cover,
        dye=entry["dye"],
        ornament=entry["ornament"],
        sale_basis=entry["sale_basis"] or "",
        trader_declared=entry["trader_declared"],
        trader_declared_on=days.day(since),
        break_from=days.day(pause["from_day"]) if pause else None,
        break_until=days.day(pause["to_day"]) if pause else None,
        break_note=pause["note"] if pause else "",
        verification_state=VerificationState.SUBMITTED if waits else VerificationState.VERIFIED,
        submitted_at=days.at(since, "11:20"),
        verified_at=None if waits else days.at(since + 4, "09:40"),
        is_listed=entry["state"] == "ACTIVE",
        terms_version=TERMS_VERSION,
        terms_accepted_at=days.at(since, "11:15"),
        demo=True,
    )


def _standing(profile: Profile, entry: dict[str, Any], days: Days, moderator: User) -> None:
    if profile.verification_state == VerificationState.VERIFIED:
        VerificationDecision.objects.create(
            profile=profile,
            outcome=VerificationState.VERIFIED,
            reason_code=VerificationDecision.ReasonCode.REGISTER_MATCHES,
            register_note=f"{entry['legal_entity']['register']}: nazwa, adres i reprezentacja zgodne. Dane przykładowe.",
            register_checked_on=profile.verified_at.date(),
            decided_by=moderator,
            decided_at=profile.verified_at,
        )
    if status := entry["social_enterprise"]:
        SocialEnterpriseStatus.objects.create(
            profile=profile,
            authority=status["authority"],
            decision_no=status["decision_no"],
            granted_on=days.day(status["granted_day"]),
            lost_on=None if status["lost_day"] is None else days.day(status["lost_day"]),
            lost_reason=status["lost_reason"] or "",
            rjps_url=status["rjps_url"],
            checked_on=days.day(status["checked_day"]),
        )
    if mark := entry["certificate"]:
        Certificate.objects.get_or_create(
            number=mark["number"],
            defaults={
                "profile": profile,
                "mark": mark["mark"],
                "granted_on": days.day(mark["granted_day"]),
                "valid_to": days.day(mark["valid_to_day"]),
                "scope": mark["scope"],
            },
        )
    if suspension := entry["suspension"]:
        ProfileSuspension.objects.create(
            profile=profile,
            reason=f"{suspension['facts']} Zakres: {suspension['scope'].lower()}.",
            legal_basis=suspension["basis"],
            since=days.at(suspension["day"], "13:05"),
            suspended_by=moderator,
        )


def _partner(profile: Profile, entry: dict[str, Any], powiaty: dict[str, Powiat]) -> Partner:
    methods = [PaymentMethod.TRANSFER, PaymentMethod.SANDBOX]
    if entry["deferred_payment"]:
        methods.append(PaymentMethod.TRANSFER_DEFERRED)
    partner = Partner.objects.create(
        profile=profile,
        name=profile.short_name,
        code=profile.slug,
        payment_methods=methods,
        deferred_days=timedelta(days=14).days,
        free_delivery_from=Decimal(entry["free_delivery_from"]) if entry["free_delivery_from"] else None,
        min_order=Decimal(entry["min_order"]) if Decimal(entry["min_order"] or 0) else None,
        default_lead_days=entry["default_lead_days"],
        demo=True,
    )
    for way in entry["delivery"]:
        row, made = DeliveryWay.objects.get_or_create(
            partner=partner,
            code=way["code"],
            defaults={
                "gross": Decimal(way["gross"]),
                "note": way.get("note") or way.get("when") or "",
                "place": way.get("place") or "",
                "hours": way.get("hours") or "",
            },
        )
        # A seller's own delivery has one price: the nearer of two zones is kept.
        if made and way.get("powiaty"):
            row.powiats.set([powiaty[name] for name in way["powiaty"]])
    return partner
