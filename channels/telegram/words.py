"""What a message without words is called, in the citizen's language."""

from collections.abc import Mapping
from typing import Literal

Locale = Literal["id", "en"]

# Keyed by the Bot API's own name of the content.  The order counts: an animation also carries a
# document, a venue also carries a location.
WORDS: Mapping[Locale, Mapping[str, str]] = {
    "id": {
        "animation": "animasi",
        "photo": "foto",
        "video": "video",
        "video_note": "pesan video",
        "voice": "pesan suara",
        "audio": "audio",
        "document": "dokumen",
        "sticker": "stiker",
        "contact": "kontak",
        "venue": "tempat",
        "location": "lokasi",
        "poll": "jajak pendapat",
        "dice": "dadu",
        "game": "permainan",
        "story": "cerita",
        "paid_media": "media berbayar",
    },
    "en": {
        "animation": "animation",
        "photo": "photo",
        "video": "video",
        "video_note": "video message",
        "voice": "voice message",
        "audio": "audio",
        "document": "document",
        "sticker": "sticker",
        "contact": "contact",
        "venue": "place",
        "location": "location",
        "poll": "poll",
        "dice": "dice",
        "game": "game",
        "story": "story",
        "paid_media": "paid media",
    },
}
EDITED: Mapping[Locale, str] = {"id": "(disunting)", "en": "(edited)"}


def locale_of(language: str | None) -> Locale:
    """Which of our two languages an IETF tag is nearest to.

    >>> locale_of("en-GB"), locale_of("jv"), locale_of(None)
    ('en', 'id', 'id')
    """
    return "en" if (language or "").lower().split("-")[0] == "en" else "id"
