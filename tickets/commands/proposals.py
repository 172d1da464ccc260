"""Answers that a person approves of: kept by the bot, sent, changed or thrown away by agents."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from runtime.clock import Clock
from runtime.db import Database, Tx
from tickets.commands.actor import Actor
from tickets.commands.agents import AgentCommands
from tickets.commands.case import Case, NewId, NotFound, Talk, open_numbered
from tickets.domain.proposal import Proposal, Proposed, Step, Suggested
from tickets.domain.refusal import Refusal
from tickets.domain.text import clean
from tickets.queries.proposals import one_proposal, proposed_text
from tickets.store import proposals


class AlreadySettled(Refusal):
    """Somebody sent it or threw it away before."""


class Overtaken(Refusal):
    """The citizen wrote again, or someone replied: it may not fit any more."""


def propose(case: Case, talk: Talk, proposed: Sequence[Proposed]) -> None:
    """Keep answers until a person approves of them; inside the bot's own transaction.

    Last of all that is said there: what is said later overtakes them.
    """
    for one in proposed:
        new = case.new_id()
        row = {"id": new, "at": case.now, "conversation": talk.id, "seq": one.seq}
        row |= {"up_to": talk.last_seq, "text": one.text, "locale": one.locale}
        row |= {"intent": one.intent, "permit": one.permit, "answer": one.answer}
        row |= {"facts": list(one.facts), "state": Step.WAITING}
        case.tx.run(sa.insert(proposals), row)
        case.happened("proposal.changed", proposal=new.hex, state=str(Step.WAITING))


class ProposalCommands:
    """What agents do with them.  Each call is one transaction, and each proposal is settled once.

    Raises `NotFound`, `AlreadySettled`, and what `AgentCommands.reply` raises.
    """

    def __init__(self, db: Database, clock: Clock, new_id: NewId, agents: AgentCommands) -> None:
        self._db, self._clock, self._new_id, self._agents = db, clock, new_id, agents

    async def send(
        self,
        number: str,
        actor: Actor,
        proposal: UUID,
        *,
        text: str | None = None,
        key: str | None = None,
    ) -> UUID:
        """Say it to the citizen as one's own, with other words if ``text`` is given; its message.

        Raises `Overtaken` as well.
        """
        proposed = await self._db.read(lambda tx: proposed_text(tx, proposal))
        if proposed is None:
            raise NotFound("there is no such proposal on this ticket")
        same = text is None or clean(text).strip() == clean(proposed).strip()

        def settles(case: Case, talk: Talk) -> Mapping[str, Any]:
            found = _waiting(case, proposal)
            if found.step is Step.STALE or found.conversation != talk.id:
                raise Overtaken("something was written since: read it, then answer it yourself")
            _settle(case, actor, proposal, Step.SENT)
            return {"suggested": str(Suggested.UNCHANGED if same else Suggested.EDITED)}

        words = proposed if text is None else text
        return await self._agents.reply(number, actor, words, key=key, settles=settles)

    async def discard(self, number: str, actor: Actor, proposal: UUID) -> None:
        """Throw it away: nothing of it is ever sent."""

        def work(tx: Tx) -> None:
            case = open_numbered(tx, number, self._clock(), self._new_id)
            _waiting(case, proposal)
            _settle(case, actor, proposal, Step.DISCARDED)
            case.leave(actor.label)

        await self._db.write(work)


def _waiting(case: Case, proposal: UUID) -> Proposal:
    """It, if nobody decided on it yet; the ticket's lock keeps it so."""
    found = one_proposal(case.tx, case.id, proposal)
    if found is None:
        raise NotFound("there is no such proposal on this ticket")
    if found.step not in {Step.WAITING, Step.STALE}:
        raise AlreadySettled(f"{found.decided_by or 'someone'} decided on it before")
    return found


def _settle(case: Case, actor: Actor, proposal: UUID, step: Step) -> None:
    decided = {"state": step, "decided_by": actor.id, "decided_at": case.now}
    case.tx.run(sa.update(proposals).where(proposals.c.id == proposal).values(decided))
    case.happened("proposal.changed", proposal=proposal.hex, state=str(step))
