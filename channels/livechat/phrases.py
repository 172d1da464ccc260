"""What the live chat itself says to citizens, in both languages."""

from collections.abc import Mapping
from types import MappingProxyType

PHRASES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "too_fast": {
            "id": "Pesan terlalu cepat berturut-turut. Mohon coba lagi dalam {seconds} detik.",
            "en": "Too many messages at once. Please try again in {seconds} seconds.",
        },
        "not_stored": {
            "id": "Pesan belum tersimpan. Mohon coba lagi sebentar lagi.",
            "en": "Your message has not been saved. Please try again in a moment.",
        },
        "unknown_choice": {
            "id": "Pilihan itu sudah tidak berlaku. Mohon tulis pertanyaan Anda.",
            "en": "That choice is no longer valid. Please type your question.",
        },
        "not_there": {
            "id": "Percakapan belum dapat dilanjutkan di sana. Silakan tulis pesan Anda di sini.",
            "en": "The conversation cannot go on there. Please write your message here.",
        },
        "not_now": {
            "id": "Percakapan belum dapat dipindahkan. Mohon coba lagi sebentar lagi.",
            "en": "The conversation cannot be moved right now. Please try again in a moment.",
        },
        "no_ticket": {
            "id": "Mohon tulis pesan Anda di sini dulu, lalu lanjutkan di sana.",
            "en": "Please write your message here first, then go on there.",
        },
    }
)


def phrase(code: str, locale: str, **values: object) -> str:
    """The words for a code."""
    return PHRASES[code]["en" if locale == "en" else "id"].format(**values)
