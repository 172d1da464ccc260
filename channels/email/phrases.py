"""The few words this channel says by itself, in Indonesian and English."""

from collections.abc import Mapping

PHRASES: Mapping[str, Mapping[str, str]] = {
    "id": {
        "no_subject": "Pertanyaan Anda",
        "transcript": "Salinan percakapan Anda",
        "not_taken": "Lampiran tidak diambil karena email terlalu besar: {names}",
        "too_often": "Lampiran tidak diambil karena pengirim terlalu banyak mengirim: {names}",
    },
    "en": {
        "no_subject": "Your question",
        "transcript": "A copy of your conversation",
        "not_taken": "Attachments not taken because the e-mail is too large: {names}",
        "too_often": "Attachments not taken because their sender sends too many e-mails: {names}",
    },
}


def phrase(key: str, locale: str) -> str:
    """Return the words for ``key``; Indonesian where the locale is not known."""
    return PHRASES.get(locale, PHRASES["id"])[key]
