"""Decisions of ROPS: each once, each written down, each told; a suspension hides everything and gives it back as it was."""

from datetime import timedelta

import pytest
from django.core import mail as django_mail

from operations import outbox
from operations.clock import now, today
from operations.models import AuditEntry, MailMessage, OutboxEntry
from pes_profiles import services
from pes_profiles.accounts.services import AccountInUseError, close_account, personal_data
from pes_profiles.completeness import Step
from pes_profiles.joining import NotOpenForChangesError
from pes_profiles.models import Membership, ProfileSuspension, SaleBasis, VerificationDecision, VerificationState
from shop.catalogue.models import Product
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import ProductFactory
from tests.factories.pes_profiles import MembershipFactory, ProfileFactory, ProfileSuspensionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def rops():
    return UserFactory(rops=True)


def waiting(**fields):
    profile = ProfileFactory(listed=False, verification_state=VerificationState.SUBMITTED, **fields)
    MembershipFactory(profile=profile)
    MembershipFactory(profile=profile, packer=True)
    return profile


def letters(kind: str) -> list[str]:
    return list(MailMessage.objects.filter(kind=kind).values_list("to", flat=True))


def owner_of(profile) -> str:
    return profile.memberships.get(role=Membership.Role.OWNER).user.email


def test_a_whole_profile_is_sent_and_its_owners_are_told():
    profile = ProfileFactory(listed=False)
    owner = MembershipFactory(profile=profile).user

    services.submit_profile(profile, by=owner, terms_version="2.0")

    assert profile.verification_state == VerificationState.SUBMITTED
    assert profile.submitted_at is not None
    assert profile.terms_version == "2.0"
    assert letters("pes_submitted") == [owner.email]


def test_a_profile_with_gaps_is_not_sent():
    profile = ProfileFactory(listed=False, phone="", terms_accepted_at=None)
    profile.legal_entity.nrb = ""
    profile.legal_entity.save()

    with pytest.raises(services.IncompleteProfileError) as caught:
        services.submit_profile(profile, by=UserFactory())

    profile.refresh_from_db()
    assert caught.value.missing == {Step.SEAT: ["phone"], Step.ACCOUNT: ["nrb"]}
    assert caught.value.terms
    assert profile.verification_state == VerificationState.DRAFT
    assert not OutboxEntry.objects.exists()


def test_who_does_not_sell_needs_no_account():
    profile = ProfileFactory(listed=False, sale_basis=SaleBasis.NONE, trader_declared=False)
    profile.legal_entity.nrb = ""
    profile.legal_entity.save()

    services.submit_profile(profile, by=UserFactory())

    assert profile.verification_state == VerificationState.SUBMITTED


def test_what_waits_cannot_be_sent_again():
    with pytest.raises(NotOpenForChangesError):
        services.submit_profile(waiting(), by=UserFactory())


def test_verifying_lists_the_profile_and_keeps_what_the_register_said(rops):
    profile = waiting()

    services.verify_profile(profile, register_note="KRS zgodny.", register_checked_on=today(), by=rops)

    decision = VerificationDecision.objects.get()
    assert profile.is_listed
    assert (profile.verification_state, profile.verified_at is not None) == (VerificationState.VERIFIED, True)
    assert (decision.register_note, decision.register_checked_on) == ("KRS zgodny.", today())
    assert (decision.outcome, decision.decided_by) == (VerificationState.VERIFIED, rops)
    assert letters("pes_verified") == [owner_of(profile)]
    assert OutboxEntry.objects.filter(dedupe_key=f"search.index:pes:{profile.pk}").exists()
    assert AuditEntry.objects.filter(action="pes_profiles.profile.verify", actor_id=rops.pk).exists()


@pytest.mark.parametrize(
    ("act", "state", "letter"),
    [
        (services.send_back_profile, VerificationState.SENT_BACK, "pes_sent_back"),
        (services.refuse_profile, VerificationState.REFUSED, "pes_refused"),
    ],
    ids=["sent back", "refused"],
)
def test_a_no_says_why_and_lists_nothing(rops, act, state, letter):
    profile = waiting()

    act(profile, reason_code="ACCOUNT_DIFFERS", reason="Rachunek należy do kogoś innego.", by=rops)

    decision = profile.decisions.get()
    assert (profile.verification_state, profile.is_listed) == (state, False)
    assert (decision.reason_code, decision.reason) == ("ACCOUNT_DIFFERS", "Rachunek należy do kogoś innego.")
    assert letters(letter) == [owner_of(profile)]


@pytest.mark.parametrize("state", [state for state in VerificationState if state != VerificationState.SUBMITTED])
def test_only_what_waits_is_decided_on(rops, state):
    profile = ProfileFactory(listed=state == VerificationState.VERIFIED, verification_state=state)
    was = profile.is_listed

    for decide in (
        lambda: services.verify_profile(profile, register_note="", register_checked_on=today(), by=rops),
        lambda: services.send_back_profile(profile, reason_code="OTHER", reason="", by=rops),
        lambda: services.refuse_profile(profile, reason_code="OTHER", reason="", by=rops),
    ):
        with pytest.raises(services.NotAwaitingDecisionError):
            decide()

    profile.refresh_from_db()
    assert (profile.verification_state, profile.is_listed) == (state, was)
    assert not VerificationDecision.objects.exists()
    assert not MailMessage.objects.exists()


