"""Canned responses and macros in the shapes of the API; pure."""

import datetime as dt

from console.writing_shapes import CannedOut, FilledOut, MacroIn, MacroOut
from tickets.domain.macro import Deeds
from tickets.domain.marks import Priority
from tickets.queries.writing import Canned, Filled, Macro


def canned(one: Canned) -> CannedOut:
    """A canned response as it is written."""
    return CannedOut(
        id=one.id,
        shared=one.shared,
        name=one.name,
        text_id=one.texts["id"],
        text_en=one.texts["en"],
        updated_at=one.updated_at,
    )


def filled(one: Filled) -> FilledOut:
    """A canned response as it reads on a ticket."""
    return FilledOut(
        id=one.id,
        shared=one.shared,
        name=one.name,
        language="en" if one.language == "en" else "id",
        text=one.text,
        missing=list(one.missing),
    )


def macro(one: Macro) -> MacroOut:
    """A macro."""
    does = one.deeds
    return MacroOut(
        id=one.id,
        shared=one.shared,
        name=one.name,
        take=does.take,
        add=list(does.add),
        remove=list(does.remove),
        priority=does.priority,
        fields=dict(does.fields),
        note=does.note,
        reply=does.reply,
        resolve=does.resolve,
        snooze_minutes=_minutes(does.snooze),
        updated_at=one.updated_at,
    )


def deeds(given: MacroIn) -> Deeds:
    """What a macro is to do."""
    minutes = given.snooze_minutes
    return Deeds(
        take=given.take,
        add=given.add,
        remove=given.remove,
        priority=Priority(given.priority) if given.priority is not None else None,
        fields=tuple(given.fields.items()),
        note=given.note,
        reply=given.reply,
        resolve=given.resolve,
        snooze=dt.timedelta(minutes=minutes) if minutes is not None else None,
    )


def _minutes(span: dt.timedelta | None) -> int | None:
    return int(span.total_seconds() // 60) if span is not None else None
