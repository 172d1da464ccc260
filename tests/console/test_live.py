"""The live socket: events as they happen, after a break too, and only for those who work here."""

import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import sqlalchemy as sa
from aiohttp import WSMsgType

from tests.console.caller import Caller, Office
from tests.tickets.desk import Desk, number
from tickets.commands.actor import Actor
from tickets.store import events

pytestmark = pytest.mark.slow  # the whole house behind a real web server


class Screen:
    """A console that is open."""

    def __init__(self, ws: aiohttp.ClientWebSocketResponse) -> None:
        self.ws = ws

    async def frame(self, seconds: float = 10) -> dict[str, Any]:
        """The next frame."""
        raw = await self.ws.receive(seconds)
        assert raw.type is WSMsgType.TEXT, raw
        frame: dict[str, Any] = json.loads(raw.data)
        return frame

    async def until_ready(self) -> list[dict[str, Any]]:
        """Everything up to ``ready``, that included."""
        frames = [await self.frame()]
        while frames[-1]["type"] != "ready":
            frames.append(await self.frame())
        return frames


@contextlib.asynccontextmanager
async def opened(who: Caller, after: str | None = None) -> AsyncIterator[Screen]:
    """A socket, from a cursor on."""
    query = {} if after is None else {"after": after}
    url = who.server.make_url("/api/v1/live").with_query(query)
    async with who.http.ws_connect(url, headers=who.headers) as ws:
        yield Screen(ws)


async def test_an_event_comes_without_being_asked_for(api: Caller, desk: Desk) -> None:
    async with opened(api) as screen:
        assert (await screen.frame())["type"] == "ready"
        receipt = await desk.chat("jam buka?")
        frames = [await screen.frame(), await screen.frame()]

    assert [(f["type"], f["kind"], f["ticket"]) for f in frames] == [
        ("event", "ticket.created", receipt.ticket),
        ("event", "message.added", receipt.ticket),
    ]
    assert {"type", "id", "kind", "at", "actor", "ticket", "facts"} == set(frames[0])
    assert "jam buka" not in json.dumps(frames)


async def test_after_a_break_one_goes_on_where_one_was(api: Caller, desk: Desk) -> None:
    await desk.mail()
    async with opened(api) as screen:
        cursor = (await screen.frame())["id"]
    missed = await desk.mail()
    async with opened(api, after=cursor) as screen:
        frames = await screen.until_ready()
        later = await desk.mail()
        follows = await screen.frame(1)

    assert {f["ticket"] for f in frames[:-1]} == {missed.ticket}
    assert frames[-1]["id"] == frames[-2]["id"]
    assert follows["ticket"] == later.ticket


async def test_one_can_go_on_from_the_cursor_a_ticket_was_read_at(
    api: Caller, desk: Desk, sari: Actor
) -> None:
    ticket = number(await desk.mail())
    cursor = (await api.get(f"/api/v1/tickets/{ticket}")).body["cursor"]
    await desk.agents.take(ticket, sari)
    async with opened(api, after=cursor) as screen:
        [change, _] = await screen.until_ready()

    assert (change["kind"], change["actor"]) == ("ticket.changed", sari.label)


async def test_a_long_break_is_made_up_for_in_order(api: Caller, desk: Desk) -> None:
    start = await desk.latest()
    for n in range(210):
        await desk.chat(str(n))
    async with opened(api, after=start) as screen:
        frames = await screen.until_ready()

    log: list[str] = []
    cursor = start
    while page := await desk.log(cursor):
        log += [event.cursor for event in page]
        cursor = page[-1].cursor
    assert [f["id"] for f in frames[:-1]] == log
    assert len(log) > 200


@pytest.mark.parametrize("cursor", ["nonsense", "ZTk5OTk5OQ", "%%%", "x" * 2000])
async def test_a_cursor_that_leads_nowhere_asks_to_read_everything_anew(
    api: Caller, desk: Desk, cursor: str
) -> None:
    await desk.mail()
    async with opened(api, after=cursor) as screen:
        frames = await screen.until_ready()
        receipt = await desk.mail()
        follows = await screen.frame(1)

    assert [f["type"] for f in frames] == ["resync", "ready"]
    assert frames[-1]["id"] != cursor
    assert follows["ticket"] == receipt.ticket


async def test_a_cursor_the_log_no_longer_reaches_asks_to_read_everything_anew(
    api: Caller, desk: Desk
) -> None:
    for _ in range(3):
        await desk.mail()
    first = (await desk.log())[0].cursor
    keep = sa.select(sa.func.max(events.c.id)).scalar_subquery()
    await desk.db.write(lambda tx: tx.run(sa.delete(events).where(events.c.id < keep)))
    async with opened(api, after=first) as screen:
        assert [f["type"] for f in await screen.until_ready()] == ["resync", "ready"]


async def test_what_the_console_says_is_not_listened_to_and_does_no_harm(
    api: Caller, desk: Desk
) -> None:
    async with opened(api) as screen:
        await screen.until_ready()
        await screen.ws.send_str("{bukan json")
        await screen.ws.send_bytes(b"\xff")
        await desk.mail()
        assert (await screen.frame(1))["type"] == "event"


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer x"}, {"Cookie": "a=b"}])
async def test_a_stranger_is_refused(office: Office, headers: dict[str, str]) -> None:
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        async with opened(office.stranger(**headers)):
            pass
    assert refused.value.status == 401


async def test_many_screens_all_see_the_same(api: Caller, desk: Desk) -> None:
    async with contextlib.AsyncExitStack() as stack:
        screens = [await stack.enter_async_context(opened(api)) for _ in range(10)]
        for screen in screens:
            await screen.until_ready()
        await desk.mail()
        frames = [[await screen.frame(1) for _ in range(2)] for screen in screens]

    assert all(seen == frames[0] for seen in frames)
