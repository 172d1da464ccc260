"""The message that tells a place in the queue: said anew in Telegram while its ticket waits."""

import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from bot.composing import Composer
from bot.knowledge import load
from channels.base import Channel
from channels.delivery import Deliveries
from channels.notes import QueueNotes
from runtime.jobs import jobs
from runtime.worker import Done, Job
from tests.channels.telegram.rig import telegram
from tests.peers.botapi import BotApi, broken, slow_down
from tests.tickets.desk import Desk, number, opened
from tickets.commands.bot import Say
from tickets.commands.notes import QueueNoteCommands
from tickets.domain.hours import BusinessHours, Calendars, Shift
from tickets.domain.message import Choice
from tickets.domain.traffic import Receipt
from tickets.store import queue_notes

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:Deprecated since version v22.2"),
]
WIB = ZoneInfo("Asia/Jakarta")
TEN = dt.datetime(2026, 11, 24, 10, tzinfo=WIB)
WEEK = dict.fromkeys(range(5), (Shift(start=dt.time(8), end=dt.time(16)),))
COMPOSER = Composer(load(Path("bot/knowledge")))
BUTTON = Choice(id="mail", label="Tulis ke surel saya")


class Room:
    """The post room of an office with a Telegram bot, and its queue."""

    def __init__(self, desk: Desk, api: BotApi) -> None:
        self.desk, self.api = desk, api
        channels: dict[str, Channel] = {"telegram": telegram(api.url)}
        self.post = Deliveries(desk.deliveries, channels, desk.clock, chance=lambda: 0.5)
        self.notes = QueueNotes(
            QueueNoteCommands(desk.db, desk.clock),
            desk.deliveries,
            channels,
            desk.queries.outlook,
            COMPOSER,
            desk.clock,
        )

    async def waits(self, chat: int, *, kind: str = "telegram") -> Receipt:
        """A citizen wants a person, and is told the place, a second after the last."""
        self.desk.clock.forward(seconds=1)
        receipt = await self.desk.telegram(sender=str(chat), kind=kind)
        place = (await self.desk.turn(receipt)).position
        waiting = (await self.desk.queries.outlook("telegram")).at(place)
        text = COMPOSER.queue(number(receipt), waiting, "id")
        say = Say(text=text, queue="id", choices=(BUTTON,))
        await self.desk.bot_turn(receipt, say, hand_off="requested")
        return receipt

    async def delivers(self) -> None:
        """All that is to be sent is sent."""
        for row in await self.desk.jobs("deliver"):
            job = Job(id=row.id, kind=row.kind, payload=row.payload, attempt=1, first_at=TEN)
            assert await self.post.deliver(job) == Done()
        await self.forget("deliver")

    async def looks(self) -> None:
        """Half a minute passes, and the notes are looked at."""
        self.desk.clock.forward(seconds=30)
        [*_, row] = await self.desk.jobs("queue")
        await self.forget("queue")
        job = Job(id=row.id, kind="queue", payload={}, attempt=1, first_at=TEN)
        assert await self.notes.look(job) == Done()

    async def forget(self, kind: str) -> None:
        """These jobs are done."""
        done = sa.delete(jobs).where(jobs.c.kind == kind)
        await self.desk.db.write(lambda tx: tx.run(done))


@pytest.fixture
async def room(database_url: str, tmp_path: Path) -> AsyncIterator[Room]:
    async with opened(database_url, tmp_path) as desk, BotApi() as api:
        desk.clock.now = TEN.astimezone(dt.UTC)
        week = BusinessHours(zone=WIB, week=WEEK)
        desk.calendars = Calendars(office=week)
        yield Room(desk, api)


