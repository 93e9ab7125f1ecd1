"""The database, from nothing or from an earlier version, to what the code expects."""

import time
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from cms.pages.services import ensure_site
from config.foundation import ensure_foundation
from pes_profiles.region.services import load_region
from search.editing import load_start_set

#: Wagtail's hundred data migrations each render every model known so far: cheap first, dear last.
FIRST = (
    "wagtailcore",
    "wagtailembeds",
    "wagtailredirects",
    "wagtailsearch",
    "wagtailusers",
    "wagtaildocs",
    "wagtailimages",
)


class Command(BaseCommand):
    help = "Migrate (in the order that is quickest from nothing), then make sites, root pages, groups and the region. Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        self.started = time.monotonic()
        executor = MigrationExecutor(connection, self.progress)
        early = [leaf for leaf in executor.loader.graph.leaf_nodes() if leaf[0] in FIRST]
        self.done, self.total = 0, len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        if self.total:
            self.stdout.write(f"          {self.total} migrations")
            for target in sorted(early, key=lambda leaf: FIRST.index(leaf[0])):
                MigrationExecutor(connection, self.progress).migrate([target])
            rest = MigrationExecutor(connection, self.progress)
            rest.migrate(rest.loader.graph.leaf_nodes())
        # Content types and permissions; every migration is applied by now.
        call_command("migrate", verbosity=0, interactive=False)
        if any("DatabaseCache" in cache["BACKEND"] for cache in settings.CACHES.values()):
            call_command("createcachetable", verbosity=0)
        ensure_foundation()
        ensure_site()
        load_region()
        load_start_set()
        self.stdout.write(f"          ready in {time.monotonic() - self.started:.0f} s")

    def progress(self, action: str, migration: object = None, fake: bool = False) -> None:
        if action != "apply_success":
            return
        self.done += 1
        if self.done % 25 == 0:
            self.stdout.write(
                f"          {self.done} of {self.total} migrations, {time.monotonic() - self.started:.0f} s"
            )
            self.stdout.flush()
