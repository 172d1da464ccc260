"""Telegram's limits are kept before Telegram has to remind us."""

import asyncio
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.base import TryLater
from channels.telegram.flood import BURST, PER_GROUP, PER_SECOND, Flood
from tests.channels.rig import outbound
from tests.channels.telegram.rig import TelegramRig, now
from tests.peers.botapi import slow_down

pytestmark = pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")


def test_one_chat_gets_one_message_a_second() -> None:
    flood = Flood()
    assert [flood.reserve(7, 10.0) for _ in range(3)] == [0.0, 1.0, 2.0]
    assert flood.reserve(8, 10.0) == 0.0
    assert flood.reserve(7, 20.0) == 0.0


def test_a_group_gets_twenty_a_minute() -> None:
    flood = Flood()
    at = 0.0
    for _ in range(PER_GROUP):
        assert flood.wait(-5, at) == 0.0
        flood.reserve(-5, at)
        at += 1.5
    assert flood.wait(-5, at) == pytest.approx(60 - at)
    assert flood.wait(-6, at) == 0.0
    assert flood.wait(-5, 60.0) == 0.0


def test_an_album_counts_as_so_many() -> None:
    flood = Flood()
    flood.reserve(-5, 0.0, weight=10)
    flood.reserve(-5, 2.0, weight=9)
    assert flood.wait(-5, 4.0) == 0.0
    assert flood.wait(-5, 4.0, weight=2) == pytest.approx(56.0)


def test_what_came_late_is_what_the_next_keeps_its_distance_from() -> None:
    flood = Flood()
    flood.reserve(7, 10.0)
    flood.said(7, 10.6)
    assert flood.wait(7, 10.6) == pytest.approx(1.0)


def test_who_was_told_to_wait_waits_alone() -> None:
    flood = Flood()
    flood.told(7, 17.0)
    assert flood.wait(7, 10.0) == 7.0
    assert flood.wait(8, 10.0) == 0.0


@given(st.lists(st.floats(0, 0.2), max_size=200), st.integers(1, 3))
def test_all_chats_together_never_get_more_than_thirty_a_second(
    gaps: list[float], weight: int
) -> None:
    flood, sent = Flood(), []
    for at in itertools.accumulate(gaps, initial=0.0):
        sent += [at + flood.share(at, weight)] * weight
    sent.sort()
    most = PER_SECOND + BURST
    for first, later in zip(sent, sent[most:], strict=False):
        assert later - first >= 1 - 1e-6


async def test_the_sender_keeps_to_them(rig: TelegramRig) -> None:
    long = "\n\n".join(["a" * 4000] * 3)
    began = now()
    async with asyncio.TaskGroup() as group:
        group.create_task(rig.channel.send(outbound(rig.channel, "1", long)))
        for chat in range(2, 42):
            group.create_task(rig.channel.send(outbound(rig.channel, str(chat), "halo")))
    at = {chat: [s.at - began for s in rig.api.sent if s.chat_id == chat] for chat in range(1, 42)}
    assert all(later - first > 0.9 for first, later in itertools.pairwise(at[1]))
    others = sorted(one for chat in range(2, 42) for one in at[chat])
    assert len(others) == 40
    assert others[-1] - others[0] > 0.9, "thirty a second, a few at once"
    assert others[-1] < at[1][-1], "a chat that must wait holds up no other"


async def test_what_must_wait_for_long_is_put_off(rig: TelegramRig) -> None:
    rig.api.fail("sendMessage", slow_down(30), times=1)
    for _ in range(2):
        with pytest.raises(TryLater) as told:
            await rig.channel.send(outbound(rig.channel, "1", "halo"))
        assert told.value.after is not None
        assert 29 < told.value.after.total_seconds() <= 30
    assert rig.api.calls == ["sendmessage"]
