"""Every test gets a Bot API server of its own."""

from collections.abc import AsyncIterator

import pytest

from tests.channels.telegram.rig import TelegramRig
from tests.peers.botapi import BotApi


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as server:
        yield server


@pytest.fixture
async def rig(api: BotApi) -> TelegramRig:
    return TelegramRig(api)
