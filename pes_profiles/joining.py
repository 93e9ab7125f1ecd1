"""Joining the portal, step by step: every step is saved by itself, while the PES is open for changes."""

from datetime import date
from typing import Any

from anyascii import anyascii
from django.db import IntegrityError, transaction
from django.utils.text import slugify

from cms.base.reserved import RESERVED_ROOT_SLUGS
from operations import audit
from operations.clock import now, today
from pes_profiles.accounts.models import User
from pes_profiles.completeness import OPEN_STATES, register_of
from pes_profiles.models import LegalEntity, LegalForm, Membership, Profile, VerificationState
from pes_profiles.models.profile import UNIT_KINDS
from pes_profiles.region.models import Gmina

#: beside the portal's own words: literal parts of addresses under /pes/ and /panel/
RESERVED_SLUGS = RESERVED_ROOT_SLUGS | {"dolacz", "mapa", "nowy", "oferty", "wszystkie", "wybierz", "zamowienia"}
SLUG_LENGTH = 60
ENTITY_FIELDS = (
    "name", "form", "nip", "regon", "register", "krs", "street", "postcode", "town", "nrb", "vat_status", "demo",
)  # fmt: skip


class NotOpenForChangesError(Exception):
    """The PES waits for ROPS or was decided on; its own people cannot change these data now."""


@transaction.atomic
def start_profile(
    *, name: str, short_name: str, kind: str, entity_name: str, entity_form: str, tagline: str = "", by: User
) -> Profile:
    """Make a PES in DRAFT with its contract party, owned by the person who starts it.

    Sending the same first step twice leads to the same draft.
    """
    User.objects.filter(pk=by.pk).update(is_active=by.is_active)  # takes the write lock: two clicks come one by one
    again = (
        Profile.objects.for_member(by)
        .filter(verification_state=VerificationState.DRAFT, short_name=short_name, kind=kind)
        .first()
    )
    if again:
        return again

    entity = LegalEntity.objects.create(name=entity_name, form=entity_form, register=register_of(entity_form))
    profile = _create_with_slug(
        Profile(name=name, short_name=short_name, kind=kind, tagline=tagline, legal_entity=entity)
    )
    Membership.objects.create(profile=profile, user=by, role=Membership.Role.OWNER)
    audit.log("pes_profiles.profile.start", profile, by=by)
    return profile


@transaction.atomic
def save_who(
    profile: Profile,
    *,
    name: str,
    short_name: str,
    kind: str,
    entity_name: str,
    entity_form: str,
    tagline: str = "",
    by: User,
) -> None:
    """Change what the PES is called and who stands behind it. The address follows the name until the first sending."""
    _claim(profile)
    if short_name != profile.short_name and profile.submitted_at is None:
        profile.slug = free_slug(short_name, besides=profile)
    if kind != profile.kind:
        profile.sale_basis, profile.trader_declared, profile.trader_declared_on = "", None, None
    profile.name, profile.short_name, profile.kind, profile.tagline = name, short_name, kind, tagline

    entity = _own_entity(profile)
    if entity.form != entity_form:
        entity.register = register_of(entity_form)
    entity.name, entity.form = entity_name, entity_form
    _save(profile, entity, step="who", by=by)


@transaction.atomic
def save_numbers(profile: Profile, *, nip: str, regon: str, register: str, krs: str, by: User) -> None:
    """Keep the numbers of the contract party."""
    _claim(profile)
    entity = _own_entity(profile)
    entity.nip, entity.regon, entity.register, entity.krs = nip, regon, register, krs
    _save(profile, entity, step="numbers", by=by)


@transaction.atomic
def save_seat(
    profile: Profile, *, gmina: Gmina, entity_address: dict[str, str] | None = None, by: User, **seat: str
) -> None:
    """Keep where the PES is and how to reach it, and where its contract party sits when that is elsewhere."""
    _claim(profile)
    if profile.gmina_id != gmina.pk or profile.lat is None:
        profile.lat, profile.lon = gmina.lat, gmina.lon  # the seat of the gmina until somebody knows better
    profile.gmina = gmina
    for field, value in seat.items():
        setattr(profile, field, value)

    entity = _own_entity(profile)
    address = entity_address or {"street": profile.street, "postcode": profile.postcode, "town": profile.town}
    for field, value in address.items():
        setattr(entity, field, value)
    _save(profile, entity, step="seat", by=by)


@transaction.atomic
def save_account(
    profile: Profile,
    *,
    nrb: str,
    vat_status: str,
    sale_basis: str,
    trader_declared: bool,
    declared_on: date | None = None,
    by: User,
) -> None:
    """Keep where money goes, VAT, the ground for selling and the dated declaration of being a trader or not."""
    _claim(profile)
    if profile.trader_declared != trader_declared:
        profile.trader_declared_on = declared_on or today()
    profile.sale_basis, profile.trader_declared = sale_basis, trader_declared

    entity = _own_entity(profile)
    entity.nrb, entity.vat_status = nrb, vat_status
    _save(profile, entity, step="account", by=by)


def entity_form_of(kind: str, chosen: str) -> str:
    """Return the legal form of the contract party: what was chosen for a unit, the PES's own form otherwise."""
    return chosen if kind in UNIT_KINDS else LegalForm(kind).value


def free_slug(short_name: str, *, besides: Profile | None = None) -> str:
    """Return an address that nobody has and that leads nowhere else: `gliniany-kogut`, or `gliniany-kogut-2`."""
    base = slugify(anyascii(short_name))[:SLUG_LENGTH].strip("-") or "podmiot"
    if base in RESERVED_SLUGS:
        base = f"podmiot-{base}"
    others = Profile.objects.exclude(pk=besides.pk) if besides else Profile.objects.all()
    taken = set(others.filter(slug__startswith=base).values_list("slug", flat=True))
    if base not in taken:
        return base
    number = 2
    while f"{base}-{number}" in taken:
        number += 1
    return f"{base}-{number}"


def _create_with_slug(profile: Profile) -> Profile:
    """Save a new PES; when two people take one name in the same moment, the later one gets the next address."""
    for _attempt in range(5):
        profile.slug = free_slug(profile.short_name)
        try:
            with transaction.atomic():
                profile.save(force_insert=True)
        except IntegrityError:
            profile.pk = None
            continue
        return profile
    raise IntegrityError(profile.slug)


def _claim(profile: Profile) -> None:
    """Take the row for this transaction, or raise when it is not open; then read what is in it now."""
    claimed = Profile.objects.filter(pk=profile.pk, verification_state__in=OPEN_STATES).update(updated_at=now())
    if not claimed:
        raise NotOpenForChangesError
    profile.refresh_from_db()


def _own_entity(profile: Profile) -> LegalEntity:
    """Return the contract party, as a copy when another PES has the same one: its data are not ours to change."""
    entity = profile.legal_entity
    if entity is None:
        return LegalEntity(name=profile.name, form=LegalForm.ASSOCIATION)
    if entity.profiles.exclude(pk=profile.pk).exists():
        kept: dict[str, Any] = {field: getattr(entity, field) for field in ENTITY_FIELDS}
        return LegalEntity(**kept)
    return entity


def _save(profile: Profile, entity: LegalEntity, *, step: str, by: User) -> None:
    entity.save()
    profile.legal_entity = entity
    profile.save()
    audit.log("pes_profiles.profile.change", profile, by=by, step=step)
