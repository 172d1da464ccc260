"""What was said: the one shape every channel speaks."""

import dataclasses
import datetime as dt
import enum
from uuid import UUID

from tickets.domain.fields import FieldChange


class AuthorKind(enum.StrEnum):
    """Who speaks."""

    CONTACT = "contact"
    BOT = "bot"
    AGENT = "agent"
    SYSTEM = "system"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who said it, and the name readers see."""

    kind: AuthorKind
    name: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A quick reply: a button where the channel has buttons, a numbered line elsewhere."""

    id: str  # at most 60 bytes: Telegram's callback data holds 64
    label: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A fact as an answer tells it."""

    text: str
    source: str
    as_of: str  # the date, as people write it
    certain: bool  # False: an older note, or one to check again


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """An answer in its parts: what comes before the facts, the facts, what comes after them."""

    lead: str
    cards: tuple[Card, ...]
    close: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file as it arrived, bytes and all."""

    name: str
    media_type: str
    content: bytes
    inline: bool = False


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that is kept: its bytes lie in the blob store under ``digest`` (SHA-256, hex)."""

    id: UUID
    digest: str
    name: str
    media_type: str
    size: int  # bytes
    inline: bool = False


class Trust(enum.StrEnum):
    """Whether the address of a sender is theirs, as the receiving server tells."""

    VERIFIED = "verified"
    UNVERIFIED = "unverified"
    FAILED = "failed"


class DeliveryState(enum.StrEnum):
    """How far an outgoing message has come."""

    QUEUED = "queued"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    BOUNCED = "bounced"
    BLOCKED = "blocked"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"  # by its writer, before it was sent


class Cause(enum.StrEnum):
    """Why a message is not with its reader, as far as an agent has to know."""

    UNREACHABLE = "unreachable"  # the provider does not answer, or breaks off
    NOT_NOW = "not_now"  # the provider wants it later
    SETUP = "setup"  # the provider does not let us in, or the channel is set wrong: for admins
    REFUSED = "refused"  # the provider will never take this one
    OWN = "own"  # this system stumbled: its log says more
    DISCARDED = "discarded"  # thrown away by somebody at the desk


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """An outgoing message on its way."""

    state: DeliveryState
    reason: str = ""  # in the words of whoever said so
    cause: Cause | None = None
    next_try: dt.datetime | None = None
    undo_until: dt.datetime | None = None  # held until then; None once it cannot be withdrawn
    mailed: DeliveryState | None = None  # it went on by e-mail as well: how far that came


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One turn in a conversation.  Messages are added, never changed.

    ``seq`` counts from 1 within what the citizen sees of one thread, without gaps, and is the
    only order there is; clocks disagree, ``seq`` does not.  Private notes have none.
    """

    id: UUID
    conversation: UUID
    channel: str
    channel_kind: str
    seq: int | None
    author: Author
    agent: UUID | None = None  # who of ours wrote it
    text: str
    at: dt.datetime
    html: str | None = None
    quoted: str = ""  # what the sender quoted, the signature, what was left out; folded
    private: bool = False  # a note among agents; no channel ever sends it
    client_id: str | None = None  # the sender's own name for it (live chat)
    choices: tuple[Choice, ...] = ()
    parts: Parts | None = None  # of the bot's answer; the text holds all of it
    attachments: tuple[Attachment, ...] = ()
    delivery: Delivery | None = None
    trust: Trust | None = None  # in the sender's address; None where the channel vouches for it
    third_party: bool = False  # written by someone else than the conversation is with
    edited: bool = False  # a new wording of an earlier message, which stays as it was
    whisper: UUID | None = None  # a note for this agent of ours
    edits: int | None = None  # that message's ``seq``; None when it is not here
    field: FieldChange | None = None  # what the system tells of a field that was set
    suggested: str | None = None  # by the bot, sent by an agent: a `proposal.Suggested`
