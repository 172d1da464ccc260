"""Finds the names of the look-up tables in a text, in one walk over its words; pure."""

import dataclasses
import re
from collections.abc import Iterable, Mapping, Sequence

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
    found = [
        f
        for kind, names in tables.names.items()
        for f in _of_kind(text, words, kind, names, tables)
    ]
    return sorted(found, key=lambda f: (f.start, f.end, f.kind))


def _of_kind(
    text: str,
    words: Sequence[re.Match[str]],
    kind: str,
    names: Mapping[str, str],
    tables: Tables,
) -> Iterable[Found]:
    at = 0
    while at < len(words):
        for length in range(min(_LONGEST, len(words) - at), 0, -1):
            start, end = words[at].start(), words[at + length - 1].end()
            value = names.get("".join(word[0] for word in words[at : at + length]).lower())
            shouted = text[start:end].upper() not in tables.capitals or text[start:end].isupper()
            if value is not None and shouted:
                yield Found(kind=kind, value=value, start=start, end=end)
                at += length - 1
                break
        at += 1


def _key(name: str) -> str:
    return "".join(_WORD.findall(name)).lower()
