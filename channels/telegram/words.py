"""What the adapter itself says, in the citizen's language."""

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
FORWARDED: Mapping[Locale, str] = {"id": "diteruskan dari {name}", "en": "forwarded from {name}"}
STORY: Mapping[Locale, str] = {"id": "cerita", "en": "story"}
TOO_LARGE: Mapping[Locale, str] = {
    "id": "terlalu besar untuk diambil, paling besar 20 MB",
    "en": "too large to be fetched, at most 20 MB",
}
NOT_FETCHED: Mapping[Locale, str] = {"id": "tidak dapat diambil", "en": "could not be fetched"}
# Shown for a moment to who presses a button.
OUTDATED: Mapping[Locale, str] = {
    "id": "Tombol ini sudah tidak berlaku. Silakan tulis pertanyaan Anda.",
    "en": "This button is no longer valid. Please write your question.",
}
CHOSEN: Mapping[Locale, str] = {
    "id": "Pilihan Anda sudah kami terima.",
    "en": "We already have your choice.",
}


def locale_of(language: str | None) -> Locale:
    """Which of our two languages an IETF tag is nearest to.

    >>> locale_of("en-GB"), locale_of("jv"), locale_of(None)
    ('en', 'id', 'id')
    """
    return "en" if (language or "").lower().split("-")[0] == "en" else "id"
