"""Finds the names of the look-up tables in a text, in one walk over its words; pure."""

import dataclasses
import re
from collections.abc import Container, Iterable, Mapping, Sequence

_WORD = re.compile(r"[^\W_]+")
_LONGEST = 7  # words of a name


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A name in a text: ``text[start:end]`` is a ``kind`` called ``value``."""

    kind: str
    value: str
    start: int
    end: int


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """Names by their letters alone; those in ``capitals`` count only when written so."""

    names: Mapping[str, Mapping[str, str]]  # kind -> key -> value
    capitals: frozenset[str]


def tables(
    lookups: Mapping[str, Iterable[str]],
    synonyms: Mapping[str, str],
    capitals: Iterable[str] = (),
) -> Tables:
    """Put the tables together: ``lookups`` by kind, and the value that each spelling stands for."""
    values = {_key(spelling): value for spelling, value in synonyms.items()}
    names = {
        kind: {_key(name): values.get(_key(name), name.lower()) for name in listed}
        for kind, listed in lookups.items()
    }
    return Tables(names=names, capitals=frozenset(capitals))


def find(text: str, tables: Tables) -> list[Found]:
    """Find every name; of two that overlap in one kind, the longer, and then the first.

    >>> known = tables({"permit": ["SIP", "SIP dokter"], "area": ["Kramat Jati"]},
    ...                {"sip dokter": "sip"}, capitals=["SIP"])
    >>> [(f.kind, f.value) for f in find("oke sip, sip Dokter di kramatjati", known)]
    [('permit', 'sip'), ('area', 'kramat jati')]
    """
    words = list(_WORD.finditer(text))
    letters = [word[0].lower() for word in words]
    runs = [
        ["".join(letters[at : at + n]) for n in range(1, min(_LONGEST, len(words) - at) + 1)]
        for at in range(len(words))
    ]
    found = [
        Found(kind=kind, value=value, start=words[first].start(), end=words[last].end())
        for kind, names in tables.names.items()
        for value, first, last in _of_kind(text, words, runs, names, tables.capitals)
    ]
    return sorted(found, key=lambda f: (f.start, f.end, f.kind))


def _of_kind(
    text: str,
    words: Sequence[re.Match[str]],
    runs: Sequence[Sequence[str]],
    names: Mapping[str, str],
    capitals: Container[str],
) -> Iterable[tuple[str, int, int]]:
    """Value, first and last word of each name; the longest that begins at a word."""
    at = 0
    while at < len(words):
        length = next((n for n in range(len(runs[at]), 0, -1) if runs[at][n - 1] in names), 0)
        if length:
            written = text[words[at].start() : words[at + length - 1].end()]
            if written.upper() not in capitals or written.isupper():
                yield names[runs[at][length - 1]], at, at + length - 1
            else:
                length = 0
        at += length or 1


def _key(name: str) -> str:
    return "".join(_WORD.findall(name)).lower()
