"""What arrived: kept raw, then filed on its ticket, once, whatever happens in between."""

import asyncio
import dataclasses
import datetime as dt
from collections.abc import Collection
from typing import Any
from uuid import UUID

import nh3
import sqlalchemy as sa
import structlog

from runtime.clock import Clock
from runtime.db import Database, Tx
from runtime.tables import insert_once
from tickets.blobs import Blobs
from tickets.commands.addresses import move_address, note_reached
from tickets.commands.arrivals import Filing
from tickets.commands.case import NewId, NotFound
from tickets.commands.linked import LinkedFiling
from tickets.domain import link
from tickets.domain.asking import STATUS, asked, asked_by_mail
from tickets.domain.lifecycle import Status
from tickets.domain.message import Attachment
from tickets.domain.text import clean
from tickets.domain.traffic import Arrival, Inbound, Receipt, UploadGone
from tickets.store import conversations, cursors, ingress, messages, tickets, uploads

log = structlog.get_logger()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """What the desk needs to know about the office it works for."""

    number_prefix: str = "T"
    locale: str = "id"


class Intake:
    """The way in; what adapters know as `channels.base.Intake`."""

    def __init__(
        self, db: Database, blobs: Blobs, clock: Clock, new_id: NewId, office: Office
    ) -> None:
        self._db, self._blobs = db, blobs
        self._clock, self._new_id, self._office = clock, new_id, office

    async def keep(self, arrival: Arrival) -> bool:
        """Keep the raw bytes; False when it was filed or set aside before."""
        digest = await asyncio.to_thread(self._blobs.put, arrival.raw)
        place = dataclasses.asdict(arrival.place) if arrival.place else {}

        def work(tx: Tx) -> bool:
            fresh = insert_once(
                tx.conn,
                ingress,
                channel=arrival.channel,
                external_id=arrival.external_id,
                id=self._new_id(),
                raw=digest,
                outcome="kept",
                at=self._clock(),
                **place,
            )
            return fresh or _outcome(tx, arrival.channel, arrival.external_id) == "kept"

        return await self._db.write(work)

    async def receive(self, inbound: Inbound) -> Receipt:
        """File it, in one transaction; the same arrival again gives the same receipt.

        Raises `UploadGone`, and files nothing, when a file it names is not kept for its sender.
        """
        inbound = _asking(_cleaned(inbound), self._office.number_prefix)
        files = await asyncio.to_thread(self._store, inbound) if inbound.uploads else ()
        receipt, filing = await self._db.write(lambda tx: self._receive(tx, inbound, files))
        if isinstance(filing, LinkedFiling):
            log.info("link.used", channel=inbound.channel, came=filing.came, ticket=receipt.ticket)
        return receipt

    async def set_aside(
        self, channel: str, external_id: str, reason: str, *, on_purpose: bool = False
    ) -> None:
        """Quarantine what was kept; or ignore it, when that is meant."""
        became = {"outcome": "ignored" if on_purpose else "quarantined", "reason": reason}
        row = {"id": self._new_id(), **became}

        def work(tx: Tx) -> None:
            key = {"channel": channel, "external_id": external_id}
            if not insert_once(tx.conn, ingress, **key, **row, at=self._clock()):
                kept = (ingress.c.channel == channel) & (ingress.c.external_id == external_id)
                tx.run(sa.update(ingress).where(kept, ingress.c.outcome == "kept").values(became))

        await self._db.write(work)

    async def unfiled(self, channel: str, older: dt.timedelta) -> list[Arrival]:
        """What was kept so long ago, and nothing became of it; oldest first, at most 100."""
        i = ingress.c
        left = sa.select(i.external_id, i.raw).where(
            i.channel == channel, i.outcome == "kept", i.at <= self._clock() - older
        )
        rows = await self._db.read(lambda tx: tx.all(left.order_by(i.at, i.id).limit(100)))
        return [
            Arrival(
                channel=channel,
                external_id=row.external_id,
                raw=await asyncio.to_thread(self._blobs.get, row.raw),
            )
            for row in rows
            if row.raw is not None
        ]

    async def reached(self, kind: str, address: str, *, blocked: bool) -> None:
        """They do not want our messages any more, or want them again."""
        now = self._clock()
        await self._db.write(
            lambda tx: note_reached(tx, kind, address, now, self._new_id, blocked=blocked)
        )

    async def moved(self, kind: str, address: str, to: str) -> None:
        """An address is another now."""
        now = self._clock()
        await self._db.write(
            lambda tx: move_address(
                tx, kind, address, to, now=now, new_id=self._new_id, actor="contact"
            )
        )

    async def again(self, arrival: UUID, channels: Collection[str]) -> Arrival | None:
        """Take out what was quarantined, to be filed anew; None when it was dealt with.

        Raises `NotFound`, and changes nothing, for no such arrival of these channels, or one whose
        bytes are not there.
        """
        which = (ingress.c.id == arrival) & ingress.c.channel.in_(channels)
        row = await self._db.read(lambda tx: tx.one(sa.select(ingress).where(which)))
        if row is None or row.raw is None:
            raise NotFound(f"there is no arrival {arrival} whose bytes are kept")
        try:
            raw = await asyncio.to_thread(self._blobs.get, row.raw)
        except FileNotFoundError:
            raise NotFound(f"the bytes of {arrival} are gone: restore the blobs") from None

        def work(tx: Tx) -> str | None:
            aside = ingress.c.outcome == "quarantined"
            tx.run(sa.update(ingress).where(which, aside).values(outcome="kept", reason=""))
            return _outcome(tx, row.channel, row.external_id)

        if await self._db.write(work) != "kept":
            return None
        return Arrival(channel=row.channel, external_id=row.external_id, raw=raw)

    async def cursor(self, channel: str) -> str | None:
        """How far the channel has been read."""
        which = sa.select(cursors.c.value).where(cursors.c.channel == channel)
        value: str | None = await self._db.read(lambda tx: tx.value(which))
        return value

    async def move_cursor(self, channel: str, value: str) -> None:
        """Remember how far."""

        def work(tx: Tx) -> None:
            if not insert_once(tx.conn, cursors, channel=channel, value=value):
                mine = sa.update(cursors).where(cursors.c.channel == channel)
                tx.run(mine.values(value=value))

        await self._db.write(work)

    def _store(self, inbound: Inbound) -> tuple[Attachment, ...]:
        return tuple(
            Attachment(
                id=self._new_id(),
                digest=self._blobs.put(upload.content),
                name=clean(upload.name, 255),
                media_type=clean(upload.media_type, 127),
                size=len(upload.content),
                inline=upload.inline,
            )
            for upload in inbound.uploads
        )

    def _receive(
        self, tx: Tx, inbound: Inbound, files: tuple[Attachment, ...]
    ) -> tuple[Receipt, Filing | None]:
        """File it; the same arrival again is given no filing."""
        message = self._new_id()
        if not self._admit(tx, inbound, message):
            return _receipt(tx, inbound), None
        if self._known_copy(tx, inbound):
            return _receipt(tx, inbound), None
        linked = link.token_in(inbound.thread_keys) is not None
        filing = (LinkedFiling if linked else Filing)(
            tx=tx,
            now=self._clock(),
            new_id=self._new_id,
            inbound=inbound,
            message=message,
            files=(*files, *self._kept(tx, inbound)),
            prefix=self._office.number_prefix,
            locale=self._office.locale,
        )
        receipt = filing.file()
        filed = (_became(inbound, filing.joined), filing.message)
        if filed != (_became(inbound, None), message):  # what `_admit` took it for
            row = {"outcome": filed[0], "message": filed[1]}
            tx.run(sa.update(ingress).where(_this(inbound)).values(row))
        if inbound.parts:
            _file_with(tx, inbound, filing.message)
        return receipt, filing

    def _kept(self, tx: Tx, inbound: Inbound) -> list[Attachment]:
        """The files it names, which its sender had kept here, in its order."""
        if not inbound.kept_files:
            return []
        u = uploads.c
        mine = (u.channel == inbound.channel) & (u.sender == inbound.sender)
        rows = tx.all(sa.select(uploads).where(u.id.in_(inbound.kept_files), mine))
        found = {row.id: row for row in rows}
        if any(name not in found for name in inbound.kept_files):
            raise UploadGone("a file is not there any more")
        chosen = (found[name] for name in dict.fromkeys(inbound.kept_files))
        return [
            Attachment(
                id=self._new_id(),
                digest=row.digest,
                name=row.name,
                media_type=row.media_type,
                size=row.size,
            )
            for row in chosen
        ]

    def _admit(self, tx: Tx, inbound: Inbound, message: UUID) -> bool:
        """Claim the ingress row: a constraint decides, not a look.

        It is taken to begin a ticket until it joined one.
        """
        filed = {
            "outcome": _became(inbound, None),
            "message": message,
            "message_id": inbound.message_key,
        }
        if insert_once(
            tx.conn,
            ingress,
            channel=inbound.channel,
            external_id=inbound.external_id,
            id=self._new_id(),
            at=self._clock(),
            **filed,
        ):
            return True
        kept = _this(inbound) & (ingress.c.outcome == "kept")
        return tx.run(sa.update(ingress).where(kept).values(filed)).rowcount == 1

    def _known_copy(self, tx: Tx, inbound: Inbound) -> bool:
        """Whether another copy of it was filed before; if so this one is noted as such."""
        if inbound.fingerprint is None:
            return False
        same = (ingress.c.channel == inbound.channel) & (
            ingress.c.fingerprint == inbound.fingerprint
        )
        original = tx.one(sa.select(ingress.c.message).where(same))
        mine = sa.update(ingress).where(_this(inbound))
        if original is None:
            tx.run(mine.values(fingerprint=inbound.fingerprint))  # raises if one is quicker
            return False
        tx.run(mine.values(outcome="duplicate", message=original.message))
        return True


