"""Takes a bot's updates by long polling; the offset moves only past what was filed."""

import asyncio
import time
from collections.abc import Callable, Sequence

import structlog

from channels.base import Intake
from channels.telegram.albums import Albums
from channels.telegram.api import Api
from channels.telegram.reading import album_of, chat_of, update_id
from channels.telegram.taking import NotFetched, NotFiled, Taker, name_of
from channels.telegram.trouble import Trouble

AGAIN = 0.5  # seconds until a file that did not come is asked for again; doubled each time


class Polling:
    """One reader of one bot's updates.

    What happens in one chat is taken in order; a chat that must wait (for the rest of an album, or
    for a file) does not hold up the others.
    """

    def __init__(
        self,
        channel: str,
        api: Api,
        intake: Intake,
        *,
        settle: float,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._channel, self._api, self._intake = channel, api, intake
        self._now = monotonic
        self._taker = Taker(channel, api, intake)
        self._albums = Albums(settle)
        self._log = structlog.get_logger().bind(channel=channel)
        self._ready = False
        self._last: int | None = None  # the last update dealt with, and all before it
        self._done: set[str] = set()  # dealt with, beyond one that waits
        self._not_before: dict[str, float] = {}  # when a file is to be asked for again
        self._waits = False
        self._trouble: NotFiled | Trouble | None = None

    async def once(self, wait: int) -> None:
        """One request and all that came with it; raises `Trouble` or `NotFiled`."""
        if not self._ready:
            await self._prepare()
        # Not the highest but the last plus one: after a quiet week the ids start anywhere.
        offset = None if self._last is None else self._last + 1
        batch = await self._api.updates(offset, 0 if self._waits else wait)
        await self._take_all(batch)
        await self._taker.pay()
        await self._confirm(batch)
        if self._trouble:
            raise self._trouble
        if batch and not any(map(update_id, batch)):
            raise Trouble("later", "nothing but updates without an id")
        if self._waits:
            await asyncio.sleep(self._albums.settle / 2)

    async def leftovers(self) -> None:
        """What was kept and forgotten; not while something waits on purpose."""
        if not self._waits:
            await self._taker.leftovers()

    async def _prepare(self) -> None:
        await self._api.me()
        await self._api.delete_webhook()  # what waits there waits for us from now on
        cursor = await self._intake.cursor(self._channel)
        self._last = int(cursor) if cursor and cursor.isdecimal() else None
        self._ready = True

    async def _take_all(self, batch: Sequence[object]) -> None:
        self._waits, self._trouble = False, None
        names = {name_of(raw) for raw in batch}
        self._done &= names
        lanes: dict[int | None, dict[str, list[object]]] = {}
        for raw in batch:
            lane = lanes.setdefault(chat_of(raw), {})
            lane.setdefault(album_of(raw) or name_of(raw), []).append(raw)
        async with asyncio.TaskGroup() as group:
            for lane in lanes.values():
                group.create_task(self._lane(lane))

    async def _lane(self, lane: dict[str, list[object]]) -> None:
        """What happened in one chat, up to what must wait."""
        for name, raws in lane.items():
            names = {name_of(raw) for raw in raws}
            if names <= self._done:
                continue
            if not self._may_be_taken(name, raws):
                self._waits = True
                return
            if not await self._taken(name, raws):
                return
            self._done |= names

    def _may_be_taken(self, name: str, raws: Sequence[object]) -> bool:
        if self._not_before.get(name, 0.0) > self._now():
            return False
        album = album_of(raws[0])
        return album is None or self._albums.whole(album, len(raws), self._now())

    async def _taken(self, name: str, raws: Sequence[object]) -> bool:
        try:
            await self._taker.take(raws)
        except NotFetched as why:
            self._log.info("telegram.file_waits", reason=str(why), tries=why.tries)
            self._not_before[name] = self._now() + AGAIN * 2 ** (why.tries - 1)
            self._waits = True
        except (NotFiled, Trouble) as why:
            self._trouble = why
        else:
            self._not_before.pop(name, None)
            return True
        return False

    async def _confirm(self, batch: Sequence[object]) -> None:
        """Move past all that was dealt with, up to the first that was not."""
        before = self._last
        for raw in batch:
            if name_of(raw) not in self._done:
                break
            self._last = update_id(raw) or self._last
        if self._last is not None and self._last != before:
            await self._intake.move_cursor(self._channel, str(self._last))
