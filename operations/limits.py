"""Rate limits: how often a thing may be tried in a while. Counted in the cache, in the database when that fails."""

import hashlib
import logging
from datetime import timedelta

from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from redis.exceptions import RedisError

from operations.clock import now
from operations.models import RateCount

logger = logging.getLogger("operations.limits")


def allow(key: str, limit: int, per: timedelta) -> bool:
    """Count one try and say whether it is still within `limit` tries in each window of `per`.

    The key may hold an address: it is hashed before it is stored anywhere. The limit never falls open: without a
    cache the database counts, and Django's database cache, which cannot count atomically, is not asked at all.
    """
    if not settings.OPES["LIMITS"]:
        return True
    seconds = int(per.total_seconds())
    window = int(now().timestamp()) // seconds
    hashed = hashlib.sha256(key.encode()).hexdigest()

    cache = caches["default"]
    if not isinstance(cache, DatabaseCache):
        name = f"limit:{hashed}:{window}"
        try:
            cache.add(name, 0, timeout=seconds)
            return cache.incr(name) <= limit
        except (RedisError, OSError):
            logger.warning("the cache does not count, the database does", exc_info=True)
        except ValueError:  # evicted between the two calls
            logger.info("a rate count was evicted, the database counts")
    return _count_in_database(hashed, window=window, per=per) <= limit


def refused(request: HttpRequest, per: timedelta) -> HttpResponse:
    """Return the page that says "too many tries" and when to come back (429)."""
    response = render(request, "429.html", {"minutes": -(-int(per.total_seconds()) // 60)}, status=429)
    response["Retry-After"] = str(int(per.total_seconds()))
    return response


def forget_old_counts() -> int:
    """Delete the counts of windows that are over; return their number."""
    return RateCount.objects.filter(expires_at__lt=now()).delete()[0]


def _count_in_database(hashed: str, *, window: int, per: timedelta) -> int:
    own = RateCount.objects.filter(key=hashed, window=window)
    if not own.update(hits=F("hits") + 1):
        RateCount.objects.bulk_create(
            [RateCount(key=hashed, window=window, expires_at=now() + per * 2)],
            ignore_conflicts=True,
        )
        own.update(hits=F("hits") + 1)
    return own.values_list("hits", flat=True).get()
