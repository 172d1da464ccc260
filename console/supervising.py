"""The shapes of the API for those who supervise, as its OpenAPI document shows them."""

import datetime as dt
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from console.schemas import PersonOut, Shape

Outcome = Literal["bot", "person", "open"]


class AuditLineOut(Shape):
    """Who read, downloaded or exported what."""

    id: int
    at: dt.datetime
    agent: PersonOut
    action: Literal["opened", "original", "attachment", "exported"]
    ticket: str | None  # its number
    message: UUID | None
    attachment: UUID | None
    export: UUID | None  # the same for all tickets of one export
    reason: str
    origin: str  # the network it was asked from
    seal: str


class AuditPage(Shape):
    """Some lines of the audit log."""

    data: list[AuditLineOut]
    next: str | None


class PeopleOut(Shape):
    """All who work here."""

    data: list[PersonOut]


class TranscriptOut(Shape):
    """A ticket among those that were looked for."""

    number: str
    subject: str
    contact: PersonOut
    agent: PersonOut | None
    channels: list[str]
    status: str
    outcome: Literal["bot", "person", "open", "other"]
    rating: int | None  # the newest
    created_at: dt.datetime
    resolved_at: dt.datetime | None


class TranscriptPage(Shape):
    """Some tickets."""

    data: list[TranscriptOut]
    next: str | None


class WhichIn(Shape):
    """Which tickets, by the filters of the list."""

    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    channel: str | None = None
    agent: UUID | None = None
    intent: str | None = None
    outcome: Outcome | None = None
    rating: Annotated[int, Field(ge=1, le=5)] | None = None
    q: Annotated[str, Field(max_length=200)] | None = None


class ExportIn(Shape):
    """What to take out: tickets by number, or all that filters find; at most 500."""

    format: Literal["json", "csv", "pdf"]
    numbers: list[Annotated[str, Field(max_length=40)]] = Field(default=[], max_length=500)
    which: WhichIn | None = None
    notes: bool = False  # internal notes too
    reason: Annotated[str, Field(max_length=500)] = ""  # for the audit log
    locale: Literal["id", "en"] = "id"  # of the words in a PDF


class WhisperIn(Shape):
    """A note for whoever has the ticket."""

    text: Annotated[str, Field(min_length=1, max_length=50_000)]


class WallQueueOut(Shape):
    """Who waits for a person of ours."""

    waiting: int
    since: dt.datetime | None  # the longest
    wait_seconds: int | None  # who joined now would wait so long; null: not known, or closed
    open: bool | None  # whether people are at work; null: no hours are configured


class WallAgentOut(Shape):
    """What an agent has in hand."""

    agent: PersonOut
    handling: int  # live tickets that are theirs
    answering: int  # of those, the citizen waits for their answer
    oldest: dt.datetime | None  # since when the longest of these has not moved


class WallChannelOut(Shape):
    """What is under way on a channel."""

    name: str
    bot: int
    queue: int
    agent: int


class WallTicketOut(Shape):
    """A ticket that waits for a person."""

    number: str
    subject: str
    contact: str
    waiting_since: dt.datetime
    handed_off_for: str | None
    priority: str


class WallOut(Shape):
    """The desk at one moment."""

    at: dt.datetime
    queue: WallQueueOut
    agents: list[WallAgentOut]
    channels: list[WallChannelOut]
    oldest: list[WallTicketOut]  # those that wait longest, at most 20


class FigureOut(Shape):
    """One number; null when there was nothing to measure."""

    part: str  # of what: a channel, an hour, a reason, an agent's id, p50 …
    name: str  # as people know it; empty where the part says it
    value: float | None
    of: int | None  # the denominator, or how many were measured


class MetricOut(Shape):
    """What was measured, by its parts."""

    metric: str
    unit: Literal["tickets", "seconds", "share", "messages", "ratings", "score"]
    figures: list[FigureOut]


class ReportOut(Shape):
    """What happened between two moments."""

    since: dt.datetime
    until: dt.datetime
    zone: str  # that hours and days are told in
    metrics: list[MetricOut]


class BehindOut(Shape):
    """A ticket behind a number."""

    number: str
    subject: str
    created_at: dt.datetime
    seconds: float | None  # what was measured on it, where that is a time


class BehindPage(Shape):
    """Some tickets."""

    data: list[BehindOut]
    next: str | None
