"""Say whether orders, shares, VAT and stock agree."""

from django.core.management.base import BaseCommand, CommandError

from shop.checkout.invariants import broken_invariants


class Command(BaseCommand):
    help = "Check that orders, shares, VAT and stock agree; ends with an error naming what does not."

    def handle(self, *args, **options) -> None:
        faults = broken_invariants()
        if faults:
            raise CommandError("\n".join(faults))
        self.stdout.write("All invariants hold.")