def test_a_suspension_hides_everything_and_a_restoration_brings_back_exactly_what_was(rops):
    profile = ProfileFactory()
    MembershipFactory(profile=profile)
    shown = ProductFactory(partner__profile=profile)
    partner = shown.partner
    hidden = ProductFactory(partner=partner)
    Product.objects.filter(pk=hidden.pk).update(is_public=False)
    before = list(Product.objects.order_by("pk").values())
    assert list(Product.objects.public()) == [shown]

    services.suspend_profile(profile, reason="Skargi kupujących.", legal_basis="§ 12 regulaminu", by=rops)

    assert not profile.is_listed
    assert not Product.objects.public().exists()
    assert list(Product.objects.order_by("pk").values()) == before
    assert letters("pes_suspended") == [owner_of(profile)]

    services.restore_profile(profile, by=rops)

    suspension = ProfileSuspension.objects.get()
    assert profile.is_listed
    assert list(Product.objects.public()) == [shown]
    assert list(Product.objects.order_by("pk").values()) == before
    assert (suspension.lifted_by, suspension.lifted_at is not None) == (rops, True)
    assert letters("pes_restored") == [owner_of(profile)]


def test_the_search_is_asked_once_however_often_a_profile_comes_and_goes(rops):
    profile = ProfileFactory()

    services.suspend_profile(profile, reason="a", by=rops)
    services.restore_profile(profile, by=rops)
    services.suspend_profile(profile, reason="b", by=rops)

    assert OutboxEntry.objects.filter(topic="search.index", ref=str(profile.pk)).count() == 1
    assert profile.suspensions.count() == 2


@pytest.mark.parametrize("listed", [False, True], ids=["never verified", "suspended already"])
def test_only_what_the_public_sees_is_suspended(rops, listed):
    profile = ProfileFactory(listed=listed)
    if listed:
        services.suspend_profile(profile, reason="Pierwszy.", by=rops)
    number = ProfileSuspension.objects.count()

    with pytest.raises(services.NotListedError):
        services.suspend_profile(profile, reason="Drugi.", by=rops)

    assert ProfileSuspension.objects.count() == number


def test_there_must_be_a_suspension_to_lift(rops):
    with pytest.raises(services.NotSuspendedError):
        services.restore_profile(ProfileFactory(), by=rops)


def test_a_suspension_for_a_time_ends_by_itself(rops):
    over, open_end, later = ProfileFactory(), ProfileFactory(), ProfileFactory()
    services.suspend_profile(over, reason="a", until=now() + timedelta(hours=1), by=rops)
    services.suspend_profile(open_end, reason="b", by=rops)
    services.suspend_profile(later, reason="c", until=now() + timedelta(days=2), by=rops)
    ProfileSuspension.objects.filter(profile=over).update(until=now() - timedelta(minutes=1))

    assert services.restore_due() == 1
    assert services.restore_due() == 0

    for profile, listed in ((over, True), (open_end, False), (later, False)):
        profile.refresh_from_db()
        assert profile.is_listed is listed
    assert AuditEntry.objects.filter(action="pes_profiles.profile.restore", actor_id=None).count() == 1


def test_a_profile_that_was_suspended_before_it_is_verified_stays_hidden(rops):
    profile = waiting()
    ProfileSuspensionFactory(profile=profile)

    services.verify_profile(profile, register_note="", register_checked_on=today(), by=rops)

    assert (profile.verification_state, profile.is_listed) == (VerificationState.VERIFIED, False)


def test_every_letter_of_this_room_is_written_whole(rops):
    sent = ProfileFactory(listed=False)
    MembershipFactory(profile=sent)
    services.submit_profile(sent, by=rops)
    services.send_back_profile(sent, reason_code="OTHER", reason="Brakuje numeru.", by=rops)
    refused = waiting()
    services.refuse_profile(refused, reason_code="NOT_A_PES", reason="To firma.", by=rops)
    profile = waiting()
    services.verify_profile(profile, register_note="ok", register_checked_on=today(), by=rops)
    services.suspend_profile(profile, reason="Skargi.", legal_basis="§ 12", until=now() + timedelta(days=3), by=rops)
    services.restore_profile(profile, by=rops)
    OutboxEntry.objects.filter(topic="search.index").delete()

    outbox.drain(raising=True)

    texts = {message.subject: message.body for message in django_mail.outbox}
    assert len(texts) == 6
    together = "\n".join(texts.values())
    for said in (
        "Brakuje numeru.",
        "To firma.",
        "Skargi.",
        "§ 12",
        f"/pes/{profile.slug}/",
        f"/pes/dolacz/{sent.slug}/",
    ):
        assert said in together
    assert "register" not in together


def test_the_last_owner_of_a_listed_profile_cannot_close_the_account():
    profile = ProfileFactory()
    owner = MembershipFactory(profile=profile).user

    with pytest.raises(AccountInUseError):
        close_account(owner, by=owner)
    MembershipFactory(profile=profile)
    close_account(owner, by=owner)

    assert profile.memberships.count() == 1


def test_a_persons_data_name_the_profiles_they_act_for():
    membership = MembershipFactory()

    exported = personal_data(membership.user)

    assert exported["pes"][0]["pes"] == membership.profile.name
