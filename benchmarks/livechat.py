"""What the live chat does: messages stored and acknowledged, and questions answered."""

import asyncio
import json
import statistics
import time
import uuid
from pathlib import Path

import aiohttp

from nlu.rasa import RasaClient

QUESTION = "jam buka kantor hari apa saja?"
NO_LIMITS = {
    "kind": "livechat",
    "messages_per_minute": 10_000_000,
    "people_per_address": 1_000_000,
}  # all come from one machine


async def acknowledged(base: str, clients: int, seconds: float = 6.0) -> float:
    """Messages a second that were acknowledged; each client waits for its ack before the next."""
    async with (
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session,
        asyncio.TaskGroup() as group,
    ):
        tasks = [group.create_task(_talk(session, base, seconds)) for _ in range(clients)]
    return sum(task.result() for task in tasks)


async def _talk(session: aiohttp.ClientSession, base: str, seconds: float) -> float:
    async with session.ws_connect(f"{base}/chat/v1/socket") as ws:
        await ws.send_json({"type": "hello", "session": None, "after": 0, "locale": "id"})
        done, start = 0, time.perf_counter()
        while time.perf_counter() - start < seconds:
            await _write(ws, QUESTION)
            await _until(ws, "ack")
            done += 1
        return done / (time.perf_counter() - start)


async def _write(ws: aiohttp.ClientWebSocketResponse, text: str) -> None:
    await ws.send_json({"type": "message", "client_id": str(uuid.uuid4()), "text": text})


async def _until(ws: aiohttp.ClientWebSocketResponse, kind: str, author: str | None = None) -> None:
    while True:
        frame = json.loads(await ws.receive_str())
        if frame["type"] == "error":
            raise RuntimeError(frame["detail"])
        if frame["type"] == kind and (author is None or frame["author"]["kind"] == author):
            return


async def answers(base: str, count: int = 150) -> list[float]:
    """Milliseconds from the question to the bot's answer, one after the other."""
    took: list[float] = []
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(f"{base}/chat/v1/socket") as ws,
    ):
        await ws.send_json({"type": "hello", "session": None, "after": 0, "locale": "id"})
        for _ in range(count):
            start = time.perf_counter()
            await _write(ws, QUESTION)
            await _until(ws, "message", "bot")
            took.append((time.perf_counter() - start) * 1000)
            await asyncio.sleep(0.02)
    return took


async def parses(where: Path, count: int = 150) -> list[float]:
    """Milliseconds of a bare ``/model/parse`` on the same server."""
    client = RasaClient(where, monotonic=time.monotonic)
    took: list[float] = []
    for _ in range(count):
        start = time.perf_counter()
        await client.parse(QUESTION)
        took.append((time.perf_counter() - start) * 1000)
        await asyncio.sleep(0.02)
    await client.close()
    return took


def percentiles(took: list[float]) -> tuple[float, float]:
    """p50 and p95."""
    cuts = statistics.quantiles(took, n=20)
    return statistics.median(took), cuts[18]
