"""What is done to accounts: the groups behind the roles, a person's own data, the end of an account."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from operations import audit, mail, outbox
from operations.clock import now
from operations.models import MailMessage, MailState
from pes_profiles.accounts.models import ERASED, Role, User

#: Django's permissions of each group; what people may do to a PES, an offer or an order is in the rooms' `rules.py`
GROUP_PERMISSIONS: dict[Role, tuple[str, ...]] = {
    Role.ROPS: ("wagtailadmin.access_admin",),
    Role.EDITOR: ("wagtailadmin.access_admin",),
    Role.OWES_ADVISER: (),
    Role.ADMIN: (
        "wagtailadmin.access_admin",
        "accounts.add_user",
        "accounts.change_user",
        "accounts.delete_user",
        "accounts.view_user",
        "auth.add_group",
        "auth.change_group",
        "auth.delete_group",
        "auth.view_group",
    ),
}

#: how long the address of somebody who left stays with the last letter, so that it can be sent again
FAREWELL_STAYS = timedelta(hours=12)
#: after so long without logging in a person is asked whether to keep the account, as the privacy policy says
IDLE = timedelta(days=2 * 365)

#: an account that nobody confirms is deleted after this time; the letter says so
UNCONFIRMED_STAYS = timedelta(days=30)


class AccountInUseError(Exception):
    """The account is still needed: `reasons` says by what, in the reader's words."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("; ".join(map(str, reasons)))
        self.reasons = reasons


@transaction.atomic
def ensure_groups() -> None:
    """Make the groups of the portal and give each at least its permissions. Safe to repeat; takes nothing away."""
    for role, codes in GROUP_PERMISSIONS.items():
        group, _made = Group.objects.get_or_create(name=role.value)
        wanted = Q(pk__in=[])
        for code in codes:
            app, codename = code.split(".")
            wanted |= Q(content_type__app_label=app, codename=codename)
        group.permissions.add(*Permission.objects.filter(wanted))


# --- Hooks of the rooms above: this room is told nothing about orders, and they need to know about people ---

_on_verified: list[Callable[[User], object]] = []
_exports: dict[str, Callable[[User], Any]] = {}
_keepers: list[Callable[[User], list[str]]] = []
_stays: list[Callable[[User], list[str]]] = []
_erasers: list[Callable[[User], object]] = []


def on_email_verified(call: Callable[[User], object]) -> Callable[[User], object]:
    """Register what happens, in one transaction, when a person has proven an address: guests' orders are joined here."""
    _on_verified.append(call)
    return call


def exports(name: str) -> Callable[[Callable[[User], Any]], Callable[[User], Any]]:
    """Register a part of a person's data export: a function that returns plain JSON values."""

    def register(call: Callable[[User], Any]) -> Callable[[User], Any]:
        _exports[name] = call
        return call

    return register


def keeps_account(call: Callable[[User], list[str]]) -> Callable[[User], list[str]]:
    """Register a reason not to close an account yet: a function that returns sentences, empty when nothing holds."""
    _keepers.append(call)
    return call


def keeps_data(call: Callable[[User], list[str]]) -> Callable[[User], list[str]]:
    """Register what stays of a person after the account is closed, and until when: a function that returns sentences."""
    _stays.append(call)
    return call


def erases(call: Callable[[User], object]) -> Callable[[User], object]:
    """Register what a room forgets when an account is closed."""
    _erasers.append(call)
    return call


@transaction.atomic
def email_verified(user: User) -> None:
    """Tell the rooms that a person has proven an address."""
    for call in _on_verified:
        call(user)
    audit.log("accounts.email.verify", user, by=user)


@transaction.atomic
def change_details(user: User, *, first_name: str, last_name: str, phone: str) -> None:
    """Keep how a person is called and reached."""
    user.first_name, user.last_name, user.phone = first_name, last_name, phone
    user.save(update_fields=["first_name", "last_name", "phone"])
    audit.log("accounts.user.change", user, by=user)


def personal_data(user: User) -> dict[str, Any]:
    """Return all the portal knows about a person as plain values (art. 15 and 20 GDPR)."""
    data: dict[str, Any] = {
        "account": {
            "email": user.email,
            "first_name": user.first_name,
            "last_name": user.last_name,
            "phone": user.phone,
            "joined_at": user.date_joined.isoformat(),
            "last_login": user.last_login.isoformat() if user.last_login else None,
            "roles": sorted(user.group_names),
            "addresses": [
                {"email": address.email, "confirmed": address.verified}
                for address in EmailAddress.objects.filter(user=user).order_by("pk")
            ],
            "second_factors": [
                {"type": factor.type, "since": factor.created_at.isoformat()}
                for factor in Authenticator.objects.filter(user=user).order_by("pk")
            ],
        },
        "letters": [
            {"kind": letter.kind, "subject": letter.subject, "written_at": letter.created_at.isoformat()}
            for letter in MailMessage.objects.filter(to__iexact=user.email).order_by("pk")
        ],
        "exported_at": now().isoformat(),
    }
    for name, call in _exports.items():
        data[name] = call(user)
    return data


