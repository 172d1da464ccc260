"""What the Bot API refuses, and in which words."""

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

Json = dict[str, Any]
LONGEST, CAPTION = 4096, 1024  # UTF-16 units
BUTTON = 64  # bytes
GIVEN_AWAY, TAKEN, PHOTO = 20 * 2**20, 50 * 2**20, 10 * 2**20  # bytes
SHOWN = {"bold", "italic", "code", "text_link", "underline", "spoiler", "blockquote"}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """How a method answers instead: a status, or for ever nothing."""

    status: int
    description: str = ""
    parameters: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    body: str | None = None  # sent as it is, in place of the API's JSON
    hang: bool = False
    done: bool = False  # what was asked is done before
    when: Callable[[Json], bool] = lambda _: True  # others are answered


class ApiError(Exception):
    """An answer that is not ok."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.description)
        self.fault = fault


def refuse(why: str) -> ApiError:
    """400, in the API's words."""
    return ApiError(Fault(status=400, description=f"Bad Request: {why}"))


def length(text: str) -> int:
    """In UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def check_text(asked: Json) -> None:
    """A message's text, its formatting and its buttons."""
    text = asked.get("text", "")
    if not text.strip():
        raise refuse("message text is empty")
    if length(text) > LONGEST:
        raise refuse("message is too long")
    check_entities(text, asked.get("entities") or [])
    for row in (asked.get("reply_markup") or {}).get("inline_keyboard", []):
        if any(not 1 <= len(b.get("callback_data", "-").encode()) <= BUTTON for b in row):
            raise refuse("BUTTON_DATA_INVALID")


def check_caption(asked: Json) -> None:
    """What stands under a file."""
    caption = asked.get("caption", "")
    if length(caption) > CAPTION:
        raise refuse("message caption is too long")
    check_entities(caption, asked.get("caption_entities") or [])


def check_entities(text: str, entities: list[Json]) -> None:
    """Within the text, around whole characters, of a kind that there is."""
    raw = text.encode("utf-16-le")
    for entity in entities:
        start, end = entity["offset"], entity["offset"] + entity["length"]
        if not 0 <= start < end <= len(raw) // 2 or entity["type"] not in SHOWN:
            raise refuse("can't parse entities: wrong entity")
        try:
            raw[2 * start : 2 * end].decode("utf-16-le")
        except UnicodeDecodeError:
            raise refuse("can't parse entities: half a character") from None
        if entity["type"] == "text_link" and "://" not in entity.get("url", ""):
            raise refuse("can't parse entities: URL_INVALID")


def check_file(kind: str, content: bytes) -> None:
    """Its size; a photo must look like one."""
    if not content:
        raise refuse("file must be non-empty")
    if len(content) > (PHOTO if kind == "photo" else TAKEN):
        raise ApiError(Fault(status=413, description="Request Entity Too Large"))
    if kind == "photo" and not content.startswith((b"\xff\xd8", b"\x89PNG")):
        raise refuse("IMAGE_PROCESS_FAILED")


def check_menu(asked: Json) -> None:
    """Commands in lower case, each with a description."""
    for one in asked["commands"]:
        fits = one["command"].isidentifier() and one["command"].islower()
        if not fits or not 1 <= len(one["description"]) <= 256:
            raise refuse("BOT_COMMAND_INVALID")
