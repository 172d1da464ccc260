"""How every part of this process does and since when, and the hours of the coming weeks."""

import asyncio
import dataclasses
import datetime as dt
import platform
from collections.abc import Iterator
from importlib.metadata import version
from typing import Literal

import sqlalchemy as sa

from app.bootstrap import House
from app.holidays import name_of
from app.migrate import head, shown
from console.admin_schemas import CalendarOut, DayOut, HealthOut, HoursOut, PartOut, ShiftOut
from runtime.db import Tx
from tickets.domain.hours import BusinessHours
from tickets.domain.message import Cause

_LOOK_EVERY = 5.0  # seconds
_PATIENCE = 3.0  # seconds for the database
_DAYS = 28
_DAY = dt.timedelta(days=1)
_Kind = Literal["database", "nlu", "channel"]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """A part at a glance."""

    kind: _Kind
    name: str = ""
    about: str
    state: str
    reason: str = ""
    cause: Cause | None = None
    connected: int | None = None


class Board:
    """Looks at all parts now and then, and remembers when each came to be as it is."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._started = house.clock()
        self._since: dict[tuple[str, str], tuple[str, dt.datetime, bool]] = {}

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            await self._parts()
            await asyncio.sleep(_LOOK_EVERY)

    async def health(self) -> HealthOut:
        """How they do now."""
        parts, versions = await self._parts(), await self._versions()
        up = parts[0].state == "ok"
        return HealthOut(
            parts=parts,
            jobs=await self._house.queries.jobs() if up else {},
            versions=versions,
            started_at=self._started,
        )

    def hours(self) -> HoursOut:
        """What each calendar says of the coming four weeks."""
        office, channels = self._house.settings.office, self._house.settings.channels
        names = {
            calendar: [name for name, one in channels.items() if one.calendar == calendar]
            for calendar in (None, *office.calendars)
        }
        return HoursOut(
            calendars=[self._calendar(calendar, using) for calendar, using in names.items()]
        )

    def _calendar(self, calendar: str | None, using: list[str]) -> CalendarOut:
        office = self._house.settings.office
        hours, own = office.business_hours(calendar), office.calendars.get(calendar or "")
        kept = own.holidays if own and "holidays" in own.model_fields_set else office.holidays
        today = self._house.clock().astimezone(hours.zone).date() if hours else None
        days = [] if hours is None or today is None else _days(hours, today, kept, office.locale)
        return CalendarOut(
            name=calendar or "",
            timezone=str(hours.zone) if hours else office.timezone,
            channels=using,
            configured=hours is not None,
            days=days,
        )

    async def _parts(self) -> list[PartOut]:
        found = [await self._database(), *self._nlu(), *self._channels()]
        return [self._noted(one) for one in found]

    def _noted(self, seen: _Seen) -> PartOut:
        which, state = (seen.kind, seen.name), seen.state
        before = self._since.get(which)
        if before is None or before[0] != state:
            before = (state, self._house.clock(), before is None)
            self._since[which] = before
        _, since, at_first = before
        return PartOut(**dataclasses.asdict(seen), since=since, at_first=at_first)

    async def _database(self) -> _Seen:
        about = shown(self._house.settings.database.url)
        try:
            async with asyncio.timeout(_PATIENCE):
                await self._house.db.read(lambda tx: tx.value(sa.select(1)))
        except Exception as why:  # noqa: BLE001  whatever it is, it is not ready
            said = type(why).__name__
            return _Seen(kind="database", about=about, state="failing", reason=said)
        return _Seen(kind="database", about=about, state="ok")

    def _nlu(self) -> Iterator[_Seen]:
        rasa, client = self._house.rasa, self._house.client
        about = client.state
        if rasa is None:
            yield _Seen(kind="nlu", about=about, state="elsewhere")
        else:
            yield _Seen(kind="nlu", about=about, state=rasa.state, reason=rasa.reason)

    def _channels(self) -> Iterator[_Seen]:
        for one in self._house.channels.values():
            health = one.health
            yield _Seen(
                kind="channel",
                name=one.name,
                about=one.kind,
                state=str(health.state),
                reason=health.reason,
                cause=health.cause,
                connected=health.connected,
            )

    async def _versions(self) -> dict[str, str]:
        known = {
            "tanya": version("tanya"),
            "python": platform.python_version(),
            "schema": head() or "",
        }
        try:
            async with asyncio.timeout(_PATIENCE):
                known[self._house.db.dialect] = await self._house.db.read(_server)
        except Exception:  # noqa: BLE001  the part "database" says why
            return known
        return known


def _server(tx: Tx) -> str:
    asked = "select sqlite_version()" if tx.conn.dialect.name == "sqlite" else "show server_version"
    return str(tx.value(sa.text(asked)))


def _days(hours: BusinessHours, first: dt.date, kept: str | None, locale: str) -> list[DayOut]:
    return [_day(hours, first + _DAY * n, kept, locale) for n in range(_DAYS)]


def _day(hours: BusinessHours, day: dt.date, kept: str | None, locale: str) -> DayOut:
    return DayOut(
        date=day,
        shifts=[ShiftOut(start=f"{one.start:%H:%M}", end=_end(one.end)) for one in hours.on(day)],
        why=_why(hours, day),
        holiday=name_of(kept, day, locale),
    )


def _end(at: dt.time) -> str:
    return "24:00" if at == dt.time(0) else f"{at:%H:%M}"


def _why(hours: BusinessHours, day: dt.date) -> Literal["week", "holiday", "unsure", "instead"]:
    if day in hours.instead:
        return "instead"
    if day in hours.closed:
        return "holiday"
    return "unsure" if day in hours.unsure else "week"
