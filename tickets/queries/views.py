"""What readers are given: frozen values, no rows."""

import dataclasses
import datetime as dt
import enum
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from tickets.domain.access import Sight
from tickets.domain.fields import Value
from tickets.domain.lifecycle import Handler, Standing, Status
from tickets.domain.message import Choice
from tickets.domain.traffic import Visitor


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A contact or an agent by name."""

    id: UUID
    name: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ChannelRef:
    """A channel a ticket runs over."""

    name: str
    kind: str
    blocked: bool = False  # the contact does not want our messages there


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TicketView:
    """A ticket as the console shows it in a list."""

    id: UUID
    number: str
    subject: str
    standing: Standing
    priority: str
    team: str | None
    agent: Person | None
    contact: Person
    reply_to: str | None  # the e-mail the contact asked us to write to
    channels: tuple[ChannelRef, ...]
    has_email: bool  # an address of the contact is known
    tags: tuple[str, ...]
    fields: Mapping[str, Value]  # what the office's own fields hold, by key
    locale: str
    created_at: dt.datetime
    updated_at: dt.datetime
    waiting_since: dt.datetime | None
    owed_since: dt.datetime | None  # a person's word
    handed_off_for: str | None
    follows: str | None  # the number of the closed ticket it goes on from
    maybe: str | None  # of the one it may belong to
    merged_into: str | None
    version: int
    preview: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some rows, and where to go on; None at the end."""

    rows: Sequence[Any]
    next: str | None


class Sort(enum.StrEnum):
    """The order of a list of tickets."""

    NEWEST = "newest"  # the newest change first
    WAITING = "waiting"  # the longest waiting first, then the longest untouched
    DUE = "due"  # whose answer is due soonest, then the longest untouched


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TicketFilter:
    """Which tickets; None means all."""

    statuses: tuple[str, ...] = ()
    handler: str | None = None
    assignee: UUID | None = None
    unassigned: bool = False
    team: str | None = None
    tag: str | None = None
    channel: str | None = None
    priority: str | None = None
    words: str | None = None
    mentioned: UUID | None = None  # a note names this agent
    eyes: Sight | None = None  # None: all tickets are seen
    fields: tuple[tuple[UUID, str], ...] = ()  # each holds this: see `FieldQueries.wanted`


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One event of the log."""

    cursor: str
    kind: str
    at: dt.datetime
    actor: str
    ticket: str
    facts: Mapping[str, Any]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A stretch of the log, as someone sees it."""

    events: Sequence[Happening]
    gone: Sequence[str]  # numbers of tickets that they saw before, and do not any more
    cursor: str | None  # where to go on; None: there was nothing new, for anybody


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Unheard:
    """One message of the citizen the bot has not dealt with."""

    seq: int
    text: str
    command: str | None
    choice: str | None
    files: int = 0  # how many came with it
    larger_than: int | None = None  # bytes: another was larger, and could not be taken
    link: str | None = None  # why the one-time link it came by ties nothing: a `link.Refusal`
    asks: str | None = None  # the ticket's number that a status command names
    forged: bool = False  # the sender is not who the address says


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TurnView:
    """What the bot needs for a turn."""

    conversation: UUID
    channel: str
    kind: str
    ticket: str
    version: int
    standing: Standing
    locale: str
    misses: int
    position: int | None
    unheard: tuple[Unheard, ...]
    offered: tuple[Choice, ...]  # the quick replies under what was said last to the citizen
    understood: Mapping[str, Any]  # what the bot noted with that


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ThreadState:
    """How a chat stands, as the citizen sees it."""

    ticket: str | None
    handler: Handler
    status: Status
    agent: str | None  # the name of whoever has it
    waiting_since: dt.datetime | None  # for a person of ours
    last_seq: int
    office_read: int  # the last ``seq`` that an agent has read
    may_rate: bool  # it is settled, and was not rated since


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """What a citizen thinks of how it went."""

    score: int  # 1 to 5, the best
    comment: str
    at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """What a ticket's page shows beside the ticket."""

    visitor: Visitor | None  # what the page that the citizen chats on told last
    rating: Rating | None  # the newest
    snoozed_until: dt.datetime | None = None  # while it is snoozed
    merged: tuple[str, ...] = ()  # numbers of those that were merged into it
    split_from: str | None = None  # of the one it was split off
    split_off: tuple[str, ...] = ()  # of those that were split off it


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """An arrival that could not be filed; its bytes are kept."""

    id: UUID
    external_id: str
    reason: str
    at: dt.datetime
