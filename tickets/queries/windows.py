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

WINDOW = 100  # matches that are ranked together; a page never costs more than two of them
_NEWEST = 2**62
_NEAR = 4_000  # places that are looked at one by one, some milliseconds
_DENSE = 5  # with a fifth of a window among those, as many times more places are looked at
_AKIN, _AS_WRITTEN, _IN_A_ROW = 1, 2, 3


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A place of the index.  ``score``: 3 the words in a row, 2 as written, 1 only akin."""

    place: int
    score: int
    message: UUID


def window(
    tx: Tx,
    query: Query,
    only: Sequence[sa.ColumnElement[bool]],
    top: int | None,
    size: int = WINDOW,
) -> list[Match]:
    """The newest matches up to the place ``top``, the best first and among equals the newest.

    ``only``: what must be true of the message, its conversation and its ticket.
    """
    found = (_on_postgres if tx.conn.dialect.name == "postgresql" else _on_sqlite)(
        tx, query, only, _NEWEST if top is None else top, size
    )
    return sorted(found, key=lambda match: (-match.score, -match.place))


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
    place = s.id if above is not None else s.id + 0  # a sum is in no index: only words are
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
    tx: Tx, query: Query, only: Sequence[sa.ColumnElement[bool]], top: int, size: int
) -> list[Match]:
    """Look at the newest messages themselves, and into the index when too few of them match.

    How often words stand together nobody can estimate, so that it is counted: GIN gives all matches
    of common words before the newest are known, and going back in time finds rare ones too late.
    """
    s = search_messages.c
    from_end_to_end = sa.func.set_config("enable_seqscan", "off", sa.true())
    newest = tx.value(sa.select(sa.func.max(s.id), from_end_to_end).where(s.id <= top))
    if newest is None:
        return []

    def found(above: int | None) -> list[sa.Row[Any]]:
        return tx.all(newest_on_postgres(query, only, top, size, above=above))

    rows = found(newest - _NEAR)
    if rows and size // _DENSE <= len(rows) < size:
        rows = found(newest - _NEAR * size * 3 // (2 * len(rows)))
    if len(rows) < size:
        rows = found(None)
    return [Match(place=row.id, score=row.score, message=row.message) for row in rows]


def _on_sqlite(
    tx: Tx, query: Query, only: Sequence[sa.ColumnElement[bool]], top: int, size: int
) -> list[Match]:
    rows = tx.all(newest_on_sqlite(query, only, top, size))
    if not rows:
        return []
    between = rows[-1].id, rows[0].id
    as_written = _places(tx, matching.fts5_as_written(query), *between)
    in_a_row = _places(tx, matching.fts5_in_a_row(query), *between)

    def score(place: int) -> int:
        return _IN_A_ROW if place in in_a_row else _AS_WRITTEN if place in as_written else _AKIN

    return [Match(place=row.id, score=score(row.id), message=row.message) for row in rows]


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
