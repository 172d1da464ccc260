"""Live chat keeps the promises every channel keeps."""

import asyncio

import pytest

from channels.base import Refused
from tests.channels.contract import ChannelContract
from tests.channels.livechat.rig import LiveChatRig
from tests.channels.rig import NotedIntake, Rig, outbound, running, until

pytestmark = pytest.mark.slow  # a real web server


class TestLiveChatContract(ChannelContract):
    """With the ``rig`` of conftest.py; a live chat shows what is stored, and is never offline."""

    async def test_it_sends(self, rig: Rig) -> None:
        assert isinstance(rig, LiveChatRig)
        intake = NotedIntake()
        async with running(rig.channel, intake):
            await rig.arrive("halo")
            await until(lambda: intake.texts == ["halo"])
            assert await rig.sent() == []
            rig.desk.store(rig.address(), "Selamat pagi")
            assert await rig.channel.send(outbound(rig.channel, rig.address(), "Selamat pagi"))
            async with asyncio.timeout(10):
                while await rig.sent() != ["Selamat pagi"]:
                    await asyncio.sleep(0.01)

    async def test_not_now_and_never_are_told_apart(self, rig: Rig) -> None:
        """There is no "not now": whoever holds the socket follows the thread in the store."""
        await rig.channel.send(outbound(rig.channel, rig.address(), "satu"))
        async with running(rig.channel, NotedIntake()):
            rig.weather("refused")
            with pytest.raises(Refused):
                await rig.channel.send(outbound(rig.channel, rig.address(), "dua"))
            rig.weather("fair")
            await rig.channel.send(outbound(rig.channel, rig.address(), "tiga"))


async def test_the_types_fit(rig: LiveChatRig) -> None:
    fits: Rig = rig
    assert (fits.channel.name, fits.channel.kind) == ("obrolan", "livechat")
    assert "*" in await fits.channel.check()
