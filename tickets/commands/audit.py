"""Writes the audit log: before anything is handed out, and each line sealed to the one before."""

import dataclasses
from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa

from runtime.clock import Clock
from runtime.db import Database, Tx
from tickets.commands.case import NewId
from tickets.domain.audit import COALESCED, FIRST, Action, Entry, sealed
from tickets.store import attachments, audit, conversations, messages, tickets


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who reads, and from which network."""

    agent: UUID
    origin: str = ""


class AuditCommands:
    """What is written before a transcript, a file or an export is handed out."""

    def __init__(self, db: Database, clock: Clock, new_id: NewId) -> None:
        self._db, self._clock, self._new_id = db, clock, new_id

    async def opened(self, reader: Reader, number: str) -> None:
        """They open a transcript; one line for all openings within ten minutes."""
        since = self._clock() - COALESCED
        a = audit.c
        lately = (
            sa.select(a.id)
            .where(a.agent == reader.agent, a.ticket == number)
            .where(a.action == Action.OPENED, a.at > since)
            .limit(1)
        )
        if await self._db.read(lambda tx: tx.one(lately)) is not None:
            return

        def work(tx: Tx) -> None:
            _alone(tx)
            if tx.one(lately) is None:  # a second request may have been as quick
                self._write(tx, reader, [{"action": Action.OPENED, "ticket": number}])

        await self._db.write(work)

    async def opened_message(self, reader: Reader, message: UUID) -> None:
        """They open a message of its own: its transcript counts as opened."""
        number = await self._db.read(lambda tx: tx.value(_ticket_of(message)))
        if number is not None:
            await self.opened(reader, number)

    async def original(self, reader: Reader, message: UUID) -> None:
        """They download a mail as it came."""

        def work(tx: Tx) -> None:
            row = {"action": Action.ORIGINAL, "ticket": tx.value(_ticket_of(message))}
            _alone(tx)
            self._write(tx, reader, [row | {"message": message}])

        await self._db.write(work)

    async def attachment(self, reader: Reader, attachment: UUID) -> None:
        """They download a file."""

        def work(tx: Tx) -> None:
            which = sa.select(attachments.c.message).where(attachments.c.id == attachment)
            message = tx.value(which)
            row = {"action": Action.ATTACHMENT, "ticket": tx.value(_ticket_of(message))}
            _alone(tx)
            self._write(tx, reader, [row | {"message": message, "attachment": attachment}])

        await self._db.write(work)

    async def exported(self, reader: Reader, numbers: Sequence[str], reason: str) -> UUID:
        """They take these transcripts out; the id of the export, the same on each of its lines."""
        export = self._new_id()

        def work(tx: Tx) -> None:
            _alone(tx)
            row = {"action": Action.EXPORTED, "export": export, "reason": reason}
            self._write(tx, reader, [row | {"ticket": number} for number in numbers])

        await self._db.write(work)
        return export

    def _write(self, tx: Tx, reader: Reader, rows: Sequence[dict[str, object]]) -> None:
        last = tx.one(sa.select(audit.c.id, audit.c.seal).order_by(audit.c.id.desc()).limit(1))
        number, before = (last.id, last.seal) if last is not None else (0, FIRST)
        lines: list[dict[str, object]] = []
        for row in rows:
            number += 1
            entry = Entry(
                id=number,
                at=self._clock(),
                agent=reader.agent,
                origin=reader.origin,
                **row,  # type: ignore[arg-type]  # its keys are those of `Entry`
            )
            entry = sealed(entry, before)
            before = entry.seal
            lines.append(dataclasses.asdict(entry))
        tx.run(sa.insert(audit), lines)


def _alone(tx: Tx) -> None:
    """One line after the other: each names the one before it."""
    if tx.conn.dialect.name == "postgresql":
        tx.run(sa.select(sa.func.pg_advisory_xact_lock(0x7A9B)))


def _ticket_of(message: UUID | None) -> sa.Select[str]:
    c, m = conversations.c, messages.c
    return (
        sa.select(tickets.c.number)
        .join_from(messages, conversations, m.conversation == c.id)
        .join(tickets, c.ticket == tickets.c.id)
        .where(m.id == message)
    )
