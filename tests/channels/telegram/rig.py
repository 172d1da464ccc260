"""A Telegram adapter before a Bot API server on loopback, polled or called."""

import asyncio
import time

from aiohttp import web

from channels.base import Channel, Health, Intake
from channels.telegram.adapter import Entrance, Telegram
from channels.telegram.settings import TelegramSettings
from channels.telegram.webhook import path_of, secret_of
from console.problems import problems
from runtime.secret import Secret
from tests.channels.rig import Weather
from tests.peers.botapi import TOKEN, BotApi, blocked, slow_down
from tickets.domain.traffic import Outbound

CITIZEN = 4711
NAME = "telegram-utama"
SETTLE = 0.2  # seconds
SECRET = secret_of(NAME, b"the key of this server")


def telegram(
    url: str,
    token: str = TOKEN,
    *,
    at: str | None = None,
    settle: float = SETTLE,
) -> Telegram:
    """An adapter that loses no time: its pauses are the shortest.  ``at``: where we are called."""
    settings = TelegramSettings(
        kind="telegram",
        token=Secret(token),
        api_base=url,
        poll_seconds=20,
        mode="webhook" if at else "poll",
    )
    entrance = Entrance(url=f"{at}{path_of(NAME)}", secret=SECRET) if at else None
    return Telegram(NAME, settings, entrance=entrance, jitter=lambda: 0.0, settle=settle)


class TelegramRig:
    """What the shared contract asks for."""

    def __init__(self, api: BotApi) -> None:
        self.api = api
        self.channel: Channel = telegram(api.url)

    async def arrive(self, text: str) -> None:
        self.api.say(CITIZEN, text)

    async def offer_again(self) -> None:
        self.api.offer_again()

    async def arrive_unreadable(self) -> None:
        self.api.raw_update({"message": {"message_id": "what?", "chat": 5}})

    async def acknowledged(self) -> int:
        return self.api.acknowledged

    def weather(self, weather: Weather) -> None:
        match weather:
            case "fair":
                self.api.mend("sendMessage")
            case "later":
                self.api.fail("sendMessage", slow_down(1))
            case "refused":
                self.api.fail("sendMessage", blocked())

    def address(self) -> str:
        return str(CITIZEN)

    async def sent(self) -> list[str]:
        return self.api.texts(CITIZEN)


class Called:
    """A bot with a webhook, and the web server that serves it, as one channel."""

    kind = "telegram"

    def __init__(self, api: BotApi) -> None:
        self._api = api
        self._runner: web.AppRunner | None = None
        self.port = 0
        self.bot: Telegram
        self.name = NAME

    async def open(self) -> None:
        """Listen, as the application does, with its limit and its errors."""
        app = web.Application(middlewares=[problems], client_max_size=1024 * 1024)
        app.router.add_post(path_of(NAME), self._handle)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.05)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        self.bot = telegram(self._api.url, at=f"http://127.0.0.1:{self.port}")

    async def close(self) -> None:
        """Hang up."""
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def url(self) -> str:
        """Where Telegram calls it."""
        return f"http://127.0.0.1:{self.port}{path_of(NAME)}"

    @property
    def health(self) -> Health:
        return self.bot.health

    async def run(self, intake: Intake) -> None:
        assert self.bot.hook is not None
        async with asyncio.TaskGroup() as group:
            group.create_task(self.bot.hook.run(intake))
            group.create_task(self.bot.run(intake))

    async def send(self, out: Outbound) -> str:
        return await self.bot.send(out)

    async def check(self) -> str:
        return await self.bot.check()

    async def _handle(self, request: web.Request) -> web.Response:
        assert self.bot.hook is not None
        return await self.bot.hook.handle(request)


class WebhookRig(TelegramRig):
    """The same with a webhook."""

    def __init__(self, api: BotApi, called: Called) -> None:
        super().__init__(api)
        self.channel: Channel = called
        self.called = called


def now() -> float:
    """Monotonic seconds."""
    return time.monotonic()
