"""A browser before our own server: Debian's chromium, driven by Playwright."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.peers.chromium import chromium
from tests.peers.server import Server

expect.set_options(timeout=15_000)  # it waits for what will come: a busy machine is no fault


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest.fixture
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
