"""One-time links: they tie another channel to a ticket, once, and only for a while."""

import base64
import dataclasses
import datetime as dt
import enum
import hashlib
import re
from collections.abc import Mapping
from types import MappingProxyType
from uuid import UUID

from tickets.domain.lifecycle import OVER, Status

LASTS: Mapping[str, dt.timedelta] = MappingProxyType(
    {"telegram": dt.timedelta(minutes=30), "email": dt.timedelta(hours=24)}
)  # by the kind of channel a link leads to: the kinds there are
RANDOM_BYTES = 20
LENGTH = 32  # characters of a token
_KEY = "link:"
_COMMAND = "continue:"
_ASKS = MappingProxyType(
    {
        "email": re.compile(
            r"/(?:e-?mail|surel)(?:@\w+)?|(?:lanjut(?:kan)?|continue|go on) "
            r"(?:lewat|melalui|di|ke|by|in|via) (?:e-?mail|surel)",
            re.IGNORECASE,
        ),
        "telegram": re.compile(
            r"/?telegram|(?:lanjut(?:kan)?|continue|go on) "
            r"(?:lewat|melalui|di|ke|by|in|on|via) telegram",
            re.IGNORECASE,
        ),
    }
)
_ASKED_FROM = MappingProxyType({"email": "telegram", "telegram": "email"})
_LONGEST_ASKING = 300  # characters: a word, and a signature below it


class Refusal(enum.StrEnum):
    """Why a link ties nothing; the bot has words for each."""

    UNKNOWN = "unknown"  # altered, or never one of ours
    EXPIRED = "expired"
    USED = "used"  # by another account
    AGAIN = "again"  # by this very account
    CLOSED = "closed"  # the ticket is
    ELSEWHERE = "elsewhere"  # it leads to another kind of channel
    FORGED = "forged"  # the sender may not be who they say


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """What a token stands for."""

    kind: str  # of the channel it leads to
    expires_at: dt.datetime
    used_by: UUID | None  # the identity it was used by
    status: Status  # of the ticket


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LinkTo:
    """A link that a message is sent with; what is stored of the message holds only a mark."""

    kind: str  # of the channel it leads to
    mark: str  # the words in the stored text that it takes the place of


def token(chance: bytes) -> str:
    """Write random bytes down: lower case, for mail servers mix up upper and lower.

    >>> token(bytes(20))
    'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'
    """
    return base64.b32encode(chance).decode().rstrip("=").lower()


def digest(written: str) -> str:
    """Name a token as it is kept: who reads the database holds no link."""
    return hashlib.sha256(written.strip().lower().encode()).hexdigest()


def key(written: str) -> str:
    """Give the thread key that an arrival with this token carries."""
    return f"{_KEY}{written}"


def token_in(thread_keys: tuple[str, ...]) -> str | None:
    """Find the token that an arrival carries."""
    return next((k.removeprefix(_KEY) for k in thread_keys if k.startswith(_KEY)), None)


def judge(
    link: Link | None, *, kind: str, identity: UUID | None, now: dt.datetime, forged: bool
) -> Refusal | None:
    """Say why the link ties nothing; None when it does.

    ``kind`` is that of the channel it came in on, ``identity`` the sender's, if they are known.
    """
    if link is None:
        return Refusal.UNKNOWN
    if forged:
        return Refusal.FORGED
    if link.kind != kind:
        return Refusal.ELSEWHERE
    if link.used_by is not None:
        return Refusal.AGAIN if link.used_by == identity else Refusal.USED
    if link.expires_at <= now:
        return Refusal.EXPIRED
    return Refusal.CLOSED if link.status in OVER else None


def asked(kind: str, text: str, choice: str | None) -> str | None:
    r"""Give the command ``continue:<kind>`` when someone asks to go on elsewhere.

    >>> asked("telegram", "Lanjut lewat surel", None), asked("email", "Telegram\n\nSiti", None)
    ('continue:email', 'continue:telegram')
    >>> asked("telegram", "surel saya tidak masuk", None)
    """
    elsewhere = _ASKED_FROM.get(kind)
    if elsewhere is None:
        return None
    if choice is not None:
        return choice if choice == command(elsewhere) else None
    first = next(iter(text.strip().splitlines()), "").strip(" .!\"'“”")
    meant = len(text) <= _LONGEST_ASKING and _ASKS[elsewhere].fullmatch(first)
    return command(elsewhere) if meant else None


def command(kind: str) -> str:
    """Name the wish to go on there: a command, and the id of a quick reply.

    >>> command("email")
    'continue:email'
    """
    return f"{_COMMAND}{kind}"


def wished(said: str | None) -> str | None:
    """Read what `command` wrote: the kind of channel; None for any other command."""
    return said.removeprefix(_COMMAND) if said and said.startswith(_COMMAND) else None
