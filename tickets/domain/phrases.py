"""What the desk itself says on a ticket, in both languages."""

from collections.abc import Mapping
from types import MappingProxyType

PHRASES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "there_telegram": {"id": "di Telegram", "en": "in Telegram"},
        "there_email": {"id": "lewat surel", "en": "by e-mail"},
        "goes_on_there": {
            "id": (
                "Percakapan ini dilanjutkan {there}. Bila Anda menulis lagi di sini, kami jawab "
                "di sini. Bila bukan Anda yang melanjutkannya, mohon beri tahu kami."
            ),
            "en": (
                "This conversation goes on {there}. If you write here again, we answer here. "
                "If it was not you, please tell us."
            ),
        },
        "goes_on_here": {
            "id": (
                "Percakapan tiket {number} dilanjutkan di sini. Anda tidak perlu mengulang "
                "pertanyaan; silakan tulis pesan Anda. Bila bukan Anda yang memintanya, mohon "
                "beri tahu kami."
            ),
            "en": (
                "The conversation of ticket {number} goes on here. You do not need to repeat "
                "your question; please write your message. If you did not ask for this, please "
                "tell us."
            ),
        },
        "another_contact": {
            "id": (
                "Dilanjutkan {there} dari akun yang sudah kami kenal sebagai kontak lain: {name}. "
                "Kontak itu dan tiketnya tidak diubah; gabungkan kontaknya bila orangnya sama."
            ),
            "en": (
                "Continued {there} from an account we know as another contact: {name}. That "
                "contact and their tickets stay as they are; merge the contacts if it is one "
                "person."
            ),
        },
        "subject": {
            "id": "Lanjutan percakapan {number}",
            "en": "Continuing conversation {number}",
        },
        "given_back": {
            "id": "{name} sedang tidak di tempat. Obrolan ini kembali ke antrean.",
            "en": "{name} is away. This chat is back in the queue.",
        },
        "moved_on": {
            "id": "Pesan baru dari obrolan ini sekarang masuk ke tiket {number}.",
            "en": "New messages of this chat now go to ticket {number}.",
        },
    }
)


def phrase(key: str, locale: str, /, **values: object) -> str:
    """Give the words; Indonesian where the language is not known.

    >>> phrase("moved_on", "en", number="T-2026-000123-X")
    'New messages of this chat now go to ticket T-2026-000123-X.'
    """
    return PHRASES[key]["en" if locale == "en" else "id"].format(**values)
