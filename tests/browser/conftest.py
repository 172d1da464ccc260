"""A browser before our own server: Debian's chromium, driven by Playwright."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright

from tests.peers.server import Server

_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    path = shutil.which("chromium")
    if path is None:
        pytest.fail("chromium is missing: apt-get install chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(_QUIET))
        yield browser
        await browser.close()


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
