"""The office gives tickets to whoever has room, and takes live chats back from who went away."""

from collections.abc import Iterable
from uuid import UUID

import sqlalchemy as sa

from runtime.clock import Clock
from runtime.db import Database, Tx
from tickets.commands.case import NewId, last_talk, open_case
from tickets.commands.unanswered import unanswered_since
from tickets.domain.access import Role
from tickets.domain.assigning import Budget, Candidate, Need, choose
from tickets.domain.lifecycle import OUR_TURN, Handler, Verb
from tickets.domain.message import Author, AuthorKind
from tickets.domain.phrases import phrase
from tickets.domain.presence import HERE, Presence
from tickets.store import agents, conversations, presences, tags, team_members, tickets

_MOST = 200  # tickets of one look; the others come next
_SYSTEM = Author(kind=AuthorKind.SYSTEM, name="")


class AssignCommands:
    """The office's hands.  Each ticket is one transaction."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        new_id: NewId,
        *,
        budget: Budget | None = None,
        locale: str = "id",
    ) -> None:
        """``locale``: of the notes that agents read."""
        self._db, self._clock, self._new_id = db, clock, new_id
        self._budget, self._locale = budget or Budget(), locale

    async def waiting(self) -> list[UUID]:
        """Tickets in the queue, the longest waiting first; at most 200."""
        t = tickets.c
        which = sa.select(t.id).where(*_queued()).order_by(t.waiting_since, t.id).limit(_MOST)
        return [row.id for row in await self._db.read(lambda tx: tx.all(which))]

    async def give(self, ticket: UUID) -> bool:
        """Give it to whoever's turn it is; False: it does not wait any more, or nobody has room."""

        def work(tx: Tx) -> bool:
            case = open_case(tx, ticket, self._clock(), self._new_id)
            if case.standing.handler is not Handler.QUEUE or case.waiting_since is None:
                return False
            talk = last_talk(tx, case.id)
            need = Need(
                weight=self._budget.weight(talk.kind), language=case.locale, tags=_tags(tx, case.id)
            )
            who = choose(self._candidates(tx, case.team), need, self._budget.capacity)
            if who is None:
                return False
            before = case.standing
            case.move(Verb.TAKE)
            case.give(who)
            case.watch(talk)
            case.happened("ticket.assigned", agent=who.hex)
            case.close("system", before)
            mine = sa.update(presences).where(presences.c.agent == who)
            tx.run(mine.values(given_at=case.now))
            return True

        return await self._db.write(work)

    async def give_back(self, agent: UUID) -> int:
        """Live chats that wait for someone who is away wait for all again; how many.

        Nothing happens when they are here again.
        """
        mine = await self._db.read(lambda tx: _chats_of(tx, agent))
        moved = [await self._give_back(agent, one) for one in mine]
        return sum(moved)

    async def _give_back(self, agent: UUID, ticket: UUID) -> bool:
        def work(tx: Tx) -> bool:
            case = open_case(tx, ticket, self._clock(), self._new_id)
            theirs = case.agent == agent and case.standing.handler is Handler.AGENT
            if not theirs or case.standing.status not in OUR_TURN or _is_here(tx, agent):
                return False
            talk, before = last_talk(tx, case.id), case.standing
            case.move(Verb.RELEASE)
            case.give(None)
            case.waiting_since = unanswered_since(case) or case.waiting_since
            name = tx.value(sa.select(agents.c.name).where(agents.c.id == agent))
            words = phrase("given_back", self._locale, name=name)
            case.say(talk, _SYSTEM, words, private=True)
            case.watch(talk)
            case.close("system", before)
            return True

        return await self._db.write(work)

    def _candidates(self, tx: Tx, team: str | None) -> list[Candidate]:
        a, p, m = agents.c, presences.c, team_members.c
        here = (
            sa.select(a.id, a.languages, a.skills, p.state, p.given_at)
            .join_from(agents, presences, p.agent == a.id)
            .where(a.active, p.state == Presence.AVAILABLE)
            .order_by(a.id)
            .with_for_update(of=presences)  # two processes do not give one agent too much
        )
        if team is None:  # who is limited would not even see it
            here = here.where((a.role != Role.AGENT) | ~a.limited)
        else:
            here = here.where(a.id.in_(sa.select(m.agent).where(m.team == team)))
        rows = tx.all(here)
        loads = self._loads(tx, [row.id for row in rows])
        return [
            Candidate(
                agent=row.id,
                presence=Presence(row.state),
                load=loads.get(row.id, 0),
                given_at=row.given_at,
                languages=frozenset(row.languages or ()),
                skills=frozenset(row.skills or ()),
            )
            for row in rows
        ]

    def _loads(self, tx: Tx, of: Iterable[UUID]) -> dict[UUID, int]:
        t, c = tickets.c, conversations.c
        kind = sa.select(c.kind).where(c.ticket == t.id).order_by(c.id.desc()).limit(1)
        carried = sa.select(t.agent, kind.scalar_subquery().label("kind")).where(
            t.agent.in_(list(of)), t.handler == Handler.AGENT, t.status.in_(OUR_TURN)
        )
        loads: dict[UUID, int] = {}
        for row in tx.all(carried):
            loads[row.agent] = loads.get(row.agent, 0) + self._budget.weight(row.kind or "")
        return loads


def _tags(tx: Tx, ticket: UUID) -> frozenset[str]:
    return frozenset(
        row.tag for row in tx.all(sa.select(tags.c.tag).where(tags.c.ticket == ticket))
    )


def _queued() -> tuple[sa.ColumnElement[bool], ...]:
    t = tickets.c
    queue = sa.literal("queue", literal_execute=True)  # only then does the partial index match
    return t.handler == queue, t.waiting_since.is_not(None)


def _chats_of(tx: Tx, agent: UUID) -> list[UUID]:
    """Tickets that wait for this agent and whose citizen is in a live chat."""
    t = tickets.c
    mine = sa.select(t.id).where(
        t.agent == agent, t.handler == Handler.AGENT, t.status.in_(OUR_TURN)
    )
    rows = tx.all(mine.order_by(t.updated_at, t.id).limit(_MOST))
    return [row.id for row in rows if last_talk(tx, row.id).kind == "livechat"]


def _is_here(tx: Tx, agent: UUID) -> bool:
    state = tx.value(sa.select(presences.c.state).where(presences.c.agent == agent))
    return state in HERE
