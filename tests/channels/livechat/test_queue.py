"""What a chat shows of the queue: live, for many at once, and only what may be promised."""

import asyncio
import contextlib
import datetime as dt
from collections.abc import AsyncIterator
from zoneinfo import ZoneInfo

import pytest

from app.desks import ChatDesk
from channels.livechat.session import address_of
from tests.channels.livechat.rig import Browser, Frame, Place, livechat, served
from tests.tickets.desk import Desk, number
from tickets.domain.hours import BusinessHours, Calendars, Shift
from tickets.domain.traffic import Receipt
from tickets.queries import Queries

WIB = ZoneInfo("Asia/Jakarta")
TEN = dt.datetime(2026, 11, 24, 10, tzinfo=WIB)
OFFICE = BusinessHours(
    zone=WIB, week=dict.fromkeys(range(5), (Shift(start=dt.time(8), end=dt.time(16)),))
)


class CountingDesk(ChatDesk):
    """The desk, and how often a thread was read."""

    reads = 0

    async def _thread(self, channel: str, address: str, after: int) -> object:
        self.reads += 1
        return await self._queries.thread(channel, address, after)

    def __init__(self, desk: Desk, queries: Queries) -> None:
        super().__init__(queries, desk.deliveries, desk.chats, desk.blobs)
        self._queries = queries
        self.thread = self._thread  # type: ignore[assignment]


@pytest.fixture
def desk(desk: Desk) -> Desk:
    """Give it hours, on a Tuesday at ten."""
    desk.clock.now = TEN.astimezone(dt.UTC)
    desk.calendars = Calendars(office=OFFICE)
    return desk


@contextlib.asynccontextmanager
async def open_for(desk: Desk) -> AsyncIterator[tuple[Place, CountingDesk]]:
    """A live chat that is open, and whoever watches the queue for it."""
    queries = Queries(desk.db, desk.clock, desk.calendars, every=0.05)
    counting = CountingDesk(desk, queries)
    chat = livechat(counting, desk.bus, messages_per_minute=1000)
    async with asyncio.TaskGroup() as group:
        watching = group.create_task(queries.follow_queue(desk.bus))
        async with served(chat, desk.intake) as place:
            yield place, counting
        watching.cancel()


async def _waits(desk: Desk, browser: Browser, locale: str = "id") -> Receipt:
    """The citizen wants a person, and waits."""
    await browser.hello(locale=locale)
    await browser.write("saya mau bicara dengan petugas")
    await browser.next("ack")
    desk.clock.forward(seconds=1)
    receipt = await desk.intake.receive(
        desk.written(channel="obrolan", sender=address_of(browser.session), text="halo?")
    )
    await desk.bot_turn(receipt, "Baik", hand_off="requested")
    return receipt


async def _state(browser: Browser, **wanted: object) -> Frame:
    """The next state that is so."""
    while True:
        frame = await browser.next("state")
        if all(frame[name] == value for name, value in wanted.items()):
            return frame


async def test_who_waits_is_moved_up_without_asking_the_store(desk: Desk) -> None:
    sari = await desk.agent()
    async with open_for(desk) as (place, counting), contextlib.AsyncExitStack() as stack:
        browsers = [await stack.enter_async_context(place.browser()) for _ in range(12)]
        receipts = [await _waits(desk, browser) for browser in browsers]
        for n, browser in enumerate(browsers, 1):
            await _state(browser, position=n, open=True)
        await asyncio.sleep(0.2)
        before = counting.reads

        await desk.agents.take(number(receipts[0]), sari)
        for n, browser in enumerate(browsers[1:], 1):
            await _state(browser, position=n)
        await _state(browsers[0], position=None, handler="agent")
        assert counting.reads - before <= 2, "only the one that was taken was read anew"


async def test_the_wait_is_shown_in_seconds_once_it_is_known(desk: Desk) -> None:
    sari = await desk.agent()
    async with open_for(desk) as (place, _), place.browser() as browser:
        await _waits(desk, browser)
        assert (await _state(browser, position=1))["wait_seconds"] is None
        for n in range(6):
            other = await desk.chat(sender=f"{n:064x}")
            await desk.bot_turn(other, "Baik", hand_off="requested")
            desk.clock.forward(minutes=2)
            await desk.agents.take(number(other), sari)
        shown = await _state(browser, wait_seconds=2 * 60)
        assert shown["position"] == 1


async def test_at_the_end_of_the_day_the_place_goes_and_in_the_morning_it_is_back(
    desk: Desk,
) -> None:
    """Nobody moves in the queue; only the time does."""
    async with open_for(desk) as (place, _), place.browser() as browser:
        await _waits(desk, browser)
        await _state(browser, position=1, open=True, opens_at=None)
        desk.clock.now = TEN.replace(hour=16)
        desk.bus.ring(["queue"])
        closed = await _state(browser, open=False)
        assert (closed["position"], closed["wait_seconds"]) == (None, None)
        assert closed["opens_at"] == "2026-11-25T01:00:00+00:00"
        desk.clock.now = TEN.replace(day=25, hour=8)
        desk.bus.ring(["queue"])
        await _state(browser, position=1, open=True)


async def test_without_hours_a_place_is_shown_and_nothing_promised(desk: Desk) -> None:
    desk.calendars = Calendars()
    async with open_for(desk) as (place, _), place.browser() as browser:
        await _waits(desk, browser)
        shown = await _state(browser, position=1)
        assert (shown["open"], shown["opens_at"], shown["wait_seconds"]) == (None, None, None)
