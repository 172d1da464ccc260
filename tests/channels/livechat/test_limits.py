"""How fast citizens may come and write: each, and all behind one network address."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from runtime.bus import Bus
from tests.channels.livechat.rig import Browser, MemoryDesk, Place, Seconds, livechat, served
from tests.channels.livechat.test_frames import _close_code
from tests.channels.rig import NotedIntake

pytestmark = pytest.mark.slow  # a real web server


class NewcomersDesk(MemoryDesk):
    """Nobody has a thread yet."""

    async def thread_state(self, channel: str, address: str) -> None:
        pass


@asynccontextmanager
async def narrow(
    desk: MemoryDesk, seconds: Seconds, **settings: Any  # noqa: ANN401
) -> AsyncIterator[Place]:  # fmt: skip
    chat = livechat(desk, Bus(), seconds, **settings)
    async with served(chat, NotedIntake()) as place:
        yield place


async def turned_away(browser: Browser, code: str, words: str) -> None:
    """The citizen is told why, when to come back, and the socket is closed."""
    error, bye = await browser.frame(), await browser.frame()
    assert (error["type"], error["code"]) == ("error", code)
    assert words in error["detail"]
    assert str(error["retry_ms"] // 1000) in error["detail"]
    assert bye == {"type": "bye", "retry_ms": error["retry_ms"]}
    assert 0 < error["retry_ms"] <= 31_000
    assert await _close_code(browser) == 1013


async def test_too_many_connections_from_one_address_are_turned_away_with_words() -> None:
    seconds = Seconds()
    limits = {"connections_per_minute": 1, "people_per_address": 2}
    async with narrow(MemoryDesk(), seconds, **limits) as place:
        for _ in range(2):
            async with place.browser() as browser:
                await browser.hello()
        async with place.browser() as browser:
            await turned_away(browser, "too_many_connections", "Mohon coba lagi")
        async with place.browser(**{"Accept-Language": "en"}) as browser:
            await turned_away(browser, "too_many_connections", "Please try again")
        seconds.now += 31
        async with place.browser() as browser:
            await browser.hello()


async def test_too_many_newcomers_from_one_address_are_turned_away_with_words() -> None:
    seconds = Seconds()
    limits = {"hellos_per_minute": 1, "people_per_address": 2}
    async with narrow(NewcomersDesk(), seconds, **limits) as place:
        for _ in range(2):
            async with place.browser() as browser:
                await browser.hello()
        async with place.browser() as browser:
            await browser.send(type="hello", session=None, locale="en")
            await turned_away(browser, "too_many_sessions", "Please try again")
        seconds.now += 31
        async with place.browser() as browser:
            await browser.hello()


async def test_whoever_has_a_thread_is_no_newcomer() -> None:
    limits = {"hellos_per_minute": 1, "people_per_address": 1}
    async with narrow(MemoryDesk(), Seconds(), **limits) as place:
        for _ in range(5):
            async with place.browser() as browser:
                await browser.hello()


async def test_all_behind_one_address_may_write_so_much_together() -> None:
    limits = {"messages_per_minute": 3, "people_per_address": 2}
    replies = []
    async with narrow(MemoryDesk(), Seconds(), **limits) as place:
        for _ in range(3):
            async with place.browser() as browser:
                await browser.hello()
                for _ in range(3):
                    await browser.write("halo")
                replies += [f for f in await browser.quiet() if f["type"] in {"ack", "error"}]

    assert [f["type"] for f in replies] == ["ack"] * 6 + ["error"] * 3
    assert {f["code"] for f in replies[6:]} == {"too_fast"}
    assert all(f["retry_ms"] == 11_000 for f in replies[6:])
