"""The example data, from nothing or again: what is there already stays as it is."""

import sys
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection, transaction


class Command(BaseCommand):
    help = "Load the example data. Safe to repeat. Never in production."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--show-logins", action="store_true", help="only print the accounts to sign in with")
        parser.add_argument("--make-sizes", action="store_true", help="only remake the small pictures in fixtures/")

    def handle(self, *args: Any, show_logins: bool, make_sizes: bool, **options: Any) -> None:
        # Before anything else, so that not even a connection is opened.
        if getattr(settings, "ENVIRONMENT", "production") == "production":
            self.stderr.write("Produkcja: danych przykładowych nie wczytuje się tutaj (never load demo in production).")
            sys.exit(2)
        from config.demo import people, renditions

        if show_logins:
            self.stdout.write(people.logins_text())
            return
        if make_sizes:
            self.stdout.write(f"{renditions.make_sizes()} small pictures made")
            return
        self.started = time.monotonic()
        self.made = 0
        self.load()
        self.stdout.write(f"          demo data ready in {time.monotonic() - self.started:.0f} s")

    def load(self) -> None:
        from config.demo import (
            aftersales,
            cases,
            categories,
            collections,
            fairs,
            news,
            offers,
            orders,
            pages,
            people,
            pictures,
            renditions,
            sellers,
            slots,
            voices,
        )
        from config.demo.anchor import anchored
        from pes_profiles.region.services import load_region
        from search import services as search
        from search.editing import load_start_set

        days = anchored()
        self.step("region", load_region)
        self.step("pictures", pictures.load_pictures)
        self.step("people", people.load_people)
        images = pictures.by_key()
        self.step("PES", sellers.load_sellers, days, images)
        people.load_memberships()
        self.step("categories", categories.load_categories)
        self.step("synonyms", load_start_set)
        self.step("offers", offers.load_offers, days, images)
        self.step("collections", collections.load_collections, days, images)
        self.step("orders", orders.load_orders, days)
        self.step("cases", cases.load_cases, days)
        self.step("what followed", aftersales.load_aftersales, days)
        self.step("reviews", voices.load_reviews, days)
        self.step("questions", voices.load_questions, days)
        self.step("slots", slots.load_slots)
        self.step("news", news.load_news, days, images)
        self.step("knowledge", news.load_knowledge)
        self.step("legal documents", pages.load_legal, days)
        self.step("fairs", fairs.load_fairs, days, images)
        self.step("front page", pages.load_home, images)
        pages.load_contact()
        self.step("small pictures", renditions.load_renditions)
        if self.made:
            # Rows written in one go send no signals, so nobody has told the search about them.
            self.step("search", search.rebuild_all)

    def step(self, name: str, part: Callable[..., Any], *arguments: Any) -> None:
        """Run one part in a transaction of its own and say how long it took."""
        begun = time.monotonic()
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:  # on a busy machine a part may think for longer than a page may
                    cursor.execute("SET LOCAL idle_in_transaction_session_timeout = '5min'")
            made = part(*arguments)
        words = f"{made} new, " if isinstance(made, int) else ""
        self.made += made if isinstance(made, int) else 0
        self.stdout.write(f"          {name}: {words}{time.monotonic() - begun:.1f} s")
        self.stdout.flush()
