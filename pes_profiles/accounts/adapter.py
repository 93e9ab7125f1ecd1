"""How allauth behaves here: letters go through the outbox like every other letter."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """One login door."""