def reasons_to_keep(user: User) -> list[str]:
    """Return why an account cannot be closed yet."""
    return [reason for call in _keepers for reason in call(user)]


def what_stays(user: User) -> list[str]:
    """Return what stays after the account is closed, with its last day."""
    return [words for call in _stays for words in call(user)]


@transaction.atomic
def close_account(user: User, *, by: User) -> None:
    """End an account at its owner's wish: the person is erased, the row stays for what the law makes us keep.

    Raises `AccountInUseError` while an order or a PES still needs the person.
    """
    User.objects.filter(pk=user.pk).update(last_login=user.last_login)  # takes the write lock before reading
    if reasons := reasons_to_keep(user):
        raise AccountInUseError(reasons)

    stays = what_stays(user)
    for call in _erasers:
        call(user)
    _write_farewell(user, stays=stays)
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    user.groups.clear()
    user.email = f"usuniete-{user.pk}{ERASED}"
    user.first_name = user.last_name = user.phone = ""
    user.is_active = user.is_superuser = user.is_staff = False
    user.set_unusable_password()
    user.save()
    audit.log("accounts.user.close", user, by=by)


@transaction.atomic
def forget_second_factor(user: User, *, by: User | None = None) -> int:
    """Take a lost second factor and its spare codes away, and tell the person. Return how many there were."""
    number = Authenticator.objects.filter(user=user).delete()[0]
    if number:
        moment = now()
        mail.send(
            "account_mfa_off",
            to=user.email,
            context={"action_url": settings.WAGTAILADMIN_BASE_URL + reverse("mfa_index"), "moment": moment},
            dedupe_key=f"account_mfa_off:{user.pk}:{moment.isoformat()}",
        )
        audit.log("accounts.second_factor.forget", user, by=by)
    return number


def forget_unconfirmed() -> int:
    """Delete accounts whose address nobody has confirmed for a month, and return their number.

    Nobody has ever been in them. People whom the back office gave a group or a PES are not touched.
    """
    confirmed = EmailAddress.objects.filter(user=OuterRef("pk"), verified=True)
    left = User.objects.filter(
        ~Exists(confirmed),
        last_login=None,
        date_joined__lt=now() - UNCONFIRMED_STAYS,
        is_active=True,
        is_staff=False,
        is_superuser=False,
        groups=None,
        memberships=None,
    )
    return sum(_delete_unconfirmed(user) for user in left)


def ask_the_idle() -> int:
    """Ask whoever has not logged in for two years whether to keep the account, once in two years; return how many.

    Nothing is deleted without an answer: orders and documents may hang on the account.
    """
    confirmed = EmailAddress.objects.filter(user=OuterRef("pk"), verified=True)
    before = now() - IDLE
    idle = User.objects.filter(
        Exists(confirmed),
        Q(asked_to_stay_at=None) | Q(asked_to_stay_at__lt=before),
        Q(last_login__lt=before) | Q(last_login=None, date_joined__lt=before),
        is_active=True,
    )
    return sum(_ask_to_stay(user) for user in idle)


@transaction.atomic
def _ask_to_stay(user: User) -> bool:
    moment = now()
    if not User.objects.filter(pk=user.pk, asked_to_stay_at=user.asked_to_stay_at).update(asked_to_stay_at=moment):
        return False
    mail.send(
        "account_idle",
        to=user.email,
        context={
            "action_url": settings.WAGTAILADMIN_BASE_URL + reverse("account_login"),
            "close_url": settings.WAGTAILADMIN_BASE_URL + reverse("accounts:close"),
        },
        dedupe_key=f"account_idle:{user.pk}:{moment.isoformat()}",
    )
    return True


@transaction.atomic
def _delete_unconfirmed(user: User) -> bool:
    audit.log("accounts.user.forget_unconfirmed", user)
    user.delete()
    return True


def _write_farewell(user: User, *, stays: list[str]) -> None:
    """Forget to whom letters went, and in letters to others whom they named; write the last one.

    That one is forgotten too once it is out.
    """
    MailMessage.objects.filter(reply_to__iexact=user.email).exclude(to__iexact=user.email).update(
        reply_to="", subject="", text="", html="", context={}
    )
    earlier = MailMessage.objects.filter(to__iexact=user.email)
    earlier.filter(state=MailState.QUEUED).delete()
    earlier.update(to="", reply_to="", subject="", text="", html="", context={}, error="")

    last = mail.send(
        "account_closed",
        to=user.email,
        context={"stays": stays, "action_url": settings.WAGTAILADMIN_BASE_URL + "/regulamin/prywatnosc/"},
        dedupe_key=f"account_closed:{user.pk}",
    )
    outbox.put("accounts.forget_farewell", last, delay=FAREWELL_STAYS)