def _this(inbound: Inbound) -> sa.ColumnElement[bool]:
    return (ingress.c.channel == inbound.channel) & (ingress.c.external_id == inbound.external_id)


def _file_with(tx: Tx, inbound: Inbound, message: UUID) -> None:
    """Note the arrivals that this message holds too."""
    i = ingress.c
    kept = (i.channel == inbound.channel) & i.external_id.in_(inbound.parts) & (i.outcome == "kept")
    tx.run(sa.update(ingress).where(kept).values(outcome="part", message=message))


def _became(inbound: Inbound, joined: Status | None) -> str:
    """The outcome of an arrival that came to a ticket standing so, or began one."""
    if joined is Status.SPAM:
        return "spam"
    if inbound.bounce is not None:
        return "bounce"
    if inbound.automatic:
        return "automatic"
    return "ticket" if joined is None else "reply"


def _outcome(tx: Tx, channel: str, external_id: str) -> str | None:
    this = (ingress.c.channel == channel) & (ingress.c.external_id == external_id)
    outcome: str | None = tx.value(sa.select(ingress.c.outcome).where(this))
    return outcome


def _receipt(tx: Tx, inbound: Inbound) -> Receipt:
    """Where it was filed the first time."""
    row: sa.Row[Any] | None = tx.one(
        sa.select(tickets.c.number, messages.c.conversation, messages.c.seq)
        .select_from(ingress)
        .join(messages, messages.c.id == ingress.c.message)
        .join(conversations, conversations.c.id == messages.c.conversation)
        .join(tickets, tickets.c.id == conversations.c.ticket)
        .where(_this(inbound))
    )
    if row is None:
        return Receipt(ticket=None, conversation=None, seq=None, fresh=False)
    return Receipt(ticket=row.number, conversation=row.conversation, seq=row.seq, fresh=False)


