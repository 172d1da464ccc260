"""The shapes of the API about the bot's part in a ticket."""

import datetime as dt
from typing import Annotated
from uuid import UUID

from pydantic import Field

from console.schemas import Shape


class GuessOut(Shape):
    """What a message was taken for, and how sure the bot was."""

    intent: str
    label: str
    confidence: float  # 0 to 1


class EntityOut(Shape):
    """Something named in the message; of numbers and addresses of persons only the kind."""

    name: str
    value: str
    masked: bool


class FactOut(Shape):
    """A fact that was told; as the knowledge holds it now, or null where it is there no more."""

    id: str
    text: str | None
    source: str | None
    as_of: dt.date | None
    as_of_precision: str | None  # day, month, year
    confidence: str | None
    status: str | None  # current, unverified, historical, superseded


class HeardOut(Shape):
    """One thing that the bot read in a message."""

    guesses: list[GuessOut]  # the first three
    entities: list[EntityOut]
    signals: list[str]  # what fixed rules found
    locale: str
    source: str  # rasa, standin, keywords, choice, rules, flow
    action: str  # answer, confirm, rephrase, handoff, flow, command, approval
    answer: str | None  # the key of the answer
    about: str | None  # what it is about, in words
    facts: list[FactOut]
    why: str | None  # a person was called: requested, misses, intent:<intent>, and so on
    why_label: str | None  # of the intent that called for a person


class CorrectionOut(Shape):
    """What an agent says that a message means."""

    intent: str
    permit: str | None
    label: str
    by: str | None
    at: dt.datetime | None
    state: str  # open, accepted, rejected


class ReadingOut(Shape):
    """A message of the citizen that the bot read."""

    message: UUID
    conversation: UUID
    seq: int
    at: dt.datetime
    text: str  # its beginning
    heard: list[HeardOut]
    correction: CorrectionOut | None
    decided: bool  # the review queue is done with it: it cannot be corrected any more


class ProposalOut(Shape):
    """An answer of the bot that waits, or waited, for an agent's approval."""

    id: UUID
    conversation: UUID
    seq: int  # of the message it answers
    at: dt.datetime
    state: str  # waiting, stale, sent, discarded
    text: str
    locale: str
    label: str  # of the intent
    answer: str
    facts: list[FactOut]
    decided_by: str | None
    decided_at: dt.datetime | None


class BotOut(Shape):
    """The bot's part in a ticket; the newest first."""

    handed_off_for: str | None  # why a person has the ticket, by the bot's last word
    handed_off_label: str | None
    readings: list[ReadingOut]
    proposals: list[ProposalOut]


class NamedOut(Shape):
    """An intent or a permit."""

    id: str
    label: str
    of_permits: bool = False  # an intent that asks something of a permit


class MeaningsOut(Shape):
    """All that a message may mean."""

    intents: list[NamedOut]
    permits: list[NamedOut]


class MeaningIn(Shape):
    """What a message means."""

    intent: Annotated[str, Field(min_length=1, max_length=100)]
    permit: Annotated[str, Field(min_length=1, max_length=100)] | None = None


class ApprovalIn(Shape):
    """Other words than the proposed ones; none: as it is."""

    text: Annotated[str, Field(min_length=1, max_length=50_000)] | None = None
