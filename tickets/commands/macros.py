"""Macros: kept like canned responses, and run on a ticket in one transaction, all or nothing."""

import dataclasses
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from runtime.clock import Clock
from runtime.db import Database, Tx
from tickets.commands.actor import Actor
from tickets.commands.agents import AgentCommands, put_aside, ring_chats
from tickets.commands.canned import PREPARED, neat_name, own, room_for_one
from tickets.commands.case import Case, NewId, NotFound, open_numbered
from tickets.commands.fields import field_named, fill_in
from tickets.commands.filled import settle
from tickets.commands.marks import retag, set_priority
from tickets.commands.written import Words, known_message
from tickets.domain.canned import MissingValue, fill, language, missing
from tickets.domain.fields import FieldArchived, Value, normal, told
from tickets.domain.lifecycle import Verb
from tickets.domain.macro import BadMacro, Deeds, checked, to_plain
from tickets.queries.writing import canned_of, macro_of, usable, values_of
from tickets.store import canned, macros


class MacroCommands:
    """Their keeper and runner.  ``owner`` is an agent, or None: shared.

    ``office``: its name, for what is said.  What belongs to another owner is `NotFound`.
    """

    def __init__(
        self, db: Database, clock: Clock, new_id: NewId, agents: AgentCommands, *, office: str
    ) -> None:
        self._db, self._clock, self._new_id = db, clock, new_id
        self._agents, self._office = agents, office

    async def create(self, owner: UUID | None, *, name: str, deeds: Deeds) -> UUID:
        """Write one; its id.  Raises what `tickets.domain.macro.checked` does, and `Empty`."""
        one, neat = self._new_id(), checked(deeds)
        kept = {"id": one, "owner": owner, "name": neat_name(name), "updated_at": self._clock()}

        def work(tx: Tx) -> UUID:
            room_for_one(tx, macros, owner)
            tx.run(sa.insert(macros), kept | _possible(tx, owner, neat))
            tx.ring(PREPARED)
            return one

        return await self._db.write(work)

    async def change(self, one: UUID, owner: UUID | None, *, name: str, deeds: Deeds) -> None:
        """Write it anew; raises the same, and `NotFound`."""
        neat = checked(deeds)
        kept = {"name": neat_name(name), "updated_at": self._clock()}

        def work(tx: Tx) -> None:
            row = kept | _possible(tx, owner, neat)
            if not tx.run(sa.update(macros).where(*own(macros, one, owner)).values(row)).rowcount:
                raise NotFound("there is no such macro", "no_prepared")
            tx.ring(PREPARED)

        await self._db.write(work)

    async def delete(self, one: UUID, owner: UUID | None) -> None:
        """Throw it away; raises `NotFound`."""

        def work(tx: Tx) -> None:
            if not tx.run(sa.delete(macros).where(*own(macros, one, owner))).rowcount:
                raise NotFound("there is no such macro", "no_prepared")
            tx.ring(PREPARED)

        await self._db.write(work)

    async def run(self, number: str, actor: Actor, one: UUID, *, key: str | None = None) -> None:
        """Do everything a macro says, or nothing; the same ``key`` again writes nothing twice.

        Raises `NotFound`, `NotAllowed`, `TooManyTags`, `FieldsMissing`, `FieldArchived` when one
        that it fills was put away since, and `MissingValue` when its reply would have a blank.
        """
        name = actor.named(key)

        def work(tx: Tx) -> None:
            case = open_numbered(tx, number, self._clock(), self._new_id)
            if name and any(known_message(tx, case, f"{name}:{what}") for what in _WRITTEN):
                return
            mine = sa.select(macros).where(macros.c.id == one, usable(macros, actor.id))
            row = tx.one(mine)
            if row is None:
                raise NotFound("there is no such macro", "no_prepared")
            before = case.standing, case.agent
            self._do(case, actor, macro_of(row).deeds, name)
            ring_chats(case)
            same = before == (case.standing, case.agent)
            case.close(actor.label, case.standing if same else None)

        await self._db.write(work)

    def _do(self, case: Case, actor: Actor, deeds: Deeds, name: str | None) -> None:
        if deeds.take:
            case.move(Verb.TAKE)
            case.give(actor.id)
        retag(case, deeds.add, deeds.remove)
        if deeds.priority is not None:
            set_priority(case, deeds.priority)
        for key, value in deeds.fields:
            fill_in(case, actor, field_named(case.tx, key), value)
        self._say(case, actor, deeds, name)
        if deeds.resolve:
            settle(case, Verb.RESOLVE)
        if deeds.snooze is not None:
            put_aside(case, case.now + deeds.snooze)

    def _say(self, case: Case, actor: Actor, deeds: Deeds, name: str | None) -> None:
        found = values_of(case.tx, case.number, actor.name, self._office)
        assert found is not None  # noqa: S101  it is locked
        values, locale = found
        said = {"note": fill(deeds.note, values)} if deeds.note else {}
        if deeds.reply is not None:
            text = _text(case.tx, deeds.reply, locale)
            if blanks := missing(text, values):
                names = ", ".join(blanks)
                raise MissingValue(f"this ticket has no {names}: write it yourself", names=names)
            said["reply"] = fill(text, values)
        for what, text in said.items():
            written = f"{name}:{what}" if name else None
            words = Words(text=text, private=what == "note", name=written)
            self._agents.pen.write(case, actor, words)


_WRITTEN = ("note", "reply")


def _possible(tx: Tx, owner: UUID | None, deeds: Deeds) -> dict[str, Any]:
    """The deeds as a row has them; raise why they cannot be done."""
    _check_reply(tx, owner, deeds)
    values = tuple((key, _value(tx, key, value)) for key, value in deeds.fields)
    return {"reply": deeds.reply, "deeds": to_plain(dataclasses.replace(deeds, fields=values))}


def _value(tx: Tx, key: str, value: Value) -> Value:
    field = field_named(tx, key)
    if field.archived:
        raise FieldArchived(f"the field {key} is archived: nothing is filled in there")
    kept = normal(field, value)
    if kept is None:
        raise BadMacro(f"say what is filled into {key}", "macro_value", key=key)
    return told(field, kept)


def _check_reply(tx: Tx, owner: UUID | None, deeds: Deeds) -> None:
    """What others run may only say what others can read."""
    if deeds.reply is None:
        return
    c = canned.c
    mine = c.owner.is_(None) if owner is None else usable(canned, owner)
    if tx.one(sa.select(c.id).where(c.id == deeds.reply, mine)) is None:
        raise BadMacro("there is no such canned response, or it is not shared", "reply_not_shared")


def _text(tx: Tx, one: UUID, locale: str) -> str:
    row = tx.one(sa.select(canned).where(canned.c.id == one))
    assert row is not None  # noqa: S101  a macro keeps what it sends
    texts = canned_of(row).texts
    return texts[language(texts, locale)]
