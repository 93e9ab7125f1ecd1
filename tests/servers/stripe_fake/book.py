"""What the fake remembers: objects of each connected account, and what was asked under which idempotency key."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.servers.stripe_fake import objects
from tests.servers.stripe_fake.objects import Thing


class RefusedError(Exception):
    """Stripe says no: status and body of the answer."""

    def __init__(self, status: int, body: Thing) -> None:
        super().__init__(body["error"]["message"])
        self.status, self.body = status, body


def refuse(status: int, message: str, *, code: str | None = None, param: str | None = None) -> RefusedError:
    return RefusedError(status, objects.fault("invalid_request_error", message, code=code, param=param))


@dataclass
class Asked:
    """A request that was begun under a key, and how it ended."""

    what: tuple[str, str]
    status: int = 0
    body: Thing = field(default_factory=dict)


class Book:
    """Everything, by (account, id): what another account has is not there."""

    def __init__(self) -> None:
        self.things: dict[tuple[str, str], Thing] = {}
        self.intent_data: dict[str, Thing] = {}
        self.asked: dict[tuple[str, str], Asked] = {}
        self.listeners: list[Callable[[Thing], None]] = []
        self._numbers = itertools.count(1)

    def number(self, prefix: str) -> str:
        return f"{prefix}_{next(self._numbers):016d}"

    def put(self, account: str, thing: Thing) -> Thing:
        self.things[account, thing["id"]] = thing
        return thing

    def get(self, account: str, number: str) -> Thing:
        try:
            return self.things[account, number]
        except KeyError:
            raise refuse(404, f"No such object: '{number}'", code="resource_missing", param="id") from None

    def all_of(self, account: str, prefix: str) -> list[Thing]:
        """Objects of one kind, the newest first."""
        own = [thing for (owner, number), thing in self.things.items() if owner == account and _is(number, prefix)]
        return sorted(own, key=lambda thing: (thing["created"], thing["id"]), reverse=True)

    def owner_of(self, number: str) -> str:
        return next(owner for owner, known in self.things if known == number)

    def say(self, account: str, kind: str, thing: Thing) -> Thing:
        """Write an event down, as the object is now, and tell it."""
        event = objects.event(self.number("evt"), kind, _copy(thing), account_number=account)
        self.put(account, event)
        for listen in self.listeners:
            listen(event)
        return event

    def move(self, account: str, *, kind: str, source: Thing, amount: int, fee: int = 0) -> Thing:
        made = objects.balance_transaction(self.number("txn"), kind=kind, source=source["id"], amount=amount, fee=fee)
        return self.put(account, made)

    def expanded(self, account: str, thing: Thing, paths: list[str]) -> Thing:
        """Return a copy in which the asked ids are objects."""
        found = _copy(thing)
        for path in paths:
            for place, name in _places(found, path.split(".")):
                if isinstance(place.get(name), str) and (account, place[name]) in self.things:
                    place[name] = _copy(self.things[account, place[name]])
                    _expand_rest(self, account, place[name], path, name)
        return found


def _expand_rest(book: Book, account: str, thing: Thing, path: str, name: str) -> None:
    rest = path.split(".")
    after = rest[rest.index(name) + 1 :]
    if after:
        thing.update(book.expanded(account, thing, [".".join(after)]))


def _places(thing: Any, names: list[str]) -> Iterator[tuple[Thing, str]]:
    """Yield (object, field) for the first field of a path that is still an id."""
    if isinstance(thing, list):
        for each in thing:
            yield from _places(each, names)
    elif isinstance(thing, dict) and names:
        inner = thing.get(names[0])
        if isinstance(inner, dict | list):
            yield from _places(inner, names[1:])
        else:
            yield thing, names[0]


def _is(number: str, prefix: str) -> bool:
    return number.startswith(f"{prefix}_")


def _copy(thing: Any) -> Any:
    if isinstance(thing, dict):
        return {name: _copy(value) for name, value in thing.items()}
    return [_copy(each) for each in thing] if isinstance(thing, list) else thing
