"""An `Outbound` as the messages Telegram takes; pure."""

import dataclasses
import re

from channels.base import Refused
from channels.telegram.text import split
from tickets.domain.message import Choice
from tickets.domain.traffic import Outbound

CHAT_ID = re.compile(r"-?[0-9]{1,19}")  # never "@name": that would speak in public


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One message to send: plain text, and one button a row."""

    chat: int
    text: str
    choices: tuple[Choice, ...] = ()


def compose(out: Outbound) -> tuple[Part, ...]:
    """In reading order, the buttons under the last; raises `Refused` when nothing can be sent."""
    if not CHAT_ID.fullmatch(out.to):
        raise Refused("not a chat id")
    texts = split(out.text)
    if not texts:
        raise Refused("there is no text to send")
    *before, last = (Part(chat=int(out.to), text=text) for text in texts)
    return (*before, dataclasses.replace(last, choices=out.choices))
