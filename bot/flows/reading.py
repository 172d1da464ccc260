"""What a citizen's words mean to the question that was asked; pure."""

import re
from collections.abc import Iterable, Mapping

from bot.flows.texts import Option

LONGEST = 300  # characters of a message in which a number or a reply is looked for
_STORY = 2  # words, at least
_BRIEF = 5  # words of a sentence that may hold a reply
_SHORT, _FULL_PHONE = 4, 8  # characters of an owner check; digits of a whole phone number
_POLITE = frozenset(
    {"kak", "min", "pak", "bu", "mas", "mbak", "dong", "sih", "deh", "saja", "aja", "ya", "nih"}
    | {"please", "tolong", "mohon", "itu", "makasih"}
)
_CANCELS = re.compile(
    r"(?:di)?batal(?:kan|in)?|cancel(?: (?:it|this|that))?|stop|berhenti|sudahi|quit|exit"
)
_ASKS = re.compile(  # a question about the matter is no reply to ours
    r"\?|\b(?:apa|apakah|bagaimana|gimana|gmn|berapa|brp|kapan|mana|dimana|kenapa|knp|syarat|biaya"
    r"|how|what|when|where|why|which|who|fees?|cost)\b",
    re.IGNORECASE,
)
_CHECK = re.compile(r"[a-z0-9._+-]{4}")
_EMAIL = re.compile(r"([\w.+-]+)@[\w-]+\.[\w.-]+")


def plain(text: str) -> str:
    """Lower case, words only, without politeness at either end.

    >>> plain("Iya, betul dong kak!"), plain("ya")
    ('iya betul', 'ya')
    """
    words = re.findall(r"[\w'-]+", text[:LONGEST].casefold())
    while len(words) > 1 and words[-1] in _POLITE:
        words.pop()
    while len(words) > 1 and words[0] in _POLITE:
        words.pop(0)
    return " ".join(words)


def cancels(text: str) -> bool:
    """Whether this ends a flow: the word alone, not a question about cancelling.

    >>> [cancels(said) for said in ("Batal saja kak", "STOP", "batalkan permohonan saya")]
    [True, True, False]
    """
    return len(text) <= LONGEST and _CANCELS.fullmatch(plain(text)) is not None


def option(text: str, offered: Iterable[str], options: Mapping[str, Option]) -> str | None:
    """The reply that is meant: by its number, its label, or other words for it."""
    names = list(offered)
    said = plain(text)
    if not said or len(text) > LONGEST:
        return None
    if said.isdecimal() and said.isascii():
        return (
            names[int(said) - 1] if 0 < int(said[:3]) <= len(names) and len(said) < _SHORT else None
        )
    exact = [name for name in names if said in _ways(options[name])]
    if exact:
        return exact[0]
    words = said.split()
    if len(words) > _BRIEF or _ASKS.search(text):
        return None
    found = [name for name in names if options[name].within and _holds(options[name], words)]
    return found[0] if len(found) == 1 else None


def number(text: str, pattern: re.Pattern[str] | None) -> str | None:
    """An application's number, anywhere in the text."""
    found = pattern.search(text[:LONGEST]) if pattern else None
    return found[0] if found and found[0] else None


def owner_check(text: str) -> str | None:
    """Four characters: as they are, or out of a whole e-mail address or phone number.

    The end of an e-mail address says nothing, so the four stand before the "@".

    >>> [owner_check(said) for said in ("Amin", "siti.aminah@contoh.id", "0812-3456-7890", "ini")]
    ['amin', 'inah', '7890', None]
    """
    said = text[:LONGEST].casefold().strip()
    if email := _EMAIL.search(said):
        return email[1][-_SHORT:] if len(email[1]) >= _SHORT else None
    digits = re.sub(r"\D", "", said)
    if len(digits) >= _FULL_PHONE and not re.search(r"[^\W\d]", said):
        return digits[-_SHORT:]
    return said if _CHECK.fullmatch(said) else None


def story(text: str) -> str | None:
    """What happened, if it is words at all."""
    said = text.strip()
    return said if len(re.findall(r"[^\W\d_]{2,}", said)) >= _STORY else None


def _ways(option: Option) -> frozenset[str]:
    return frozenset(plain(way) for way in (*option.words, option.label.id, option.label.en))


def _holds(option: Option, words: list[str]) -> bool:
    return any(way in words for way in _ways(option))
