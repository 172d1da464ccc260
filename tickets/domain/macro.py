"""Macros: several things done to a ticket at once; pure."""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from tickets.domain.canned import LONGEST_TEXT, check
from tickets.domain.fields import MOST_FIELDS, Value
from tickets.domain.marks import MOST_TAGS, Priority, normals
from tickets.domain.refusal import Refusal
from tickets.domain.text import clean

LONGEST_SNOOZE = dt.timedelta(days=365)


class BadMacro(Refusal):
    """It does nothing, or things that exclude each other."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Deeds:
    """What a macro does, in this order."""

    take: bool = False
    add: tuple[str, ...] = ()  # tags
    remove: tuple[str, ...] = ()
    priority: Priority | None = None
    fields: tuple[tuple[str, Value], ...] = ()  # what is filled in, by the keys of fields
    note: str = ""  # for colleagues; with variables, as a canned response
    reply: UUID | None = None  # the canned response that is sent
    resolve: bool = False
    snooze: dt.timedelta | None = None


def checked(deeds: Deeds) -> Deeds:
    """The same, as it is kept; raise `BadMacro`, `BadTag` or `UnknownVariable`."""
    neat = dataclasses.replace(
        deeds,
        add=normals(deeds.add),
        remove=normals(deeds.remove),
        note=clean(deeds.note.strip(), LONGEST_TEXT),
    )
    check(neat.note)
    if neat == Deeds():
        raise BadMacro("a macro does at least one thing", "idle_macro")
    if neat.resolve and neat.snooze is not None:
        raise BadMacro("a ticket is resolved or snoozed, not both", "resolve_or_snooze")
    if set(neat.add) & set(neat.remove):
        raise BadMacro("the same tag cannot be put on and taken off", "tag_on_and_off")
    if max(len(neat.add), len(neat.remove)) > MOST_TAGS:
        raise BadMacro(
            f"at most {MOST_TAGS} tags are put on or taken off", "macro_tags", most=MOST_TAGS
        )
    if len(neat.fields) > MOST_FIELDS:
        raise BadMacro(
            f"at most {MOST_FIELDS} fields are filled in", "macro_fields", most=MOST_FIELDS
        )
    if neat.snooze is not None and not dt.timedelta() < neat.snooze <= LONGEST_SNOOZE:
        raise BadMacro(
            f"a ticket is snoozed for at most {LONGEST_SNOOZE.days} days",
            "snooze_too_long",
            days=LONGEST_SNOOZE.days,
        )
    return neat


def to_plain(deeds: Deeds) -> dict[str, Any]:
    """All but the reply, as JSON keeps it."""
    return {
        "take": deeds.take,
        "add": list(deeds.add),
        "remove": list(deeds.remove),
        "priority": deeds.priority,
        "fields": dict(deeds.fields),
        "note": deeds.note,
        "resolve": deeds.resolve,
        "snooze": int(deeds.snooze.total_seconds()) if deeds.snooze is not None else None,
    }


def from_plain(plain: Mapping[str, Any], reply: UUID | None) -> Deeds:
    """The deeds again."""
    priority, snooze = plain["priority"], plain["snooze"]
    return Deeds(
        take=plain["take"],
        add=tuple(plain["add"]),
        remove=tuple(plain["remove"]),
        priority=Priority(priority) if priority is not None else None,
        fields=tuple(plain.get("fields", {}).items()),  # those of older macros have none
        note=plain["note"],
        reply=reply,
        resolve=plain["resolve"],
        snooze=dt.timedelta(seconds=snooze) if snooze is not None else None,
    )
