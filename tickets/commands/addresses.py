"""What becomes of an address: it moves, blocks us, or wants another language."""

import datetime as dt

import sqlalchemy as sa

from runtime.db import Tx
from tickets.commands.case import Case, NewId, log_events
from tickets.store import contacts, conversations, identities, tickets

MAY_BLOCK = frozenset({"telegram"})  # kinds where people can refuse our messages


def move_address(
    tx: Tx, kind: str, old: str, new: str, *, now: dt.datetime, new_id: NewId, actor: str
) -> None:
    """Let everything go on at the new address, and tell the log; nothing when that was done."""
    i, c = identities.c, conversations.c
    known = sa.select(i.id).where(i.kind == kind)
    mine = tx.value(known.where(i.address == old))
    there = tx.value(known.where(i.address == new))
    talks = sa.update(conversations).where(c.kind == kind, c.address == old)
    if mine is not None and there is None:
        tx.run(sa.update(identities).where(i.id == mine).values(address=new))
    elif there is not None:
        talks = talks.values(identity=there)  # somebody wrote from there already
    if tx.run(talks.values(address=new)).rowcount and (case := _newest(tx, kind, new, now, new_id)):
        whose = tx.value(sa.select(tickets.c.contact).where(tickets.c.id == case.id))
        log_events(tx, case, actor, [("contact.changed", {"contact": whose.hex})])


def note_reached(
    tx: Tx, kind: str, address: str, now: dt.datetime, new_id: NewId, *, blocked: bool
) -> None:
    """Note it, and tell the log when that is news."""
    if not mark_reached(tx, kind, address, now if blocked else None):
        return
    if case := _newest(tx, kind, address, now, new_id):
        log_events(tx, case, "contact", [("contact.reached", {"blocked": blocked})])


def _newest(tx: Tx, kind: str, address: str, now: dt.datetime, new_id: NewId) -> Case | None:
    """The newest ticket of whoever writes from there, not locked: something is told of it."""
    c = conversations.c
    here = (c.kind == kind) & (c.address == address)
    newest = sa.select(c.ticket).where(here).order_by(c.id.desc()).limit(1).scalar_subquery()
    row = tx.one(sa.select(tickets).where(tickets.c.id == newest))
    return Case(tx, row, now, new_id) if row is not None else None


def mark_reached(tx: Tx, kind: str, address: str, blocked_at: dt.datetime | None) -> bool:
    """Whether that changed anything."""
    i = identities.c
    other = i.blocked_at.is_(None) if blocked_at else i.blocked_at.is_not(None)
    whose = sa.update(identities).where(i.kind == kind, i.address == address, other)
    return tx.run(whose.values(blocked_at=blocked_at)).rowcount > 0


def choose_language(tx: Tx, kind: str, address: str, locale: str) -> None:
    """Answer whoever writes from there in this language from now on."""
    i, p = identities.c, contacts.c
    whose = (i.kind == kind) & (i.address == address)
    tx.run(sa.update(identities).where(whose).values(locale=locale))
    contact = sa.select(i.contact).where(whose).scalar_subquery()
    tx.run(sa.update(contacts).where(p.id == contact).values(locale=locale))