def _cleaned(inbound: Inbound) -> Inbound:
    return dataclasses.replace(
        inbound,
        text=clean(inbound.text),
        quoted=clean(inbound.quoted),
        subject=clean(inbound.subject, 300),
        sender_name=clean(inbound.sender_name, 200),
        command=inbound.command or link.asked(inbound.kind, inbound.text, inbound.choice),
        html=nh3.clean(clean(inbound.html), tags=_TAGS, url_schemes={"https", "mailto"})
        if inbound.html
        else None,
    )


def _asking(inbound: Inbound, prefix: str) -> Inbound:
    """A text that only asks how a ticket stands is a command, on every channel."""
    if inbound.command not in {None, STATUS} or inbound.automatic or inbound.for_the_record:
        return inbound
    if inbound.choice is not None or inbound.uploads:
        return inbound
    if inbound.kind != "email":
        told = asked(inbound.text, prefix)
        return dataclasses.replace(inbound, command=STATUS, asks=told.number) if told else inbound
    reply = any(key.startswith(_OF_A_THREAD) for key in inbound.thread_keys)
    told = asked_by_mail(inbound.subject, inbound.text, prefix, reply=reply)
    if told is None:
        return inbound
    named = (f"ticket:{told.number}",) if told.number else ()
    keys = tuple(dict.fromkeys((*inbound.thread_keys, *named)))
    return dataclasses.replace(inbound, command=STATUS, asks=told.number, thread_keys=keys)


_OF_A_THREAD = ("conversation:", "message:")  # keys of what answers a mail
_TAGS = nh3.ALLOWED_TAGS - {"map", "area"}  # pictures are shown to who asks for them only
