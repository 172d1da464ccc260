"""What a message says, in words; pure.

Files are not fetched yet: a photo is filed as "[foto]" and its caption, a document as
"[dokumen: nama.pdf]".  The raw update is kept, so that nothing is lost until they are.
"""

from telegram import (
    Audio,
    Contact,
    Dice,
    Document,
    Location,
    Message,
    Poll,
    Sticker,
    Venue,
)

from channels.telegram.text import clean
from channels.telegram.words import WORDS, Locale

LONGEST_DETAIL = 200


def spoken(message: Message, locale: Locale) -> str | None:
    """The text, or what came in brackets with its caption; None when there is neither."""
    if message.text is not None:
        return clean(message.text)
    for kind, word in WORDS[locale].items():
        if value := getattr(message, kind):
            detail = clean(detail_of(value))[:LONGEST_DETAIL]
            named = f"[{word}: {detail}]" if detail else f"[{word}]"
            return clean(f"{named} {message.caption or ''}").strip()
    return clean(message.caption) if message.caption else None


def detail_of(value: object) -> str:
    """What is worth naming about a file, a place, a person."""
    match value:
        case Document(file_name=str(text)) | Audio(file_name=str(text)):
            return text
        case Sticker(emoji=str(text)) | Poll(question=str(text)):
            return text
        case Contact() as person:
            return (
                f"{person.first_name} {person.last_name or ''}".strip() + f", {person.phone_number}"
            )
        case Venue() | Location() | Dice():
            return _place_or_dice(value)
    return ""


def _place_or_dice(value: Venue | Location | Dice) -> str:
    match value:
        case Venue():
            return f"{value.title}, {value.address}"
        case Location():
            return f"{value.latitude}, {value.longitude}"
        case Dice():
            return f"{value.emoji} {value.value}"
