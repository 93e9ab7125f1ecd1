"""People to sign in as. All share one password, hashed once."""

from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from config.demo import sources
from pes_profiles.accounts.models import Role, User
from pes_profiles.models import Membership, Profile

PASSWORD = "przyklad-opes-2026"  # noqa: S105 -- printed for everybody who runs the demo
MAIL = "opes.example"


@dataclass(frozen=True)
class Login:
    """Somebody whose part can be played."""

    who: str
    name: str
    first_name: str
    last_name: str
    group: str = ""
    pes: str = ""
    pes_role: str = ""
    is_superuser: bool = False
    phone: str = "770009042"

    @property
    def email(self) -> str:
        return f"{self.name}@{MAIL}"


BUYER = Login("kupująca", "kupujaca", "Weronika", "Maj")
INSTITUTION = Login("kupująca w urzędzie gminy", "urzad", "Ewa", "Konar")
OWNER = Login(
    "właścicielka sklepu PES (Gliniany Kogut)",
    "sprzedawca",
    "Irena",
    "Wolna",
    pes="gliniany-kogut",
    pes_role=Membership.Role.OWNER,
)
PACKER = Login(
    "osoba pakująca (Gliniany Kogut)",
    "pakowanie",
    "Norbert",
    "Siwek",
    pes="gliniany-kogut",
    pes_role=Membership.Role.PACKER,
)
ADVISER = Login("doradca OWES", "doradca", "Adam", "Gajda", group=Role.OWES_ADVISER)
MODERATOR = Login("moderatorka ROPS", "moderator", "Maria", "Sobczyk", group=Role.ROPS)
EDITOR = Login("redaktor", "redaktor", "Piotr", "Zawada", group=Role.EDITOR)
ADMIN = Login("administratorka", "administrator", "Teresa", "Kłos", group=Role.ADMIN, is_superuser=True)
LOGINS = (BUYER, INSTITUTION, OWNER, PACKER, ADVISER, MODERATOR, EDITOR, ADMIN)


def load_people() -> int:
    """Make the people of `LOGINS` and one owner for every PES; a known address stays as it is."""
    wanted: dict[str, dict[str, Any]] = {
        login.email: {
            "first_name": login.first_name,
            "last_name": login.last_name,
            "phone": login.phone,
            "is_superuser": login.is_superuser,
            "is_staff": login.is_superuser,
        }
        for login in LOGINS
    }
    for entry in sources.pes():
        if entry["key"] != OWNER.pes:
            first, last = entry["owner"].split(" ")
            wanted[owner_email(entry["key"])] = {"first_name": first, "last_name": last}

    known = set(User.objects.filter(email__in=wanted).values_list("email", flat=True))
    secret = make_password(PASSWORD) if len(known) < len(wanted) else ""
    made = User.objects.bulk_create(
        User(email=email, password=secret, demo=True, **fields)
        for email, fields in wanted.items()
        if email not in known
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in made
    )
    for login in LOGINS:
        if login.group and login.email not in known:
            User.objects.get(email=login.email).groups.add(Group.objects.get(name=str(login.group)))
    return len(made)


def load_memberships() -> None:
    """Let people act for their PES."""
    people = {user.email: user for user in User.objects.filter(demo=True)}
    profiles = {profile.slug: profile for profile in Profile.objects.filter(demo=True)}
    wanted = [(owner_email(slug), slug, Membership.Role.OWNER) for slug in profiles]
    wanted += [(login.email, login.pes, login.pes_role) for login in LOGINS if login.pes]
    for email, slug, role in wanted:
        if email in people:
            Membership.objects.get_or_create(profile=profiles[slug], user=people[email], defaults={"role": role})


def owner_email(pes: str) -> str:
    """Return the address of the owner of a PES."""
    return OWNER.email if pes == OWNER.pes else f"wlasciciel@{pes}.example"


def logins_text() -> str:
    """Return the log-ins as lines for the screen."""
    width = max(len(login.email) for login in LOGINS)
    lines = [f"  {login.email:<{width}}  {login.who}" for login in LOGINS]
    return "\n".join(["Konta przykładowe (hasło wszystkich: " + PASSWORD + ")", *lines])
