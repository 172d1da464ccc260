"""A browser before our own server: Debian's chromium, driven by Playwright."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.peers.chromium import chromium
from tests.peers.server import Server

_HERE = Path(__file__).parent
expect.set_options(timeout=15_000)  # it waits for what will come: a busy machine is no fault


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One loop for all of them, since a browser lives in the loop that started it."""
    for item in items:
        if item.path.is_relative_to(_HERE) and pytest_asyncio.is_async_test(item):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def started() -> AsyncIterator[Browser]:
    """One browser for the session: starting it takes longer than many a test."""
    async with chromium() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="session")
async def browser(started: Browser) -> AsyncIterator[Browser]:
    """It has no visitor yet, and keeps none."""
    yield started
    for context in started.contexts:
        await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def server(tmp_path: Path, rasa_socket: Path) -> AsyncIterator[Server]:
    """Our server with Rasa and a live chat, as one deploys it."""
    config = {
        "data": str(tmp_path / "data"),
        "database": {"url": f"sqlite+aiosqlite:///{tmp_path}/tanya.db"},
        "nlu": {"url": f"unix://{rasa_socket}"},
        "channels": {"livechat": {"kind": "livechat"}},
    }
    server = Server(folder=tmp_path / "server", config=config)
    try:
        await server.start()
        yield server
    finally:
        await server.stop()
