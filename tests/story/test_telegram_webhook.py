"""Telegram calls a server that is killed, and that later polls instead: each message once."""

import asyncio
import dataclasses
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.peers.botapi import TOKEN, BotApi, broken
from tests.peers.ports import free_port
from tests.peers.server import Desk, Server, at_the_desk

pytestmark = pytest.mark.slow
SITI = 42
JPEG = b"\xff\xd8 a photo"


@dataclasses.dataclass
class Office:
    """A server that Telegram calls, and an agent in it."""

    server: Server
    api: BotApi
    desk: Desk


def configuration(folder: Path, url: str, api: BotApi, port: int) -> dict[str, Any]:
    return {
        "data": str(folder / "data"),
        "database": {"url": url},
        "nlu": {"url": "http://127.0.0.1:9", "timeout_seconds": 1},
        "web": {"port": port, "public_url": f"http://127.0.0.1:{port}"},
        "jobs": {"lease_seconds": 4},
        "channels": {
            "telegram": {
                "kind": "telegram",
                "token": {"env": "TEST_TELEGRAM_TOKEN"},
                "api_base": api.url,
                "poll_seconds": 2,
                "mode": "webhook",
            }
        },
    }


@pytest.fixture
async def office(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Office]:
    monkeypatch.setenv("TEST_TELEGRAM_TOKEN", TOKEN)
    async with BotApi() as api:
        config = configuration(tmp_path, database_url, api, free_port())
        server = Server(folder=tmp_path / "server", config=config)
        try:
            await server.start(same_port=True)
            async with at_the_desk(server) as desk:
                yield Office(server, api, desk)
        finally:
            await server.stop()


async def said(office: Office, count: int) -> list[dict[str, Any]]:
    """What citizens have said, once it is so much."""
    async with asyncio.timeout(60):
        while True:
            found = []
            for ticket in await office.desk.tickets():
                page = await office.desk.get(f"/tickets/{ticket['number']}/messages")
                found += [one for one in page["data"] if one["author"]["kind"] == "contact"]
            if len(found) >= count:
                return found
            await asyncio.sleep(0.1)


async def test_an_album_between_two_lives(office: Office) -> None:
    office.api.files.update({"a": JPEG + b" 1", "b": JPEG + b" 2"})
    office.api.fail("download", broken())
    office.api.album(SITI, ["a", "b"], captions=["KTP dan KK"])
    async with asyncio.timeout(30):
        while office.api.acknowledged < 2:
            await asyncio.sleep(0.02)
    await office.server.kill()  # both parts were answered, none is filed
    office.api.mend()
    office.api.say(SITI, "sudah saya kirim")
    await office.server.start(same_port=True)
    found = await said(office, 2)
    assert sorted(one["text"] for one in found) == ["KTP dan KK", "sudah saya kirim"]
    (album,) = (one for one in found if one["attachments"])
    files = [await office.desk.download(one["url"]) for one in album["attachments"]]
    assert files == [JPEG + b" 1", JPEG + b" 2"]


async def test_killed_while_it_is_called_and_then_it_polls(office: Office) -> None:
    wanted = [f"pesan {number}" for number in range(12)]
    for number, text in enumerate(wanted):
        office.api.say(SITI + number % 3, text)
        if number in {3, 7}:
            await asyncio.sleep(0.2)
            await office.server.kill()
            await office.server.start(same_port=True)
    office.api.say(SITI, "sebelum ganti")
    await said(office, 13)
    await office.server.stop()
    office.api.say(SITI, "di antaranya")
    office.server.config = {**office.server.config, "channels": polling(office)}
    await office.server.start(same_port=True)
    office.api.say(SITI, "sesudah ganti")
    found = await said(office, 15)
    expected = [*wanted, "sebelum ganti", "di antaranya", "sesudah ganti"]
    assert sorted(one["text"] for one in found) == sorted(expected)
    assert office.api.webhook == ""


def polling(office: Office) -> dict[str, Any]:
    channel = office.server.config["channels"]["telegram"]
    return {"telegram": {**channel, "mode": "poll"}}


async def test_strangers_are_counted_and_the_token_is_nowhere(office: Office) -> None:
    base = office.server.base
    async with aiohttp.ClientSession() as http:
        for path, status in (("/telegram/telegram/webhook", 403), ("/telegram/other/webhook", 404)):
            async with http.post(f"{base}{path}", json={"update_id": 1}) as answer:
                assert answer.status == status
        async with http.get(f"{base}/metrics") as answer:
            metrics = await answer.text()
    assert 'tanya_telegram_refused{channel="telegram"} 1.0' in metrics
    office.api.say(SITI, "halo")
    await said(office, 1)
    ready = await office.server.ready()
    assert ready["parts"]["channel:telegram"]["state"] == "ok"
    everything = f"{office.server.log()} {metrics} {ready}"
    assert TOKEN.split(":")[1] not in everything
    assert office.api.hook.secret
    assert office.api.hook.secret not in everything
    assert TOKEN not in office.api.hook.url


async def test_who_blocks_us_is_shown_on_the_ticket_with_how_else_to_write(office: Office) -> None:
    office.api.say(SITI, "halo")
    await said(office, 1)
    (ticket,) = await office.desk.tickets()
    office.api.blocked_by.add(SITI)
    await office.desk.post(f"/tickets/{ticket['number']}/take")
    await office.desk.reply(ticket["number"], "Selamat siang")

    async def channels(*, blocked: bool) -> None:
        async with asyncio.timeout(30):
            while True:
                one = await office.desk.get(f"/tickets/{ticket['number']}")
                if one["channels"] == [
                    {"name": "telegram", "kind": "telegram", "blocked": blocked}
                ]:
                    break
                await asyncio.sleep(0.05)
        assert one["has_email"] is False

    await channels(blocked=True)
    office.api.blocked_by.clear()
    office.api.say(SITI, "saya kembali")
    await channels(blocked=False)
