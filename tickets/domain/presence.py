"""Whether an agent is at work: what they chose, and what the signs of it make of that; pure."""

import dataclasses
import datetime as dt
import enum

QUIET = dt.timedelta(minutes=5)  # without a heartbeat: away
GONE = dt.timedelta(seconds=60)  # without a live socket: offline


class Presence(enum.StrEnum):
    """Whether colleagues and the office can count on someone now."""

    AVAILABLE = "available"
    BUSY = "busy"  # here, and not to be given more
    AWAY = "away"
    OFFLINE = "offline"


HERE = frozenset({Presence.AVAILABLE, Presence.BUSY})


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """What is known of one agent."""

    chosen: Presence
    beat_at: dt.datetime | None  # they last did something in the console
    seen_at: dt.datetime | None  # their live socket was last there

    def presence(self, now: dt.datetime) -> Presence:
        """What colleagues are told."""
        if self.chosen is Presence.OFFLINE or _over(self.seen_at, GONE, now):
            return Presence.OFFLINE
        if self.chosen is Presence.AWAY or _over(self.beat_at, QUIET, now):
            return Presence.AWAY
        return self.chosen

    def lapses_at(self, now: dt.datetime) -> dt.datetime | None:
        """When it may be less by itself; None: it is least already."""
        if self.seen_at is None or self.presence(now) is Presence.OFFLINE:
            return None
        ends = [self.seen_at + GONE]
        if self.beat_at is not None and self.beat_at + QUIET > now:
            ends.append(self.beat_at + QUIET)
        return min(ends)


def _over(since: dt.datetime | None, lasts: dt.timedelta, now: dt.datetime) -> bool:
    return since is None or now - since >= lasts
