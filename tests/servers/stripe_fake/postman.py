"""How events reach the portal: signed, and as late, as often and in what order a test wants."""

import hashlib
import hmac
import json
import time
from collections.abc import Callable, Collection, Iterable

from tests.servers.stripe_fake.book import Book
from tests.servers.stripe_fake.objects import Thing

#: post body and headers to the portal, and return the status of its answer
Send = Callable[[bytes, dict[str, str]], int]
Order = Callable[[list[Thing]], Iterable[Thing]]


class Postman:
    """Holds events until he is told to deliver; with `send` set he delivers each at once."""

    def __init__(self, book: Book, *, secrets: tuple[str, ...]) -> None:
        self.secrets = secrets
        self.send: Send | None = None
        self.waiting: list[Thing] = []
        book.listeners.append(self._take)

    def deliver(
        self,
        send: Send,
        *,
        order: Order = list,
        times: int = 1,
        lose: Collection[str] = (),
        only: Collection[str] = (),
    ) -> list[int]:
        """Deliver what waits and return the answers: reordered, each so many times, some kinds lost for good."""
        events, self.waiting = self.waiting, []
        answers = []
        for event in order(events):
            if event["type"] in lose or (only and event["type"] not in only):
                continue
            answers += [self._hand_over(event, send) for _ in range(times)]
        return answers

    def lose_all(self) -> list[Thing]:
        """Forget what waits: the portal hears nothing of it."""
        events, self.waiting = self.waiting, []
        return events

    def letter(self, event: Thing, *, at: int | None = None, secret: str | None = None) -> tuple[bytes, dict[str, str]]:
        """Return body and headers of one delivery."""
        body = json.dumps(event, indent=2).encode()
        moment = int(time.time()) if at is None else at
        signed = [sign(body, moment, each) for each in ([secret] if secret else self.secrets)]
        header = ",".join([f"t={moment}", *(f"v1={each}" for each in signed)])
        return body, {"Stripe-Signature": header, "Content-Type": "application/json; charset=utf-8"}

    def _take(self, event: Thing) -> None:
        if self.send is None:
            self.waiting.append(event)
        else:
            self._hand_over(event, self.send)

    def _hand_over(self, event: Thing, send: Send) -> int:
        status = send(*self.letter(event))
        if 200 <= status < 300:
            event["pending_webhooks"] = 0
        return status


def sign(body: bytes, moment: int, secret: str) -> str:
    """Sign as Stripe does: HMAC-SHA256 over time and body."""
    return hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
