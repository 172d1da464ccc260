"""The floors: a WebSocket that only echoes, and a database that only commits."""

import asyncio
import contextlib
import multiprocessing
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from multiprocessing.connection import Connection
from pathlib import Path

import aiohttp
import aiosqlite
import sqlalchemy as sa
import uvloop
from aiohttp import web
from sqlalchemy.ext.asyncio import create_async_engine

SECONDS = 3.0
_TABLE = "create table t (id integer primary key, words text)"
_ROW = "insert into t (words) values ('jam buka kantor hari apa saja?')"


async def rate(step: Callable[[], Awaitable[object]], seconds: float = SECONDS) -> float:
    """How often a second."""
    done, start = 0, time.perf_counter()
    while time.perf_counter() - start < seconds:
        await step()
        done += 1
    return done / (time.perf_counter() - start)


@contextlib.asynccontextmanager
async def _listening(app: web.Application) -> AsyncIterator[str]:
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, backlog=1024).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def echoing() -> web.Application:
    """A bare aiohttp WebSocket echo."""

    async def echo(request: web.Request) -> web.WebSocketResponse:
        ws = web.WebSocketResponse()
        await ws.prepare(request)
        async for message in ws:
            await ws.send_str(message.data)
        return ws

    app = web.Application()
    app.router.add_get("/", echo)
    return app


def relay() -> web.Application:
    """Whoever connects gets a name; what is posted to a name is passed on, and stored nowhere."""
    names: dict[str, web.WebSocketResponse] = {}

    async def socket(request: web.Request) -> web.WebSocketResponse:
        ws = web.WebSocketResponse()
        await ws.prepare(request)
        name = str(len(names))
        names[name] = ws
        await ws.send_str(name)
        async for _ in ws:
            pass
        return ws

    async def say(request: web.Request) -> web.Response:
        said = await request.json()
        await names[said["to"]].send_str(said["text"])
        return web.Response()

    app = web.Application()
    app.router.add_get("/socket", socket)
    app.router.add_post("/say", say)
    return app


@contextlib.asynccontextmanager
async def served(
    make: Callable[[], web.Application], *, run: Callable[..., None] = uvloop.run
) -> AsyncIterator[tuple[str, int]]:
    """Serve it in a process of its own, as our server is; the address, and the process's id."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(make, run, theirs), daemon=True)
    process.start()
    try:
        if not await asyncio.to_thread(ours.poll, 30):
            raise RuntimeError("the floor did not start")
        yield ours.recv(), process.pid or 0
    finally:
        process.terminate()
        process.join()


def _serve(make: Callable[[], web.Application], run: Callable[..., None], pipe: Connection) -> None:
    async def serve() -> None:
        async with _listening(make()) as url:
            pipe.send(url)
            await asyncio.Event().wait()

    run(serve())


async def echo(clients: int) -> float:
    """Round trips a second of the echo, on the event loop that our server runs on."""
    async with served(echoing) as (url, _):
        return await _echoes(url, clients)


async def _echoes(url: str, clients: int) -> float:
    """Round trips a second."""

    async def one(session: aiohttp.ClientSession) -> float:
        async with session.ws_connect(url) as ws:

            async def trip() -> None:
                await ws.send_str("jam buka kantor hari apa saja?")
                await ws.receive_str()

            return await rate(trip)

    async with (
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session,
        asyncio.TaskGroup() as group,
    ):
        tasks = [group.create_task(one(session)) for _ in range(clients)]
    return sum(task.result() for task in tasks)


def plain_sqlite(folder: Path, synchronous: str) -> float:
    """Single-row commits a second with the standard library's driver."""
    with contextlib.closing(sqlite3.connect(folder / f"plain-{synchronous}.db")) as conn:
        conn.execute("pragma journal_mode=wal")
        conn.execute(f"pragma synchronous={synchronous}")
        conn.execute(_TABLE)
        done, start = 0, time.perf_counter()
        while time.perf_counter() - start < SECONDS:
            with conn:
                conn.execute(_ROW)
            done += 1
        return done / (time.perf_counter() - start)


async def over_aiosqlite(folder: Path) -> float:
    """Single-row commits a second with aiosqlite."""
    async with aiosqlite.connect(folder / "aio.db") as conn:
        await conn.execute("pragma journal_mode=wal")
        await conn.execute("pragma synchronous=full")
        await conn.execute(_TABLE)

        async def commit() -> None:
            await conn.execute(_ROW)
            await conn.commit()

        return await rate(commit)


async def over_sqlalchemy(folder: Path) -> float:
    """Single-row commits a second with SQLAlchemy Core's asynchronous engine."""
    engine = create_async_engine(f"sqlite+aiosqlite:///{folder}/core.db")
    async with engine.begin() as conn:
        await conn.execute(sa.text("pragma journal_mode=wal"))
        await conn.execute(sa.text(_TABLE))
    table = sa.table("t", sa.column("words"))

    async def commit() -> None:
        async with engine.begin() as conn:
            await conn.execute(sa.insert(table).values(words="jam buka kantor hari apa saja?"))

    try:
        return await rate(commit)
    finally:
        await engine.dispose()
