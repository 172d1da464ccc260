"""Indonesian words without their affixes, by the rules of Tala (2003), which Snowball follows too.

Written anew from the rules; a test holds it against the stemmer that PostgreSQL ships.
"""

import enum
import functools

_VOWELS = frozenset("aeiou")
_LEAST = 2  # a word of so few vowels is left as it is
_PARTICLES = ("kah", "lah", "pun")
_POSSESSIVES = ("nya", "ku", "mu")


class _Prefix(enum.IntEnum):
    """Which kind of prefix was taken off: it decides which suffixes may go with it."""

    NONE = 0
    ME = 1  # di, me-, ter
    PER = 2
    PE = 3  # ke, pe- with a nasal
    BER = 4


@functools.lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem of a word in lower case.

    >>> [stem(word) for word in ("perizinan", "mengurusnya", "pengurusan", "bekerja", "izin")]
    ['izin', 'urus', 'urus', 'kerja', 'izin']
    """
    left = sum(letter in _VOWELS for letter in word)
    for endings in (_PARTICLES, _POSSESSIVES):
        if left <= _LEAST:
            return word
        shorter = _without(word, endings)
        left -= shorter != word
        word = shorter
    return _stripped(word, left) if left > _LEAST else word


def _stripped(word: str, left: int) -> str:
    """Without prefixes and suffix; ``left``: how many vowels still count."""
    letter, first, kind = _first_prefix(word)
    if kind is not _Prefix.NONE:
        left -= 1
        shorter = _suffix(first, kind) if left > _LEAST else first
        left -= 1
        more = shorter != first and left > _LEAST
        return letter + (_second_prefix(shorter)[0] if more else shorter)
    second, kind = _second_prefix(word)
    left -= second != word
    return _suffix(second, kind) if left > _LEAST else second


def _without(word: str, endings: tuple[str, ...]) -> str:
    return next((word[: -len(end)] for end in endings if word.endswith(end)), word)


def _first_prefix(word: str) -> tuple[str, str, _Prefix]:
    """The letter that the prefix had swallowed, what follows it, and which prefix it was."""
    for head, kind in (("me", _Prefix.ME), ("pe", _Prefix.PE)):
        if word.startswith(head + "ny") and word[4:5] in _VOWELS:
            return "s", word[4:], kind
        if word.startswith(head + "m"):
            return "p" if word[3:4] in _VOWELS else "", word[3:], kind
    for head, kind in (
        ("meng", _Prefix.ME),
        ("peng", _Prefix.PE),
        ("men", _Prefix.ME),
        ("pen", _Prefix.PE),
        ("ter", _Prefix.ME),
        ("di", _Prefix.ME),
        ("ke", _Prefix.PE),
        ("me", _Prefix.ME),
    ):
        if word.startswith(head):
            return "", word[len(head) :], kind
    return "", word, _Prefix.NONE


def _second_prefix(word: str) -> tuple[str, _Prefix]:
    if word.startswith("belajar"):
        return word[3:], _Prefix.BER
    if word.startswith("pelajar"):
        return word[3:], _Prefix.NONE
    for head, kind in (("ber", _Prefix.BER), ("per", _Prefix.PER), ("pe", _Prefix.PER)):
        if word.startswith(head):
            return word[len(head) :], kind
    if word.startswith("be") and word[2:3] not in _VOWELS and word[3:5] == "er":
        return word[2:], _Prefix.BER
    return word, _Prefix.NONE


def _suffix(word: str, kind: _Prefix) -> str:
    if word.endswith("kan") and kind not in {_Prefix.PE, _Prefix.PER}:
        return word[:-3]
    if word.endswith("an") and kind is not _Prefix.ME:
        return word[:-2]
    if word.endswith("i") and kind <= _Prefix.PER and not word.endswith("si"):
        return word[:-1]
    return word
