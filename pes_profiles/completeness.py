"""How far a PES got with joining: its steps in order, and what each of them still lacks."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from pes_profiles.models import LegalForm, PesKind, Profile, Register, SaleBasis, VerificationState

#: states in which a PES's own people change what ROPS has checked or will check
OPEN_STATES = (VerificationState.DRAFT, VerificationState.SENT_BACK)


class Step(models.TextChoices):
    """The steps of joining; values are parts of addresses."""

    WHO = "kto", _("Who you are")
    NUMBERS = "numery", _("Numbers")
    SEAT = "siedziba", _("Seat and contact")
    ACCOUNT = "konto", _("Account and selling")
    SUMMARY = "podsumowanie", _("Check and send")


#: bodies that may lack a NIP or a REGON: they can exist without any trade or tax
MAY_LACK_NUMBERS = frozenset({LegalForm.KGW, LegalForm.CHURCH_ENTITY})
#: bodies that no register lists
UNREGISTERED = frozenset({LegalForm.LOCAL_AUTHORITY, LegalForm.CHURCH_ENTITY, LegalForm.JST_ASSOCIATION})

#: grounds for selling that the law knows for one kind only
_BASIS_OF_KIND = {
    SaleBasis.KGW_INCOME: PesKind.KGW,
    SaleBasis.CIS_ACTIVITY: PesKind.CIS,
    SaleBasis.THERAPY_PRODUCTS: PesKind.WTZ,
}


def bases_for(kind: str) -> list[SaleBasis]:
    """Return the grounds for selling that a PES of this kind may name; the special one first."""
    fitting = [basis for basis in SaleBasis if _BASIS_OF_KIND.get(basis, kind) == kind]
    return sorted(fitting, key=lambda basis: basis not in _BASIS_OF_KIND)


def register_of(form: str) -> Register:
    """Return the register in which a body of this form is usually found."""
    if form == LegalForm.KGW:
        return Register.KGW
    return Register.OTHER if form in UNREGISTERED else Register.KRS


def missing(profile: Profile) -> dict[Step, list[str]]:
    """Return the names of empty fields by step, for steps that lack any. Nothing missing, nothing returned."""
    entity = profile.legal_entity
    sells = profile.sale_basis != SaleBasis.NONE
    wanted: dict[Step, dict[str, bool]] = {
        Step.WHO: {
            "name": bool(profile.name),
            "short_name": bool(profile.short_name),
            "kind": bool(profile.kind),
            "entity_name": bool(entity and entity.name),
        },
        Step.NUMBERS: {
            "nip": bool(entity and (entity.nip or entity.form in MAY_LACK_NUMBERS)),
            "regon": bool(entity and (entity.regon or entity.form in MAY_LACK_NUMBERS)),
            "krs": bool(entity and (entity.krs or _needs_no_register(entity.form, entity.register))),
        },
        Step.SEAT: {
            "street": bool(profile.street),
            "postcode": bool(profile.postcode),
            "town": bool(profile.town),
            "gmina": profile.gmina_id is not None,
            "phone": bool(profile.phone),
            "email": bool(profile.email),
        },
        Step.ACCOUNT: {
            "trader_declared": profile.trader_declared is not None,
            "nrb": bool(entity and entity.nrb) or not sells,
        },
    }
    return {
        step: [name for name, given in fields.items() if not given]
        for step, fields in wanted.items()
        if not all(fields.values())
    }


def next_step(profile: Profile) -> Step:
    """Return the first step that lacks something; the summary when nothing does."""
    lacking = missing(profile)
    return next((step for step in Step if step in lacking), Step.SUMMARY)


def _needs_no_register(form: str, register: str) -> bool:
    return register == Register.OTHER and form in UNREGISTERED
