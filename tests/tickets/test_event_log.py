"""The log is read in the order of commits, by cursors, and holds no words of people."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from runtime.db import Database, T, Work
from tests.tickets.desk import BEGINNING, EVERYTHING, Desk, at_once, number, opened
from tickets.commands.agents import AgentCommands
from tickets.domain.message import Upload
from tickets.queries import BadCursor, CursorTooOld
from tickets.store import events

SLOWNESS = 0.4  # seconds between the last statement and COMMIT


class SlowToCommit:
    """A database whose every COMMIT comes late."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self.dialect, self.url = db.dialect, db.url

    async def write(self, work: Work[T]) -> T:
        def slowly(tx: object) -> T:
            done = work(tx)  # type: ignore[arg-type]
            tx.run(sa.select(sa.func.pg_sleep(SLOWNESS)))  # type: ignore[attr-defined]
            return done

        return await self._db.write(slowly)

    async def read(self, work: Work[T]) -> T:
        return await self._db.read(work)

    async def close(self) -> None:
        """The other one is closed by its owner."""


async def _follow(desk: Desk, cursor: str, seen: list[str]) -> None:
    """Read the log as a console does, as often as one can."""
    while True:
        for event in await desk.log(cursor):
            seen.append(event.ticket)
            cursor = event.cursor
        await asyncio.sleep(0.01)


@pytest.fixture
async def desk_on_postgres(postgres_url: str, tmp_path: Path) -> AsyncIterator[Desk]:
    async with opened(postgres_url, tmp_path) as made:
        yield made


@pytest.mark.slow
async def test_a_reader_never_steps_over_an_event_that_is_committed_late(
    desk_on_postgres: Desk,
) -> None:
    """On PostgreSQL only: SQLite has one writer, so its ids are in the order of commits."""
    desk = desk_on_postgres
    slow = AgentCommands(SlowToCommit(desk.db), desk.clock, desk.names)
    first, second = number(await desk.mail()), number(await desk.mail())
    sari, seen = await desk.agent(), list[str]()
    since = await desk.latest()
    async with asyncio.TaskGroup() as group:
        reader = group.create_task(_follow(desk, since, seen))
        late = group.create_task(slow.take(first, sari))
        await asyncio.sleep(SLOWNESS / 4)  # it has its event's id now, and not committed
        quick = group.create_task(desk.agents.take(second, sari))
        await asyncio.wait([late, quick])
        async with asyncio.timeout(5):
            while second not in seen:
                await asyncio.sleep(0.01)
        await asyncio.sleep(0.05)
        reader.cancel()

    assert seen == [first, second]


async def test_a_reader_beside_many_writers_sees_every_event_once(desk: Desk) -> None:
    seen: list[str] = []
    async with asyncio.TaskGroup() as group:
        reader = group.create_task(_follow(desk, BEGINNING, seen))
        await at_once(*(desk.mail(sender=f"w{n}@contoh.id") for n in range(30)))
        total = await desk.count(events)
        async with asyncio.timeout(5):
            while len(seen) < total:
                await asyncio.sleep(0.01)
        reader.cancel()

    assert len(seen) == total
    assert len(set(seen)) == 30


async def test_a_first_message_is_told_as_a_ticket_and_a_message(desk: Desk) -> None:
    receipt = await desk.chat()

    log = await desk.log()
    assert [(e.kind, e.actor, e.ticket) for e in log][:2] == [
        ("ticket.created", "contact", receipt.ticket),
        ("message.added", "contact", receipt.ticket),
    ]
    assert log[1].facts["seq"] == 1
    assert log[1].facts["author"] == "contact"


async def test_one_reads_on_from_any_cursor(desk: Desk) -> None:
    for n in range(5):
        await desk.mail(sender=f"w{n}@contoh.id")
    log = await desk.log()

    for index, event in enumerate(log):
        assert await desk.log(event.cursor) == log[index + 1 :]
    assert log[-1].cursor == await desk.latest()


async def test_a_page_of_the_log_is_as_long_as_asked(desk: Desk) -> None:
    await desk.mail()
    log = await desk.log()

    assert (await desk.queries.seen(EVERYTHING, BEGINNING, limit=1)).events == log[:1]


async def test_an_empty_log_has_a_cursor_one_can_go_on_from(desk: Desk) -> None:
    start = await desk.latest()
    assert await desk.log(start) == []
    await desk.chat()

    assert len(await desk.log(start)) == len(await desk.log()) > 0


def _encoded(plain: str) -> str:
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


async def test_a_cursor_the_log_no_longer_reaches_is_too_old(desk: Desk) -> None:
    for _ in range(4):
        await desk.mail()
    log = await desk.log()
    third = int(base64.urlsafe_b64decode(log[2].cursor + "==")[1:])
    gone = sa.delete(events).where(events.c.id <= third)
    await desk.db.write(lambda tx: tx.run(gone))

    with pytest.raises(CursorTooOld):
        await desk.log(log[0].cursor)
    assert await desk.log(log[2].cursor) == log[3:]


async def test_a_cursor_of_the_future_is_refused_as_after_a_restored_backup(desk: Desk) -> None:
    await desk.mail()
    with pytest.raises(CursorTooOld):
        await desk.log(_encoded("e999999"))


@pytest.mark.parametrize(
    "cursor",
    ["?", "é", "a", "=", _encoded("17"), _encoded("e"), _encoded("e-1"), _encoded("e1 "),
     _encoded("e" + "9" * 5000), _encoded("e\N{ARABIC-INDIC DIGIT ONE}")],
)  # fmt: skip
async def test_a_cursor_that_is_none_of_ours_is_refused(desk: Desk, cursor: str) -> None:
    with pytest.raises((BadCursor, CursorTooOld)):
        await desk.log(cursor)


async def test_the_log_never_holds_words_of_people(desk: Desk) -> None:
    secret = "NIK-3171234567890001"
    upload = Upload(name=f"{secret}.png", media_type="image/png", content=secret.encode())
    receipt = await desk.mail(
        secret, subject=secret, sender_name=secret, sender=f"{secret}@contoh.id",
        html=secret, quoted=secret, uploads=(upload,), message_key=f"<{secret}>",
    )  # fmt: skip
    sari = await desk.agent()
    await desk.bot_turn(receipt, secret, hand_off="asked")
    said = await desk.agents.reply(number(receipt), sari, secret, key=secret)
    await desk.agents.note(number(receipt), sari, secret)
    await desk.deliveries.failed(said, secret)
    await desk.agents.close(number(receipt), sari)

    rows = await desk.rows(events)
    assert len(rows) > 6
    assert secret not in json.dumps([[r.kind, r.actor, r.number, r.facts] for r in rows])


async def test_a_bell_rings_when_the_log_grows(desk: Desk) -> None:
    async with desk.bus.listen("events") as bell:
        await desk.chat()
        assert await bell.wait(1)


async def test_a_bell_rings_for_the_chat_it_concerns(desk: Desk) -> None:
    receipt = await desk.chat()
    async with (
        desk.bus.listen(f"chat:{desk.written().sender}") as mine,
        desk.bus.listen(f"chat:{'f' * 64}") as other,
    ):
        await desk.bot_turn(receipt, "Halo")
        assert await mine.wait(1)
        assert not await other.wait(0.05)
