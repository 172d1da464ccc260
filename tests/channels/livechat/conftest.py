"""A live chat on a real server, with a desk in memory or the real one on SQLite."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from runtime.bus import Bus
from tests.channels.livechat.rig import LiveChatRig, MemoryDesk, listening, livechat
from tests.tickets.desk import Desk, opened


@pytest.fixture
async def rig() -> AsyncIterator[LiveChatRig]:
    desk = MemoryDesk()
    chat = livechat(desk, Bus())
    async with listening(chat) as place:
        made = LiveChatRig(place, chat, desk)
        yield made
        await made.close()


@pytest.fixture
async def desk(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Desk]:
    """The real store."""
    async with opened(sqlite_url, tmp_path) as made:
        yield made
