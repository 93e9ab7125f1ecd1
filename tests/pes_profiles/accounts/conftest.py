"""What tests of the login door share."""

import re

import pytest

from operations import outbox
from tests.factories.accounts import PASSWORD


@pytest.fixture
def letters(mailoutbox):
    """Send what waits in the outbox and return the letters that went out."""

    def sent() -> list:
        outbox.drain(raising=True)
        return mailoutbox

    return sent


@pytest.fixture
def log_in(client):
    """Log a person in as a browser does."""

    def through_the_door(email: str, password: str = PASSWORD, **query: str):
        return client.post("/konto/zaloguj/", {"login": email, "password": password, **query})

    return through_the_door


def link_in(letter) -> str:
    """Return the path of the button in a letter."""
    return re.search(r"https?://testserver(/\S+)", letter.body)[1]
