import asyncio
import contextlib
import json
import socket
import struct
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from aiohttp import web

from nlu.interpreter import Entity, Guess, Interpretation, Unavailable
from nlu.rasa import FallbackInterpreter, RasaClient
from nlu.standin import Standin

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

GOOD = {
    "text": "syarat pbg",
    "intent": {"name": "syarat", "confidence": 0.8},
    "intent_ranking": [
        {"name": "sapaan", "confidence": 0.2},
        {"name": "syarat", "confidence": 0.8},
    ],
    "entities": [{"entity": "permit", "value": "pbg", "start": 7, "end": 10}],
}


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Peer:
    """A real server that answers with whatever it is given, and keeps what it was asked."""

    def __init__(self) -> None:
        self.body: bytes = json.dumps(GOOD).encode()
        self.status = 200
        self.delay = 0.0
        self.resets = 0
        self.asked: list[str] = []
        self.tokens: list[str | None] = []
        self.url = ""

    async def handle(self, request: web.Request) -> web.Response:
        self.asked.append((await request.json())["text"])
        self.tokens.append(request.query.get("token"))
        if self.resets:
            self.resets -= 1
            assert request.transport is not None
            linger = struct.pack("ii", 1, 0)
            request.transport.get_extra_info("socket").setsockopt(
                socket.SOL_SOCKET, socket.SO_LINGER, linger
            )
            request.transport.abort()
        await asyncio.sleep(self.delay)
        return web.Response(body=self.body, status=self.status, headers={"Location": "/"})


@pytest.fixture
async def peer() -> AsyncIterator[Peer]:
    peer = Peer()
    app = web.Application()
    app.router.add_post("/base/model/parse", peer.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    peer.url = f"http://127.0.0.1:{runner.addresses[0][1]}/base/?token=t"
    yield peer
    await runner.cleanup()


@contextlib.asynccontextmanager
async def asking(
    target: str | Path, clock: Callable[[], float] = time.monotonic, *, patience: float = 10
) -> AsyncIterator[RasaClient]:
    client = RasaClient(target, monotonic=clock, timeout=patience)
    try:
        yield client
    finally:
        await client.close()


async def test_it_reads_the_ordinary_answer(peer: Peer) -> None:
    async with asking(peer.url) as client:
        assert await client.parse("syarat pbg") == Interpretation(
            ranking=(
                Guess(intent="syarat", confidence=0.8),
                Guess(intent="sapaan", confidence=0.2),
            ),
            entities=(Entity(name="permit", value="pbg"),),
        )
    assert peer.tokens == ["t"]


async def test_what_a_stock_server_must_not_see_does_not_leave(peer: Peer) -> None:
    async with asking(peer.url) as client:
        await client.parse(' /greet@0.2{"x": 1}')
        await client.parse("a" * 100_000)
        assert await client.parse("😀 123 \n") == Interpretation()
    assert [text[:8] for text in peer.asked] == ["  greet@", "aaaaaaaa"]
    assert [len(text) for text in peer.asked] == [19, 2000]


async def test_no_intent_is_an_empty_ranking(peer: Peer) -> None:
    peer.body = (
        b'{"intent": {"name": null, "confidence": 0.0}, "entities": [], "intent_ranking": []}'
    )
    async with asking(peer.url) as client:
        assert await client.parse("qqq") == Interpretation()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[]",
        b"{}",
        b'{"intent": null}',
        b'{"intent": {"name": "a", "confidence": 2}}',
        b'{"intent": {"name": "a", "confidence": NaN}}',
        b'{"intent": {"name": 5, "confidence": 0.5}}',
        b'{"intent": {"name": "a", "confidence": 0.5}, "entities": [{"entity": "x"}]}',
        b'{"intent": {"name": "a", "confidence": 0.5}, "intent_ranking": [1]}',
        b" " * 300_000,
    ],
)
async def test_nonsense_is_unavailable(peer: Peer, body: bytes) -> None:
    peer.body = body
    async with asking(peer.url) as client:
        with pytest.raises(Unavailable):
            await client.parse("halo")


@pytest.mark.parametrize("status", [302, 400, 404, 500, 503])
async def test_other_statuses_are_unavailable(peer: Peer, status: int) -> None:
    peer.status = status
    async with asking(peer.url) as client:
        with pytest.raises(Unavailable):
            await client.parse("halo")
    assert len(peer.asked) == 1


async def test_slow_is_unavailable(peer: Peer) -> None:
    peer.delay = 30
    async with asking(peer.url, patience=0.3) as client:
        started = time.monotonic()
        with pytest.raises(Unavailable, match="no answer within"):
            await client.parse("halo")
    assert time.monotonic() - started < 20


async def test_a_reset_connection_is_tried_once_more(peer: Peer) -> None:
    async with asking(peer.url) as client:
        peer.resets = 1
        assert (await client.parse("halo")).intent == "syarat"
        peer.resets = 2
        with pytest.raises(Unavailable):
            await client.parse("halo")
    assert len(peer.asked) == 4


async def test_the_breaker_opens_and_half_opens(peer: Peer) -> None:
    clock = Clock()
    peer.status = 500
    async with asking(peer.url, clock) as client:
        for _ in range(6):
            with pytest.raises(Unavailable):
                await client.parse("halo")
        assert (client.state, len(peer.asked)) == ("open", 3)
        clock.now += 5
        assert client.state == "half-open"
        peer.status = 200
        assert (await client.parse("halo")).intent == "syarat"
        assert client.state == "closed"


async def test_nobody_there_is_unavailable(tmp_path: Path) -> None:
    async with asking(tmp_path / "no.sock") as client:
        with pytest.raises(Unavailable):
            await client.parse("halo")


async def test_the_standin_answers_while_rasa_is_away(peer: Peer, tmp_path: Path) -> None:
    async with asking(peer.url) as client:
        found = await FallbackInterpreter(client, Standin(lambda: None)).parse("minta petugas")
        assert (found.intent, found.source) == ("syarat", "rasa")
    async with asking(tmp_path / "no.sock") as client:
        found = await FallbackInterpreter(client, Standin(lambda: None)).parse("minta petugas")
        assert (found.intent, found.source) == ("minta_petugas", "keywords")
