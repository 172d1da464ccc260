"""What a message holds: its words, the files that go with it, what else it shows; pure."""

import dataclasses
from collections.abc import Iterator, Sequence

from telegram import (
    Animation,
    Audio,
    Contact,
    Dice,
    Document,
    Location,
    Message,
    PhotoSize,
    Poll,
    Sticker,
    Venue,
    Video,
    VideoNote,
    Voice,
)

from channels.telegram.entities import readable
from channels.telegram.text import clean
from channels.telegram.words import WORDS, Locale

LONGEST_DETAIL = 200
_MAP = "https://www.openstreetmap.org/?mlat={0}&mlon={1}#map=17/{0}/{1}"
_Fetched = Animation | Audio | Document | PhotoSize | Video | VideoNote | Voice
_USUAL = {"photo": "image/jpeg", "voice": "audio/ogg", "video": "video/mp4"}
_USUAL |= {"video_note": "video/mp4", "animation": "video/mp4", "audio": "audio/mpeg"}
_ENDINGS = {"image/jpeg": ".jpg", "audio/ogg": ".ogg", "video/mp4": ".mp4", "audio/mpeg": ".mp3"}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file that can be fetched."""

    id: str
    size: int | None  # bytes, where Telegram tells
    name: str
    media_type: str
    word: str  # what it is called: foto, dokumen
    detail: str = ""  # the name its sender gave it


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What one message holds."""

    words: str  # text or caption
    shows: str = ""  # what is neither words nor a file, in brackets
    files: tuple[File, ...] = ()


def content_of(message: Message, locale: Locale, *, without: str = "") -> Content | None:
    """What it holds; None when that is nothing.  ``without``: our name, when it called us."""
    if message.text is not None:
        return Content(words=clean(readable(message.text, message.entities, without=without)))
    caption = clean(readable(message.caption or "", message.caption_entities, without=without))
    for kind, word in WORDS[locale].items():
        if value := getattr(message, kind):
            file = _file(kind, word, value, message.message_id)
            if file is not None:
                return Content(words=caption, files=(file,))
            return Content(words=caption, shows=_shown(word, value))
    return Content(words=caption) if caption else None


def _file(kind: str, word: str, value: object, number: int) -> File | None:
    match value:
        case (*_, PhotoSize()) as sizes:
            value = max(_photos(sizes), key=lambda p: p.width * p.height)
        case Animation() | Audio() | Document() | Video() | VideoNote() | Voice():
            pass
        case _:
            return None
    named = clean(getattr(value, "file_name", None) or "")[:LONGEST_DETAIL]
    usual = _USUAL.get(kind, "application/octet-stream")
    media_type = getattr(value, "mime_type", None) or usual
    made_up = f"{word.replace(' ', '-')}-{number}{_ENDINGS.get(media_type, '')}"
    return File(
        id=value.file_id,
        size=value.file_size,
        name=named or made_up,
        media_type=media_type,
        word=word,
        detail=named,
    )


def _photos(sizes: Sequence[object]) -> Iterator[PhotoSize]:
    return (size for size in sizes if isinstance(size, PhotoSize))


def _shown(word: str, value: object) -> str:
    detail = clean(_detail(value))[:LONGEST_DETAIL]
    named = f"[{word}: {detail}]" if detail else f"[{word}]"
    place = value.location if isinstance(value, Venue) else value
    if isinstance(place, Location):
        return f"{named} {_MAP.format(place.latitude, place.longitude)}"
    return named


def _detail(value: object) -> str:
    """What is worth naming about a place, a person, a picture."""
    match value:
        case Sticker(emoji=str(text)) | Poll(question=str(text)):
            return text
        case Contact() as person:
            name = f"{person.first_name} {person.last_name or ''}".strip()
            return f"{name}, {person.phone_number}"
        case Venue():
            return f"{value.title}, {value.address}"
        case Location():
            return f"{value.latitude}, {value.longitude}"
        case Dice():
            return f"{value.emoji} {value.value}"
    return ""
