"""Roles, lost phones, and accounts that nobody ever confirmed."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command
from django.urls import reverse

from operations import routes
from operations.clock import now
from operations.models import AuditEntry
from operations.routes import ADMIN, EDITOR, OWES_ADVISER, PES_MEMBER, ROPS, SIGNED_IN
from pes_profiles.accounts import services
from pes_profiles.accounts.models import User
from tests.factories.accounts import UserFactory
from tests.factories.pes_profiles import MembershipFactory

pytestmark = pytest.mark.django_db
ASKED = (SIGNED_IN, PES_MEMBER, OWES_ADVISER, EDITOR, ROPS, ADMIN)


def roles_of(user) -> set:
    return {role for role in ASKED if routes.has_role(user, role)}


@pytest.mark.parametrize(
    ("traits", "roles"),
    [
        ({}, {SIGNED_IN}),
        ({"owes_adviser": True}, {SIGNED_IN, OWES_ADVISER}),
        ({"editor": True}, {SIGNED_IN, EDITOR}),
        ({"rops": True}, {SIGNED_IN, ROPS}),
        ({"admin": True}, {SIGNED_IN, OWES_ADVISER, EDITOR, ROPS, ADMIN}),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else "",
)
def test_each_role_is_known_by_its_group(traits, roles):
    assert roles_of(UserFactory(**traits)) == roles


def test_a_member_of_a_pes_is_known_while_the_membership_lasts(django_assert_num_queries):
    member, former = MembershipFactory().user, MembershipFactory(is_active=False).user

    with django_assert_num_queries(1):
        assert routes.has_role(member, PES_MEMBER)
        assert routes.has_role(member, PES_MEMBER)
    assert not routes.has_role(former, PES_MEMBER)
    assert roles_of(AnonymousUser()) == set()


def test_a_lost_phone_is_forgotten_and_the_person_told(letters):
    user = UserFactory(rops=True)
    other = UserFactory()
    for person in (user, other):
        totp.TOTP.activate(person, totp.generate_totp_secret())
        RecoveryCodes.activate(person)

    call_command("forget_second_factor", user.email.upper())

    assert not Authenticator.objects.filter(user=user).exists()
    assert Authenticator.objects.filter(user=other).count() == 2
    assert [(letter.to, letter.subject) for letter in letters()] == [([user.email], "Logowanie dwuetapowe wyłączone")]
    assert AuditEntry.objects.filter(action="accounts.second_factor.forget", object_id=str(user.pk)).exists()


def test_forgetting_the_factor_of_nobody_is_an_error():
    with pytest.raises(CommandError, match="no account"):
        call_command("forget_second_factor", "nikt@example.com")


def test_accounts_that_nobody_confirmed_are_deleted_after_a_month():
    long_ago = now() - timedelta(days=31)
    gone = UserFactory(verified=False, date_joined=long_ago)
    kept = [
        UserFactory(verified=False),
        UserFactory(date_joined=long_ago),
        UserFactory(verified=False, date_joined=long_ago, rops=True),
        UserFactory(verified=False, date_joined=long_ago, last_login=long_ago),
        MembershipFactory(user=UserFactory(verified=False, date_joined=long_ago)).user,
    ]

    assert services.forget_unconfirmed() == 1

    assert not User.objects.filter(pk=gone.pk).exists()
    assert User.objects.filter(pk__in=[user.pk for user in kept]).count() == len(kept)
    assert services.forget_unconfirmed() == 0


def test_too_many_letters_asked_for_is_a_calm_page(client):
    for _ in range(6):
        response = client.post("/konto/haslo/", {"email": "anna@example.com"})

    assert response.status_code == 429
    assert "Za dużo prób" in response.content.decode()


def seen(days: int, **fields):
    """Make a person who last logged in so many days ago."""
    user = UserFactory(**fields)
    User.objects.filter(pk=user.pk).update(
        last_login=now() - timedelta(days=days), date_joined=now() - timedelta(days=900)
    )
    return user


def test_who_has_not_logged_in_for_two_years_is_asked_once_and_nothing_is_deleted(letters):
    idle, lately = seen(731), seen(729)
    closed = seen(900, is_active=False)

    assert services.ask_the_idle() == 1
    assert services.ask_the_idle() == 0

    (letter,) = letters()
    assert letter.to == [idle.email]
    assert reverse("account_login") in letter.body
    assert reverse("accounts:close") in letter.body
    assert User.objects.filter(pk__in=[idle.pk, lately.pk, closed.pk]).count() == 3


def test_who_stays_away_is_asked_again_after_two_more_years_and_who_came_back_is_not(letters):
    away, back = seen(731), seen(731)
    services.ask_the_idle()
    later = now() + timedelta(days=731)
    User.objects.filter(pk=back.pk).update(last_login=later - timedelta(days=10))

    with time_machine.travel(later):
        assert services.ask_the_idle() == 1
        assert [letter.to for letter in letters()].count([away.email]) == 2
