"""Who gets the next ticket: whoever is here, has room, and has waited longest for one; pure."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from uuid import UUID

from tickets.domain.presence import Presence

_WEIGHTS: Mapping[str, int] = MappingProxyType({"livechat": 2, "telegram": 1, "email": 1})


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """How much one agent carries at a time, and what a ticket of each kind of channel weighs."""

    capacity: int = 4
    weights: Mapping[str, int] = dataclasses.field(default_factory=lambda: _WEIGHTS)

    def weight(self, kind: str) -> int:
        """What a ticket weighs; a kind that nobody thought of weighs 1."""
        return self.weights.get(kind, 1)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Someone who might take it."""

    agent: UUID
    presence: Presence
    load: int  # what the tickets weigh where it is their turn
    given_at: dt.datetime | None  # the office last gave them one


def choose(candidates: Iterable[Candidate], weight: int, capacity: int) -> UUID | None:
    """Whose it shall be; None: nobody has room.

    Whoever carries nothing has room for anything, however heavy it is.
    """
    free = [
        one
        for one in candidates
        if one.presence is Presence.AVAILABLE and (one.load == 0 or one.load + weight <= capacity)
    ]
    first = min(free, key=_turn, default=None)
    return first.agent if first is not None else None


def _turn(one: Candidate) -> tuple[bool, float, int]:
    never = one.given_at is None
    return not never, one.given_at.timestamp() if one.given_at else 0.0, one.agent.int
