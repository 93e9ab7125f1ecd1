"""The worker: periodic jobs and the outbox, until it is told to stop."""

import logging
import signal
import threading
from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, InterfaceError, close_old_connections

from operations import outbox, schedules
from operations.clock import now

logger = logging.getLogger("operations.worker")

ROUND = 100
BEAT_EVERY = timedelta(seconds=20)
PAUSE_AFTER_ERROR = 5.0


class Command(BaseCommand):
    help = "Run due schedules and drain the outbox, over and over; SIGTERM ends it after the work in hand."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is due now and end")
        parser.add_argument("--sleep", type=float, default=1.0, help="seconds to wait when there is nothing to do")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stop = threading.Event()
        self.next_beat = now()
        if options["once"]:
            while self.work():
                pass
            return

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stop.set())
        logger.info("worker started")
        while not self.stop.is_set():
            self.turn(pause=options["sleep"])
        logger.info("worker stopped")

    def turn(self, *, pause: float) -> None:
        """Do one round; a database that is away is waited for, not died of."""
        try:
            if not self.work():
                self.stop.wait(pause)
        except (DatabaseError, InterfaceError):
            logger.exception("the database is away, the worker waits")
            self.stop.wait(PAUSE_AFTER_ERROR)
        except Exception:  # one bad round must not end the worker; it is logged
            logger.exception("a round of the worker broke off, the worker goes on")
            self.stop.wait(PAUSE_AFTER_ERROR)
        finally:
            close_old_connections()

    def work(self) -> int:
        """Run what is due and return how much was done."""
        if now() >= self.next_beat:
            schedules.beat()
            self.next_beat = now() + BEAT_EVERY
        return schedules.run_due() + outbox.drain(ROUND).total
