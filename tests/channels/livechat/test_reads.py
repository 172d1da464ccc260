"""How often a chat is read: once when its bell rings, and not because of another's."""

import asyncio
import contextlib
from collections import Counter

import pytest

from app.desks import ChatDesk
from channels.livechat.session import address_of
from tests.channels.livechat.rig import livechat, served
from tests.tickets.desk import Desk
from tickets.domain.message import Message
from tickets.domain.traffic import Receipt
from tickets.queries import ThreadState

pytestmark = pytest.mark.slow  # a real web server


def counted(desk: Desk, looks: Counter[str]) -> ChatDesk:
    """The real desk, and how often each address is looked at."""
    real = ChatDesk(desk.queries, desk.deliveries, desk.chats, desk.blobs)
    look = real.thread

    async def thread(
        channel: str, address: str, after: int
    ) -> tuple[list[Message], ThreadState | None]:
        looks[address] += 1
        return await look(channel, address, after)

    real.thread = thread
    return real


async def test_a_chat_that_is_rung_looks_once_and_no_other_does(desk: Desk) -> None:
    looks: Counter[str] = Counter()
    chat = livechat(counted(desk, looks), desk.bus)
    async with contextlib.AsyncExitStack() as stack:
        place = await stack.enter_async_context(served(chat, desk.intake))
        browsers = [await stack.enter_async_context(place.browser()) for _ in range(20)]
        for browser in browsers:
            await browser.hello()
        (one, *_) = browsers
        address = address_of(one.session)
        await one.write("jam buka?")
        await one.next("message")
        await one.quiet(0.5)
        assert len(looks) == len(browsers), "each looked when it came"
        looks.clear()
        [said], state = await desk.queries.thread("obrolan", address, 0)
        assert state is not None
        await desk.bot_turn(
            Receipt(ticket=state.ticket, conversation=said.conversation, seq=1, fresh=True), "08.00"
        )
        assert (await one.next("message"))["text"] == "08.00"
        await asyncio.sleep(0.2)
    assert looks == {address: 1}
