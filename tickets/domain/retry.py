"""When to try a failed send again, and when to stop."""

import dataclasses
import datetime as dt
from typing import TypeAlias


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TryAt:
    """Try again at this moment."""

    at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class GiveUp:
    """It has been tried for long enough."""


Decision: TypeAlias = TryAt | GiveUp

PATIENCE = dt.timedelta(days=3)
_FIRST = dt.timedelta(seconds=5)
_LONGEST = dt.timedelta(hours=1)


def decide(
    *,
    attempt: int,
    first_at: dt.datetime,
    now: dt.datetime,
    after: dt.timedelta | None,
    jitter: float,
) -> Decision:
    """Back off from 5 seconds, doubling to an hour, for three days.

    ``after`` is what the provider asked for, and is honoured; ``jitter`` (0..1) spreads the rest.
    """
    if now - first_at >= PATIENCE:
        return GiveUp()
    wait = min(_FIRST * 2 ** min(attempt - 1, 20), _LONGEST) * (0.75 + jitter / 2)
    return TryAt(at=now + max(wait, after or dt.timedelta()))
