"""A Telegram bot as a channel, read by long polling or called by Telegram.

A text too long for one message goes out in several.  Parts that were sent are not sent again on
the next try of the same process; after a crash it begins with the first.  When Telegram took a
message but its answer was lost, it goes out twice: Telegram knows no key of ours by which it
could tell (at least once).
"""

import asyncio
import dataclasses
import datetime as dt
import random
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Protocol
from uuid import UUID

import structlog

from channels.base import Health, Intake, Moved, Refused, State, TryLater
from channels.telegram.api import Api
from channels.telegram.composing import Files, Part, Text, as_documents, compose
from channels.telegram.flood import Flood
from channels.telegram.polling import Polling
from channels.telegram.settings import TelegramSettings
from channels.telegram.taking import NotFiled
from channels.telegram.trouble import Trouble, cause_of
from channels.telegram.webhook import Hook, Watching
from runtime.clock import Clock, system_clock
from tickets.domain.message import Cause
from tickets.domain.traffic import Outbound

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 60.0  # seconds
PATIENCE = 5.0  # seconds that a message waits in `send` before it is put off
SETTLE = 1.0  # seconds without a new part after which an album is whole
SWEEP = 5.0  # seconds between two looks for what was left behind
_UNDER_WAY = 10_000  # messages of which we remember how many parts were sent


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Entrance:
    """Where Telegram can call us, and what it says so that we know it."""

    url: str
    secret: str


class Reader(Protocol):
    """What keeps updates coming."""

    async def once(self, wait: int) -> None:
        """Do it for a while; raises `Trouble` or `NotFiled`."""

    async def leftovers(self) -> None:
        """File what was kept and forgotten."""