async def test_the_place_is_said_anew_as_the_queue_moves(room: Room) -> None:
    sari = await room.desk.agent()
    receipts = [await room.waits(chat) for chat in (1, 2, 3)]
    await room.delivers()
    assert "Anda di urutan 3." in room.api.texts(3)[-1]

    await room.desk.agents.take(number(receipts[0]), sari)
    await room.looks()
    assert room.api.texts(1)[-1].endswith("Petugas sudah menerima percakapan Anda.")
    assert "Anda di urutan 1." in room.api.texts(2)[-1]
    assert "Anda di urutan 2." in room.api.texts(3)[-1]
    assert [len(room.api.texts(chat)) for chat in (1, 2, 3)] == [1, 1, 1], "edited, not sent"
    assert room.api.sent[-1].buttons, "what was under it is still there"
    assert len(await room.desk.rows(queue_notes)) == 2


async def test_nothing_is_edited_while_nobody_moves(room: Room) -> None:
    await room.waits(1)
    await room.delivers()
    for _ in range(3):
        await room.looks()
    assert "editmessagetext" not in room.api.calls
    assert len(await room.desk.jobs("queue")) == 1, "it is looked at again"


async def test_when_the_office_closes_no_place_stays_promised(room: Room) -> None:
    await room.waits(1)
    await room.delivers()
    room.desk.clock.now = TEN.replace(hour=17)
    await room.looks()
    assert "Petugas bertugas lagi Rabu, 25 November 2026 pukul 08.00 WIB." in room.api.texts(1)[0]
    room.desk.clock.now = TEN.replace(day=25, hour=8)
    await room.looks()
    assert "Anda di urutan 1." in room.api.texts(1)[0]


async def test_it_ends_when_nobody_waits(room: Room) -> None:
    receipt = await room.waits(1)
    await room.delivers()
    before = room.api.texts(1)
    await room.desk.agents.return_to_bot(number(receipt), await room.desk.agent())
    await room.looks()

    assert room.api.texts(1) == before, "nobody has taken it: there is nothing to say"
    assert await room.desk.rows(queue_notes) == []
    assert await room.desk.jobs("queue") == []


async def test_what_is_not_sent_yet_is_left_alone(room: Room) -> None:
    sari = await room.desk.agent()
    first, _ = await room.waits(1), await room.waits(2)
    await room.desk.agents.take(number(first), sari)
    await room.looks()
    assert "editmessagetext" not in room.api.calls

    await room.delivers()
    await room.looks()
    assert "Anda di urutan 1." in room.api.texts(2)[-1]


async def test_trouble_is_no_end(room: Room) -> None:
    """Told to slow down, or Telegram is away: the next look does it."""
    sari = await room.desk.agent()
    receipts = [await room.waits(chat) for chat in (1, 2, 3)]
    await room.delivers()
    await room.desk.agents.take(number(receipts[0]), sari)
    for fault in (slow_down(9), broken()):
        room.api.fail("editMessageText", fault)
        room.api.calls.clear()
        await room.looks()
        assert room.api.calls.count("editmessagetext") == 1, "the others are not tried either"
    room.api.mend()
    await room.looks()
    assert "Anda di urutan 2." in room.api.texts(3)[-1]


async def test_a_message_the_citizen_deleted_is_forgotten(room: Room) -> None:
    sari = await room.desk.agent()
    receipts = [await room.waits(chat) for chat in (1, 2)]
    await room.delivers()
    room.api.sent[-1].deleted = True
    await room.desk.agents.take(number(receipts[0]), sari)
    await room.looks()

    assert await room.desk.rows(queue_notes) == []
    assert await room.desk.jobs("queue") == []


async def test_a_crash_after_the_edit_edits_to_the_same(room: Room) -> None:
    sari = await room.desk.agent()
    receipts = [await room.waits(chat) for chat in (1, 2)]
    await room.delivers()
    await room.desk.agents.take(number(receipts[0]), sari)
    await room.looks()
    forgotten = sa.update(queue_notes).values(told="Anda di urutan 2.")
    await room.desk.db.write(lambda tx: tx.run(forgotten))
    await room.looks()

    assert "Anda di urutan 1." in room.api.texts(2)[-1]
    assert len(await room.desk.rows(queue_notes)) == 1


async def test_where_nothing_can_be_edited_nothing_is_noted(room: Room) -> None:
    await room.waits(1, kind="livechat")
    assert await room.desk.rows(queue_notes) == []
    assert await room.desk.jobs("queue") == []
