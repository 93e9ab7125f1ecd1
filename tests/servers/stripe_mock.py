"""Stripe's own mock server for tests: `make test` starts it beside the suites and says where."""

import json
import os
import time
import urllib.error
import urllib.request
from functools import cache

import pytest

#: the first time it is built on the way
READY_WITHIN = 300
TOLD = "STRIPE_MOCK_URL is not set: run scripts/stripe_mock.py serve and export what it prints"


def stripe_mock_url() -> str:
    """The server's address once it answers; without one `make test` fails, and anybody else is told how to start it."""
    url = os.environ.get("STRIPE_MOCK_URL", "")
    if not url:
        if os.environ.get("OPES_TEST_COMPLETE"):
            pytest.fail(TOLD)
        pytest.skip(TOLD)
    if not _came_up(url):
        pytest.fail(f"Stripe's mock server did not come up at {url}")
    return url


@cache
def _came_up(url: str) -> bool:
    """Wait for it once for all tests of this process."""
    deadline = time.monotonic() + READY_WITHIN
    while not _answers(url):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.5)
    return True


def _answers(url: str) -> bool:
    asked = urllib.request.Request(f"{url}/v1/balance", headers={"Authorization": "Bearer sk_test_123"})
    try:
        with urllib.request.urlopen(asked, timeout=5) as answer:
            return json.load(answer)["object"] == "balance"
    except (OSError, ValueError):
        return False
