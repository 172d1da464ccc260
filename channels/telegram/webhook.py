"""Takes a bot's updates as Telegram sends them to us; 200 only once they are safe.

An update is filed before it is answered.  Only a part of an album is answered when it is kept,
because the next part comes after the answer; the album is filed when it is whole, or by
`Taker.leftovers` after a crash.
"""

import asyncio
import datetime as dt
import hashlib
import hmac
import json
from urllib.parse import quote

import structlog
from aiohttp import web

from channels.base import Intake
from channels.telegram.api import Api
from channels.telegram.reading import album_of, chat_of
from channels.telegram.taking import NotFetched, NotFiled, Taker
from channels.telegram.trouble import Trouble, scrub
from runtime.clock import Clock

HEADER = "X-Telegram-Bot-Api-Secret-Token"
LARGEST = 1024 * 1024  # bytes; updates are a few kB
TRIES, AGAIN = 8, 0.5  # of an album that was answered; seconds, doubled each time
RECENT = dt.timedelta(minutes=5)  # so long an error that Telegram met counts
WATCH = 10.0  # seconds between two looks at how it goes


def path_of(channel: str) -> str:
    """Where Telegram finds us; never the token."""
    return f"/telegram/{quote(channel, safe='')}/webhook"


def secret_of(channel: str, key: bytes) -> str:
    """What Telegram says so that we know it; made of our own key, so that nobody has to keep it."""
    return hmac.new(key, b"telegram-webhook:" + channel.encode(), hashlib.sha256).hexdigest()


class Hook:
    """The side that Telegram calls: it runs where the web server does."""

    def __init__(self, channel: str, api: Api, secret: str, *, settle: float) -> None:
        self.path = path_of(channel)
        self.refused = 0  # requests without the secret
        self.channel, self._api, self._secret, self._settle = channel, api, secret, settle
        self._log = structlog.get_logger().bind(channel=channel)
        self._taker: Taker | None = None
        self._group: asyncio.TaskGroup | None = None
        self._albums: dict[str, list[object]] = {}  # answered, and not filed yet

    async def run(self, intake: Intake) -> None:
        """Take updates until cancelled."""
        self._taker = Taker(self.channel, self._api, intake)
        try:
            async with asyncio.TaskGroup() as self._group:
                await asyncio.Event().wait()
        finally:
            self._taker = self._group = None
            self._albums.clear()

    async def handle(self, request: web.Request) -> web.Response:
        """One update."""
        said = request.headers.get(HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(said, self._secret.encode()):
            self.refused += 1
            raise web.HTTPForbidden(text="this is not for you")
        if self._taker is None:
            raise web.HTTPServiceUnavailable(text="not ready yet")
        raw = await _body(request)
        try:
            await self._take(self._taker, raw)
        except (NotFiled, NotFetched, Trouble) as why:
            self._log.warning("telegram.offered_again", reason=str(why))
            raise web.HTTPServiceUnavailable(text="not now") from None
        await self._taker.pay()
        return web.Response(text="filed")

    async def _take(self, taker: Taker, raw: object) -> None:
        album, chat = album_of(raw), chat_of(raw)
        for other in [one for one in self._albums if one.startswith(f"{chat}:") and one != album]:
            await self._close(taker, other)  # what follows an album comes after it
        if album is None:
            await taker.take([raw])
        elif await _kept(taker, raw):
            self._albums.setdefault(album, []).append(raw)
            if len(self._albums[album]) == 1 and self._group is not None:
                self._group.create_task(self._settled(taker, album))

    async def _settled(self, taker: Taker, album: str) -> None:
        """File an album that grows no more; what still fails then is left for `leftovers`."""
        parts = 0
        while parts < len(self._albums.get(album, ())):
            parts = len(self._albums[album])
            await asyncio.sleep(self._settle)
        for tries in range(TRIES):
            try:
                await self._close(taker, album)
                await taker.pay()
            except (NotFiled, NotFetched, Trouble) as why:
                self._log.warning("telegram.album_waits", reason=str(why))
                await asyncio.sleep(AGAIN * 2**tries)
            else:
                return
        self._albums.pop(album, None)

    async def _close(self, taker: Taker, album: str) -> None:
        parts = self._albums.pop(album, [])
        try:
            await taker.take(parts)
        except BaseException:
            self._albums[album] = [*parts, *self._albums.get(album, ())]
            raise


class Watching:
    """The side that looks after it: Telegram is told where we are, and asked how it goes."""

    def __init__(
        self, channel: str, api: Api, intake: Intake, *, url: str, secret: str, now: Clock
    ) -> None:
        self._channel, self._api, self._intake = channel, api, intake
        self._url, self._secret, self._now = url, secret, now
        self._taker = Taker(channel, api, intake)
        self._log = structlog.get_logger().bind(channel=channel)
        self._ready = False

    async def once(self, wait: int) -> None:
        """Set it up, or look after it; raises `Trouble` when updates do not come."""
        if not self._ready:
            await self._api.me()
            await self._set()
            # Polling must not begin at an update that was dealt with long before.
            await self._intake.move_cursor(self._channel, "webhook")
            self._ready = True
        elif wait:
            await asyncio.sleep(WATCH)
        await self._look()

    async def leftovers(self) -> None:
        """What was kept and forgotten."""
        await self._taker.leftovers()

    async def _set(self) -> None:
        await self._api.set_webhook(self._url, self._secret)

    async def _look(self) -> None:
        info = await self._api.webhook()
        if info.url != self._url:
            self._log.warning("telegram.webhook_was_elsewhere")
            await self._set()
        elif info.pending_update_count and self._lately(info.last_error_date):
            said = scrub(info.last_error_message or "", self._secret)
            raise Trouble("setup", f"Telegram cannot give us updates: {said}")

    def _lately(self, at: dt.datetime | None) -> bool:
        return at is not None and self._now() - at < RECENT


async def _kept(taker: Taker, raw: object) -> bool:
    try:
        return await taker.keep(raw)
    except Exception as why:  # noqa: BLE001 - whatever fails there, it is offered again
        raise NotFiled(f"could not be kept: {type(why).__name__}") from None


async def _body(request: web.Request) -> object:
    """The update; raises an HTTP error for what is none."""
    if (request.content_length or 0) > LARGEST:
        raise web.HTTPRequestEntityTooLarge(LARGEST, request.content_length or 0)
    try:
        return json.loads(await request.read())
    except (ValueError, RecursionError):
        raise web.HTTPBadRequest(text="this is not JSON") from None
