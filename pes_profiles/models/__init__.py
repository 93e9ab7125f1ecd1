"""Who a PES is: the brand, the contract party behind it, its standing and its people."""

from pes_profiles.models.legal_entity import LegalEntity, LegalForm, Register, VatStatus
from pes_profiles.models.profile import PesKind, Profile, SaleBasis, Visual
from pes_profiles.models.standing import (
    Certificate,
    ProfileSuspension,
    SocialEnterpriseStatus,
    VerificationDecision,
    VerificationState,
)
from pes_profiles.models.team import Membership

__all__ = [
    "Certificate",
    "LegalEntity",
    "LegalForm",
    "Membership",
    "PesKind",
    "Profile",
    "ProfileSuspension",
    "Register",
    "SaleBasis",
    "SocialEnterpriseStatus",
    "VatStatus",
    "VerificationDecision",
    "VerificationState",
    "Visual",
]
