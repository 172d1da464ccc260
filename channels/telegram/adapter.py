"""A Telegram bot as a channel.

A text too long for one message goes out in several.  When one of them fails with `TryLater`, the
next try begins with the first again; and when Telegram took a message but its answer was lost,
the message goes out twice: Telegram knows no key of ours by which it could tell (at least once).
"""

import asyncio
import datetime as dt
import random
from collections.abc import Callable

import structlog

from channels.base import Health, Intake, Refused, State, TryLater
from channels.telegram.api import Api
from channels.telegram.composing import compose
from channels.telegram.polling import NotFiled, Polling
from channels.telegram.settings import TelegramSettings
from channels.telegram.trouble import Trouble
from tickets.domain.traffic import Outbound

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 60.0  # seconds


class Telegram:
    """One configured bot, read by long polling."""

    kind = "telegram"

    def __init__(
        self,
        name: str,
        settings: TelegramSettings,
        *,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self.name = name
        self._wait = max(1, settings.poll_seconds)  # a poll that never waits would be a busy loop
        self._jitter = jitter
        self._health = Health(state=State.STARTING)
        self._api = Api(settings.token, settings.api_base)
        self._log = structlog.get_logger().bind(channel=name)

    @property
    def health(self) -> Health:
        """How it is doing just now."""
        return self._health

    async def run(self, intake: Intake) -> None:
        """Read updates until cancelled."""
        polling = Polling(self.name, self._api, intake)
        self._health = Health(state=State.STARTING)
        failures = 0
        try:
            while True:
                well = self._health.state is State.OK
                failed = await self._once(polling, self._wait if well else 0)
                if failed:
                    failures += 1
                    await self._rest(failed, failures)
                elif well:  # not after the first, hasty one: who takes turns with another poller
                    failures = 0  # would never learn to wait
        finally:
            await self._api.close()

    async def send(self, out: Outbound) -> str:
        """Send; the id of the last part.  Raises `TryLater` or `Refused`."""
        sent = ""
        for part in compose(out):
            try:
                sent = await self._api.send(part)
            except Trouble as why:
                raise verdict(why) from None
        return sent

    async def edit(self, out: Outbound, provider_id: str) -> None:
        """Say a short message anew.  Raises `TryLater` or `Refused`."""
        (part,) = compose(out)
        try:
            await self._api.edit_text(part, int(provider_id))
        except Trouble as why:
            raise verdict(why) from None

    async def check(self) -> str:
        """The bot's name; raises `Refused` when the token is not taken."""
        try:
            return f"@{await self._api.name()}"
        except Trouble as why:
            if why.kind == "token":
                raise Refused(why.reason) from None
            raise verdict(why) from None

    async def _once(self, polling: Polling, wait: int) -> Trouble | None:
        """Poll; without waiting at first, so that health is known at once."""
        try:
            await polling.once(wait)
        except Trouble as why:
            return why
        except NotFiled as why:
            return Trouble("later", str(why))
        except Exception as why:  # noqa: BLE001 - a channel never gives up
            return Trouble("later", f"could not go on: {type(why).__name__}")
        if self._health.state is not State.OK:
            self._log.info("telegram.reading")
            self._health = Health(state=State.OK)
        return None

    async def _rest(self, why: Trouble, failures: int) -> None:
        seconds = pause(failures, self._jitter(), why.after)
        self._health = Health(state=State.FAILING, reason=why.reason)
        self._log.warning(
            "telegram.not_reading", reason=why.reason, failures=failures, pause=round(seconds, 1)
        )
        await asyncio.sleep(seconds)


def verdict(why: Trouble) -> TryLater | Refused:
    """What a failed send means for the message: our own faults never lose it."""
    match why.kind:
        case "refused":
            return Refused(why.reason)
        case "blocked":
            return Refused(why.reason, blocked=True)
        case "later" | "token" | "conflict":
            return TryLater(why.reason, why.after, away=True)


def pause(failures: int, jitter: float, at_least: dt.timedelta | None = None) -> float:
    """Seconds to wait after so many failures in a row; ``jitter`` from 0 to 1 takes up to half.

    >>> pause(1, 1), pause(3, 1), pause(3, 0), pause(99, 1)
    (0.5, 2.0, 1.0, 60.0)
    """
    longest = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(failures - 1, 20))
    least = at_least.total_seconds() if at_least else 0.0
    return max(least, longest * (1 + jitter) / 2)
