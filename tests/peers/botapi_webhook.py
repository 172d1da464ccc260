"""The side of the Bot API server that calls a webhook, as the real one does."""

import asyncio
import contextlib
import dataclasses
import time
from collections.abc import Callable, Sequence
from typing import Any

import aiohttp

Json = dict[str, Any]
AGAIN = 0.05  # seconds until an update that was not taken is offered again
PATIENCE = 5.0  # seconds for an answer


@dataclasses.dataclass(kw_only=True)
class Hook:
    """What setWebhook was told."""

    url: str = ""
    secret: str = ""
    max_connections: int = 40
    allowed_updates: Sequence[str] = ()
    last_error: str = ""
    last_error_at: int = 0


class Pusher:
    """Sends what waits: in order within a chat, chats side by side, each until it is taken."""

    def __init__(
        self, hook: Hook, waiting: Callable[[], list[Json]], took: Callable[[Json], None]
    ) -> None:
        self.hook, self._waiting, self._took = hook, waiting, took
        self.statuses: list[int] = []  # what the webhook answered; 0: nothing
        self._busy: set[object] = set()  # chats with an update under way
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin; `stop` ends it."""
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def stop(self) -> None:
        """End, whatever is under way."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _run(self) -> None:
        timeout = aiohttp.ClientTimeout(total=PATIENCE)
        async with aiohttp.ClientSession(timeout=timeout) as session, asyncio.TaskGroup() as group:
            while True:
                for update in self._waiting() if self.hook.url else []:
                    place = place_of(update)
                    if place not in self._busy and len(self._busy) < self.hook.max_connections:
                        self._busy.add(place)
                        group.create_task(self._offer(session, update, place))
                await asyncio.sleep(0.01)

    async def _offer(self, session: aiohttp.ClientSession, update: Json, place: object) -> None:
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.hook.secret}
        status = 0
        try:
            async with session.post(self.hook.url, json=update, headers=headers) as answer:
                status = answer.status
        except (aiohttp.ClientError, TimeoutError) as why:
            self._failed(f"Connection failed: {type(why).__name__}")
        self.statuses.append(status)
        if 200 <= status < 300:
            self._took(update)
        else:
            if status:
                self._failed(f"Wrong response from the webhook: {status}")
            await asyncio.sleep(AGAIN)
        self._busy.discard(place)

    def _failed(self, why: str) -> None:
        self.hook.last_error, self.hook.last_error_at = why, int(time.time())


def place_of(update: Json) -> object:
    """What an update waits in line with: its chat."""
    for kind in ("message", "edited_message", "my_chat_member"):
        if isinstance(update.get(kind), dict) and isinstance(update[kind].get("chat"), dict):
            return update[kind]["chat"].get("id")
    query = update.get("callback_query")
    return query["from"]["id"] if isinstance(query, dict) else update["update_id"]
