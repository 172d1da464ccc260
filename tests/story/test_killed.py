"""kill -9 at each crash point: nothing lost, nothing doubled but the documented Telegram case.

The points are those of the architecture's table: before COMMIT, after COMMIT but before the
provider was told, after a provider took a message but before that was noted, and inside a job.
"""

import asyncio
import contextlib
import sqlite3
import uuid
from collections import Counter
from collections.abc import Mapping
from typing import Any

import asyncpg
import pytest

from tests.peers.botapi import done_but_silent, hanging
from tests.peers.citizen import Citizen
from tests.story.conftest import World
from tests.story.locked import nothing_commits
from tests.story.mails import mail
from tests.story.test_the_whole_way import HOURS, arrived, texts

pytestmark = pytest.mark.slow


async def said_by_contacts(world: World) -> Counter[str]:
    """How often each thing citizens wrote stands in the store."""
    said: Counter[str] = Counter()
    for ticket in await world.desk.tickets():
        transcript = await world.desk.transcript(ticket["number"])
        said.update(text.strip() for kind, text in transcript if kind == "contact")
    return said


async def stored(world: World, count: int) -> None:
    async with asyncio.timeout(60):
        while sum((await said_by_contacts(world)).values()) < count:
            await asyncio.sleep(0.05)


async def test_read_but_not_committed(world: World, database_url: str) -> None:
    siti = Citizen()
    client_id = str(uuid.uuid4())
    async with siti.online(world.server.base):
        polls = len(world.telegram.polls)
        async with nothing_commits(database_url):
            await siti.write("lewat obrolan", client_id)
            world.telegram.say(42, "lewat telegram")
            await world.inbox.deliver(mail("lewat surel"))
            await asyncio.sleep(1.5)
            assert client_id not in siti.acks, "nothing is acknowledged before it is stored"
            assert world.telegram.acknowledged == 0
            await world.server.kill()
    assert len(world.telegram.polls) >= polls
    await world.server.start()
    async with siti.online(world.server.base):
        await siti.write("lewat obrolan", client_id)
        await siti.until(lambda: client_id in siti.acks)
        await stored(world, 3)
    assert await said_by_contacts(world) == Counter(
        {"lewat obrolan": 1, "lewat telegram": 1, "lewat surel": 1}
    )


def _confirming(poll: Mapping[str, Any]) -> bool:
    """Whether a poll tells Telegram that something is stored here."""
    return int(poll.get("offset", 0)) > 0


async def test_committed_but_not_acknowledged(world: World) -> None:
    deaf = Citizen()
    client_id = str(uuid.uuid4())
    world.telegram.fail("getUpdates", hanging(_confirming))
    async with deaf.online(world.server.base):
        await deaf.write("lewat obrolan", client_id)
        world.telegram.say(42, "lewat telegram")
        await world.inbox.deliver(mail("lewat surel"))
        await stored(world, 3)
        await world.server.kill()
    assert world.telegram.acknowledged == 0, "Telegram was never told"
    world.telegram.mend()
    deaf.acks.clear()
    await world.server.start()
    async with deaf.online(world.server.base):
        await deaf.write("lewat obrolan", client_id)
        await deaf.until(lambda: client_id in deaf.acks)
        assert deaf.acks[client_id] == 1, "the same receipt as the first time"
        async with asyncio.timeout(20):
            while world.telegram.acknowledged < 1:
                await asyncio.sleep(0.05)
    assert set((await said_by_contacts(world)).values()) == {1}


async def test_a_mailbox_read_from_the_start_again(world: World, database_url: str) -> None:
    await world.inbox.deliver(mail("satu"), mail("dua"))
    await stored(world, 2)
    await world.server.kill()
    await forget_cursors(database_url)
    await world.inbox.deliver(mail("tiga"))
    await world.server.start()
    await stored(world, 3)
    assert await said_by_contacts(world) == Counter({"satu": 1, "dua": 1, "tiga": 1})


async def forget_cursors(url: str) -> None:
    """As if the process had died before it could remember how far it had read."""
    if url.startswith("sqlite"):
        with contextlib.closing(sqlite3.connect(url.split("///")[1])) as file, file:
            file.execute("delete from cursors")
        return
    conn = await asyncpg.connect(url.replace("+asyncpg", ""))
    await conn.execute("delete from cursors")
    await conn.close()


async def test_taken_by_the_provider_but_not_noted(world: World) -> None:
    world.telegram.fail("sendMessage", done_but_silent())
    world.mail.mode = "taken_then_silent"
    world.telegram.say(42, HOURS)
    await world.inbox.deliver(mail(HOURS))
    await arrived(world.mail, 1)
    await texts(world.telegram, 42, 1)
    await world.server.kill()
    world.telegram.mend()
    world.mail.mode = "fair"
    world.mail.let_go.set()
    await world.server.start()

    first, second = await arrived(world.mail, 2)
    assert first.mail["Message-ID"] == second.mail["Message-ID"], "one mail to every reader"
    assert len(await texts(world.telegram, 42, 2)) == 2, "the documented double"
    await asyncio.sleep(1)
    for ticket in await world.desk.tickets():
        transcript = await world.desk.transcript(ticket["number"])
        assert [kind for kind, _ in transcript] == ["contact", "bot"]


async def test_in_the_middle_of_a_job(world: World) -> None:
    siti = Citizen()
    world.gate.open.clear()
    async with siti.online(world.server.base):
        await siti.says(HOURS)
        await asyncio.wait_for(world.gate.arrived.wait(), 10)
        await world.server.kill()
    world.gate.open.set()
    await world.server.start()
    async with siti.online(world.server.base):
        await siti.hears("setneg.go.id", "bot")
        await asyncio.sleep(1)
    assert len(siti.texts("bot")) == 1


async def test_killed_again_and_again_under_load(world: World) -> None:
    """Three kills while twenty citizens write: every acknowledged word is there, once, in order."""
    citizens = [Citizen() for _ in range(20)]
    for wave in range(3):
        async with asyncio.TaskGroup() as group:
            for n, citizen in enumerate(citizens):
                group.create_task(_writes(citizen, world.server.base, wave, n))
            await asyncio.sleep(0.4)
            await world.server.kill()
        await world.server.start()
    for n, citizen in enumerate(citizens):
        async with citizen.online(world.server.base):
            last = f"terakhir {n}"
            await citizen.says(last)
            await citizen.hears(last, "contact")
        said = citizen.texts("contact")
        assert len(said) == len(set(said)), "nothing doubled"
        assert set(citizen.acks.values()) <= set(citizen.messages), "nothing lost"


async def _writes(citizen: Citizen, base: str, wave: int, n: int) -> None:
    pending: Any = None
    with contextlib.suppress(Exception):
        async with citizen.online(base):
            for i in range(1000):
                pending = f"{wave}-{n}-{i}"
                await citizen.says(pending)
