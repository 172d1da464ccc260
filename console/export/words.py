"""The words of exported files, in both languages."""

from collections.abc import Mapping
from types import MappingProxyType

WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "ticket": {"id": "Tiket", "en": "Ticket"},
        "subject": {"id": "Perihal", "en": "Subject"},
        "contact": {"id": "Pelapor", "en": "Contact"},
        "agent": {"id": "Petugas", "en": "Agent"},
        "channels": {"id": "Saluran", "en": "Channels"},
        "begun": {"id": "Dimulai", "en": "Begun"},
        "settled": {"id": "Diselesaikan", "en": "Settled"},
        "rating": {"id": "Penilaian", "en": "Rating"},
        "note": {"id": "catatan internal", "en": "internal note"},
        "quoted": {"id": "Kutipan", "en": "Quoted"},
        "files": {"id": "Lampiran", "en": "Attachments"},
        "nobody": {"id": "tanpa nama", "en": "no name"},
        "page": {"id": "Halaman {n} dari {{nb}}", "en": "Page {n} of {{nb}}"},
        "made": {"id": "Diekspor oleh {who} pada {at}", "en": "Exported by {who} at {at}"},
        "cut": {
            "id": "Hanya {n} pesan pertama dari tiket ini diekspor.",
            "en": "Only the first {n} messages of this ticket are exported.",
        },
        "contact_": {"id": "Warga", "en": "Citizen"},
        "bot_": {"id": "Bot", "en": "Bot"},
        "agent_": {"id": "Petugas", "en": "Agent"},
        "system_": {"id": "Sistem", "en": "System"},
    }
)


def say(name: str, locale: str, **blanks: object) -> str:
    """The word in this language; Indonesian when it is neither."""
    word = WORDS[name].get(locale) or WORDS[name]["id"]
    return word.format(**blanks) if blanks else word
