"""What the bot may do: answer, or call a person; only if nobody moved first."""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from runtime.clock import Clock
from runtime.db import Database, Tx
from runtime.tables import Utc
from tickets.commands.addresses import choose_language
from tickets.commands.case import Case, NewId, Stale, Talk, open_talk
from tickets.commands.notes import keep_note
from tickets.commands.proposals import propose
from tickets.commands.reach import note_address, person_of
from tickets.commands.reviews import note
from tickets.domain.lifecycle import Handler, Status, Verb
from tickets.domain.link import LinkTo
from tickets.domain.message import Author, AuthorKind, Choice, Parts
from tickets.domain.proposal import Proposed
from tickets.domain.review import Reading, Unclear
from tickets.store import contacts, conversations, identities, messages

_HEARD = (
    sa.update(conversations)
    .where(conversations.c.id == sa.bindparam("talk", type_=sa.Uuid))
    .values(answered_seq=sa.bindparam("seq"), misses=sa.bindparam("in_a_row"))
)
_DAY = dt.timedelta(days=1)


def _acknowledgements() -> tuple[Any, Any]:
    """Built once: the person of a conversation, locked; what they were acknowledged since."""
    c, i, m = conversations.c, identities.c, messages.c
    mine = (
        sa.select(i.contact)
        .join_from(conversations, identities, c.identity == i.id)
        .where(c.id == sa.bindparam("talk", type_=sa.Uuid))
        .scalar_subquery()
    )
    person = sa.select(contacts.c.id).where(contacts.c.id == mine).with_for_update(key_share=True)
    said = (
        sa.select(m.id)
        .join_from(messages, conversations, m.conversation == c.id)
        .join(identities, c.identity == i.id)
        .where(i.contact == mine, m.at > sa.bindparam("since", type_=Utc))
        .where(m.meta["acknowledged"].as_boolean())
        .limit(1)
    )
    return person, said


_PERSON, _ACKNOWLEDGED = _acknowledgements()
_SAYS_NOTHING = frozenset({Status.SPAM, Status.MERGED, Status.CLOSED})


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """Words for the citizen."""

    text: str
    choices: Sequence[Choice] = ()
    parts: Parts | None = None  # of an answer
    understood: Mapping[str, Any] | None = None  # intents, confidences, answers: for the console
    queue: str | None = None  # it tells the place in the queue, in this language
    link: LinkTo | None = None  # a one-time link is put into the text when it is sent


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What the bot decided, and the state of the world it was decided on."""

    conversation: UUID
    as_of: int  # version of the ticket
    up_to: int  # the last seq that was read
    says: Sequence[Say] = ()
    misses: int = 0
    reviews: Sequence[Unclear] = ()  # what was not understood, for people to look at
    hand_off: str | None = None  # why a person is called; None: the bot goes on
    note: str = ""  # for that person alone
    proposals: Sequence[Proposed] = ()  # answers that a person approves of before they are said
    reach: str | None = None  # the e-mail address the citizen asked to be written to
    aside: bool = False  # it says how the ticket stands, and leaves it so
    locale: str | None = None  # the language the citizen chose just now
    acknowledgement: str = ""  # under what is said first, at most once a day to one person


class BotCommands:
    """The bot's hands."""

    def __init__(
        self, db: Database, clock: Clock, new_id: NewId, *, reading: Reading, name: str = "Tanya"
    ) -> None:
        """``reading`` masks what goes into the review queue."""
        self._db, self._clock, self._new_id, self._reading = db, clock, new_id, reading
        self._author = Author(kind=AuthorKind.BOT, name=name)

    async def take_turn(self, turn: Turn) -> None:
        """Say it, and hand over if need be; raise `Stale` if the ticket moved meanwhile."""
        await self._db.write(lambda tx: self._take_turn(tx, turn))

    def _take_turn(self, tx: Tx, turn: Turn) -> None:
        case, talk = open_talk(tx, turn.conversation, self._clock(), self._new_id)
        if case.version != turn.as_of:
            raise Stale
        before = case.standing
        self._heard(tx, turn)
        if turn.locale is not None:
            case.set(locale=turn.locale)
            choose_language(tx, talk.kind, talk.address, turn.locale)
            case.happened("contact.changed", contact=person_of(tx, talk.id).hex)
        note(
            tx,
            turn.conversation,
            turn.reviews,
            reading=self._reading,
            clock=self._clock,
            new_id=self._new_id,
        )
        asked_after = turn.aside and before.status is Status.CLOSED
        if before.status not in _SAYS_NOTHING or asked_after:
            self._act(case, talk, turn)
        case.close("bot", before)

    def _act(self, case: Case, talk: Talk, turn: Turn) -> None:
        if turn.reach is not None:
            note_address(case, talk, turn.reach)
        acknowledgement = self._acknowledgement(case, talk, turn)
        for number, say in enumerate(turn.says):
            self._say(case, talk, say, acknowledgement if number == 0 else "", turn)
        ours = case.standing.handler is Handler.BOT
        if turn.hand_off is not None:
            if ours:
                case.move(Verb.HAND_OFF)
            case.set(handed_off_for=turn.hand_off)
            case.happened("ticket.handed_off", why=turn.hand_off)
            case.watch(talk)
            if turn.note:
                case.say(talk, self._author, turn.note, private=True)
        elif turn.says and ours and not turn.aside:
            case.move(Verb.ANSWER)
        propose(case, talk, turn.proposals)

    def _acknowledgement(self, case: Case, talk: Talk, turn: Turn) -> str:
        """What may be said of it today; the lock keeps a second turn from saying it too."""
        if not (turn.acknowledgement and turn.says):
            return ""
        whose = {"talk": talk.id, "since": case.now - _DAY}
        case.tx.run(_PERSON, whose)
        return "" if case.tx.run(_ACKNOWLEDGED, whose).first() else turn.acknowledgement

    def _say(self, case: Case, talk: Talk, say: Say, acknowledgement: str, turn: Turn) -> None:
        meta: dict[str, Any] = {}
        if turn.aside:
            meta["aside"] = True
        if acknowledgement:
            meta["acknowledged"] = True
        if say.choices:
            meta["choices"] = [[c.id, c.label] for c in say.choices]
        if say.parts:
            meta["parts"] = dataclasses.asdict(say.parts)
        if say.link:
            meta["link_to"] = [say.link.kind, say.link.mark]
        if say.understood:
            meta["understood"] = dict(say.understood)
        text = f"{say.text}\n\n{acknowledgement}" if acknowledgement else say.text
        said = case.say(talk, self._author, text, meta=meta)
        if say.queue is not None:
            keep_note(case.tx, talk.kind, said.id, say.queue, text, case.now)

    def _heard(self, tx: Tx, turn: Turn) -> None:
        values = {"talk": turn.conversation, "seq": turn.up_to, "in_a_row": turn.misses}
        tx.run(_HEARD, values)
