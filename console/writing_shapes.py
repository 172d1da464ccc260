"""The shapes of what helps agents write, as the OpenAPI document shows them."""

import datetime as dt
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from console.field_shapes import Key, Value
from console.schemas import RichText, _Shape
from tickets.domain.canned import LONGEST_NAME, LONGEST_TEXT
from tickets.domain.fields import MOST_FIELDS
from tickets.domain.marks import LONGEST_TAG, MOST_TAGS

Language = Literal["id", "en"]
Priority = Literal["low", "normal", "high", "urgent"]
StatusName = Literal["new", "open", "pending", "snoozed", "resolved", "closed"]
Name = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]
Text = Annotated[str, Field(max_length=LONGEST_TEXT)]
Tags = Annotated[
    tuple[Annotated[str, Field(max_length=4 * LONGEST_TAG)], ...], Field(max_length=MOST_TAGS)
]


class DraftIn(_Shape):
    """What one has begun to write."""

    text: Annotated[str, Field(max_length=50_000)]
    html: RichText | None = None  # the text is then made from it
    private: bool = False


class DraftOut(_Shape):
    """One's draft on a ticket; without a version there is none."""

    text: str
    html: str | None  # rich text, cleaned: null where the text says as much
    private: bool
    version: UUID | None


class CannedIn(_Shape):
    """A canned response, in one language or both."""

    name: Name
    text_id: Text = ""
    text_en: Text = ""


class CannedOut(_Shape):
    """A canned response as it is written."""

    id: UUID
    shared: bool
    name: str
    text_id: str
    text_en: str
    updated_at: dt.datetime


class CannedList(_Shape):
    """The canned responses one may use, and the variables there are."""

    data: list[CannedOut]
    variables: list[str]


class FilledOut(_Shape):
    """A canned response as it reads on a ticket; what is ``missing`` is a visible blank."""

    id: UUID
    shared: bool
    name: str
    language: Language
    text: str
    missing: list[str]


class FilledList(_Shape):
    """The canned responses one may use on a ticket."""

    data: list[FilledOut]


class MacroIn(_Shape):
    """What a macro does, in this order."""

    name: Name
    take: bool = False
    add: Tags = ()
    remove: Tags = ()
    priority: Priority | None = None
    fields: Annotated[dict[Key, Value], Field(default_factory=dict, max_length=MOST_FIELDS)]
    note: Text = ""
    reply: UUID | None = None  # a canned response
    resolve: bool = False
    snooze_minutes: Annotated[int, Field(ge=1, le=365 * 24 * 60)] | None = None


class MacroOut(_Shape):
    """A macro."""

    id: UUID
    shared: bool
    name: str
    take: bool
    add: list[str]
    remove: list[str]
    priority: str | None
    fields: dict[str, Value]
    note: str
    reply: UUID | None
    resolve: bool
    snooze_minutes: int | None
    updated_at: dt.datetime


class MacroList(_Shape):
    """The macros one may run."""

    data: list[MacroOut]


class CreatedOut(_Shape):
    """What was made."""

    id: UUID


class TagsIn(_Shape):
    """Tags to put on and to take off."""

    add: Tags = ()
    remove: Tags = ()


class TagList(_Shape):
    """The tags that are in use."""

    data: list[str]


class PriorityIn(_Shape):
    """How urgent it is."""

    priority: Priority


class SuggestionOut(_Shape):
    """A fact that may answer the citizen; ``insert`` is how it is told, with source and date."""

    id: str
    text: str
    source: str
    as_of: str
    state: Literal["current", "check", "unverified", "historical"]
    insert: str


class SuggestionList(_Shape):
    """Facts for the citizen's last question, the nearest first."""

    data: list[SuggestionOut]
    language: Language


class WantedShape(_Shape):
    """What a ticket must be like; what is empty or null does not matter."""

    statuses: Annotated[tuple[StatusName, ...], Field(max_length=10)] = ()
    handler: Literal["bot", "queue", "agent"] | None = None
    assignee: Annotated[str, Field(max_length=40)] | None = None  # me, none, or an agent's id
    team: Annotated[str, Field(max_length=80)] | None = None
    tag: Annotated[str, Field(max_length=4 * LONGEST_TAG)] | None = None
    channel: Annotated[str, Field(max_length=80)] | None = None  # a name, or a kind
    priority: Priority | None = None


class SavedFilterIn(_Shape):
    """A choice of tickets to keep under a name."""

    name: Name
    wanted: WantedShape


class SavedFilterOut(_Shape):
    """A saved filter."""

    id: UUID
    shared: bool
    name: str
    wanted: WantedShape


class SavedFilterList(_Shape):
    """The saved filters one may use."""

    data: list[SavedFilterOut]
