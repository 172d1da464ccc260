"""Takes a bot's updates into an intake, in order; the offset moves only past what was filed."""

import asyncio
import hashlib
import json
from collections.abc import Iterable

import structlog

from channels.base import Intake
from channels.telegram.api import Api
from channels.telegram.reading import Aside, external_id, read, update_id
from channels.telegram.trouble import Trouble
from tickets.domain.traffic import Arrival, Inbound

TRIES = 3  # after so many, what cannot be filed makes way for the next


class NotFiled(Exception):
    """The intake failed; the update will be offered again."""


class Polling:
    """One reader of one bot's updates.

    `Intake.keep` says what was dealt with before, so that nothing depends on the cursor: it only
    spares us what the provider would offer again.
    """

    def __init__(self, channel: str, api: Api, intake: Intake) -> None:
        self._channel = channel
        self._api = api
        self._intake = intake
        self._log = structlog.get_logger().bind(channel=channel)
        self._resumed = False
        self._last: int | None = None  # the last update dealt with
        self._stuck = ("", 0)  # the update that cannot be filed, and how often it was tried

    async def once(self, wait: int) -> None:
        """One request and all that came with it; raises `Trouble` or `NotFiled`."""
        await self._resume()
        # Not the highest but the last plus one: after a quiet week the ids start anywhere.
        offset = None if self._last is None else self._last + 1
        batch = await self._api.updates(offset, wait)
        taken, failure = await self._take_all(batch)
        await self._answer(pressed(batch[:taken]))
        if taken and self._last is not None:
            await self._intake.move_cursor(self._channel, str(self._last))
        if failure:
            raise failure
        if batch and not any(map(update_id, batch)):
            raise Trouble("later", "nothing but updates without an id")

    async def _resume(self) -> None:
        if not self._resumed:
            cursor = await self._intake.cursor(self._channel)
            self._last = int(cursor) if cursor and cursor.isdecimal() else None
            self._resumed = True

    async def _take_all(self, batch: list[object]) -> tuple[int, NotFiled | None]:
        for taken, raw in enumerate(batch):
            try:
                await self._take(raw)
            except Exception as why:  # noqa: BLE001 - one failure must not end the channel
                # The name alone: an error of a database may quote what was written.
                return taken, NotFiled(f"could not be filed: {type(why).__name__}")
        return len(batch), None

    async def _take(self, raw: object) -> None:
        """File one update, unless it was dealt with before; then the offset may pass it."""
        text = json.dumps(raw, separators=(",", ":")).encode()
        number = update_id(raw)
        name = external_id(number) if number else f"odd:{hashlib.sha256(text).hexdigest()}"
        if await self._intake.keep(Arrival(channel=self._channel, external_id=name, raw=text)):
            match read(self._channel, raw):
                case Inbound() as inbound:
                    await self._receive(inbound)
                case Aside(reason=reason):
                    await self._set_aside(name, reason)
        self._last = number or self._last

    async def _receive(self, inbound: Inbound) -> None:
        try:
            await self._intake.receive(inbound)
        except Exception as why:
            name, tries = self._stuck
            self._stuck = (inbound.external_id, tries + 1 if name == inbound.external_id else 1)
            if self._stuck[1] < TRIES:
                raise
            await self._set_aside(inbound.external_id, f"could not be filed: {type(why).__name__}")

    async def _set_aside(self, name: str, reason: str) -> None:
        self._log.info("telegram.set_aside", external_id=name, reason=reason)
        await self._intake.set_aside(self._channel, name, reason)

    async def _answer(self, queries: Iterable[str]) -> None:
        async with asyncio.TaskGroup() as group:
            for query in queries:
                group.create_task(self._answer_one(query))

    async def _answer_one(self, query: str) -> None:
        try:
            await self._api.answer(query)
        except Trouble as why:
            self._log.info("telegram.press_not_answered", reason=why.reason)


def pressed(batch: Iterable[object]) -> list[str]:
    """The ids of the buttons pressed; each is owed an answer, filed or not."""
    found = []
    for raw in batch:
        match raw:
            case {"callback_query": {"id": str(query)}}:
                found.append(query)
    return found
