"""What readers are given: frozen values, no rows."""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from tickets.domain.lifecycle import Handler, Standing
from tickets.domain.message import Choice


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
    channels: tuple[ChannelRef, ...]
    has_email: bool  # an address of the contact is known
    tags: tuple[str, ...]
    locale: str
    created_at: dt.datetime
    updated_at: dt.datetime
    waiting_since: dt.datetime | None
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
    words: str | None = None


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
class Unheard:
    """One message of the citizen the bot has not dealt with."""

    seq: int
    text: str
    command: str | None
    choice: str | None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TurnView:
    """What the bot needs for a turn."""

    conversation: UUID
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
    position: int | None
    last_seq: int


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """An arrival that could not be filed; its bytes are kept."""

    id: UUID
    external_id: str
    reason: str
    at: dt.datetime
