"""For somebody whose phone and spare codes are gone: the next log-in asks for the password only.

In the back office a new second factor has to be set up before anything else.
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from pes_profiles.accounts.models import User
from pes_profiles.accounts.services import forget_second_factor


class Command(BaseCommand):
    help = "Forget the second factor of one person, after checking by phone or in person who is asking."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the address the person logs in with")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email=options["email"].lower()).first()
        if user is None:
            raise CommandError(f"There is no account {options['email']}.")
        number = forget_second_factor(user)
        self.stdout.write(f"{number} forgotten." if number else "There was none.")
