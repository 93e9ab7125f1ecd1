"""The door of a PES's own pages, and the words of its rules."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from django.views.generic import TemplateView, View

from pes_profiles import joining
from pes_profiles.access import ProfileScopedMixin
from pes_profiles.models import Membership, VerificationState
from pes_profiles.rules import is_member, is_open_for_changes, is_owner
from tests.factories.accounts import UserFactory
from tests.factories.pes_profiles import LegalEntityFactory, MembershipFactory, ProfileFactory

pytestmark = pytest.mark.django_db


class PanelView(ProfileScopedMixin, TemplateView):
    template_name = "bare.html"


class OwnersView(ProfileScopedMixin, View):
    owner_only = True

    def get(self, request, pes):
        return HttpResponse("own")


def ask(view, profile, user):
    request = RequestFactory().get("/panel/x/")
    request.user = user
    return view.as_view()(request, pes=profile.slug)


def test_a_member_gets_the_profile_in_the_context():
    membership = MembershipFactory(packer=True)

    context = ask(PanelView, membership.profile, membership.user).context_data

    assert context["profile"] == membership.profile
    assert context["membership"] == membership
    assert context["is_owner"] is False


def test_a_packer_is_a_stranger_where_only_owners_go():
    profile = ProfileFactory()
    packer, owner = MembershipFactory(profile=profile, packer=True), MembershipFactory(profile=profile)

    assert ask(OwnersView, profile, owner.user).status_code == 200
    with pytest.raises(Http404):
        ask(OwnersView, profile, packer.user)


@pytest.mark.parametrize("role", [{}, {"rops": True}, {"admin": True}], ids=["citizen", "ROPS", "admin"])
def test_a_stranger_finds_nothing_whatever_his_office(role):
    other = MembershipFactory(user=UserFactory(**role))
    profile = ProfileFactory()

    with pytest.raises(Http404):
        ask(PanelView, profile, other.user)


def test_nobody_signed_in_is_led_to_the_door_and_back():
    response = ask(PanelView, ProfileFactory(), AnonymousUser())

    assert response.status_code == 302
    assert response.url.endswith("?next=/panel/x/")


def test_the_rules_say_who_may_do_what():
    owner, packer = MembershipFactory(profile=ProfileFactory(listed=False)), MembershipFactory(packer=True)
    stranger = UserFactory()

    assert is_member(packer.user, packer.profile)
    assert not is_owner(packer.user, packer.profile)
    assert is_owner(owner.user, owner.profile)
    assert not is_member(stranger, owner.profile)
    assert is_open_for_changes(owner.user, owner.profile)
    assert owner.user.has_perm("pes_profiles.join_profile", owner.profile)
    assert not packer.user.has_perm("pes_profiles.join_profile", packer.profile)
    assert UserFactory(rops=True).has_perm("pes_profiles.decide_profiles")
    assert UserFactory(admin=True).has_perm("pes_profiles.decide_profiles")
    assert not UserFactory(editor=True).has_perm("pes_profiles.decide_profiles")


def test_a_membership_that_ended_opens_nothing():
    membership = MembershipFactory(is_active=False)

    with pytest.raises(Http404):
        ask(PanelView, membership.profile, membership.user)
    assert not is_member(membership.user, membership.profile)


@pytest.mark.parametrize("state", [state for state in VerificationState if state not in {"DRAFT", "SENT_BACK"}])
def test_no_step_is_saved_once_rops_has_the_data(state):
    profile = ProfileFactory(listed=state == VerificationState.VERIFIED, verification_state=state)
    by = UserFactory()

    with pytest.raises(joining.NotOpenForChangesError):
        joining.save_numbers(profile, nip="1", regon="2", register="KRS", krs="3", by=by)
    with pytest.raises(joining.NotOpenForChangesError):
        joining.save_account(profile, nrb="1", vat_status="ACTIVE", sale_basis="", trader_declared=False, by=by)

    profile.legal_entity.refresh_from_db()
    assert profile.legal_entity.nip != "1"
    assert profile.legal_entity.nrb != "1"


def test_a_profile_without_a_contract_party_gets_its_own():
    profile = ProfileFactory(listed=False, legal_entity=None)

    joining.save_numbers(profile, nip="", regon="", register="OTHER", krs="A-1", by=UserFactory())

    profile.refresh_from_db()
    assert (profile.legal_entity.name, profile.legal_entity.krs) == (profile.name, "A-1")


def test_a_third_profile_of_one_name_gets_the_next_address():
    ProfileFactory(slug="malwa")
    ProfileFactory(slug="malwa-2")

    assert joining.free_slug("Malwa") == "malwa-3"


def test_an_address_taken_in_the_same_moment_is_given_up_for_the_next(monkeypatch):
    ProfileFactory(slug="malwa")
    offered = iter(["malwa", "malwa-2"])
    monkeypatch.setattr(joining, "free_slug", lambda short_name: next(offered))

    profile = joining.start_profile(
        name="KGW Malwa", short_name="Malwa", kind="KGW", entity_name="KGW Malwa", entity_form="KGW", by=UserFactory()
    )

    assert profile.slug == "malwa-2"
    assert Membership.objects.filter(profile=profile).count() == 1


def test_an_account_number_is_grouped_so_that_a_phone_can_break_it():
    assert LegalEntityFactory.build(nrb="80000999030000011400000114").account == "80 0009 9903 0000 0114 0000 0114"
    assert LegalEntityFactory.build(nrb="").account == ""
