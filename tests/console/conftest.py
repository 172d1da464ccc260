"""The real web application with the real house behind it, on SQLite; no bot runs."""

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from aiohttp.test_utils import TestServer

from app.bootstrap import assemble
from app.settings import DatabaseSettings, Settings
from app.web import application
from channels.livechat.settings import LiveChatSettings
from console.live import Live
from tests.console.caller import Caller, Office
from tests.tickets.desk import Desk, SetClock
from tickets.commands.agents import Actor
from tickets.domain.access import Role


@pytest.fixture
async def office(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Office]:
    settings = Settings(
        data=tmp_path / "var",
        database=DatabaseSettings(url=sqlite_url),
        channels={"livechat": LiveChatSettings(kind="livechat")},
    )
    clock = SetClock()
    async with assemble(settings, clock) as house:
        live = Live(house.queries, house.bus)
        async with (
            TestServer(application(house, live)) as server,
            aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http,
        ):
            desk = Desk(db=house.db, bus=house.bus, blobs=house.blobs, clock=clock)
            yield Office(house, server, http, desk)
            await live.close()


@pytest.fixture
async def desk(office: Office) -> Desk:
    return office.desk


@pytest.fixture
async def sari(desk: Desk) -> Actor:
    return await desk.agent("Sari")


@pytest.fixture
async def api(office: Office, sari: Actor) -> Caller:
    """Sari's script; she is an agent."""
    return await office.script(sari)


@pytest.fixture
async def supervisor(office: Office, desk: Desk) -> Caller:
    return await office.script(await desk.agent("Dewi", Role.SUPERVISOR))
