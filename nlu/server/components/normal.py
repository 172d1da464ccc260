"""Indonesian as it is typed, brought to one spelling; the same in training and serving."""

import dataclasses
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
_TOKEN = re.compile(r"https?://\S+|\S+@\S+\.\w+|\d+(?:[.,:/-]\d+)*|[^\W\d_]+(?:2(?=\W|$|[a-z]))?")
_DRAWN_OUT = re.compile(r"([^\W\d])\1{2,}")
_CLITICS = ("nya", "lah", "kah", "pun")
_SHORTEST = 3  # letters that a word keeps when a clitic is taken off


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The office's list: ``slang`` to the words meant, and ``particles`` to leave out."""

    slang: Mapping[str, str]
    particles: frozenset[str]


def read_words(raw: Mapping[str, Any]) -> Words:
    """Make it of what ``words.yml`` holds, or a model kept of it."""
    return Words(slang=raw["slang"], particles=frozenset(raw["particles"]))


def visible(text: str) -> str:
    r"""Compose the characters, and drop those that nobody sees.

    >>> visible("ha\u200blo\u202e\x00")
    'halo'
    """
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))


def words_of(text: str, words: Words) -> list[str]:
    """Split a text into words of one spelling.

    >>> known = Words(slang={"gmn": "bagaimana", "syarat2": "syarat"}, particles=frozenset({"sih"}))
    >>> words_of("Gmnnn sih syarat2nya, 12 lembar?", known)
    ['bagaimana', 'syarat', 'nya', '0', 'lembar']
    """
    found: list[str] = []
    for token in _TOKEN.findall(visible(text).lower()):
        found += _read(token, words)
    return found


def _read(token: str, words: Words) -> list[str]:
    if token[0].isdigit():
        return ["0"]  # how many digits does not matter
    if token.startswith("http"):
        return ["tautan"]
    if "@" in token:
        return ["surel"]
    return _spelled(token.removesuffix("2"), words)


def _spelled(token: str, words: Words) -> list[str]:
    short = _DRAWN_OUT.sub(r"\1", token)
    for spelling in (token, short, *_without_clitic(token)):
        if spelling in words.particles:
            return []
        if spelling in words.slang:
            return words.slang[spelling].split()
    return [short]


def _without_clitic(token: str) -> list[str]:
    return [
        token.removesuffix(end)
        for end in _CLITICS
        if token.endswith(end) and len(token) - len(end) >= _SHORTEST - 1
    ]
