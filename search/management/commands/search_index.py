"""The search index: make it again, tell how it is, hold it against the portal."""

import itertools
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search import services
from search.documents import SOURCES
from search.engines import choose
from search.engines.base import Engine, EngineError
from search.models import WordForm


class Command(BaseCommand):
    help = "Looks after the search index. Safe at any time: the old index answers until the new one is whole."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("act", choices=["rebuild", "status", "verify"])
        parser.add_argument("--engine", choices=choose.NAMES, help="one engine; without it every engine in use")
        parser.add_argument("--repair", action="store_true", help="with verify: bring what differs up to date")

    def handle(self, *args: Any, **options: Any) -> None:
        engines = [choose.engine(options["engine"])] if options["engine"] else list(choose.kept())
        act = {"rebuild": self.rebuild, "status": self.status, "verify": self.verify}[options["act"]]
        try:
            for engine in engines:
                act(engine, **({"repair": options["repair"]} if options["act"] == "verify" else {}))
        except EngineError as error:
            raise CommandError(str(error)) from error

    def rebuild(self, engine: Engine) -> None:
        done = itertools.count(1)
        number = services.rebuild(engine, progress=lambda: self.show(engine.name, next(done)))
        self.stdout.write(f"{engine.name}: {number}")

    def show(self, name: str, number: int) -> None:
        """Let a person see that it goes on; a log needs no such lines."""
        if number % 100 == 0 and sys.stderr.isatty():
            self.stderr.write(f"\r{name}: {number}", ending="")

    def status(self, engine: Engine) -> None:
        numbers = dict.fromkeys(SOURCES, 0)
        for kind, _ref, _version in engine.versions():
            numbers[kind] = numbers.get(kind, 0) + 1
        told = ", ".join(f"{kind} {number}" for kind, number in numbers.items())
        self.stdout.write(f"{engine.name}: {told}; {WordForm.objects.count()} forms of words")

    def verify(self, engine: Engine, *, repair: bool) -> None:
        difference = services.verify(engine)
        self.stdout.write(
            f"{engine.name}: {len(difference.missing)} missing, {len(difference.left_over)} left over,"
            f" {len(difference.changed)} not as they are"
        )
        if difference and repair:
            services.repair(difference)
            self.stdout.write(f"{engine.name}: {len(difference.things)} brought up to date")
        elif difference:
            raise CommandError("The index differs from the portal; --repair brings it up to date.")
