"""``tanya check``: try everything the configuration names, and say how it went."""

import asyncio
import dataclasses
import datetime as dt
from collections.abc import Awaitable

from app.bootstrap import House
from app.migrate import migrate, shown
from app.settings import Settings
from channels.base import Refused, TryLater
from nlu.interpreter import Unavailable
from nlu.training import SERVER, is_trained, model_path
from runtime.clock import system_clock
from tickets.domain.hours import BusinessHours

_PATIENCE = 20.0  # seconds for each part


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line of the table."""

    part: str
    good: bool
    words: str


async def check(house: House) -> list[Finding]:
    """Try the database, Rasa, and each channel's login."""
    attempts = {
        "database": _database(house),
        "nlu": nlu(house),
        **{f"{c.kind} {c.name}": c.check() for c in house.channels.values()},
    }
    found = [await tried(part, attempt) for part, attempt in attempts.items()]
    return [*found, *hours(house.settings, system_clock())]


def hours(settings: Settings, now: dt.datetime) -> list[Finding]:
    """What each calendar promises at this moment, for someone to compare with the door."""
    office = settings.office
    known = {"hours": office.business_hours()}
    known |= {f"hours {name}": office.business_hours(name) for name in office.calendars}
    return [Finding(part=part, good=True, words=_promised(of, now)) for part, of in known.items()]


def _promised(of: BusinessHours | None, now: dt.datetime) -> str:
    if of is None:
        return "not configured: no time is promised to anyone"
    until, following = of.until(now), of.following(now)
    if until is not None:
        return f"people are at work until {until:%Y-%m-%d %H:%M %Z}"
    if following is None:
        return "nobody is at work, and no shift is in sight"
    return f"nobody is at work until {following:%Y-%m-%d %H:%M %Z}"


async def tried(part: str, attempt: Awaitable[str]) -> Finding:
    """How it went, within bounded time, whatever happens."""
    try:
        async with asyncio.timeout(_PATIENCE):
            return Finding(part=part, good=True, words=await attempt)
    except TimeoutError:
        return Finding(part=part, good=False, words=f"no answer within {_PATIENCE:.0f} s")
    except (Refused, TryLater) as why:
        return Finding(part=part, good=False, words=str(why))
    except Exception as why:  # noqa: BLE001  a table of faults has room for each
        return Finding(part=part, good=False, words=f"{type(why).__name__}: {why}")


async def _database(house: House) -> str:
    await migrate(house.settings.database.url)
    return shown(house.settings.database.url)


async def nlu(house: House) -> str:
    """What reads texts: our own Rasa server, or one elsewhere."""
    if house.rasa is None:
        return await _elsewhere(house)
    archive = model_path(house.settings.data / "nlu" / "models", SERVER)
    if not (SERVER / ".venv" / "bin" / "python").exists():
        raise Refused("the Rasa environment is not installed: run `make setup`")
    trained = await asyncio.to_thread(is_trained, archive)
    state = "trained" if trained else "not trained yet: it will be at the next start"
    return f"own server, model {archive.stem[:12]} {state}"


async def _elsewhere(house: House) -> str:
    try:
        await house.client.parse("halo")
    except Unavailable as why:
        raise Refused(f"{house.settings.nlu.url} does not answer: {why}") from None
    return f"{house.settings.nlu.url} answers"


def table(findings: list[Finding]) -> str:
    """The findings for a person."""
    width = max(len(f.part) for f in findings)
    return "\n".join(
        f"{'ok  ' if f.good else 'FAIL'}  {f.part:<{width}}  {f.words}" for f in findings
    )
