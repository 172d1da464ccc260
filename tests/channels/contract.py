"""The promises every adapter keeps; each channel's test module subclasses this with its rig."""

import asyncio

import pytest

from channels.base import Refused, TryLater
from tests.channels.rig import NotedIntake, Rig, outbound, running, until


class ChannelContract:
    """Subclass it, and give a ``rig`` fixture."""

    async def test_a_message_is_taken_in(self, rig: Rig) -> None:
        intake = NotedIntake()
        async with running(rig.channel, intake):
            await rig.arrive("jam buka kantor?")
            await until(lambda: intake.texts == ["jam buka kantor?"])

    async def test_it_acknowledges_only_after_receive_returned(self, rig: Rig) -> None:
        intake = NotedIntake()
        intake.may_finish.clear()
        async with running(rig.channel, intake):
            await rig.arrive("halo")
            await asyncio.wait_for(intake.waiting.wait(), 10)
            await asyncio.sleep(0.1)
            assert await rig.acknowledged() == 0
            intake.may_finish.set()
            async with asyncio.timeout(10):
                while await rig.acknowledged() != 1:
                    await asyncio.sleep(0.01)

    async def test_the_same_message_twice_is_the_same_message(self, rig: Rig) -> None:
        intake = NotedIntake()
        async with running(rig.channel, intake):
            await rig.arrive("halo")
            await until(lambda: intake.texts == ["halo"])
            await rig.offer_again()
            await rig.arrive("masih di sana?")
            await until(lambda: "masih di sana?" in intake.texts)
        assert intake.texts == ["halo", "masih di sana?"]

    async def test_what_cannot_be_read_is_set_aside_and_the_next_is_taken(self, rig: Rig) -> None:
        intake = NotedIntake()
        async with running(rig.channel, intake):
            await rig.arrive_unreadable()
            await rig.arrive("berikutnya")
            await until(lambda: "berikutnya" in intake.texts)

    async def test_it_sends(self, rig: Rig) -> None:
        async with running(rig.channel, NotedIntake()):
            assert await rig.channel.send(outbound(rig.channel, rig.address(), "Selamat pagi"))
            async with asyncio.timeout(10):
                while not any("Selamat pagi" in text for text in await rig.sent()):
                    await asyncio.sleep(0.01)

    async def test_not_now_and_never_are_told_apart(self, rig: Rig) -> None:
        async with running(rig.channel, NotedIntake()):
            rig.weather("later")
            with pytest.raises(TryLater):
                await rig.channel.send(outbound(rig.channel, rig.address(), "satu"))
            rig.weather("refused")
            with pytest.raises(Refused):
                await rig.channel.send(outbound(rig.channel, rig.address(), "dua"))
            rig.weather("fair")
            await rig.channel.send(outbound(rig.channel, rig.address(), "tiga"))

    async def test_cancelling_is_clean_and_it_can_start_again(self, rig: Rig) -> None:
        first, second = NotedIntake(), NotedIntake()
        async with running(rig.channel, first):
            await rig.arrive("satu")
            await until(lambda: first.texts == ["satu"])
            async with asyncio.timeout(10):
                while await rig.acknowledged() != 1:
                    await asyncio.sleep(0.01)
        second.cursors, second.received = first.cursors, dict(first.received)
        async with running(rig.channel, second):
            await rig.arrive("dua")
            await until(lambda: "dua" in second.texts)
