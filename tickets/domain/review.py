"""What the bot did not understand, and what a person says it meant."""

import dataclasses
import datetime as dt
import enum
from collections.abc import Callable
from uuid import UUID


class Why(enum.StrEnum):
    """Why a message is looked at again."""

    MISS = "miss"  # the bot asked back, or gave up
    DENIAL = "denial"  # the citizen said that this was not meant
    CORRECTION = "correction"  # an agent said what was meant


class State(enum.StrEnum):
    """How far a review has come."""

    OPEN = "open"
    ACCEPTED = "accepted"  # an example to learn from
    REJECTED = "rejected"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Unclear:
    """A message the bot is not content with; its words are read, and masked, when it is noted."""

    seq: int  # of the message that was misread: for a denial the one before it
    why: Why
    guess: str | None = None  # the intent it was taken for
    confidence: float = 0.0  # 0..1


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How words are made fit to keep: what is private masked, and the language told."""

    mask: Callable[[str], str]
    language: Callable[[str, str], str]  # text, the language it is likely in -> "id" or "en"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One message in the review queue."""

    id: UUID
    at: dt.datetime
    ticket: str  # receipt number
    text: str  # masked
    language: str
    why: Why
    guess: str | None
    confidence: float
    intent: str | None  # what was meant, once a person said so
    permit: str | None
    state: State
    decided_by: str | None  # e-mail address of an agent
    decided_at: dt.datetime | None
