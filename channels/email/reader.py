"""Takes the new mails of one mailbox in, one after the other: keep, read, file, move on."""

import asyncio
import contextlib
import dataclasses
import enum
import time
from collections import Counter
from collections.abc import Callable
from typing import Literal

import structlog

from channels.base import Intake
from channels.email import cursor as cursors
from channels.email import parsing
from channels.email.cursor import BEGINNING, Cursor
from channels.email.imap import Gone, Mailbox, Session
from channels.email.phrases import phrase
from runtime.log import shorten
from runtime.pace import Paces
from tickets.domain.traffic import Arrival, Inbound, Place

log = structlog.get_logger()

_BEGINNING = 1_000_000  # bytes kept of a mail that is too large
_TRIES = 5  # before a mail that the desk cannot file is set aside
_REMEMBERED = 10_000  # senders


class Filed(enum.StrEnum):
    """What became of a mail."""

    FRESH = "filed"
    KNOWN = "here before"
    ASIDE = "set aside"


def hourly(mails: int) -> Paces:
    """So many mails of each sender an hour, all at once if they like."""
    return Paces(mails / 60, remembered=_REMEMBERED, most=mails)


@dataclasses.dataclass(frozen=True, slots=True)
class Reader:
    """What stays the same over connections; ``failures`` counts tries by external id."""

    reading: parsing.Reading
    after_filing: Literal["leave", "seen", "move"] = "leave"
    filed_folder: str = ""
    parse: Callable[[bytes, str, parsing.Reading], Inbound | parsing.Unreadable] = parsing.parse
    parse_seconds: float = 30
    largest: int = 150_000_000  # bytes; a larger mail is set aside
    failures: Counter[str] = dataclasses.field(default_factory=Counter)
    paces: Paces = dataclasses.field(default_factory=lambda: hourly(120))  # of each sender

    async def sweep(self, session: Session, intake: Intake, folder: str) -> bool:
        """Take in all there is in a folder; False when there was nothing to look for."""
        name = self.reading.channel
        box = await session.select(folder)
        known = cursors.read(await intake.cursor(name))
        at = await self._begin(session, folder, box, cursors.resume(known, folder, box.uidvalidity))
        last = box.uidnext - 1
        if at.uid >= last:
            return False
        while uids := await session.uids_after(at.uid):
            for uid in uids:
                place = Place(mailbox=folder, uidvalidity=box.uidvalidity, uid=uid)
                at = Cursor(box.uidvalidity, uid, await self._take(session, intake, place))
                await intake.move_cursor(name, cursors.written(known | {folder: at}))
        if at.uid < last:
            at = Cursor(box.uidvalidity, last)
            await intake.move_cursor(name, cursors.written(known | {folder: at}))
        return True

    async def _begin(self, session: Session, folder: str, box: Mailbox, at: Cursor) -> Cursor:
        """Begin anew in a folder that was put back from a backup: its numbers mean other mails."""
        same = at.uid < box.uidnext
        if same and at.mark and folder not in session.verified:
            with contextlib.suppress(Gone):  # moved or deleted: that tells nothing
                same = cursors.mark_of(await session.fetch(at.uid, at_most=BEGINNING)) == at.mark
        session.verified.add(folder)
        if same:
            return at
        log.warning("mailbox_put_back", channel=self.reading.channel, folder=folder, uid=at.uid)
        return Cursor(box.uidvalidity, 0)

    async def _take(self, session: Session, intake: Intake, place: Place) -> str:
        """Deal with one mail; a poisonous one is set aside, so that the next is taken; its mark."""
        where = f"{place.mailbox}/{place.uidvalidity}/{place.uid}"
        try:
            raw = await session.fetch(place.uid, at_most=self.largest + 1)
        except Gone:
            await self._note_gone(intake, f"{where}/gone", place)
            return ""
        mark = cursors.mark_of(raw)
        external_id = f"{where}/{mark}"
        try:
            filed = await self.file(intake, external_id, raw, place=place)
            if filed is not Filed.ASIDE:
                await self._tidy(session, place)
        except Exception as why:
            # the desk may be down, then all wait; or it cannot take this one mail
            self.failures[external_id] += 1
            if self.failures[external_id] < _TRIES:
                raise
            reason = f"the desk could not file it ({type(why).__name__})"
            await self._set_aside(intake, external_id, reason)
        self.failures.pop(external_id, None)
        return mark

    async def _note_gone(self, intake: Intake, external_id: str, place: Place) -> None:
        """The server showed it to us: that it was taken away before we had it is on the record."""
        arrival = Arrival(
            channel=self.reading.channel, external_id=external_id, raw=b"", place=place
        )
        if await intake.keep(arrival):
            reason = "removed from the mailbox before it could be read"
            await self._set_aside(intake, external_id, reason)

    async def _tidy(self, session: Session, place: Place) -> None:
        """Do with the mail on the server what the office wants; it is filed whatever comes of it.

        Before the cursor moves: after a crash it is found again, known, and tidied.
        """
        match self.after_filing:
            case "leave":
                done = True
            case "seen":
                done = await session.mark_seen(place.uid)
            case "move":
                done = await session.put_away(place.uid, self.filed_folder)
        if not done:
            name = self.reading.channel
            log.warning("mail_not_tidied", channel=name, wish=self.after_filing, uid=place.uid)

    async def file(
        self,
        intake: Intake,
        external_id: str,
        raw: bytes,
        *,
        place: Place | None = None,
        for_the_record: bool = False,
    ) -> Filed:
        """File one mail, or set it aside; the same mail again changes nothing.

        ``place``: where it lies on its server; ``for_the_record``: nobody is called, and nothing
        is said to it.
        """
        name = self.reading.channel
        too_large = len(raw) > self.largest
        kept = raw[:_BEGINNING] if too_large else raw
        arrival = Arrival(channel=name, external_id=external_id, raw=kept, place=place)
        if not await intake.keep(arrival):
            return Filed.KNOWN
        if too_large:
            reason = f"larger than {self.largest} bytes; the beginning is kept"
            await self._set_aside(intake, external_id, reason)
            return Filed.ASIDE
        match await self._parsed(raw, external_id):
            case Inbound() as inbound:
                if place is not None:
                    inbound = self._in_measure(inbound)
                inbound = dataclasses.replace(inbound, for_the_record=for_the_record)
                receipt = await intake.receive(inbound)
                log.info("mail_filed", channel=name, mail=external_id, fresh=receipt.fresh)
                return Filed.FRESH if receipt.fresh else Filed.KNOWN
            case parsing.Unreadable(reason):
                await self._set_aside(intake, external_id, reason)
                return Filed.ASIDE

    def _in_measure(self, inbound: Inbound) -> Inbound:
        """What is filed of it: of a sender who sends too much only the text, and what was left."""
        at = inbound.received_at.timestamp() if inbound.received_at else time.time()
        if self.paces.of(inbound.sender).allows(at):
            return inbound
        log.warning("mail_too_often", channel=inbound.channel, sender=shorten(inbound.sender))
        names = ", ".join(file.name for file in inbound.uploads)
        told = phrase("too_often", inbound.locale or "id").format(names=names) if names else ""
        quoted = "\n\n".join(part for part in (inbound.quoted, told) if part)
        return dataclasses.replace(inbound, uploads=(), html=None, quoted=quoted)

    async def _parsed(self, raw: bytes, external_id: str) -> Inbound | parsing.Unreadable:
        """Read it in a thread, and not for ever."""
        try:
            async with asyncio.timeout(self.parse_seconds):
                return await asyncio.to_thread(self.parse, raw, external_id, self.reading)
        except TimeoutError:
            return parsing.Unreadable("reading it took too long")
        except Exception as why:  # noqa: BLE001  # whatever is wrong with one mail, the next is read
            return parsing.Unreadable(f"broken beyond reading ({type(why).__name__})")

    async def _set_aside(self, intake: Intake, external_id: str, reason: str) -> None:
        log.warning("mail_set_aside", channel=self.reading.channel, mail=external_id, reason=reason)
        await intake.set_aside(self.reading.channel, external_id, reason)