class Telegram:
    """One configured bot."""

    kind = "telegram"

    def __init__(
        self,
        name: str,
        settings: TelegramSettings,
        *,
        entrance: Entrance | None = None,
        jitter: Callable[[], float] = random.random,
        monotonic: Callable[[], float] = time.monotonic,
        now: Clock = system_clock,
        settle: float = SETTLE,
    ) -> None:
        """``entrance`` None: updates are asked for, as `settings.mode` says too."""
        self.name = name
        self._wait = max(1, settings.poll_seconds)  # a poll that never waits would be a busy loop
        self._jitter, self._monotonic, self._now = jitter, monotonic, now
        self._settle = settle
        self._health = Health(state=State.STARTING)
        self._api = Api(settings.token, settings.api_base)
        self._entrance = entrance
        self.hook = Hook(name, self._api, entrance.secret, settle=settle) if entrance else None
        self._shown = False  # the menu of commands
        self._flood = Flood()
        self._sent: OrderedDict[UUID, list[str]] = OrderedDict()  # parts, by message
        self._log = structlog.get_logger().bind(channel=name)

    @property
    def health(self) -> Health:
        """How it is doing just now."""
        return self._health

    async def run(self, intake: Intake) -> None:
        """Keep updates coming until cancelled."""
        reader = self._reader(intake)
        self._health = Health(state=State.STARTING)
        failures, swept = 0, float("-inf")
        try:
            while True:
                well = self._health.state is State.OK
                failed = await self._once(reader, self._wait if well else 0)
                if failed:
                    failures += 1
                    await self._rest(failed, failures)
                elif well:  # not after the first, hasty one: who takes turns with another poller
                    failures = 0  # would never learn to wait
                if not failed and self._monotonic() - swept > SWEEP:
                    swept = self._monotonic()
                    await self._sweep(reader)
        finally:
            await self._api.close()

    async def send(self, out: Outbound) -> str:
        """Send; the id of the last part.  Raises `TryLater`, `Moved` or `Refused`."""
        parts = compose(out)
        sent = self._sent.setdefault(out.key, [])
        if len(self._sent) > _UNDER_WAY:
            self._sent.popitem(last=False)
        for part in parts[len(sent) :]:
            await self._in_turn(part)
            try:
                sent.append(await self._part(part))
                self._flood.said(part.chat, self._monotonic())
            except Trouble as why:
                if why.after is not None:
                    until = self._monotonic() + why.after.total_seconds()
                    self._flood.told(part.chat, until)
                raise verdict(why) from None
        self._sent.pop(out.key, None)
        return sent[-1]

    async def edit(self, out: Outbound, provider_id: str) -> None:
        """Say a short message anew.  Raises `TryLater` or `Refused`."""
        (part,) = compose(out)
        if not isinstance(part, Text):
            raise Refused("only words can be said anew")
        try:
            await self._api.edit_text(part, int(provider_id))
        except Trouble as why:
            raise verdict(why) from None

    async def check(self) -> str:
        """The bot's name; raises `Refused` when the token is not taken."""
        try:
            name = await self._api.name()
        except Trouble as why:
            if why.kind == "token":
                raise Refused(why.reason) from None
            raise verdict(why) from None
        return f"@{name}, by webhook" if self._entrance else f"@{name}"

    async def link(self, token: str) -> str:
        """Give the address that opens this bot with a one-time token; raises `TryLater`."""
        try:
            me = await self._api.me()
        except Trouble as why:
            raise TryLater(why.reason, why.after) from None
        return f"https://t.me/{me.username}?start={token}"

    def _reader(self, intake: Intake) -> Reader:
        if self._entrance is None:
            return Polling(
                self.name, self._api, intake, settle=self._settle, monotonic=self._monotonic
            )
        where = self._entrance
        return Watching(
            self.name, self._api, intake, url=where.url, secret=where.secret, now=self._now
        )

    async def _in_turn(self, part: Part) -> None:
        """Wait until the chat may be written to; put it off when that takes long."""
        wait = self._flood.wait(part.chat, self._monotonic(), part.weight)
        if wait > PATIENCE:
            raise TryLater("told to slow down", dt.timedelta(seconds=wait), cause=Cause.NOT_NOW)
        await asyncio.sleep(self._flood.reserve(part.chat, self._monotonic(), part.weight))
        await asyncio.sleep(self._flood.share(self._monotonic(), part.weight))

    async def _part(self, part: Part) -> str:
        """Send it; as documents what is not taken for a photo."""
        try:
            return await self._api.send(part)
        except Trouble as why:
            photo = isinstance(part, Files) and part.form == "photo"
            if not (photo and why.kind == "refused" and is_about_photos(why.reason)):
                raise
        assert isinstance(part, Files)  # noqa: S101  said above
        return await self._api.send(as_documents(part))

    async def _once(self, reader: Reader, wait: int) -> Trouble | None:
        """Read; without waiting at first, so that health is known at once."""
        try:
            await reader.once(wait)
        except Trouble as why:
            return why
        except NotFiled as why:
            return Trouble("own", str(why))
        except Exception as why:  # noqa: BLE001 - a channel never gives up
            return Trouble("own", f"could not go on: {type(why).__name__}")
        if self._health.state is not State.OK:
            self._log.info("telegram.reading")
            self._health = Health(state=State.OK)
            await self._menu()  # after the health: it is no reason not to read
        return None

    async def _sweep(self, reader: Reader) -> None:
        try:
            await reader.leftovers()
        except Exception as why:  # noqa: BLE001 - whatever it is, the next sweep tries again
            self._log.warning("telegram.not_swept", reason=type(why).__name__)

    async def _menu(self) -> None:
        """Show the menu, once."""
        if self._shown:
            return
        try:
            await self._api.menu()
            self._shown = True
        except Trouble as why:
            self._log.warning("telegram.no_menu", reason=why.reason)

    async def _rest(self, why: Trouble, failures: int) -> None:
        seconds = pause(failures, self._jitter(), why.after)
        self._health = Health(state=State.FAILING, reason=why.reason, cause=cause_of(why))
        self._log.warning(
            "telegram.not_reading", reason=why.reason, failures=failures, pause=round(seconds, 1)
        )
        await asyncio.sleep(seconds)


def is_about_photos(reason: str) -> bool:
    """Whether a photo was refused for what it is: its measures, its format."""
    return any(word in reason.lower() for word in ("photo", "image"))


def verdict(why: Trouble) -> TryLater | Moved | Refused:
    """What a failed send means for the message: our own faults never lose it."""
    match why.kind:
        case "moved":
            return Moved(why.to)
        case "refused":
            return Refused(why.reason)
        case "blocked":
            return Refused(why.reason, blocked=True)
        case "later" | "token" | "conflict" | "setup" | "own":
            return TryLater(why.reason, why.after, cause=cause_of(why), away=True)


def pause(failures: int, jitter: float, at_least: dt.timedelta | None = None) -> float:
    """Seconds to wait after so many failures in a row; ``jitter`` from 0 to 1 takes up to half.

    >>> pause(1, 1), pause(3, 1), pause(3, 0), pause(99, 1)
    (0.5, 2.0, 1.0, 60.0)
    """
    longest = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(failures - 1, 20))
    least = at_least.total_seconds() if at_least else 0.0
    return max(least, longest * (1 + jitter) / 2)
