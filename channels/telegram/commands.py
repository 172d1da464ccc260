"""The commands people may type or choose from the menu, and what the bot is told of them."""

import dataclasses
import re
from collections.abc import Mapping

from channels.telegram.words import Locale

_TYPED = re.compile(r"/([a-z_]{1,32})(?:@(\w+))?(?:\s+(.*))?\s*", re.IGNORECASE | re.DOTALL)
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")  # what a link t.me/bot?start=… can carry
_MEANINGS: Mapping[str, str] = {
    "start": "start",
    "status": "status",
    "bahasa": "language",
    "language": "language",
    "petugas": "person",
    "officer": "person",
    "hapus": "delete",
    "delete": "delete",
}
# What Telegram shows in the menu, by language.
MENUS: Mapping[Locale, Mapping[str, str]] = {
    "id": {
        "start": "Mulai",
        "status": "Status tiket Anda; boleh dengan nomornya",
        "bahasa": "Ganti bahasa",
        "petugas": "Bicara dengan petugas",
        "hapus": "Minta data pribadi Anda dihapus",
    },
    "en": {
        "start": "Start",
        "status": "Status of your ticket; a number may follow",
        "bahasa": "Change the language",
        "petugas": "Talk to an officer",
        "hapus": "Ask for your personal data to be deleted",
    },
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """What was asked for, and what followed it."""

    meaning: str  # start, status, language, person, delete
    argument: str
    addressed: bool  # it named our bot

    @property
    def payload(self) -> str | None:
        """What the link carried that led here."""
        fits = self.meaning == "start" and _PAYLOAD.fullmatch(self.argument)
        return self.argument if fits else None


def command_in(text: str, username: str) -> Command | None:
    """The command a text is; None when it is none of ours, or names another bot.

    >>> command_in("/status@tanya_bot T-2026-000001-A", "Tanya_bot").argument
    'T-2026-000001-A'
    """
    typed = _TYPED.fullmatch(text)
    if typed is None or typed[1].lower() not in _MEANINGS:
        return None
    if typed[2] and typed[2].lower() != username.lower():
        return None
    return Command(
        meaning=_MEANINGS[typed[1].lower()],
        argument=(typed[3] or "").strip(),
        addressed=bool(typed[2]),
    )
