"""What arrives and what goes out, in our own words."""

import dataclasses
import datetime as dt
from uuid import UUID

from tickets.domain.link import LinkTo
from tickets.domain.message import Author, Choice, Trust, Upload


class UploadGone(Exception):
    """A file that was to go with a message is not kept, or is another's."""


class NoRoom(Exception):
    """The sender has sent as much as one may."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """What the page that a citizen chats on tells about them."""

    user: str | None = None  # their id on that page, which its signature proves
    name: str = ""
    email: str = ""
    attributes: tuple[tuple[str, str], ...] | None = None  # unproven; None: nothing was told


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Bounce:
    """A message of ours came back."""

    message_key: str  # of the message that came back
    final: bool  # False: the server that tells of it is still trying
    reason: str  # for agents: what it means, and the server's own words


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a mail lies on its server."""

    mailbox: str  # the folder
    uidvalidity: int
    uid: int


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """Something arrived, as it arrived; kept before anyone tries to read it."""

    channel: str
    external_id: str
    raw: bytes
    place: Place | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """Something arrived, and was read.  ``(channel, external_id)`` is its identity.

    ``thread_keys`` name the conversation it may belong to, strongest first:
    ``link:<token>`` (it came by a one-time link), ``conversation:<uuid>`` (a signed token of ours
    was verified), ``message:<Message-ID>`` (it refers to a message) or ``ticket:<number>`` (it
    names a ticket).  Channels with one thread per address know only the first.
    """

    channel: str
    kind: str  # livechat, email, telegram
    external_id: str
    sender: str  # an address on that channel: an e-mail in lower case, a chat id, a session
    sender_name: str = ""
    text: str = ""  # the new text only
    html: str | None = None  # as it arrived; cleaned before anyone sees it
    quoted: str = ""  # what the sender quoted; folded away, never lost
    subject: str = ""
    sent_at: dt.datetime | None = None
    received_at: dt.datetime | None = None  # by the last server on its way, which we believe
    locale: str | None = None  # id or en, where the channel tells
    thread_keys: tuple[str, ...] = ()
    message_key: str | None = None  # how later messages may refer to this one: its Message-ID
    fingerprint: str | None = None  # equal for two copies of one message with other external ids
    trust: Trust | None = None  # None: the channel itself vouches for the sender
    uploads: tuple[Upload, ...] = ()
    kept_files: tuple[UUID, ...] = ()  # uploads that the sender had kept here before
    larger_than: int | None = None  # bytes: a file came that is larger, and could not be taken
    visitor: Visitor | None = None  # None: nothing new was told
    automatic: bool = False  # a machine wrote it: stored, never answered
    for_the_record: bool = False  # from an archive: stored, nobody is called
    bounce: Bounce | None = None  # it tells that a message of ours came back
    command: str | None = (
        None  # start, status, continue:<kind>: said to the bot whoever has the ticket
    )
    asks: str | None = None  # the ticket's number that a status command names, as it was written
    choice: str | None = None  # the id of the quick reply that was pressed
    edits: str | None = None  # the ``message_key`` of the message this is a new wording of
    parts: tuple[str, ...] = ()  # external ids of other arrivals that this message holds too
    group: str = ""  # the name of the group it was said in: the group is the contact
    client_id: str | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Where an arrival was filed; the same for the same arrival, however often it comes."""

    ticket: str | None  # receipt number; None when it was set aside or a duplicate elsewhere
    conversation: UUID | None
    seq: int | None
    fresh: bool  # False: it was here before, nothing was stored


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ByMail:
    """How what agents write on a channel goes on by e-mail, when nobody reads it there."""

    channel: str  # the mailbox it goes out from, by its name
    after: dt.timedelta  # unread for so long


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """A message as a copy of the conversation shows it."""

    at: dt.datetime  # in the office's time zone
    author: Author
    text: str
    files: tuple[str, ...] = ()  # their names


def delivery_lane(conversation: UUID) -> str:
    """The lane of the jobs that send what is said in a conversation, in order."""
    return f"deliver:{conversation.hex}"


def well_again(channel: str) -> str:
    """What jobs wait for that could send nothing over this channel."""
    return f"channel:{channel}"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Outbound:
    """Something to send; ``key`` is the same on every try."""

    key: UUID  # of the message
    conversation: UUID
    ticket: str  # receipt number
    channel: str
    to: str  # an address on that channel
    to_name: str = ""
    author: Author
    text: str
    html: str | None = None  # the same words as rich text, cleaned (`tickets.domain.richtext`)
    locale: str = "id"
    subject: str = ""
    automatic: bool = False  # the bot or the system wrote it, not a person
    seq: int | None = None
    choices: tuple[Choice, ...] = ()
    in_reply_to: str | None = None  # the ``message_key`` this answers
    references: tuple[str, ...] = ()  # the keys before it, oldest first
    uploads: tuple[Upload, ...] = ()  # files that go with it
    letter: str = "letter"  # how it is put where mails are written: as a letter, or as a "follow"
    transcript: tuple[Spoken, ...] = ()  # it is a copy of this and nothing else; not an answer
    link: LinkTo | None = None  # to be put into the text just before it is sent
