"""Make the search index again: after an import, a restore, or a change of what is searched."""

from typing import Any

from django.core.management.base import BaseCommand

from search.services import rebuild


class Command(BaseCommand):
    help = "Makes the search index again. Safe at any time."

    def handle(self, *args: Any, **options: Any) -> None:
        made = rebuild()
        self.stdout.write(", ".join(f"{kind}: {number}" for kind, number in made.items()))
