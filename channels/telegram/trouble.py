"""What goes wrong between us and the Bot API, in our own words and without the token."""

import datetime as dt
from typing import Literal
from urllib.parse import quote

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from tickets.domain.message import Cause

# later: not now · refused: this will never be taken · blocked: nor anything else for this person
# moved: this chat has another id now
# token: our own credentials · conflict: somebody else reads this bot's updates
# setup: what they were told of us is wrong · own: we stumbled ourselves
Kind = Literal["later", "refused", "blocked", "moved", "token", "conflict", "setup", "own"]
LONGEST = 200


class Trouble(Exception):
    """A call that failed."""

    def __init__(
        self, kind: Kind, reason: str, after: dt.timedelta | None = None, *, to: str = ""
    ) -> None:
        super().__init__(reason)
        self.to = to  # where a chat has moved
        self.kind = kind
        self.reason = reason
        self.after = after


def cause_of(why: Trouble) -> Cause:
    """What of it somebody at the desk has to know."""
    match why.kind:
        case "later":
            return Cause.UNREACHABLE if why.after is None else Cause.NOT_NOW
        case "token" | "conflict" | "setup":
            return Cause.SETUP
        case "own":
            return Cause.OWN
        case "refused" | "blocked" | "moved":
            return Cause.REFUSED


def scrub(text: str, token: str) -> str:
    """The same text without the token, also where it is part of a URL; not overlong."""
    for form in (token, quote(token, safe="")):
        text = text.replace(form, "***") if form else text
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def trouble(why: Exception, token: str) -> Trouble:  # noqa: PLR0911 - one line for each kind
    """Read an exception of the library."""
    if _from_elsewhere(why):
        return Trouble("later", f"not the Bot API's answer: {type(why).__name__}")
    said = scrub(str(why), token)
    match why:
        case RetryAfter():
            return Trouble("later", "told to slow down", _delay(why))
        case InvalidToken() | EndPointNotFound():
            return Trouble("token", "token refused")
        case Forbidden():
            return Trouble("blocked", said)
        case Conflict():
            return Trouble("conflict", _conflict(said))
        case ChatMigrated():
            return Trouble("moved", "the group has another id now", to=str(why.new_chat_id))
        case BadRequest():
            return Trouble("refused", said)
        case TimedOut() | TimeoutError():
            return Trouble("later", "timed out")
        case TelegramError():
            return Trouble("later", said)
    return Trouble("later", f"an answer we do not understand: {type(why).__name__}")


def _from_elsewhere(why: BaseException) -> bool:
    """Whether a proxy or another server spoke: a 403 of theirs means nobody blocked us.

    The library chains the error it raises for a status to the one for a body that is no JSON.
    """
    cause = why.__cause__
    return cause is not None and (type(cause) is TelegramError or _from_elsewhere(cause))


def _conflict(said: str) -> str:
    if "webhook" in said.lower():
        return "a webhook is set for this bot: remove it (deleteWebhook) to read by polling"
    return "another program reads this bot's updates with the same token"


def _delay(why: RetryAfter) -> dt.timedelta:
    match why.retry_after:
        case dt.timedelta() as delay:
            return delay
        case seconds:
            return dt.timedelta(seconds=seconds)
