"""The newest messages that match, one window after the other, each with how well it matches."""

import dataclasses
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSQUERY

from runtime.db import Tx
from tickets.domain.searching import Query
from tickets.queries import matching
from tickets.store import conversations, messages, tickets
from tickets.store.search import search_message_words, search_messages

WINDOW = 100  # matches that are ranked together, or those of the places that were looked at
_NEWEST = 2**62
_NEAR = 4_000  # places that are looked at one by one, some milliseconds
_FAR = 32_000  # the same where something was found near
_ENOUGH = 4  # a part of a window that is worth not asking the index of words for the rest
_SOME = 3  # near matches of a filter that are worth looking further one by one
_AKIN, _AS_WRITTEN, _IN_A_ROW = 1, 2, 3


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A place of the index.  ``score``: 3 the words in a row, 2 as written, 1 only akin."""

    place: int
    score: int
    message: UUID


@dataclasses.dataclass(frozen=True, slots=True)
class Window:
    """Matches, the best first and among equals the newest; older ones follow from ``below`` on."""

    top: int  # the place where it began
    matches: Sequence[Match]
    below: int | None  # the place where the next window begins; None: there are no more


def window(
    tx: Tx,
    query: Query,
    only: Sequence[sa.ColumnElement[bool]],
    top: int | None,
    size: int = WINDOW,
    *,
    beyond: int = 0,
) -> Window:
    """The newest matches up to the place ``top``: at most ``size``, and all down to its end.

    ``only``: what must be true of the message, its conversation and its ticket; ``beyond``: of
    places up to this one it is known that it is not.
    """
    top = _NEWEST if top is None else top
    if tx.conn.dialect.name == "postgresql":
        found = _on_postgres(tx, query, only, top, size, beyond)
    else:
        found = _on_sqlite(tx, query, only, top, size, beyond)
    best_first = sorted(found.matches, key=lambda match: (-match.score, -match.place))
    return dataclasses.replace(found, matches=best_first)


def newest_on_postgres(
    query: Query,
    only: Sequence[sa.ColumnElement[bool]],
    top: int,
    size: int = WINDOW,
    *,
    above: int | None = None,
) -> sa.Select[Any]:
    """The statement of a window: by the index of words, or by place where it is ``above`` one."""
    s = search_messages.c
    matches = _has(s.words, matching.tsquery(query))
    if above is None:
        place: sa.ColumnElement[int] = s.id + 0  # a sum is in no index: only words are
    else:
        place, matches = s.id, matches.is_(True)  # nor is what this says: only places are
    newest = sa.select(s.id, s.message, s.words).where(matches, place <= top)
    if above is not None:
        newest = newest.where(place > above)
    if only:
        newest = _joined(newest, s.message).where(*only)
    rows = newest.order_by(place.desc()).limit(size).subquery()
    score = sa.case(
        (_has(rows.c.words, matching.tsquery_in_a_row(query)), _IN_A_ROW),
        (_has(rows.c.words, matching.tsquery_as_written(query)), _AS_WRITTEN),
        else_=_AKIN,
    )
    return sa.select(rows.c.id, rows.c.message, score.label("score"))


def _has(words: sa.ColumnElement[Any], lexemes: str) -> sa.ColumnElement[bool]:
    return words.bool_op("@@")(sa.cast(sa.literal(lexemes, sa.Text()), TSQUERY()))


def newest_on_sqlite(
    query: Query, only: Sequence[sa.ColumnElement[bool]], top: int, size: int = WINDOW
) -> sa.Select[Any]:
    """The statement of a window; the index is asked first, and in its own order."""
    s, place = search_messages.c, search_message_words.c.rowid
    newest = (
        sa.select(s.id, s.message)
        .join_from(search_message_words, search_messages, s.id == place)
        .where(_fts5(matching.fts5(query)), place <= top)
    )
    if only:
        newest = _joined(newest, s.message).where(*only)
    return newest.order_by(place.desc()).limit(size)


def _on_postgres(
    tx: Tx, query: Query, only: Sequence[sa.ColumnElement[bool]], top: int, size: int, beyond: int
) -> Window:
    """Look at the newest messages themselves, and into the index when too few of them match.

    How often words stand together nobody can estimate, so that it is counted: GIN gives all matches
    of common words before the newest are known, and going back in time finds rare ones too late.
    What it does depends on nothing but the messages up to ``top``, so that pages follow each other.
    """
    s = search_messages.c
    newest = tx.value(sa.select(sa.func.max(s.id)).where(s.id <= top))
    if newest is None or newest <= beyond:
        return Window(top, (), None)

    def found(above: int | None) -> list[Match]:
        rows = tx.all(newest_on_postgres(query, only, top, size, above=above))
        return [Match(place=row.id, score=row.score, message=row.message) for row in rows]

    whole = newest - beyond
    reach = min(_NEAR, whole)
    rows = found(newest - reach)
    if len(rows) < size and reach < whole:
        reach = whole if whole <= _FAR else _further(len(rows), size, filtered=bool(only))
        rows = found(newest - reach) if reach > _NEAR else rows
    if len(rows) < size and reach < whole:
        if reach > _NEAR and len(rows) * _ENOUGH >= size:
            return Window(newest, rows, newest - reach)
        rows = found(None)
    return Window(newest, rows, _below(rows, size))


def _below(rows: Sequence[Match], size: int) -> int | None:
    """Where the window after a full one begins; after one that is not full there is none."""
    return min(row.place for row in rows) - 1 if len(rows) == size else None


def _further(near: int, size: int, *, filtered: bool) -> int:
    """How many places to look at for a window, with so many matches near; no more if it is vain."""
    if near < (_SOME if filtered else 1):
        return _NEAR
    return min(_FAR, _NEAR * size * 3 // (2 * near))


def _on_sqlite(
    tx: Tx, query: Query, only: Sequence[sa.ColumnElement[bool]], top: int, size: int, beyond: int
) -> Window:
    newest = newest_on_sqlite(query, only, top, size)
    rows = tx.all(newest.where(search_message_words.c.rowid > beyond))
    if not rows:
        return Window(top, (), None)
    between = rows[-1].id, rows[0].id
    as_written = _places(tx, matching.fts5_as_written(query), *between)
    in_a_row = _places(tx, matching.fts5_in_a_row(query), *between)

    def score(place: int) -> int:
        return _IN_A_ROW if place in in_a_row else _AS_WRITTEN if place in as_written else _AKIN

    found = [Match(place=row.id, score=score(row.id), message=row.message) for row in rows]
    return Window(rows[0].id, found, _below(found, size))


def _places(tx: Tx, words: str, first: int, last: int) -> set[int]:
    place = search_message_words.c.rowid
    rows = tx.all(sa.select(place).where(_fts5(words), place.between(first, last)))
    return {row.rowid for row in rows}


def _fts5(words: str) -> sa.ColumnElement[bool]:
    return sa.literal_column("search_message_words").bool_op("match")(sa.literal(words, sa.Text()))


def _joined(found: sa.Select[Any], message: sa.ColumnElement[UUID]) -> sa.Select[Any]:
    return (
        found.join(messages, messages.c.id == message)
        .join(conversations, messages.c.conversation == conversations.c.id)
        .join(tickets, conversations.c.ticket == tickets.c.id)
    )
