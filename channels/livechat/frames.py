"""The frames of the live chat socket, read strictly and written plainly; pure."""

import json
from typing import Annotated, Any, Literal, TypeAlias
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from tickets.domain.message import Message

LARGEST = 64 * 1024  # bytes of one frame
LONGEST = 8_000  # characters of one message
SEQ = Annotated[int, Field(ge=0, le=2**31 - 1)]


class _Frame(BaseModel):
    model_config = ConfigDict(frozen=True)


class Hello(_Frame):
    """The first frame: who I am and how much I have."""

    type: Literal["hello"]
    session: Annotated[str, Field(max_length=200)] | None = None
    after: SEQ = 0
    locale: Literal["id", "en"] = "id"


class Write(_Frame):
    """A message of the citizen."""

    type: Literal["message"]
    client_id: UUID
    text: Annotated[str, Field(min_length=1, max_length=LONGEST)]


class Choose(_Frame):
    """A quick reply was pressed."""

    type: Literal["choose"]
    client_id: UUID
    seq: SEQ
    choice: Annotated[str, Field(min_length=1, max_length=60)]


class Typing(_Frame):
    """The citizen is typing."""

    type: Literal["typing"]


class Read(_Frame):
    """The citizen has seen everything up to here."""

    type: Literal["read"]
    seq: SEQ


class Ping(_Frame):
    """Is anybody there?  A browser cannot send the protocol's own pings."""

    type: Literal["ping"]


Frame: TypeAlias = Hello | Write | Choose | Typing | Read | Ping
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
    return BadFrame("bad_frame", f"{where}: {first['msg']}", client_id)


def message(said: Message) -> dict[str, Any]:
    """A message as the widget shows it."""
    frame: dict[str, Any] = {
        "type": "message",
        "seq": said.seq,
        "author": {"kind": str(said.author.kind), "name": said.author.name},
        "text": said.text,
        "at": said.at.isoformat(),
        "choices": [{"id": c.id, "label": c.label} for c in said.choices],
        "attachments": [
            {"id": str(a.id), "name": a.name, "media_type": a.media_type, "size": a.size}
            for a in said.attachments
        ],
    }
    if said.author.kind == "contact" and said.client_id:
        frame["client_id"] = said.client_id
    return frame


def error(code: str, detail: str, client_id: str | None = None) -> dict[str, Any]:
    """What was wrong."""
    return {"type": "error", "code": code, "detail": detail, "client_id": client_id}
