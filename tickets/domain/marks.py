"""What colleagues mark a ticket with: tags, and how urgent it is; pure."""

import enum
import re
import unicodedata
from collections.abc import Collection, Iterable

from tickets.domain.refusal import Refusal

LONGEST_TAG = 40  # characters
MOST_TAGS = 20  # on one ticket
_TAG = re.compile(r"[^\W_][\w.+/-]*")


class Priority(enum.StrEnum):
    """How urgent a matter is."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class BadTag(Refusal):
    """A tag cannot be spelled like that."""


class TooManyTags(Refusal):
    """A ticket has only so many tags."""


def normal(tag: str) -> str:
    """A tag as it is kept: lower case, one spelling; raise `BadTag`.

    >>> normal("  Izin  Usaha ")
    'izin-usaha'
    """
    spelled = "-".join(unicodedata.normalize("NFKC", tag).casefold().split())
    if not spelled:
        raise BadTag("a tag cannot be empty", most=LONGEST_TAG)
    if len(spelled) > LONGEST_TAG:
        raise BadTag(f"a tag has at most {LONGEST_TAG} characters", most=LONGEST_TAG)
    if not _TAG.fullmatch(spelled):
        raise BadTag(
            f"a tag is of letters, digits and . + / - _, not {spelled!r}", most=LONGEST_TAG
        )
    return spelled


def normals(tags: Iterable[str]) -> tuple[str, ...]:
    """Several of them, each once."""
    return tuple(dict.fromkeys(normal(tag) for tag in tags))


def retagged(
    has: Collection[str], add: Collection[str], remove: Collection[str]
) -> tuple[frozenset[str], frozenset[str]]:
    """What is to be put on and taken off, of a ticket with these tags; raise `TooManyTags`."""
    on = frozenset(add) - frozenset(has)
    off = (frozenset(remove) & frozenset(has)) - frozenset(add)
    if on and len(has) + len(on) - len(off) > MOST_TAGS:
        raise TooManyTags(f"a ticket has at most {MOST_TAGS} tags", most=MOST_TAGS)
    return on, off
