"""The shapes of one's own account and of administration, beside those of `console.schemas`."""

import datetime as dt
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from console.schemas import _Shape
from tickets.domain.marks import LONGEST_TAG, MOST_TAGS
from tickets.domain.message import Cause

Password = Annotated[str, Field(min_length=1, max_length=1024)]
Code = Annotated[str, Field(max_length=64)]
Name = Annotated[str, Field(min_length=1, max_length=200, pattern=r"\S")]
RoleName = Literal["agent", "supervisor", "admin"]


Skills = Annotated[
    tuple[Annotated[str, Field(max_length=4 * LONGEST_TAG)], ...], Field(max_length=MOST_TAGS)
]  # tags


class PasswordIn(_Shape):
    """The password one has, and the one to have from now on."""

    current: Password
    new: Password


class ProofIn(_Shape):
    """To prove that it is still oneself who sits there."""

    password: Password
    code: Code = ""


class CodeIn(_Shape):
    """What the authenticator shows."""

    code: Code


class FactorOut(_Shape):
    """One's second factor."""

    on: bool
    offered: bool  # codes are in use here
    required: bool  # of one's role
    recovery_codes: int  # how many are left


class EnrolmentOut(_Shape):
    """A secret to scan; shown this once."""

    secret: str
    uri: str
    qr: str  # an SVG picture, as a data: address


class RecoveryOut(_Shape):
    """Ten codes, each good once; shown this once."""

    codes: list[str]


class WebSessionOut(_Shape):
    """A browser that is signed in."""

    id: str
    created_at: dt.datetime
    seen_at: dt.datetime | None
    expires_at: dt.datetime
    browser: str  # "Firefox, Linux"; empty: none we know
    address: str  # without its last part
    current: bool  # it is the one that asks


class WebSessionsOut(_Shape):
    """All of them, seen last first."""

    sessions: list[WebSessionOut]


class TokenIn(_Shape):
    """A key for a script: what it is called, and whether it may change anything."""

    name: Name
    scope: Literal["read", "write"] = "read"


class TokenOut(_Shape):
    """A key of a script."""

    id: str
    name: str
    scope: str
    created_at: dt.datetime
    seen_at: dt.datetime | None  # when it was used last


class TokensOut(_Shape):
    """All of them, the newest first."""

    tokens: list[TokenOut]


class NewTokenOut(_Shape):
    """The key itself; shown this once."""

    token: str


class StaffIn(_Shape):
    """Someone who is to work here."""

    email: Annotated[str, Field(max_length=320, pattern=r"^\s*[^\s@]+@[^\s@]+\s*$")]
    name: Name
    role: RoleName


class StaffPatch(_Shape):
    """What of them is to change."""

    name: Name | None = None
    role: RoleName | None = None
    languages: Annotated[tuple[Literal["id", "en"], ...], Field(max_length=2)] | None = None
    skills: Skills | None = None


class StaffOut(_Shape):
    """Someone who works here, or did."""

    id: UUID
    email: str
    name: str
    role: RoleName
    languages: list[str]  # what they speak; none: whatever the office speaks
    skills: list[str]  # tags of the matters they know best
    active: bool
    has_factor: bool
    must_change: bool  # they have not chosen a password of their own yet
    locked_seconds: int  # until they are heard again; 0: they are not locked
    sessions: int
    tokens: int
    tickets: int  # that are theirs and not settled
    seen_at: dt.datetime | None
    created_at: dt.datetime


class StaffListOut(_Shape):
    """Everyone, those who work here first."""

    agents: list[StaffOut]


class OneTimePasswordOut(_Shape):
    """A password for the next sign-in, to be changed there; shown this once."""

    agent: UUID
    password: str


class StepOut(_Shape):
    """What came of a step."""

    password: str | None = None  # for the next sign-in; shown this once
    released: int | None = None  # tickets that went to the queue


class DeadJobOut(_Shape):
    """A job that was given up."""

    id: int
    kind: str
    ticket: str | None  # its number
    why: str  # in the words of whoever said so
    cause: Cause | None  # what of it one has to know
    since: dt.datetime  # when it was first asked for
    tried_at: dt.datetime  # when it was due the last time
    attempt: int


class JobsOut(_Shape):
    """The queue in numbers, and what was given up (the oldest 200)."""

    counts: dict[str, int]  # todo, doing, dead
    dead: list[DeadJobOut]


class DiscardIn(_Shape):
    """Why a job is thrown away."""

    reason: Annotated[str, Field(min_length=3, max_length=500, pattern=r"\S")]


class CountOut(_Shape):
    """How many there were."""

    count: int


class PartOut(_Shape):
    """A part of the house, and since when it is as it is.

    ``at_first``: it was so already when this process first looked, so ``since`` is the latest it
    can have begun.
    """

    kind: Literal["database", "nlu", "channel"]
    name: str
    about: str  # the kind of a channel, the address of a database, the state of the breaker
    state: str
    reason: str  # in the words of whoever said so
    cause: Cause | None  # what of it one has to know
    connected: int | None  # to a live chat
    since: dt.datetime
    at_first: bool


class HealthOut(_Shape):
    """How all parts do."""

    parts: list[PartOut]
    jobs: dict[str, int]
    versions: dict[str, str]
    started_at: dt.datetime


class ShiftOut(_Shape):
    """From one time of a day until another, as the clock on the wall shows it."""

    start: str
    end: str


class DayOut(_Shape):
    """What holds on a day, and why."""

    date: dt.date
    shifts: list[ShiftOut]
    why: Literal["week", "holiday", "unsure", "instead"]
    holiday: str  # its name, where there is one


class CalendarOut(_Shape):
    """The days that come, as a calendar of the configuration has them."""

    name: str  # empty: the office's
    timezone: str
    channels: list[str]
    configured: bool  # no: no time is promised to anyone
    days: list[DayOut]


class HoursOut(_Shape):
    """Every calendar of the configuration, the office's first."""

    calendars: list[CalendarOut]


class LogLineOut(_Shape):
    """What somebody changed."""

    id: int
    at: dt.datetime
    actor: str  # a name, or operator: at the command line
    action: str
    agent: str | None  # whom it is about
    facts: dict[str, Any]
    reason: str


class LogOut(_Shape):
    """The newest 200 lines."""

    lines: list[LogLineOut]
