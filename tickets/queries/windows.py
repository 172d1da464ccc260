"""The newest messages that match, one window after the other, each with how well it matches."""

import dataclasses
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSQUERY

from runtime.db import Tx
from tickets.domain.access import Sight
from tickets.domain.searching import Query
from tickets.queries import matching
from tickets.queries.sight import seen, visible
from tickets.store import conversations, messages, tickets
from tickets.store.search import search_message_words, search_messages, search_sights

WINDOW = 100  # matches that are ranked together, or those of the places that were looked at
_NEWEST = 2**62
_NEAR = 4_000  # places that are looked at one by one, some milliseconds
_FAR = 32_000  # the same where something was found near
_ENOUGH = 4  # a part of a window that is worth not asking the index of words for the rest
_SOME = 3  # near matches of a filter that are worth looking further one by one
_NEAR_BY, _FAR_OFF, _FEW = 2_000, 6_000, 8  # the same for limited eyes: each place is looked up
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
    eyes: Sight,
    only: Sequence[sa.ColumnElement[bool]],
    top: int | None,
    size: int = WINDOW,
    *,
    beyond: int = 0,
) -> Window:
    """The newest matches up to the place ``top``: at most ``size``, and all down to its end.

    ``only``: what must be true of the message, its conversation and its ticket, besides that these
    eyes see it; ``beyond``: of places up to this one it is known that it is not.
    """
    top = _NEWEST if top is None else top
    if tx.conn.dialect.name == "postgresql":
        found = _on_postgres(tx, query, eyes, only, top, size, beyond)
    else:
        found = _on_sqlite(tx, query, eyes, only, top, size, beyond)
    best_first = sorted(found.matches, key=lambda match: (-match.score, -match.place))
    return dataclasses.replace(found, matches=best_first)


def newest_on_postgres(
    query: Query,
    eyes: Sight,
    only: Sequence[sa.ColumnElement[bool]],
    top: int,
    size: int = WINDOW,
    *,
    above: int | None = None,
) -> sa.Select[Any]:
    """The statement of a window: by the index of words, or by place where it is ``above`` one."""
    s = search_messages.c
    matches, newest = _has(s.words, matching.tsquery(query)), sa.select(s.id, s.message, s.words)
    if above is None:
        place: sa.ColumnElement[int] = s.id + 0  # a sum is in no index: only words are
        newest = newest.where(matches, place <= top)
        if eyes.limited:
            newest = newest.where(_is_seen(eyes))
    elif eyes.limited:
        theirs = sa.union_all(*_theirs(eyes, above, top)).subquery()
        place = theirs.c.place
        newest = newest.join(theirs, s.id == place).where(matches.is_(True))
    else:
        place = s.id
        newest = newest.where(matches.is_(True))  # this is in no index: only places are
        newest = newest.where(place > above, place <= top)
    if only:
        newest = _joined(newest, s.message).where(*only)
    rows = newest.order_by(place.desc()).limit(size).subquery()
    score = sa.case(
        (_has(rows.c.words, matching.tsquery_in_a_row(query)), _IN_A_ROW),
        (_has(rows.c.words, matching.tsquery_as_written(query)), _AS_WRITTEN),
        else_=_AKIN,
    )
    return sa.select(rows.c.id, rows.c.message, score.label("score"))


def _theirs(eyes: Sight, above: int, top: int) -> list[sa.Select[Any]]:
    """The places above one and up to another that limited eyes see: theirs, and of each team.

    Each is read along an index of its own, and no place is in two of them.
    """
    w = search_sights.c
    own = sa.select(w.place).where(w.agent == eyes.agent)
    if eyes.teams:
        own = own.where(w.team.is_(None) | w.team.not_in(sorted(eyes.teams)))
    of_teams = [sa.select(w.place).where(w.team == team) for team in sorted(eyes.teams)]
    return [part.where(w.place > above, w.place <= top) for part in (own, *of_teams)]


def _is_seen(eyes: Sight) -> sa.ColumnElement[bool]:
    """The same of one place, each looked up by itself: those that match are few, it is hoped."""
    w = search_sights.c
    theirs = sa.select(seen(eyes, w.agent, w.team))
    return theirs.where(w.place == search_messages.c.id).scalar_subquery()


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
    tx: Tx,
    query: Query,
    eyes: Sight,
    only: Sequence[sa.ColumnElement[bool]],
    top: int,
    size: int,
    beyond: int,
) -> Window:
    """Look at the newest messages themselves, and into the index when too few of them match.

    How often words stand together nobody can estimate, so that it is counted: GIN gives all matches
    of common words before the newest are known, and going back in time finds rare ones too late.
    What it does depends on nothing but the messages up to ``top``, so that pages follow each other.
    """
    places = search_messages.c.id
    newest = tx.value(sa.select(sa.func.max(places)).where(places <= top))
    if newest is None or newest <= beyond:
        return Window(top, (), None)

    def down_to(above: int | None, top: int = newest) -> Window:
        asked = newest_on_postgres(query, eyes, only, top, size, above=above)
        rows = [Match(place=row.id, score=row.score, message=row.message) for row in tx.all(asked)]
        rest = None if above is None or above <= beyond else above
        return Window(newest, rows, _below(rows, size) or rest)

    def back(count: int) -> int:
        return max(beyond, _back(tx, eyes, newest, count))

    near = down_to(back(_NEAR_BY if eyes.limited else _NEAR))
    found = len(near.matches)
    if near.below is None or found >= (size / _FEW if eyes.limited else size):
        return near
    if not eyes.limited and newest - beyond <= _FAR:
        return down_to(beyond)
    if found < (_SOME if only else 1):
        return down_to(None)
    if eyes.limited:
        rest = down_to(back(_FAR_OFF), near.below)
        return Window(newest, [*near.matches, *rest.matches], rest.below)
    far = down_to(back(min(_FAR, 3 * _NEAR * size // (2 * found))))
    return far if len(far.matches) >= size / _ENOUGH else down_to(None)


def _back(tx: Tx, eyes: Sight, newest: int, count: int) -> int:
    """The place that has ``count`` seen ones above it; 0 or less: there are no more than that."""
    if not eyes.limited:
        return newest - count
    place = search_sights.c.place.desc()
    latest = [part.order_by(place).limit(count + 1) for part in _theirs(eyes, 0, newest)]
    places = sa.union_all(*latest).subquery().c.place
    found: int | None = tx.value(sa.select(places).order_by(places.desc()).offset(count).limit(1))
    return found or 0


def _below(rows: Sequence[Match], size: int) -> int | None:
    """Where the window after a full one begins; after one that is not full there is none."""
    return min(row.place for row in rows) - 1 if len(rows) == size else None


def _on_sqlite(
    tx: Tx,
    query: Query,
    eyes: Sight,
    only: Sequence[sa.ColumnElement[bool]],
    top: int,
    size: int,
    beyond: int,
) -> Window:
    only = [*only, visible(eyes)] if eyes.limited else only
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
