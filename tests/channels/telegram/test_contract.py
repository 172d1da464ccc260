"""Telegram keeps the promises every channel keeps, polled and called."""

import pytest

from tests.channels.contract import ChannelContract
from tests.channels.rig import Rig
from tests.channels.telegram.rig import TelegramRig, WebhookRig
from tests.peers.botapi import BotApi

pytestmark = pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")


class TestPolled(ChannelContract):
    """With the ``rig`` of conftest.py."""


class TestCalled(ChannelContract):
    """With a webhook."""

    @pytest.fixture
    async def rig(self, hooked: WebhookRig) -> WebhookRig:
        return hooked


async def test_the_types_fit(api: BotApi) -> None:
    rig: Rig = TelegramRig(api)
    assert (rig.channel.name, rig.channel.kind) == ("telegram-utama", "telegram")
