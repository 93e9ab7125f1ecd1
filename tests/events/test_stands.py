"""Asking for a stand, and deciding."""

import pytest
from django.urls import reverse

from events.models import StandApplication
from operations.models import MailMessage
from pes_profiles.accounts.models import Role
from pes_profiles.models import Membership
from tests.factories.accounts import UserFactory
from tests.factories.events import StandApplicationFactory, make_fair
from tests.factories.pes_profiles import ProfileFactory

pytestmark = pytest.mark.django_db

FORM = {
    "zone": "CRAFT",
    "slogan": "Kubki z drugiego wypału",
    "tables": "1",
    "chairs": "2",
    "power_kw": "0,5",
    "needs": "",
    "contact_name": "Anna Próbna",
    "contact_phone": "600 000 000",
}


def owner_of(profile, role=Membership.Role.OWNER):
    user = UserFactory()
    Membership.objects.create(profile=profile, user=user, role=role)
    return user


def address(fair, profile, name="application") -> str:
    return reverse(f"events:{name}", args=[fair.slug, profile.slug])


def test_an_owner_applies_and_gets_a_letter(client):
    fair, profile = make_fair(), ProfileFactory()
    user = owner_of(profile)
    client.force_login(user)

    response = client.post(address(fair, profile), FORM)

    assert response.status_code == 302
    assert StandApplication.objects.get().state == StandApplication.State.SUBMITTED
    assert MailMessage.objects.get(kind="stand_received").to == user.email


def test_errors_stand_at_the_field_and_nothing_is_lost(client):
    fair, profile = make_fair(), ProfileFactory()
    client.force_login(owner_of(profile))

    response = client.post(address(fair, profile), FORM | {"contact_phone": "zadzwoń"})

    assert response.status_code == 422
    assert "Kubki z drugiego wypału" in response.content.decode()
    assert not StandApplication.objects.exists()


@pytest.mark.parametrize("stranger", ["nobody's", "another's", "packer's"])
def test_a_strangers_pes_does_not_exist(client, stranger):
    fair, profile = make_fair(), ProfileFactory()
    if stranger == "packer's":
        user = owner_of(profile, Membership.Role.PACKER)
    else:
        user = owner_of(ProfileFactory()) if stranger == "another's" else UserFactory()
    application = StandApplicationFactory(fair=fair, profile=profile)
    client.force_login(user)

    assert client.get(address(fair, profile)).status_code == 404
    assert client.post(address(fair, profile), FORM | {"slogan": "Obce"}).status_code == 404
    assert client.post(address(fair, profile, "withdraw")).status_code == 404

    application.refresh_from_db()
    assert application.slogan != "Obce"
    assert application.state == StandApplication.State.SUBMITTED


def test_without_signing_in_one_is_asked_to(client):
    fair, profile = make_fair(), ProfileFactory()

    response = client.post(address(fair, profile), FORM)

    assert response.status_code == 302
    assert not StandApplication.objects.exists()


@pytest.mark.parametrize("call", ["closed", "ahead", "none"])
def test_outside_the_call_nothing_is_taken(client, call):
    fair, profile = make_fair(call=call), ProfileFactory()
    client.force_login(owner_of(profile))

    assert client.post(address(fair, profile), FORM).status_code == 409
    assert not StandApplication.objects.exists()


def test_a_pes_has_one_application_for_a_fair(client):
    fair, profile = make_fair(), ProfileFactory()
    client.force_login(owner_of(profile))

    client.post(address(fair, profile), FORM)
    client.post(address(fair, profile), FORM | {"slogan": "Misy"})

    assert StandApplication.objects.get().slogan == "Misy"


def test_who_withdraws_frees_the_stand(client):
    application = StandApplicationFactory(accepted=True)
    client.force_login(owner_of(application.profile))

    client.post(address(application.fair, application.profile, "withdraw"))

    application.refresh_from_db()
    assert (application.state, application.stand_number) == ("WITHDRAWN", "")


@pytest.mark.parametrize("role", [Role.ROPS, Role.EDITOR])
def test_rops_and_editors_give_a_stand_and_the_pes_is_told(client, role):
    application = StandApplicationFactory()
    owner = owner_of(application.profile)
    client.force_login(UserFactory(groups=[role]))

    client.post(
        reverse("events_admin:application", args=[application.pk]),
        {"accept": "1", "stand_number": "b7"},
    )

    application.refresh_from_db()
    assert (application.state, application.stand_number) == ("ACCEPTED", "B7")
    assert MailMessage.objects.get(kind="stand_accepted").to == owner.email


def test_a_stand_has_one_exhibitor(client):
    taken = StandApplicationFactory(accepted=True)
    application = StandApplicationFactory(fair=taken.fair)
    client.force_login(UserFactory(groups=[Role.ROPS]))

    response = client.post(
        reverse("events_admin:application", args=[application.pk]),
        {"accept": "1", "stand_number": taken.stand_number},
    )

    assert taken.profile.short_name in response.content.decode()
    application.refresh_from_db()
    assert application.state == "SUBMITTED"


def test_a_refusal_says_why(client):
    application = StandApplicationFactory()
    owner_of(application.profile)
    client.force_login(UserFactory(groups=[Role.ROPS]))

    client.post(
        reverse("events_admin:application", args=[application.pk]),
        {"reject": "1", "reason": "Brak miejsca."},
    )

    application.refresh_from_db()
    assert (application.state, application.reason) == ("REJECTED", "Brak miejsca.")
    assert MailMessage.objects.filter(kind="stand_refused").exists()


def test_members_do_not_decide(client):
    application = StandApplicationFactory()
    client.force_login(owner_of(application.profile))

    response = client.post(
        reverse("events_admin:application", args=[application.pk]),
        {"accept": "1", "stand_number": "A1"},
    )

    assert response.status_code in {302, 403}
    application.refresh_from_db()
    assert application.state == "SUBMITTED"


def test_the_list_of_applications_opens(client):
    StandApplicationFactory()
    client.force_login(UserFactory(groups=[Role.ROPS]))

    assert client.get(reverse("events_admin:applications")).status_code == 200


@pytest.mark.parametrize("role", ["rops", "editor"])
def test_the_first_page_of_the_office_says_how_many_applications_wait(client, role):
    StandApplicationFactory()
    StandApplicationFactory(state=StandApplication.State.REJECTED)
    client.force_login(UserFactory(**{role: True}))

    assert "1 zgłoszenie czeka" in client.get(reverse("wagtailadmin_home")).content.decode()


def test_exhibitors_of_a_cancelled_fair_get_one_letter_each(client):
    application = StandApplicationFactory(accepted=True)
    owner_of(application.profile)
    fair = application.fair
    fair.is_cancelled, fair.cancelled_reason = True, "Silny wiatr"

    fair.save_revision().publish()
    fair.save_revision().publish()

    assert MailMessage.objects.filter(kind="stand_cancelled").count() == 1
