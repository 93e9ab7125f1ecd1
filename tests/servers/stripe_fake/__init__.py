"""A Stripe of our own for tests: it remembers, has a page to pay at, and does what a test wants to go wrong."""

from tests.servers.stripe_fake.server import StripeFake

__all__ = ["StripeFake"]
