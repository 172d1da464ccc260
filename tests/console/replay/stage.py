"""A whole office for one scene, and the list of all scenes: one for each command, or more."""

import asyncio
import contextlib
import dataclasses
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any, TypeAlias
from uuid import UUID

import aiohttp
from aiohttp.test_utils import TestServer

from app.bootstrap import assemble
from app.settings import DatabaseSettings, Settings
from app.web import application
from channels.livechat.settings import LiveChatSettings
from console.live import Live
from tests.console.caller import Caller, Office
from tests.tickets.desk import Desk, SetClock, number
from tickets.commands.actor import Actor
from tickets.domain.access import Role
from tickets.domain.hours import Calendars
from tickets.domain.traffic import Receipt
from tickets.queries.wall import WallQueries


@dataclasses.dataclass(frozen=True, kw_only=True)
class Stage:
    """Sari supervises, Budi is an agent, and so is Lia, who sees her team's tickets only."""

    office: Office
    desk: Desk
    sari: Actor
    budi: Actor
    lia: Actor
    callers: dict[str, Caller]  # by name

    async def queued(self, text: str = "berapa biaya PBG?", **more: object) -> str:
        """A live chat that waits for a person; its number."""
        receipt = await self.desk.chat(text, **more)
        await self.desk.bot_turn(receipt, "Petugas akan menjawab.", hand_off="asked")
        return number(receipt)

    async def taken(self) -> str:
        """The same, once Budi has it."""
        ticket = await self.queued()
        await self.desk.agents.take(ticket, self.budi)
        return ticket

    async def said(self, where: Receipt | str, text: str) -> UUID:
        """The id of the message with this text."""
        return next(one.id for one in await self.desk.messages(where) if one.text == text)

    async def contact(self, ticket: str) -> UUID:
        """Whose ticket it is."""
        return (await self.desk.ticket(ticket)).contact.id


Command: TypeAlias = Callable[[], Awaitable[object]]
Setting: TypeAlias = Callable[[Stage], Awaitable[Command]]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Scene:
    """What is there before, as ``setting`` makes it, and the command that comes next."""

    command: Callable[..., Any]
    setting: Setting
    watching: str  # whose console it is

    @property
    def name(self) -> str:
        """Its class and method."""
        return self.command.__qualname__

    @property
    def group(self) -> str:
        """The module of the command: a file of fixtures."""
        return self.command.__module__.rpartition(".")[2]

    @property
    def told(self) -> str:
        """What happens, in words."""
        return " ".join((self.setting.__doc__ or "").split())


SCENES: list[Scene] = []


def scene(command: Callable[..., Any], *, watching: str = "Sari") -> Callable[[Setting], Setting]:
    """Put a setting on the list, as that of this command."""

    def put(setting: Setting) -> Setting:
        SCENES.append(Scene(command=command, setting=setting, watching=watching))
        return setting

    return put


@contextlib.asynccontextmanager
async def opened_stage(template: Path, folder: Path) -> AsyncIterator[Stage]:
    """The real house behind the real web application, on a copy of the migrated file."""
    await asyncio.to_thread(shutil.copytree, template.parent, folder)
    settings = Settings(
        data=folder / "var",
        database=DatabaseSettings(url=f"sqlite+aiosqlite:///{folder}/tanya.db"),
        channels={"livechat": LiveChatSettings(kind="livechat")},
    )
    clock = SetClock()
    async with assemble(settings, clock) as built:
        wall = WallQueries(built.db, clock, Calendars(), every=0)
        supervising = dataclasses.replace(built.supervising, wall=wall)
        house = dataclasses.replace(built, supervising=supervising)
        live = Live(house.queries, house.bus)
        async with (
            TestServer(application(house, live)) as server,
            aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http,
        ):
            desk = Desk(db=house.db, bus=house.bus, blobs=house.blobs, clock=clock)
            yield await _peopled(Office(house, server, http, desk))
            await live.close()


async def _peopled(office: Office) -> Stage:
    desk = office.desk
    sari = await desk.agent("Sari", Role.SUPERVISOR)
    budi, lia = await desk.agent("Budi"), await desk.agent("Lia")
    await desk.teams.create("Usaha", "operator")
    await desk.teams.change("usaha", "operator", members=[lia.id])
    await desk.teams.limit(lia.id, "operator", limited=True)
    callers = {who.name: await office.script(who) for who in (sari, budi, lia)}
    return Stage(office=office, desk=desk, sari=sari, budi=budi, lia=lia, callers=callers)
