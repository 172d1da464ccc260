"""An answer of the bot that waits for a person's approval before the citizen may see it."""

import dataclasses
import datetime as dt
import enum
from uuid import UUID


class Step(enum.StrEnum):
    """How far a proposal has come."""

    WAITING = "waiting"
    STALE = "stale"  # the citizen wrote again, or someone replied: it answers what is over
    SENT = "sent"
    DISCARDED = "discarded"


class Suggested(enum.StrEnum):
    """How much of an agent's message the bot had proposed."""

    UNCHANGED = "unchanged"
    EDITED = "edited"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """What the bot would say to one message, had nobody to approve of it."""

    seq: int  # of the message it answers
    text: str
    locale: str
    intent: str
    permit: str | None
    answer: str  # a key of bot/knowledge/answers.yml
    facts: tuple[str, ...]  # ids, in the order they are told


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """The same in the hands of the desk."""

    id: UUID
    conversation: UUID
    at: dt.datetime
    step: Step
    decided_by: str | None  # an agent's name
    decided_at: dt.datetime | None
    said: Proposed
