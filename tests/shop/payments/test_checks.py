"""A server never offers the test payment."""

import pytest

from shop.payments.checks import gateways_are_fit, stripe_is_whole
from shop.payments.exceptions import GatewayOffError
from shop.payments.gateways import get_gateway


def found(settings, environment: str, names: list[str]) -> list[str]:
    settings.ENVIRONMENT = environment
    settings.OPES = settings.OPES | {"PAYMENT_GATEWAYS": names}
    return [message.id for message in gateways_are_fit(None)]


@pytest.mark.parametrize(
    ("environment", "names", "errors"),
    [
        ("production", ["transfer"], []),
        ("production", ["transfer", "sandbox"], ["payments.E001"]),
        ("production", ["sandbox", "magic"], ["payments.E001", "payments.E002"]),
        ("dev", ["transfer", "sandbox"], []),
        ("dev", ["magic"], ["payments.E002"]),
    ],
)
def test_the_check_refuses_what_a_server_must_not_offer(settings, environment, names, errors):
    assert found(settings, environment, names) == errors


def test_the_check_runs_at_every_start():
    from django.core.checks.registry import registry

    assert gateways_are_fit in registry.get_checks(include_deployment_checks=False)


def test_even_a_wrong_setting_opens_no_test_payment_in_production(settings):
    found(settings, "production", ["transfer", "sandbox"])

    with pytest.raises(GatewayOffError):
        get_gateway("sandbox")
    assert get_gateway("transfer").name == "transfer"


@pytest.mark.parametrize("name", ["stripe", "magic", ""])
def test_an_operator_that_is_not_named_is_off(settings, name):
    found(settings, "dev", ["transfer", "stripe"])

    with pytest.raises(GatewayOffError):
        get_gateway(name)


@pytest.mark.parametrize(
    ("environment", "changes", "ids"),
    [
        ("dev", {}, []),
        ("production", {"STRIPE_SECRET_KEY": "sk_live_1"}, []),
        ("production", {"STRIPE_SECRET_KEY": "rk_live_1"}, []),
        ("dev", {"STRIPE_SECRET_KEY": ""}, ["payments.E003"]),
        ("dev", {"STRIPE_SECRET_KEY": "pk_test_1"}, ["payments.E003"]),
        ("dev", {"STRIPE_SECRET_KEY": "sk_live_1"}, ["payments.E004"]),
        ("production", {}, ["payments.E004"]),
        ("dev", {"STRIPE_WEBHOOK_SECRETS": []}, ["payments.E005"]),
        ("dev", {"STRIPE_WEBHOOK_SECRETS": ["whsec_1", "sk_test_1"]}, ["payments.E005"]),
        ("production", {"STRIPE_SECRET_KEY": "sk_live_1", "STRIPE_API_BASE": "http://127.0.0.1"}, ["payments.E006"]),
        ("dev", {"PAYMENT_GATEWAYS": ["transfer"]}, ["payments.W001", "payments.W001"]),
        (
            "dev",
            {"PAYMENT_GATEWAYS": ["transfer"], "STRIPE_SECRET_KEY": "", "STRIPE_WEBHOOK_SECRETS": []},
            [],
        ),
    ],
)
def test_half_a_configuration_of_stripe_is_named_without_its_secrets(settings, environment, changes, ids):
    settings.ENVIRONMENT = environment
    whole = {
        "PAYMENT_GATEWAYS": ["transfer", "stripe"],
        "STRIPE_SECRET_KEY": "sk_test_1",
        "STRIPE_WEBHOOK_SECRETS": ["whsec_1"],
    }
    settings.OPES = settings.OPES | whole | changes

    found = stripe_is_whole(None)

    assert [message.id for message in found] == ids
    assert not any(secret in str(message) for message in found for secret in ("sk_test_1", "whsec_1", "sk_live_1"))
