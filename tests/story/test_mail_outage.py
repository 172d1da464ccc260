"""The SMTP server is away for a while: the desk says why it waits, then all goes out once."""

import asyncio
import re
from collections import defaultdict
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.peers.botapi import TOKEN, BotApi
from tests.peers.exim import Exim, installed
from tests.peers.imap import Postbox, imap_server
from tests.peers.rasa import Gate
from tests.peers.server import Desk, Server, at_the_desk
from tests.story.conftest import configuration
from tests.story.mails import mail

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not installed(), reason="no Exim on this machine"),
]
PERSON = "saya mau bicara dengan petugas"
CITIZENS = ("siti@warga.example", "budi@warga.example", "ani@warga.example")


@pytest.fixture
async def exim() -> AsyncIterator[Exim]:
    server = Exim()
    try:
        yield server
    finally:
        await asyncio.to_thread(server.stop)


async def test_all_is_sent_once_and_in_order_when_it_is_back(
    exim: Exim,
    database_url: str,
    rasa_socket: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TEST_TELEGRAM_TOKEN", TOKEN)
    async with BotApi() as telegram, imap_server() as imap, Gate(rasa_socket).serving() as gate:
        inbox = imap.postbox()
        monkeypatch.setenv("TEST_IMAP_PASSWORD", inbox.password)
        config = configuration(tmp_path, database_url, telegram, exim, inbox, gate)
        server = Server(folder=tmp_path / "server", config=config)
        try:
            await server.start()
            async with at_the_desk(server) as desk:
                await _story(exim, inbox, desk, server)
        finally:
            await server.stop()


async def _story(exim: Exim, inbox: Postbox, desk: Desk, server: Server) -> None:
    await inbox.deliver(*(mail(PERSON, sender=one) for one in CITIZENS))
    numbers = [one["number"] for one in await desk.in_queue(len(CITIZENS))]
    for turn in range(4):
        for number in numbers:
            await desk.reply(number, f"jawaban {turn}")

    waiting = await _deliveries(desk, numbers)
    assert {one["state"] for one in waiting} == {"queued"}, "nothing can be sent, nothing failed"
    async with asyncio.timeout(20):
        while not [one for one in await _deliveries(desk, numbers) if one["reason"]]:
            await asyncio.sleep(0.1)
    told = [one for one in await _deliveries(desk, numbers) if one["reason"]]
    assert all("cannot be reached" in one["reason"] for one in told), "the desk says why"
    assert {one["cause"] for one in told} == {"unreachable"}
    assert all(one["next_try"] for one in told), "and when it is tried again"

    await server.kill()  # waiting mail outlives us
    await server.start(same_port=False)
    await asyncio.to_thread(exim.start)
    async with asyncio.timeout(60):
        while {one["state"] for one in await _deliveries(desk, numbers)} != {"sent"}:
            await asyncio.sleep(0.2)
    assert not [one for one in await _deliveries(desk, numbers) if one["reason"] or one["next_try"]]

    taken = exim.accepted()
    assert len(taken) == len(set(taken)) == len(await _deliveries(desk, numbers)), "each once"
    async with asyncio.timeout(20):
        while len(exim.box()) < len(taken):
            await asyncio.sleep(0.1)
    texts = {str(one.mail["Message-ID"]): one for one in exim.box()}
    heard: dict[str, list[int]] = defaultdict(list)
    for one in map(texts.__getitem__, taken):
        if said := re.match(r"jawaban (\d)", one.text):
            heard[one.recipients[0]].append(int(said[1]))
    assert heard == {one: [0, 1, 2, 3] for one in CITIZENS}, "in order for each"


async def _deliveries(desk: Desk, numbers: list[str]) -> list[dict[str, Any]]:
    pages = [await desk.get(f"/tickets/{number}/messages") for number in numbers]
    return [one["delivery"] for page in pages for one in page["data"] if one["delivery"]]
