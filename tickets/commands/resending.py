"""A message that did not arrive goes out once more, on its channel or by e-mail."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from runtime import jobs
from runtime.clock import Clock
from runtime.db import Database, Tx
from tickets.commands.actor import Actor
from tickets.commands.case import Case, NewId, NotFound, note_delivery, open_numbered
from tickets.commands.following import as_unread, email_of, outgoing, write_mail
from tickets.commands.reach import open_mail, person_of
from tickets.commands.written import LARGEST_MESSAGE
from tickets.domain.following import mails
from tickets.domain.message import AuthorKind, DeliveryState
from tickets.domain.refusal import Refusal
from tickets.domain.traffic import ByMail, delivery_lane
from tickets.store import messages

_DID_NOT_ARRIVE = frozenset({DeliveryState.FAILED, DeliveryState.BOUNCED, DeliveryState.BLOCKED})


class NotFailed(Refusal):
    """It is on its way, or has arrived."""


class NoMail(Refusal):
    """No e-mail can be sent to this person from here."""


class ResendCommands:
    """Each call is one transaction under the ticket's lock: who asks twice sends once.

    ``by_mail`` as for `AgentCommands`.
    """

    def __init__(
        self, db: Database, clock: Clock, new_id: NewId, *, by_mail: Mapping[str, ByMail]
    ) -> None:
        self._db, self._clock, self._new_id, self._by_mail = db, clock, new_id, by_mail

    async def retry(self, number: str, actor: Actor, message: UUID) -> None:
        """Try to send it again; nothing when somebody asked for that already.

        Raises `NotFailed` for what was sent, read or withdrawn; `NotFound`.
        """

        def work(tx: Tx) -> None:
            case, row = self._open(tx, number, message)
            if row.state == DeliveryState.QUEUED:
                return
            _check_failed(row)
            lane, payload = delivery_lane(row.conversation), {"message": message.hex}
            jobs.afresh(tx, "deliver", lane, payload, "message", now=case.now)
            queued = DeliveryState.QUEUED
            note_delivery(tx, message, queued, case.now)
            case.happened("delivery.changed", message=message.hex, state=str(queued))
            case.leave(actor.label)

        await self._db.write(work)

    async def mail(self, number: str, actor: Actor, message: UUID) -> None:
        """Send by e-mail what an agent wrote in a chat and cannot arrive there; once.

        Raises `NoMail`, `NotFailed`, `NotFound`.
        """

        def work(tx: Tx) -> None:
            case, row = self._open(tx, number, message)
            if row.mailed is not None:
                return
            _check_failed(row)
            by_mail = self._by_mail.get(row.channel)
            if row.author != AuthorKind.AGENT or by_mail is None:
                raise NoMail("this message cannot go by e-mail")
            person = person_of(tx, row.conversation)
            address = email_of(tx, person)
            if address is None:
                raise NoMail("no e-mail address of this person is known", "no_address")
            thread = open_mail(case, person, by_mail.channel, address)
            for mail in mails([as_unread(row)], most=LARGEST_MESSAGE):
                write_mail(case, thread, mail, {row.id: row})
            case.close(actor.label, case.standing)

        await self._db.write(work)

    def _open(self, tx: Tx, number: str, message: UUID) -> tuple[Case, sa.Row[Any]]:
        """The ticket, locked, and the message on it that was sent from here."""
        case = open_numbered(tx, number, self._clock(), self._new_id)
        row = tx.one(outgoing().where(messages.c.id == message))
        if row is None or row.ticket != case.id:
            raise NotFound("there is no such message on this ticket that was sent")
        return case, row


def _check_failed(row: sa.Row[Any]) -> None:
    if row.state not in _DID_NOT_ARRIVE:
        raise NotFailed(f"this message is {row.state}: there is nothing to try again")
