"""How a connection ends: the server goes, or the client does not read, or is not there any more."""

import asyncio
import json
import socket

import pytest
from aiohttp import WSMsgType

from channels.livechat.session import address_of, fresh_token
from runtime.bus import Bus
from tests.channels.livechat.rig import Browser, Frame, MemoryDesk, Place, livechat, served
from tests.channels.rig import NotedIntake, until

pytestmark = pytest.mark.slow  # a real web server
LONG = "x" * 8000


async def last_words(browser: Browser) -> tuple[list[Frame], int | None]:
    """The frames until the server closes, and its close code."""
    frames = []
    while (raw := await browser.ws.receive(5)).type is WSMsgType.TEXT:
        frames.append(json.loads(raw.data))
    return frames, browser.ws.close_code


async def test_when_the_server_goes_each_client_is_told_when_to_come_back() -> None:
    chat = livechat(MemoryDesk(), Bus())
    async with served(chat, NotedIntake()) as place, asyncio.TaskGroup() as group:
        tasks = [group.create_task(_stays(place)) for _ in range(40)]
        await until(lambda: chat.health.connected == 40)
        await asyncio.sleep(0.2)
        await chat.close()

    ends = [task.result() for task in tasks]
    assert {code for _, code in ends} == {1012}
    pauses = [frames[-1]["retry_ms"] for frames, _ in ends]
    assert {frames[-1]["type"] for frames, _ in ends} == {"bye"}
    assert len(set(pauses)) > 20, "they would all come back at once"
    assert min(pauses) >= 500
    assert max(pauses) <= 2000


async def _stays(place: Place) -> tuple[list[Frame], int | None]:
    async with place.browser() as browser:
        await browser.hello()
        return await last_words(browser)


async def test_a_client_that_does_not_read_is_dropped_and_resumes() -> None:
    desk, session = MemoryDesk(), fresh_token()
    for _ in range(1000):
        desk.store(address_of(session), LONG)
    chat = livechat(desk, Bus(), slowest=0.3)
    async with served(chat, NotedIntake()) as place:
        with await _deaf(place, session):
            await until(lambda: chat.health.connected == 1)
            await until(lambda: chat.health.connected == 0)
        async with place.browser() as again:
            await again.hello(session, after=3)
            frames = await again.messages(997)

    assert [frame["seq"] for frame in frames] == list(range(4, 1001))


async def _deaf(place: Place, session: str) -> socket.socket:
    """A client that says hello, and then reads nothing at all."""
    plain = socket.socket()
    plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    await asyncio.to_thread(plain.connect, ("127.0.0.1", place.server.port))
    request = (
        "GET /chat/v1/socket HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    )
    hello = json.dumps({"type": "hello", "session": session}).encode()
    assert len(hello) < 126  # else its length is written in another way
    frame = bytes([0x81, 0x80 | len(hello)]) + bytes(4) + hello  # text, whole, masked with zeros
    await asyncio.to_thread(plain.sendall, request.encode() + frame)
    return plain


async def test_a_client_that_answers_no_ping_is_let_go() -> None:
    chat = livechat(MemoryDesk(), Bus(), heartbeat=0.3)
    async with served(chat, NotedIntake()) as place:
        url = place.server.make_url("/chat/v1/socket")
        async with place.browser() as lively, place.http.ws_connect(url, autoping=False):
            await lively.hello()
            assert chat.health.connected == 2
            async with asyncio.timeout(10):
                while chat.health.connected != 1:
                    await lively.quiet(0.05)  # reading answers pings
            for _ in range(20):
                await lively.quiet(0.05)
            await lively.write("halo")
            await lively.next("ack")
