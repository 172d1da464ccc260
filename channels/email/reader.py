"""Takes the new mails of one mailbox in, one after the other: keep, read, file, move on."""

import asyncio
import dataclasses
import enum
from collections import Counter

import structlog

from channels.base import Intake
from channels.email import parsing
from channels.email.cursor import Cursor, resume
from channels.email.imap import Gone, Session
from tickets.domain.traffic import Arrival, Inbound, Place

log = structlog.get_logger()

_BEGINNING = 1_000_000  # bytes kept of a mail that is too large
_TRIES = 5  # before a mail that the desk cannot file is set aside


class Filed(enum.StrEnum):
    """What became of a mail."""

    FRESH = "filed"
    KNOWN = "here before"
    ASIDE = "set aside"


@dataclasses.dataclass(frozen=True, slots=True)
class Reader:
    """What stays the same over connections; ``failures`` counts tries by external id."""

    reading: parsing.Reading
    parse_seconds: float = 30
    largest: int = 150_000_000  # bytes; a larger mail is set aside
    failures: Counter[str] = dataclasses.field(default_factory=Counter)

    async def sweep(self, session: Session, intake: Intake) -> bool:
        """Take in all there is; False when there was nothing to look for."""
        name = self.reading.channel
        box = await session.select()
        at = resume(await intake.cursor(name), box.uidvalidity)
        last = box.uidnext - 1
        if at.uid > last:
            log.warning("mailbox_went_backwards", channel=name, cursor=str(at), last=last)
        if at.uid >= last:
            return False
        while uids := await session.uids_after(at.uid):
            for uid in uids:
                at = Cursor(box.uidvalidity, uid)
                await self._take(session, intake, at)
                await intake.move_cursor(name, str(at))
        await intake.move_cursor(name, str(Cursor(box.uidvalidity, last)))
        return True

    async def _take(self, session: Session, intake: Intake, at: Cursor) -> None:
        """Deal with one mail; a poisonous one is set aside, so that the next is taken."""
        external_id = f"{at.uidvalidity}/{at.uid}"
        try:
            raw = await session.fetch(at.uid, at_most=self.largest + 1)
        except Gone:
            log.info("mail_gone", channel=self.reading.channel, mail=external_id)
            return
        place = Place(mailbox=session.folder, uidvalidity=at.uidvalidity, uid=at.uid)
        try:
            await self.file(intake, external_id, raw, place=place)
        except Exception as why:
            # the desk may be down, then all wait; or it cannot take this one mail
            self.failures[external_id] += 1
            if self.failures[external_id] < _TRIES:
                raise
            reason = f"the desk could not file it ({type(why).__name__})"
            await self._set_aside(intake, external_id, reason)
        self.failures.pop(external_id, None)

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
                inbound = dataclasses.replace(inbound, for_the_record=for_the_record)
                receipt = await intake.receive(inbound)
                log.info("mail_filed", channel=name, mail=external_id, fresh=receipt.fresh)
                return Filed.FRESH if receipt.fresh else Filed.KNOWN
            case parsing.Unreadable(reason):
                await self._set_aside(intake, external_id, reason)
                return Filed.ASIDE

    async def _parsed(self, raw: bytes, external_id: str) -> Inbound | parsing.Unreadable:
        """Read it in a thread, and not for ever."""
        try:
            async with asyncio.timeout(self.parse_seconds):
                return await asyncio.to_thread(parsing.parse, raw, external_id, self.reading)
        except TimeoutError:
            return parsing.Unreadable("reading it took too long")
        except Exception as why:  # noqa: BLE001  # whatever is wrong with one mail, the next is read
            return parsing.Unreadable(f"broken beyond reading ({type(why).__name__})")

    async def _set_aside(self, intake: Intake, external_id: str, reason: str) -> None:
        log.warning("mail_set_aside", channel=self.reading.channel, mail=external_id, reason=reason)
        await intake.set_aside(self.reading.channel, external_id, reason)
