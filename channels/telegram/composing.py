"""An `Outbound` as the messages Telegram takes; pure."""

import dataclasses
import itertools
import re
from collections.abc import Iterator, Sequence
from typing import Literal, TypeAlias

from channels.base import Refused
from channels.telegram.formatting import Rich, formatted, from_html, split
from channels.telegram.text import units
from tickets.domain.message import Choice, Upload
from tickets.domain.traffic import Outbound

CHAT_ID = re.compile(r"-?[0-9]{1,19}")  # never "@name": that would speak in public
CAPTION = 1024  # UTF-16 units
ALBUM = 10
PHOTOS = frozenset({"image/jpeg", "image/png"})
LARGEST_PHOTO, LARGEST_FILE = 10 * 1024 * 1024, 50 * 1024 * 1024  # bytes
Form = Literal["photo", "document"]
NOTHING = Rich(text="")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One message to send, and one button a row."""

    chat: int
    body: Rich
    choices: tuple[Choice, ...] = ()
    answers: int | None = None  # the message it shows itself to be an answer to
    weight: int = 1  # how many messages Telegram takes it for


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """One file to send, or an album of them, all in one form."""

    chat: int
    form: Form
    uploads: tuple[Upload, ...]
    caption: Rich = NOTHING
    answers: int | None = None

    @property
    def weight(self) -> int:
        """How many messages Telegram takes it for."""
        return len(self.uploads)


Part: TypeAlias = Text | Files


def compose(out: Outbound) -> tuple[Part, ...]:
    """In reading order: files, then the text, the buttons under its last part.

    A short text without buttons is the caption of the files.  Raises `Refused` when nothing can
    be sent.
    """
    if not CHAT_ID.fullmatch(out.to):
        raise Refused("not a chat id")
    chat = int(out.to)
    body = _body(out)
    files = tuple(_files(chat, out.uploads))
    if len(files) == 1 and not out.choices and units(body.text) <= CAPTION:
        parts: tuple[Part, ...] = (dataclasses.replace(files[0], caption=body),)
    else:
        parts = (*files, *_texts(chat, body, out.choices))
    if not parts:
        raise Refused("there is no text to send")
    first = dataclasses.replace(parts[0], answers=_answered(out, chat))
    return (first, *parts[1:])


def _body(out: Outbound) -> Rich:
    if out.html is not None:
        return from_html(out.html, out.ticket)
    return formatted(out.text.strip(), out.ticket)


def as_documents(part: Files) -> Files:
    """The same as files to download: what Telegram does not take for a photo."""
    return dataclasses.replace(part, form="document")


def _texts(chat: int, body: Rich, choices: Sequence[Choice]) -> tuple[Text, ...]:
    bodies = split(body)
    if not bodies:
        return ()
    *before, last = (Text(chat=chat, body=body) for body in bodies)
    return (*before, dataclasses.replace(last, choices=tuple(choices)))


def _files(chat: int, uploads: Sequence[Upload]) -> Iterator[Files]:
    for form, same in itertools.groupby(sorted(uploads, key=_form, reverse=True), key=_form):
        run = tuple(same)
        for start in range(0, len(run), ALBUM):
            yield Files(chat=chat, form=form, uploads=run[start : start + ALBUM])


def _form(upload: Upload) -> Form:
    if len(upload.content) > LARGEST_FILE:
        raise Refused(f"{upload.name} is larger than the 50 MB that Telegram takes")
    small = len(upload.content) <= LARGEST_PHOTO
    return "photo" if upload.media_type in PHOTOS and small else "document"


def _answered(out: Outbound, chat: int) -> int | None:
    """In a group, the message it answers, so that readers see whom."""
    place, _, number = (out.in_reply_to or "").partition("/")
    return int(number) if chat < 0 and place == out.to and number.isdecimal() else None
