"""A circuit breaker: after failures in a row nobody asks for a while, then one does."""

import contextlib
from collections.abc import Callable, Iterator


class Open(Exception):
    """Not now: it failed too often just before."""


class Breaker:
    """Opens after ``limit`` failures in a row; lets one attempt through ``rest`` seconds later."""

    def __init__(
        self, *, monotonic: Callable[[], float], limit: int = 3, rest: float = 5.0
    ) -> None:
        self._monotonic = monotonic
        self._limit = limit
        self._rest = rest
        self._failures = 0
        self._opened_at = 0.0
        self._probing = False

    @property
    def state(self) -> str:
        """One of "closed", "open" and "half-open"."""
        if self._failures < self._limit:
            return "closed"
        return "open" if self._monotonic() - self._opened_at < self._rest else "half-open"

    @contextlib.contextmanager
    def attempt(self, failure: type[Exception]) -> Iterator[None]:
        """Wrap one attempt; a ``failure`` that leaves the block counts.  Raises `Open`."""
        probing = self._admit()
        try:
            yield
        except failure:
            self._failed()
            raise
        else:
            self._failures = 0
        finally:
            if probing:
                self._probing = False

    def _admit(self) -> bool:
        state = self.state
        if state == "open" or (state == "half-open" and self._probing):
            raise Open
        self._probing = state == "half-open"
        return self._probing

    def _failed(self) -> None:
        self._failures += 1
        self._opened_at = self._monotonic()
