"""Finds the Rasa server that ``tanya ask`` and ``tanya nlu evaluate`` ask."""

import asyncio
import contextlib
import datetime as dt
import os
import time
import uuid
from collections.abc import AsyncIterator

from app.dialogue import policy_of
from app.oracle import Oracle
from app.settings import Settings
from app.understanding import interpreter_of, own_rasa, rasa_socket, rasa_target
from bot.knowledge import load
from nlu.interpreter import Unavailable
from nlu.rasa import RasaClient

_START = 180.0  # seconds; a first start trains the model


@contextlib.asynccontextmanager
async def oracle(settings: Settings, today: dt.date) -> AsyncIterator[Oracle]:
    """The bot, on the Rasa server that runs already, or on one of its own."""
    knowledge = load(settings.bot.knowledge)
    async with _rasa(settings) as client:
        policy = policy_of(settings, knowledge)
        yield Oracle(interpreter_of(client, settings.data), policy, knowledge, today)


@contextlib.asynccontextmanager
async def _rasa(settings: Settings) -> AsyncIterator[RasaClient]:
    url = settings.nlu.url
    target = rasa_target(url) if url else rasa_socket(settings.data)
    client = RasaClient(target, monotonic=time.monotonic, token=settings.nlu.token)
    try:
        if settings.nlu.url is not None or await _answers(client):
            yield client
            return
    finally:
        await client.close()
    where = rasa_socket(settings.data, f"ask-{os.getpid()}-{uuid.uuid4().hex[:6]}")
    process = own_rasa(settings.data, where)
    client = RasaClient(where, monotonic=time.monotonic)
    try:
        async with asyncio.TaskGroup() as group:
            running = group.create_task(process.run())
            async with asyncio.timeout(_START):
                while process.state != "ready":  # noqa: ASYNC110  another process gets ready
                    await asyncio.sleep(0.1)
            yield client
            running.cancel()
    finally:
        await client.close()


async def _answers(client: RasaClient) -> bool:
    try:
        await client.parse("halo")
    except Unavailable:
        return False
    return True
