"""The real web application with the real house behind it, on SQLite; no bot runs."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.bootstrap import assemble
from app.settings import DatabaseSettings, Settings
from channels.livechat.settings import LiveChatSettings
from tests.console.caller import Caller, Office
from tests.console.offices import serving
from tests.tickets.desk import Desk, SetClock
from tickets.commands.actor import Actor
from tickets.domain.access import Role


@pytest.fixture
async def office(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Office]:
    settings = Settings(
        data=tmp_path / "var",
        database=DatabaseSettings(url=sqlite_url),
        channels={"livechat": LiveChatSettings(kind="livechat")},
    )
    clock = SetClock()
    async with assemble(settings, clock) as house, serving(house, clock) as office:
        yield office


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
