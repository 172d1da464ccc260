"""The frames of the live chat socket, read strictly and written plainly; pure."""

import dataclasses
import datetime as dt
import json
from typing import Annotated, Any, Literal, TypeAlias
from uuid import UUID

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from channels.livechat.desk import Door, ThreadState
from tickets.domain.lifecycle import Status
from tickets.domain.message import Message
from tickets.domain.waiting import Waiting

LARGEST = 64 * 1024  # bytes of one frame
LONGEST = 8_000  # characters of one message
MOST_FILES = 5  # of one message
_MOST_ATTRIBUTES = 20
SEQ = Annotated[int, Field(ge=0, le=2**31 - 1)]
Attribute = Annotated[str, Field(min_length=1, max_length=40)]


class _Frame(BaseModel):
    model_config = ConfigDict(frozen=True)


class User(_Frame):
    """Who the citizen is on the page they chat on, and the page's proof of it."""

    id: Annotated[str, Field(min_length=1, max_length=200)]
    hmac: Annotated[str, Field(max_length=128)] | None = None
    jwt: Annotated[str, Field(max_length=4096)] | None = None
    name: Annotated[str, Field(max_length=200)] = ""
    email: Annotated[str, Field(max_length=320)] = ""


class Hello(_Frame):
    """The first frame: who I am and how much I have."""

    type: Literal["hello"]
    session: Annotated[str, Field(max_length=200)] | None = None
    after: SEQ = 0
    locale: Literal["id", "en"] = "id"
    user: User | None = None
    attributes: (
        Annotated[
            dict[Attribute, Annotated[str, Field(max_length=200)]],
            Field(max_length=_MOST_ATTRIBUTES),
        ]
        | None
    ) = None


class Write(_Frame):
    """A message of the citizen; without words only when files go with it."""

    type: Literal["message"]
    client_id: UUID
    text: Annotated[str, Field(max_length=LONGEST)] = ""
    attachments: Annotated[tuple[UUID, ...], Field(max_length=MOST_FILES)] = ()

    @model_validator(mode="after")
    def _something(self) -> "Write":
        if not self.text and not self.attachments:
            raise ValueError("neither text nor attachments")
        return self


class Choose(_Frame):
    """A quick reply was pressed."""

    type: Literal["choose"]
    client_id: UUID
    seq: SEQ
    choice: Annotated[str, Field(min_length=1, max_length=60)]


EMAIL = Annotated[str, Field(min_length=1, max_length=320)]


class Contact(_Frame):
    """Write to me there, should I be gone."""

    type: Literal["contact"]
    client_id: UUID
    email: EMAIL
    name: Annotated[str, Field(max_length=200)] = ""


class Transcript(_Frame):
    """Send me a copy of the conversation."""

    type: Literal["transcript"]
    client_id: UUID
    email: EMAIL


class Typing(_Frame):
    """The citizen is typing."""

    type: Literal["typing"]


class Read(_Frame):
    """The citizen has seen everything up to here."""

    type: Literal["read"]
    seq: SEQ


class Rate(_Frame):
    """How it went, now that the matter is settled: 1 to 5, the best."""

    type: Literal["rate"]
    client_id: UUID
    score: Annotated[int, Field(ge=1, le=5)]
    comment: Annotated[str, Field(max_length=1000)] = ""


class Continue(_Frame):
    """The citizen wants to go on in another channel."""

    type: Literal["continue"]
    client_id: UUID
    channel: Literal["telegram", "email"]


class Ping(_Frame):
    """Is anybody there?  A browser cannot send the protocol's own pings."""

    type: Literal["ping"]


Wish: TypeAlias = Rate | Contact | Transcript | Continue
Frame: TypeAlias = Hello | Write | Choose | Typing | Read | Ping | Wish
_FRAMES: TypeAdapter[Frame] = TypeAdapter(Annotated[Frame, Field(discriminator="type")])


class BadFrame(Exception):
    """Not a frame we know; ``code`` is for programs, the text for people."""

    def __init__(self, code: str, detail: str, client_id: str | None = None) -> None:
        super().__init__(detail)
        self.code, self.client_id = code, client_id


def read(text: str) -> Frame:
    """Read one frame, or raise `BadFrame` saying what is wrong and where."""
    if len(text.encode("utf-8", "replace")) > LARGEST:
        raise BadFrame("too_large", f"a frame holds at most {LARGEST // 1024} kB")
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError):
        raise BadFrame("not_json", "this frame is not valid JSON") from None
    if not isinstance(raw, dict):
        raise BadFrame("not_json", "a frame is one JSON object")
    try:
        return _FRAMES.validate_python(raw, strict=False)
    except ValidationError as why:
        raise _complaint(raw, why) from None


def _complaint(raw: dict[str, Any], why: ValidationError) -> BadFrame:
    named = raw.get("client_id")
    client_id = named[:64] if isinstance(named, str) else None
    first = why.errors()[0]
    if first["type"].startswith("union_tag"):
        return BadFrame(
            "unknown_type", f"unknown frame type {str(raw.get('type'))[:40]!r}", client_id
        )
    where = ".".join(str(part) for part in first["loc"][1:])
    return BadFrame("bad_frame", f"{where}: {first['msg']}".removeprefix(": "), client_id)


def message(said: Message, files: str) -> dict[str, Any]:
    """A message as the widget shows it; ``files``: where files are fetched, with a slash."""
    frame: dict[str, Any] = {
        "type": "message",
        "seq": said.seq,
        "author": {"kind": str(said.author.kind), "name": said.author.name},
        "text": said.text,
        "at": said.at.isoformat(),
        "choices": [{"id": c.id, "label": c.label} for c in said.choices],
        "attachments": [
            {
                "id": str(a.id),
                "name": a.name,
                "media_type": a.media_type,
                "size": a.size,
                "url": f"{files}{a.id}",
            }
            for a in said.attachments
        ],
    }
    if said.parts is not None:
        frame |= dataclasses.asdict(said.parts)
    if said.author.kind == "contact" and said.client_id:
        frame["client_id"] = said.client_id
    return frame


def state(how: ThreadState, waiting: Waiting) -> dict[str, Any]:
    """How the chat stands, and what may be told of the queue; never that it is taken for spam."""
    opens_at = waiting.opens_at
    status = Status.CLOSED if how.status is Status.SPAM else how.status
    return {
        "type": "state",
        "handler": str(how.handler),
        "status": str(status),
        "agent": how.agent,
        "position": waiting.position,
        "wait_seconds": waiting.wait_seconds,
        "open": waiting.open,
        "opens_at": opens_at.astimezone(dt.UTC).isoformat() if opens_at else None,
        "may_rate": how.may_rate,
        "ticket": how.ticket,
    }


def done(client_id: UUID) -> dict[str, Any]:
    """What was asked for is done."""
    return {"type": "done", "client_id": str(client_id)}


def link(client_id: UUID, kind: str, door: Door) -> dict[str, Any]:
    """Where the chat goes on."""
    until = door.until.isoformat()
    frame = {"type": "link", "client_id": str(client_id), "channel": kind}
    return frame | {"url": door.url, "until": until}


def error(
    code: str, detail: str, client_id: str | None = None, *, wait: int | None = None
) -> dict[str, Any]:
    """What was wrong; ``wait``: seconds after which it will do."""
    frame = {"type": "error", "code": code, "detail": detail, "client_id": client_id}
    return frame if wait is None else frame | {"retry_ms": wait * 1000}


def bye(retry_ms: int) -> dict[str, Any]:
    """We are about to close; come back after so long."""
    return {"type": "bye", "retry_ms": retry_ms}
