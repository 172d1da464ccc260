"""The web application behind a proxy: each citizen has limits of their own, and nobody cheats."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from aiohttp.test_utils import TestServer

from app.bootstrap import assemble
from app.settings import BadConfig, Settings, load
from app.web import application
from channels.base import State
from console.live import Live
from tests.channels.livechat.rig import Place
from tests.channels.rig import until


@contextlib.asynccontextmanager
async def served(url: str, folder: Path, *trusted: str) -> AsyncIterator[Place]:
    """The whole application; one connection a minute from one address."""
    chat = {"kind": "livechat", "connections_per_minute": 1, "people_per_address": 1}
    settings = Settings.model_validate(
        {
            "data": folder / "var",
            "database": {"url": url},
            "web": {"trusted_proxies": trusted},
            "channels": {"files": chat},
        }
    )
    async with assemble(settings) as house, asyncio.TaskGroup() as group:
        [livechat] = house.livechats
        task = group.create_task(livechat.run(house.intake))
        await until(lambda: livechat.health.state is State.OK)
        app = application(house, Live(house.queries, house.bus))
        async with TestServer(app) as server, aiohttp.ClientSession() as http:
            yield Place(server, http)
        task.cancel()


async def first_word(place: Place, address: str) -> str:
    """What a newcomer from there is told first."""
    async with place.browser(**{"X-Forwarded-For": address}) as browser:
        await browser.send(type="hello", session=None)
        return str((await browser.frame())["type"])


@pytest.mark.slow
async def test_behind_a_trusted_proxy_each_address_counts(sqlite_url: str, tmp_path: Path) -> None:
    async with served(sqlite_url, tmp_path, "127.0.0.0/8") as place:
        words = [
            await first_word(place, address)
            for address in ("198.51.100.1", "198.51.100.2", "9.9.9.9, 198.51.100.1")
        ]

    assert words == ["welcome", "welcome", "error"]


@pytest.mark.slow
async def test_nobody_else_is_believed(sqlite_url: str, tmp_path: Path) -> None:
    async with served(sqlite_url, tmp_path, "10.0.0.0/8") as place:
        words = [await first_word(place, address) for address in ("198.51.100.1", "198.51.100.2")]

    assert words == ["welcome", "error"]


@pytest.mark.slow
async def test_a_chat_may_be_called_as_a_part_of_an_address(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with served(sqlite_url, tmp_path) as place:
        url = place.server.make_url("/chat/v1/files/socket")
        async with place.http.ws_connect(url) as ws:
            await ws.send_json({"type": "hello"})
            assert (await ws.receive_json())["type"] == "welcome"


def test_the_settings_of_a_live_chat(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "config.yml"
    monkeypatch.setenv("EMPTY", "")
    for wrong in (
        "web: {trusted_proxies: [nonsense]}",
        "channels: {a: {kind: livechat, identity_secret: inline}}",
        "channels: {a: {kind: livechat, identity_secret: {env: EMPTY}}}",
        "channels: {a: {kind: livechat, people_per_address: 0}}",
    ):
        file.write_text(wrong)
        with pytest.raises(BadConfig):
            load(file)
    monkeypatch.setenv("PAGE", "geheim-" * 5)
    file.write_text(
        "web: {trusted_proxies: [10.0.0.0/8, 192.0.2.7]}\n"
        "channels: {a: {kind: livechat, identity_secret: {env: PAGE}}}\n"
    )
    settings = load(file)
    assert [str(n) for n in settings.web.trusted_proxies] == ["10.0.0.0/8", "192.0.2.7/32"]
    assert "geheim" not in repr(settings)
