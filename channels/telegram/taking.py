"""Files updates, one by one or an album at once, whichever way they came; each once."""

import asyncio
import datetime as dt
import hashlib
import json
from collections.abc import Sequence

import structlog

from channels.base import Intake
from channels.telegram.addressing import Me
from channels.telegram.api import Api
from channels.telegram.fetching import complete
from channels.telegram.presses import Press
from channels.telegram.reading import (
    Aside,
    MovedOn,
    Reached,
    Reading,
    Said,
    album_of,
    external_id,
    joined,
    read,
    read_all,
    update_id,
)
from channels.telegram.trouble import Trouble
from tickets.domain.traffic import Arrival, Inbound

TRIES = 3  # after so many, what cannot be filed makes way for the next
FETCHES = 5  # after so many, a file that does not come is named as missing
LEFT = dt.timedelta(seconds=10)  # what was kept for so long was left behind


class NotFiled(Exception):
    """The intake failed; the update will be offered again."""


class NotFetched(Exception):
    """A file does not come just now; ``tries`` so far."""

    def __init__(self, reason: str, tries: int) -> None:
        super().__init__(reason)
        self.tries = tries


def name_of(raw: object) -> str:
    """The identity of an update; of one without a number, that of its bytes."""
    number = update_id(raw)
    return external_id(number) if number else f"odd:{hashlib.sha256(_bytes(raw)).hexdigest()}"


class Taker:
    """One bot's updates on their way into an intake.

    `Intake.keep` says what was dealt with before, so that nothing here needs to be remembered.
    """

    def __init__(self, channel: str, api: Api, intake: Intake) -> None:
        self._channel, self._api, self._intake = channel, api, intake
        self._log = structlog.get_logger().bind(channel=channel)
        self._failures: dict[str, int] = {}  # how often each could not be filed
        self._fetches: dict[str, int] = {}  # how often its files did not come
        self._owed: list[tuple[Press, bool]] = []  # presses to answer, and whether each counted

    async def take(self, raws: Sequence[object]) -> None:
        """File an update, or the parts of an album; raises `NotFiled` or `NotFetched`."""
        try:
            fresh = [raw for raw in raws if await self.keep(raw)]
            await self._file(fresh)
        except (NotFetched, NotFiled, Trouble):
            raise
        except Exception as why:  # noqa: BLE001 - one failure must not end the channel
            # The name alone: an error of a database may quote what was written.
            raise NotFiled(f"could not be filed: {type(why).__name__}") from None

    async def keep(self, raw: object) -> bool:
        """Keep one as it came; False when it was dealt with before."""
        arrival = Arrival(channel=self._channel, external_id=name_of(raw), raw=_bytes(raw))
        fresh = await self._intake.keep(arrival)
        if not fresh:
            await self._rest_again(raw)
        return fresh

    async def leftovers(self) -> None:
        """File what was kept and then forgotten, after a crash for example."""
        found = [json.loads(a.raw) for a in await self._intake.unfiled(self._channel, LEFT)]
        bundles: dict[str, list[object]] = {}
        for raw in sorted(found, key=lambda one: update_id(one) or 0):
            bundles.setdefault(album_of(raw) or name_of(raw), []).append(raw)
        for raws in bundles.values():
            try:
                await self.take(raws)
            except (NotFetched, NotFiled) as why:
                self._log.warning("telegram.still_not_filed", reason=str(why))

    async def pay(self) -> None:
        """Let the pressed buttons come to rest; whatever fails there harms nothing."""
        owed, self._owed = self._owed, []
        async with asyncio.TaskGroup() as group:
            for press, counted in owed:
                group.create_task(self._rest(press, counted=counted))

    async def _file(self, raws: Sequence[object]) -> None:
        me = await self._api.me()
        readings = read_all(self._channel, me, raws)
        said = [one for one in readings if isinstance(one, Said)]
        for raw, one in zip(raws, readings, strict=True):
            if not isinstance(one, Said):
                await self._note(name_of(raw), one)
        if said:
            await self._receive(joined(said))

    async def _note(self, name: str, reading: Reading) -> None:
        match reading:
            case Aside(reason=reason, on_purpose=meant, press=press):
                await self._set_aside([name], reason, on_purpose=meant)
                if press is not None:
                    self._owed.append((press, False))
            case Reached(address=address, blocked=blocked):
                await self._intake.reached("telegram", address, blocked=blocked)
                words = "blocked by the person" if blocked else "wants our messages again"
                await self._set_aside([name], words, on_purpose=True)
            case MovedOn(address=address, to=to):
                await self._intake.moved("telegram", address, to)
                await self._set_aside([name], "the group has another id now", on_purpose=True)

    async def _receive(self, said: Said) -> None:
        name = said.inbound.external_id
        inbound = await self._completed(said)
        try:
            receipt = await self._intake.receive(inbound)
        except Exception as why:
            self._failures[name] = self._failures.get(name, 0) + 1
            if self._failures[name] < TRIES:
                raise
            names = (name, *inbound.parts)
            await self._set_aside(names, f"could not be filed: {type(why).__name__}")
        else:
            if said.press is not None:
                self._owed.append((said.press, receipt.fresh))
        self._failures.pop(name, None)
        self._fetches.pop(name, None)

    async def _completed(self, said: Said) -> Inbound:
        name = said.inbound.external_id
        tries = self._fetches.get(name, 0) + 1
        try:
            return await complete(self._api, said, last_try=tries >= FETCHES)
        except Trouble as why:
            self._fetches[name] = tries
            raise NotFetched(why.reason, tries) from None

    async def _set_aside(
        self, names: Sequence[str], reason: str, *, on_purpose: bool = False
    ) -> None:
        for name in names:
            self._log.info("telegram.set_aside", external_id=name, reason=reason)
            await self._intake.set_aside(self._channel, name, reason, on_purpose=on_purpose)

    async def _rest_again(self, raw: object) -> None:
        """A press that was dealt with before may still be waiting for its answer."""
        match raw:
            case {"callback_query": _}:
                me = Me(id=0, username="")
                one = read(self._channel, me, raw)
                if isinstance(one, Said | Aside) and one.press is not None:
                    self._owed.append((one.press, isinstance(one, Said)))

    async def _rest(self, press: Press, *, counted: bool) -> None:
        notice = press.notice if press.notice or counted else press.again
        try:
            await self._api.answer(press.query, notice)
            if press.notice is None:
                await self._api.mark(press.chat.id, press.message, press.label)
        except Trouble as why:
            self._log.info("telegram.press_not_answered", reason=why.reason)


def _bytes(raw: object) -> bytes:
    return json.dumps(raw, separators=(",", ":")).encode()
