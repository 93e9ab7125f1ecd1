"""A breaker: after a few failures in a row the cluster is left alone, and asked again by one person at a time."""

import threading
import time
from collections.abc import Callable

#: failures in a row after which it opens
FAILURES = 3
#: seconds between two tries while it is open
PAUSE = 15.0


class Breaker:
    """The state of one process. Safe between threads; the clock can be another one in tests."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failed = 0
        self._try_at = 0.0

    @property
    def is_open(self) -> bool:
        return self._failed >= FAILURES

    def lets_through(self) -> bool:
        """Say whether to ask now. While open, one question is let through at each `PAUSE`."""
        with self._lock:
            if not self.is_open:
                return True
            if self._clock() < self._try_at:
                return False
            self._try_at = self._clock() + PAUSE
            return True

    def succeed(self) -> bool:
        """Note an answer; say whether this closed the breaker."""
        with self._lock:
            was_open, self._failed = self.is_open, 0
            return was_open

    def fail(self) -> bool:
        """Note a failure; say whether this opened the breaker."""
        with self._lock:
            was_open = self.is_open
            self._failed += 1
            self._try_at = self._clock() + PAUSE
            return self.is_open and not was_open
