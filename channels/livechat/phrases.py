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
        "will_write": {
            "id": "Kami akan menulis ke {address} bila petugas menjawab dan Anda tidak di sini.",
            "en": "We will write to {address} when an officer replies and you are not here.",
        },
        "no_mail": {
            "id": "Kami belum dapat mengirim surel dari sini.",
            "en": "We cannot send e-mail from here.",
        },
        "bad_email": {
            "id": "Alamat surel itu belum benar. Mohon periksa: nama@contoh.id.",
            "en": "That e-mail address is not right. Please check it: name@example.org.",
        },
        "nothing_yet": {
            "id": "Belum ada percakapan. Mohon tulis pesan Anda dahulu.",
            "en": "There is no conversation yet. Please write your message first.",
        },
        "too_often": {
            "id": "Salinan percakapan baru saja diminta. Mohon coba lagi dalam {minutes} menit.",
            "en": "A copy was asked for a moment ago. Please try again in {minutes} minutes.",
        },
        "too_often_hours": {
            "id": "Salinan sudah beberapa kali diminta. Mohon coba lagi dalam {hours} jam.",
            "en": "Copies were asked for several times. Please try again in {hours} hours.",
        },
        "unknown_choice": {
            "id": "Pilihan itu sudah tidak berlaku. Mohon tulis pertanyaan Anda.",
            "en": "That choice is no longer valid. Please type your question.",
        },
    }
)


def phrase(code: str, locale: str, **values: object) -> str:
    """The words for a code."""
    return PHRASES[code]["en" if locale == "en" else "id"].format(**values)
