"""The shapes of the REST API, as its OpenAPI document shows them."""

import datetime as dt
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from tickets.domain.richtext import LONGEST_HTML


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    @classmethod
    def model_json_schema(cls, *args: Any, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401
        """The schema, with "this shape or null" as OpenAPI 3.0 says it.

        aiohttp-pydantic translates "a plain type or null" itself and stumbles over a reference.
        """
        schema = super().model_json_schema(*args, **kwargs)
        for shape in (schema, *schema.get("$defs", {}).values()):
            for name, field in shape.get("properties", {}).items():
                refs = [one for one in field.get("anyOf", ()) if "$ref" in one]
                if refs:
                    shape["properties"][name] = {"allOf": refs, "nullable": True}
        return schema


class Shape(_Shape):
    """What shapes in modules of their own begin with."""


class Credentials(_Shape):
    """What one signs in with."""

    email: Annotated[str, Field(max_length=320)]
    password: Annotated[str, Field(max_length=1024)]
    code: Annotated[str, Field(max_length=64)] = ""  # of an authenticator, or a recovery code


class AgentOut(_Shape):
    """Someone who works at the desk."""

    id: UUID
    email: str
    name: str
    role: Literal["agent", "supervisor", "admin"]


class SessionOut(_Shape):
    """Who is signed in."""

    agent: AgentOut
    owes: list[Literal["password", "totp"]]  # what has to be done before anything else


class PersonOut(_Shape):
    """A contact or an agent, by name."""

    id: UUID
    name: str


RichText = Annotated[str, Field(max_length=LONGEST_HTML)]  # HTML, which is cleaned


class ChannelOut(_Shape):
    """A channel a ticket runs over."""

    name: str
    kind: str


class TicketChannelOut(ChannelOut):
    """A channel of a ticket, and whether the contact wants our messages there."""

    blocked: bool


class TicketOut(_Shape):
    """A ticket."""

    id: UUID
    number: str
    subject: str
    status: str
    handler: str
    priority: str
    team: str | None
    agent: PersonOut | None
    contact: PersonOut
    reply_to: str | None  # the e-mail the contact asked us to write to
    channels: list[TicketChannelOut]
    has_email: bool  # an e-mail address of the contact is known
    tags: list[str]
    fields: dict[str, str | int | float | bool]  # the office's own, by key; empty ones left out
    locale: str
    created_at: dt.datetime
    updated_at: dt.datetime
    waiting_since: dt.datetime | None
    due_at: dt.datetime | None  # by when somebody should have answered
    handed_off_for: str | None
    follows: str | None  # the number of the closed ticket it goes on from
    maybe: str | None  # of the one it may belong to
    merged_into: str | None
    version: int
    preview: str


class RatingOut(_Shape):
    """What the citizen thinks of how it went."""

    score: int  # 1 to 5, the best
    comment: str
    at: dt.datetime


class VisitorOut(_Shape):
    """What the page that the citizen chats on told of them."""

    user: str | None  # their id there, proven; null: they are anonymous
    name: str
    email: str
    attributes: dict[str, str]  # nobody vouches for these


class TicketOne(TicketOut):
    """A ticket, and the cursor of the log it was read at."""

    visitor: VisitorOut | None
    rating: RatingOut | None  # the newest
    snoozed_until: dt.datetime | None  # while it is snoozed
    merged: list[str]  # numbers of those that were merged into it
    split_from: str | None  # of the one it was split off
    split_off: list[str]  # of those that were split off it
    cursor: str


class TicketPage(_Shape):
    """Some tickets."""

    data: list[TicketOut]
    next: str | None


class TalliesOut(_Shape):
    """How many tickets are in each view; ``bound`` stands for that many or more."""

    counts: dict[str, int]
    teams: dict[str, int]  # live tickets, by the team's id
    filters: dict[UUID, int]  # by the saved filter's id
    bound: int


class AuthorOut(_Shape):
    """Who said it."""

    kind: str
    name: str


class ChoiceOut(_Shape):
    """A quick reply that was offered."""

    id: str
    label: str


class AttachmentOut(_Shape):
    """A file."""

    id: UUID
    name: str
    media_type: str
    size: int
    url: str


class UploadOut(_Shape):
    """A file that was sent here, to go with a message."""

    id: UUID
    name: str
    media_type: str
    size: int


class DeliveryOut(_Shape):
    """How far a message has come; ``undo_until`` is for who wrote it, while they can undo it."""

    state: str
    reason: str  # in the words of whoever said so
    cause: str | None
    next_try: dt.datetime | None
    undo_until: dt.datetime | None
    mailed: str | None  # it went on by e-mail as well: how far that came


class FieldChangeOut(_Shape):
    """A field that was set, and to what; null: it was emptied."""

    key: str
    value: str | int | float | bool | None


class MessageOut(_Shape):
    """What was said."""

    id: UUID
    conversation: UUID
    channel: ChannelOut
    seq: int | None
    author: AuthorOut
    text: str
    html: str | None  # the address of the page that shows it as its sender formatted it
    rich: str | None  # rich text that an agent wrote: p, br, strong, em, ul, ol, li, blockquote, a
    pictures: bool  # of other servers, in that page; not fetched unless asked for
    original: str | None  # the address of the mail as it came, to download
    quoted: str  # earlier mails, signature and notes: folded away until asked for
    private: bool
    at: dt.datetime
    choices: list[ChoiceOut]
    attachments: list[AttachmentOut]
    delivery: DeliveryOut | None
    trust: str | None
    third_party: bool
    whisper: UUID | None  # a note for this agent
    edited: bool  # a new wording of an earlier message; both stay
    edits: int | None  # the seq of that message; null when it is not here
    field: FieldChangeOut | None  # the system tells of a field that was set
    suggested: str | None  # the bot proposed it, an agent sent it: unchanged, edited


class MessagePage(_Shape):
    """Some messages, and the cursor of the log they were read at."""

    data: list[MessageOut]
    next: str | None
    cursor: str


class MessageIn(_Shape):
    """A reply, or a note among colleagues; its words are in ``text``, or in ``html``."""

    html: RichText | None = None  # of a reply: cleaned, and the text is made from it
    text: Annotated[str, Field(max_length=50_000, validate_default=True)] = ""
    private: bool = False
    attachments: Annotated[list[UUID], Field(max_length=10)] = []  # ids of one's own uploads
    mentions: Annotated[list[UUID], Field(max_length=20)] = []  # colleagues a note is meant for
    resolve: bool = False  # a reply that settles the matter
    draft: UUID | None = None  # the version of one's draft that this is: it is thrown away

    @field_validator("text")
    @classmethod
    def _words(cls, text: str, given: ValidationInfo) -> str:
        if not text and given.data.get("html") is None:
            raise ValueError("there is neither text nor html")
        return text


class ReadIn(_Shape):
    """How far one has read, in the conversation the citizen wrote in last or in this one."""

    seq: Annotated[int, Field(ge=0, le=2**31 - 1)]
    conversation: UUID | None = None


class MoveIn(_Shape):
    """What a move may need beside its name."""

    agent: UUID | None = None  # assign
    team: str | None = None  # assign; null, when it is said: no team's
    until: dt.datetime | None = None  # snooze, with a time zone
    into: str | None = None  # merge: the other ticket's number


class SplitIn(_Shape):
    """What the ticket that is split off is about; empty: as the mail, or how it begins."""

    subject: Annotated[str, Field(max_length=300)] = ""


class IdentityOut(_Shape):
    """A way to reach a contact, and how we know it is theirs."""

    id: UUID
    kind: str
    address: str
    verified: Literal["provider", "signed", "session", "token", "link", "said", "none"]
    verified_at: dt.datetime | None
    blocked_at: dt.datetime | None  # since when they do not want our messages
    created_at: dt.datetime
    came_with: UUID | None  # the contact it was moved here from by a merge


class ContactTicketOut(_Shape):
    """A ticket of a contact, in short."""

    number: str
    subject: str
    status: str
    handler: str
    updated_at: dt.datetime
    came_with: UUID | None


class ContactOut(_Shape):
    """A person."""

    id: UUID
    name: str
    locale: str
    note: str
    reply_to: str | None  # the e-mail they asked us to write to
    created_at: dt.datetime
    identities: list[IdentityOut]


class ContactOne(ContactOut):
    """A person, with their tickets (the newest 200 of ``ticket_count``) and merges."""

    merged_into: PersonOut | None
    merged: list[PersonOut]
    tickets: list[ContactTicketOut]
    ticket_count: int


class ContactTicketPage(_Shape):
    """Some tickets of a contact."""

    data: list[ContactTicketOut]
    next: str | None


class ContactPage(_Shape):
    """Some contacts."""

    data: list[ContactOut]
    next: str | None


class ContactIn(_Shape):
    """What of a contact is to change."""

    name: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    note: Annotated[str, Field(max_length=10_000)] | None = None
    locale: Literal["id", "en"] | None = None  # to be answered in


class ContactMergeIn(_Shape):
    """The contact that it goes into."""

    into: UUID


PresenceWord = Literal["available", "busy", "away", "offline"]


class PresenceIn(_Shape):
    """Whether one is at work."""

    presence: PresenceWord


class ColleagueOut(_Shape):
    """Someone who works here, and whether they are at work."""

    id: UUID
    name: str
    role: Literal["agent", "supervisor", "admin"]
    limited: bool  # sees the tickets of their teams and their own, and no others
    teams: list[str]
    presence: PresenceWord
    since: dt.datetime | None


class ColleagueList(_Shape):
    """Everyone who works here."""

    data: list[ColleagueOut]


class ColleagueIn(_Shape):
    """What of a colleague is to change."""

    limited: bool


class TeamOut(_Shape):
    """A team."""

    id: str
    name: str
    members: list[UUID]


class TeamList(_Shape):
    """Every team."""

    data: list[TeamOut]


class TeamIn(_Shape):
    """A team that is to be made."""

    name: Annotated[str, Field(min_length=1, max_length=80)]


class TeamPatch(_Shape):
    """What of a team is to change."""

    name: Annotated[str, Field(min_length=1, max_length=80)] | None = None
    members: Annotated[list[UUID], Field(max_length=500)] | None = None


class NothingIn(_Shape):
    """Nothing needs to be said: an empty object."""


class SetAsideOut(_Shape):
    """A mail that could not be filed."""

    id: UUID
    at: dt.datetime
    reason: str
    external_id: str


class MailboxOut(_Shape):
    """The ledger of a mailbox: what was seen, what became of it, and whether that adds up."""

    channel: str
    seen: int
    outcomes: dict[str, int]
    waiting: int
    balanced: bool
    set_aside: list[SetAsideOut]


class LedgerOut(_Shape):
    """The ledger of every mailbox."""

    mailboxes: list[MailboxOut]


class PieceOut(_Shape):
    """A piece of a text; ``hit``: it is what was looked for."""

    text: str
    hit: bool


class HitOut(_Shape):
    """A ticket that was found, and by what: a message, its contact, its receipt number."""

    where: Literal["number", "contact", "message"]
    ticket: TicketOut
    at: dt.datetime  # of the message; else when the ticket last moved
    pieces: list[PieceOut]  # plain text, never HTML
    message: UUID | None  # of a message, as the next three
    channel: ChannelOut | None
    author: AuthorOut | None
    private: bool


class SearchPage(_Shape):
    """Some hits, the best first."""

    data: list[HitOut]
    next: str | None


class Problem(BaseModel):
    """What went wrong (RFC 9457)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""
    code: str = ""  # stable: what kind of problem it is
    reason: str = ""  # stable: narrower than the code, where a code has several sentences
    params: dict[str, str | int] = {}  # the values in the sentence
    errors: list[dict[str, Any]] = []
    retry_after: int | None = None  # seconds
