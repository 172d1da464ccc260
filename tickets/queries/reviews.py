"""What is in the review queue."""

import datetime as dt
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from runtime.db import Database, Tx
from tickets.domain.review import Review, State, Why
from tickets.store import agents, tickets
from tickets.store.reviews import reviews


class ReviewQueries:
    """Reads, each on one snapshot; oldest first."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def waiting(self) -> list[Review]:
        """What nobody has decided on."""
        return await self._db.read(lambda tx: _all(tx, reviews.c.state == State.OPEN))

    async def since(self, moment: dt.datetime) -> list[Review]:
        """What was noted from then on, decided or not."""
        return await self._db.read(lambda tx: _all(tx, reviews.c.at >= moment))

    async def corrected(self) -> list[Review]:
        """What a person said the meaning of, and nobody rejected."""
        meant = reviews.c.intent.is_not(None) & (reviews.c.state != State.REJECTED)
        return await self._db.read(lambda tx: _all(tx, meant))


def one_review(tx: Tx, review: UUID) -> Review | None:
    """One of them."""
    found = _all(tx, reviews.c.id == review)
    return found[0] if found else None


def _all(tx: Tx, which: sa.ColumnElement[bool]) -> list[Review]:
    r = reviews.c
    query = (
        sa.select(reviews, tickets.c.number, agents.c.email)
        .join_from(reviews, tickets, r.ticket == tickets.c.id)
        .outerjoin(agents, r.decided_by == agents.c.id)
        .where(which)
        .order_by(r.at, r.id)
    )
    return [_review(row) for row in tx.all(query)]


def _review(row: sa.Row[Any]) -> Review:
    return Review(
        id=row.id,
        at=row.at,
        ticket=row.number,
        text=row.text,
        language=row.language,
        why=Why(row.why),
        guess=row.guess,
        confidence=row.confidence,
        intent=row.intent,
        permit=row.permit,
        state=State(row.state),
        decided_by=row.email,
        decided_at=row.decided_at,
    )
