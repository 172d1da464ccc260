"""Every test gets a Bot API server of its own."""

from collections.abc import AsyncIterator

import pytest

from tests.channels.telegram.rig import Called, TelegramRig, WebhookRig
from tests.peers.botapi import BotApi


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as server:
        yield server


@pytest.fixture
async def rig(api: BotApi) -> TelegramRig:
    return TelegramRig(api)


@pytest.fixture
async def hooked(api: BotApi) -> AsyncIterator[WebhookRig]:
    called = Called(api)
    await called.open()
    yield WebhookRig(api, called)
    await called.close()


@pytest.fixture(params=["poll", "webhook"])
async def either(request: pytest.FixtureRequest, api: BotApi) -> AsyncIterator[TelegramRig]:
    """A bot in each mode."""
    called = Called(api)
    await called.open()
    yield TelegramRig(api) if request.param == "poll" else WebhookRig(api, called)
    await called.close()
