"""What helps an agent write: drafts, canned responses, macros, tags, the citizen's questions."""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from runtime.db import Database, Tx
from tickets.domain import macro
from tickets.domain.access import Sight
from tickets.domain.canned import fill, language, missing
from tickets.queries.sight import visible
from tickets.store import canned, contacts, conversations, drafts, macros, messages, tags, tickets

_MOST_TAGS = 500  # shown as suggestions
_QUESTIONS = 5


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What an agent has begun to write on a ticket."""

    text: str
    private: bool
    version: UUID
    updated_at: dt.datetime
    html: str | None = None  # the same words as rich text


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Canned:
    """A canned response; ``texts`` by language, one of them perhaps empty."""

    id: UUID
    shared: bool
    name: str
    texts: Mapping[str, str]
    updated_at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A canned response as it reads on one ticket, and the variables that have no value there."""

    id: UUID
    shared: bool
    name: str
    language: str
    text: str
    missing: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Macro:
    """A macro."""

    id: UUID
    shared: bool
    name: str
    deeds: macro.Deeds
    updated_at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """What the citizen wrote lately, the newest first, and in which language they are answered."""

    texts: tuple[str, ...]
    locale: str


class WritingQueries:
    """Reads, each on one snapshot.  ``office``: its name, for canned responses."""

    def __init__(self, db: Database, office: str) -> None:
        self._db, self.office = db, office

    async def draft(self, number: str, agent: UUID) -> Draft | None:
        """The agent's draft on a ticket."""
        mine = sa.select(drafts).join_from(drafts, tickets, drafts.c.ticket == tickets.c.id)
        mine = mine.where(tickets.c.number == number, drafts.c.agent == agent)
        row = await self._db.read(lambda tx: tx.one(mine))
        if row is None:
            return None
        return Draft(
            text=row.text,
            private=row.private,
            version=row.version,
            html=row.html,
            updated_at=row.updated_at,
        )

    async def canned(self, agent: UUID) -> list[Canned]:
        """The canned responses this agent may use: shared ones and their own, by name."""
        return await self._db.read(lambda tx: _canned(tx, agent))

    async def filled(self, number: str, agent: UUID, name: str) -> list[Filled] | None:
        """The same as they read on a ticket, written by ``name``; None: there is no such ticket."""

        def look(tx: Tx) -> list[Filled] | None:
            found = values_of(tx, number, name, self.office)
            if found is None:
                return None
            values, locale = found
            return [_filled(one, values, locale) for one in _canned(tx, agent)]

        return await self._db.read(look)

    async def macros(self, agent: UUID) -> list[Macro]:
        """The macros this agent may use, by name."""
        m = macros.c
        mine = sa.select(macros).where(m.owner.is_(None) | (m.owner == agent))
        rows = await self._db.read(lambda tx: tx.all(mine.order_by(sa.func.lower(m.name), m.id)))
        return [macro_of(row) for row in rows]

    async def tags(self, eyes: Sight) -> list[str]:
        """The tags that are in use on tickets these eyes see, in order; at most 500."""
        asked = _tags_seen(eyes) if eyes.limited else _TAGS
        return await self._db.read(lambda tx: [row.tag for row in tx.all(asked)])

    async def questions(self, number: str) -> Questions | None:
        """The citizen's last messages; None when there is no such ticket."""

        def look(tx: Tx) -> Questions | None:
            t, c, m = tickets.c, conversations.c, messages.c
            ticket = tx.one(sa.select(t.id, t.locale).where(t.number == number))
            if ticket is None:
                return None
            said = (
                sa.select(m.text)
                .join_from(messages, conversations, m.conversation == c.id)
                .where(c.ticket == ticket.id, m.author == "contact", m.seq.is_not(None))
                .order_by(m.id.desc())
                .limit(_QUESTIONS)
            )
            texts = tuple(row.text for row in tx.all(said))
            return Questions(texts=texts, locale=ticket.locale)

        return await self._db.read(look)


def _steps() -> sa.Select[Any]:
    """From one tag to the next by the index, however many tickets have each."""
    first = sa.select(sa.func.min(tags.c.tag).label("tag")).cte("step", recursive=True)
    later = sa.select(sa.func.min(tags.c.tag)).where(tags.c.tag > first.c.tag).scalar_subquery()
    step = first.union_all(sa.select(later).where(first.c.tag.is_not(None)))
    return sa.select(step.c.tag).where(step.c.tag.is_not(None)).limit(_MOST_TAGS)


_TAGS = _steps()


def _tags_seen(eyes: Sight) -> sa.Select[Any]:
    some = sa.select(tags.c.tag).join_from(tags, tickets, tags.c.ticket == tickets.c.id)
    return some.where(visible(eyes)).distinct().order_by(tags.c.tag).limit(_MOST_TAGS)


def values_of(tx: Tx, number: str, agent: str, office: str) -> tuple[dict[str, str], str] | None:
    """What the variables of canned responses stand for on a ticket, and its language."""
    t = tickets.c
    mine = sa.select(t.number, t.subject, t.locale, contacts.c.name)
    mine = mine.join_from(tickets, contacts, t.contact == contacts.c.id).where(t.number == number)
    row = tx.one(mine)
    if row is None:
        return None
    values = {
        "contact.name": row.name,
        "ticket.number": row.number,
        "ticket.subject": row.subject,
        "agent.name": agent,
        "office.name": office,
    }
    return values, row.locale


def usable(table: sa.Table, agent: UUID) -> sa.ColumnElement[bool]:
    """What of canned responses or macros an agent may use."""
    return table.c.owner.is_(None) | (table.c.owner == agent)


def _canned(tx: Tx, agent: UUID) -> list[Canned]:
    c = canned.c
    mine = sa.select(canned).where(usable(canned, agent))
    return [canned_of(row) for row in tx.all(mine.order_by(sa.func.lower(c.name), c.id))]


def canned_of(row: sa.Row[Any]) -> Canned:
    return Canned(
        id=row.id,
        shared=row.owner is None,
        name=row.name,
        texts={"id": row.text_id, "en": row.text_en},
        updated_at=row.updated_at,
    )


def macro_of(row: sa.Row[Any]) -> Macro:
    return Macro(
        id=row.id,
        shared=row.owner is None,
        name=row.name,
        deeds=macro.from_plain(row.deeds, row.reply),
        updated_at=row.updated_at,
    )


def _filled(one: Canned, values: Mapping[str, str], locale: str) -> Filled:
    said = language(one.texts, locale)
    text = one.texts[said]
    return Filled(
        id=one.id,
        shared=one.shared,
        name=one.name,
        language=said,
        text=fill(text, values),
        missing=missing(text, values),
    )
