"""Telegram keeps the promises every channel keeps."""

import pytest

from tests.channels.contract import ChannelContract
from tests.channels.rig import Rig
from tests.channels.telegram.rig import TelegramRig
from tests.peers.botapi import BotApi

pytestmark = pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")


class TestTelegramContract(ChannelContract):
    """With the ``rig`` of conftest.py."""


async def test_the_types_fit(api: BotApi) -> None:
    rig: Rig = TelegramRig(api)
    assert (rig.channel.name, rig.channel.kind) == ("telegram-utama", "telegram")
