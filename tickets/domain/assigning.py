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
class Need:
    """What a ticket asks of whoever gets it."""

    weight: int
    language: str = ""  # the citizen's
    tags: frozenset[str] = frozenset()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Someone who might take it."""

    agent: UUID
    presence: Presence
    load: int  # what the tickets weigh where it is their turn
    given_at: dt.datetime | None  # the office last gave them one
    languages: frozenset[str] = frozenset()  # none: whatever the office speaks
    skills: frozenset[str] = frozenset()  # tags of the matters they know best


def choose(candidates: Iterable[Candidate], need: Need, capacity: int) -> UUID | None:
    """Whose it shall be; None: nobody has room.

    Of those with room first who speaks the citizen's language, then who knows most of the matter,
    then whose turn it is: a citizen does not wait for the best while somebody else is free.
    Whoever carries nothing has room for anything, however heavy it is.
    """
    free = [one for one in candidates if _has_room(one, need.weight, capacity)]
    first = min(free, key=lambda one: (*_fit(one, need), *_turn(one)), default=None)
    return first.agent if first is not None else None


def _has_room(one: Candidate, weight: int, capacity: int) -> bool:
    carries = one.load == 0 or one.load + weight <= capacity
    return carries and one.presence is Presence.AVAILABLE


def _fit(one: Candidate, need: Need) -> tuple[bool, int]:
    speaks = not need.language or not one.languages or need.language in one.languages
    return not speaks, -len(one.skills & need.tags)


def _turn(one: Candidate) -> tuple[bool, float, int]:
    never = one.given_at is None
    return not never, one.given_at.timestamp() if one.given_at else 0.0, one.agent.int
