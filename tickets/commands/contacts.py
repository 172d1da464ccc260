"""What an agent may do to a contact: name it, note something, merge it with another and back.

A merged contact points at the one it went into, and may have others pointing at it.  Identities
and tickets stand with the last of such a chain, and remember where they come from (``home``).
"""

from typing import Any
from uuid import UUID

import sqlalchemy as sa

from runtime.clock import Clock
from runtime.db import Database, Tx
from tickets.commands.actor import Actor
from tickets.commands.case import Case, NewId, NotFound, log_events
from tickets.commands.written import Empty
from tickets.domain.refusal import Refusal
from tickets.domain.text import clean
from tickets.store import contacts, identities, tickets

_LONGEST_NAME = 200
_LONGEST_NOTE = 10_000


class CannotMerge(Refusal):
    """These two cannot be merged, or taken apart; the sentence is fit to show an agent."""


class ContactCommands:
    """The keeper of contacts.  Each call is one transaction; `NotFound` says what is not there."""

    def __init__(self, db: Database, clock: Clock, new_id: NewId) -> None:
        self._db, self._clock, self._new_id = db, clock, new_id

    async def change(
        self,
        contact: UUID,
        actor: Actor,
        *,
        name: str | None = None,
        note: str | None = None,
        locale: str | None = None,
    ) -> None:
        """Give it another name, note, or language to be answered in; None leaves it."""
        given: dict[str, str] = {}
        if name is not None:
            given["name"] = clean(" ".join(name.split()), _LONGEST_NAME)
            if not given["name"]:
                raise Empty("a contact's name cannot be empty", "no_name")
        if note is not None:
            given["note"] = clean(note.strip(), _LONGEST_NOTE)
        if locale is not None:
            given["locale"] = locale

        def work(tx: Tx) -> None:
            _row(tx, contact)
            if given:
                tx.run(sa.update(contacts).where(contacts.c.id == contact).values(given))
                if locale is not None:
                    theirs = identities.c.contact == contact
                    tx.run(sa.update(identities).where(theirs).values(locale=locale))
                self._log(tx, actor, tickets.c.contact == contact, "contact.changed", contact)

        await self._db.write(work)

    async def merge(self, contact: UUID, actor: Actor, into: UUID) -> None:
        """Everything of this contact goes on with that one; raise `CannotMerge`."""

        def work(tx: Tx) -> None:
            _one_at_a_time(tx)
            pair = [_row(tx, one) for one in (contact, into)]
            if contact == into:
                raise CannotMerge("a contact cannot be merged into itself", "merge_itself")
            if any(row.merged_into is not None for row in pair):
                raise CannotMerge(
                    "a contact that was merged stands in another; merge that one", "merged_before"
                )
            _point(tx, contact, into)
            _move(tx, contact, into)
            moved = tickets.c.contact_home.in_(_kin(contact))
            self._log(tx, actor, moved, "contact.merged", into, other=contact.hex)

        await self._db.write(work)

    async def unmerge(self, contact: UUID, actor: Actor) -> None:
        """Take a merge back: what came with this contact goes with it again, and nothing else."""

        def work(tx: Tx) -> None:
            _one_at_a_time(tx)
            if _row(tx, contact).merged_into is None:
                raise CannotMerge("this contact was not merged", "not_merged")
            root = _root(tx, contact)
            _point(tx, contact, None)
            _move(tx, root, contact, _kin(contact))
            back = tickets.c.contact == contact
            self._log(tx, actor, back, "contact.unmerged", contact, other=root.hex)

        await self._db.write(work)

    def _log(
        self,
        tx: Tx,
        actor: Actor,
        which: sa.ColumnElement[bool],
        kind: str,
        contact: UUID,
        **facts: str,
    ) -> None:
        """Tell of it on each of these tickets; on the contact's newest when there are none."""
        mine = sa.select(tickets).order_by(tickets.c.id.desc())
        told = tx.all(mine.where(which)) or tx.all(
            mine.where(tickets.c.contact == contact).limit(1)
        )
        for row in told:
            case = Case(tx, row, self._clock(), self._new_id)
            log_events(tx, case, actor.label, [(kind, {"contact": contact.hex, **facts})])


def _one_at_a_time(tx: Tx) -> None:
    """Merges are rare: none changes a chain that another is looking at."""
    if tx.conn.dialect.name == "postgresql":
        tx.run(sa.select(sa.func.pg_advisory_xact_lock(0x7A9B)))


def _row(tx: Tx, contact: UUID) -> sa.Row[Any]:
    which = contacts.c.id == contact
    row = tx.one(sa.select(contacts.c.id, contacts.c.merged_into).where(which))
    if row is None:
        raise NotFound("there is no such contact", "no_contact")
    return row


def _root(tx: Tx, contact: UUID) -> UUID:
    """The contact at the end of the chain."""
    while (into := _row(tx, contact).merged_into) is not None:
        contact = into
    return contact


def _kin(contact: UUID) -> sa.Select[tuple[UUID]]:
    """This contact, and all that were merged into it, one by one."""
    c = contacts.c
    kin = sa.select(c.id).where(c.id == contact).cte("kin", recursive=True)
    kin = kin.union(sa.select(c.id).where(c.merged_into == kin.c.id))
    return sa.select(kin.c.id)


def _point(tx: Tx, contact: UUID, into: UUID | None) -> None:
    tx.run(sa.update(contacts).where(contacts.c.id == contact).values(merged_into=into))


def _move(tx: Tx, source: UUID, target: UUID, kin: sa.Select[tuple[UUID]] | None = None) -> None:
    """Move identities and tickets; all, or those whose home is among ``kin``.

    Identities first, and locked: an arrival that begins a ticket holds its sender's, so that no
    ticket can be begun with the old contact once the tickets are moved.
    """
    i = identities.c
    mine = i.contact == source if kin is None else (i.contact == source) & i.home.in_(kin)
    tx.run(sa.select(i.id).where(mine).order_by(i.id).with_for_update(key_share=True))
    for contact, home in ((i.contact, i.home), (tickets.c.contact, tickets.c.contact_home)):
        which = contact == source if kin is None else (contact == source) & home.in_(kin)
        values = {contact: target, home: sa.func.coalesce(home, contact)}
        tx.run(sa.update(contact.table).where(which).values(values))
