"""What people asked, counted by day without persons: no user, no session, no hour, nothing that looks like personal data.

A phrase is shown to ROPS when it was asked `FEWEST` times in a month: what only one person wrote stays unread.
"""

import itertools
import logging
import re
from datetime import date, timedelta

from django.db import DatabaseError, connection
from django.db.models import Max, QuerySet, Sum
from django.db.models.functions import TruncMonth

from operations import schedules
from operations.clock import today
from search.polish import is_first_name, is_surname, words
from search.vocabulary import SearchedPhrase

logger = logging.getLogger("search.log")

FEWEST = 3
LONGEST = 80
KEPT = timedelta(days=760)  # two years can be compared
#: a telephone number, PESEL, NIP, account
MOST_DIGITS = 6
_STREET = frozenset(["ul", "ulica", "ulicy", "ulicą", "al", "aleja", "osiedle"])

Outcome = SearchedPhrase.Outcome

# One statement, so that two searches at once never lose a count. The same words on SQLite and PostgreSQL.
_ADD = """
INSERT INTO portal_search_searchedphrase (day, phrase, outcome, number) VALUES (%s, %s, %s, 1)
ON CONFLICT (day, phrase, outcome) DO UPDATE SET number = portal_search_searchedphrase.number + 1
"""


def note(text: str, *, found: int, corrected: str = "") -> None:
    """Count a question. One small write; a search never fails because of it."""
    phrase = " ".join(words(text))[:LONGEST].strip()
    if not phrase or looks_personal(text):
        return
    outcome = Outcome.NOTHING if not found else Outcome.MENDED if corrected else Outcome.FOUND
    try:
        with connection.cursor() as cursor:
            cursor.execute(_ADD, [today(), phrase, outcome.value])
    except DatabaseError:
        logger.warning("a search was not counted", exc_info=True)


def looks_personal(text: str) -> bool:
    """Say whether a phrase may tell of a person: an address, a telephone, a number, a name with a surname."""
    if "@" in text or sum(char.isdigit() for char in text) > MOST_DIGITS:
        return True
    typed = words(text)
    if any(word in _STREET for word in typed) and re.search(r"\d", text):
        return True
    return any(
        (is_first_name(one) and is_surname(other)) or (is_surname(one) and is_first_name(other))
        for one, other in itertools.pairwise(typed)
    )


def months() -> list[date]:
    """Return the months in which anything was asked, newest first."""
    found = SearchedPhrase.objects.annotate(month=TruncMonth("day")).values_list("month", flat=True).distinct()
    return sorted(found, reverse=True)


def asked_in(month: date, *, only_nothing: bool = False) -> QuerySet[SearchedPhrase, dict[str, object]]:
    """Return phrases of a month with their numbers, the most frequent first."""
    rows = SearchedPhrase.objects.filter(day__gte=month, day__lt=_next(month))
    if only_nothing:
        rows = rows.filter(outcome=Outcome.NOTHING)
    return (
        rows.values("phrase")
        .annotate(times=Sum("number"), last=Max("day"))
        .filter(times__gte=FEWEST)
        .order_by("-times", "phrase")
    )


def totals_of(month: date) -> dict[str, int]:
    """Return how many questions of a month had which outcome; those of rare phrases too."""
    rows = SearchedPhrase.objects.filter(day__gte=month, day__lt=_next(month))
    found = dict(rows.values_list("outcome").annotate(times=Sum("number")).order_by())
    return {outcome: found.get(outcome, 0) for outcome in Outcome.values}


def _next(month: date) -> date:
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)


@schedules.periodic("search.forget_phrases", every=timedelta(days=1))
def forget_old() -> int:
    """Forget counts of days long past."""
    return SearchedPhrase.objects.filter(day__lt=today() - KEPT).delete()[0]
