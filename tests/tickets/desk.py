"""A small desk for tests: the real commands and queries on a real database, and a clock to set."""

import asyncio
import contextlib
import dataclasses
import datetime as dt
import functools
import itertools
import uuid
from collections.abc import AsyncIterator, Coroutine
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import sqlalchemy as sa

from app.bootstrap import database
from app.review import READING
from runtime.bus import Bus
from runtime.db import Database
from runtime.ids import new_id
from runtime.jobs import jobs
from tickets.blobs import Blobs
from tickets.commands.account import AccountCommands
from tickets.commands.actor import Actor
from tickets.commands.agents import AgentCommands
from tickets.commands.assigning import AssignCommands
from tickets.commands.attendance import AttendanceCommands
from tickets.commands.bot import BotCommands, Say, Turn
from tickets.commands.case import NewId
from tickets.commands.chats import ChatCommands
from tickets.commands.codes import CodeCommands
from tickets.commands.contacts import ContactCommands
from tickets.commands.dead_jobs import DeadJobCommands
from tickets.commands.deliveries import DeliveryCommands
from tickets.commands.intake import Intake, Office
from tickets.commands.links import LinkCommands
from tickets.commands.people import PeopleCommands
from tickets.commands.presence import PresenceCommands
from tickets.commands.resending import ResendCommands
from tickets.commands.signing_in import SignInCommands
from tickets.commands.splitting import SplitCommands
from tickets.commands.staff import StaffCommands
from tickets.commands.teams import TeamCommands
from tickets.domain.access import Role, Sight
from tickets.domain.hours import Calendars
from tickets.domain.lifecycle import Handler, Status
from tickets.domain.message import Message
from tickets.domain.signing_in import FactorRule
from tickets.domain.traffic import ByMail, Inbound, Receipt
from tickets.factor import SecondFactor
from tickets.passwords import Passwords
from tickets.queries import Happening, Queries, TicketView, TurnView
from tickets.queries.colleagues import ColleagueQueries
from tickets.queries.contacts import ContactQueries
from tickets.queries.dead_jobs import DeadJobQueries
from tickets.queries.people import PeopleQueries
from tickets.queries.search import SearchQueries
from tickets.store import agents

T = TypeVar("T")
MORNING = dt.datetime(2026, 5, 4, 9, tzinfo=dt.UTC)
SESSION = "5" * 64  # the address of a live chat session
SITI = "siti@contoh.id"
TELEGRAM = "628"  # the address of a chat in Telegram


async def at_once(*work: Coroutine[Any, Any, T]) -> list[T]:
    """Do these things at the same time; what came of each."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one) for one in work]
    return [task.result() for task in tasks]


@dataclasses.dataclass
class SetClock:
    """A clock that stands still until it is moved."""

    now: dt.datetime = MORNING

    def __call__(self) -> dt.datetime:
        return self.now

    def forward(self, **by: float) -> dt.datetime:
        """Let time pass; the time it is then."""
        self.now += dt.timedelta(**by)
        return self.now


@dataclasses.dataclass(kw_only=True)
class Desk:
    """Everything behind the adapters and the console."""

    db: Database
    bus: Bus
    blobs: Blobs
    clock: SetClock
    names: NewId = new_id
    calendars: Calendars = dataclasses.field(default_factory=Calendars)
    rule: FactorRule = dataclasses.field(default_factory=FactorRule)
    serial: "itertools.count[int]" = dataclasses.field(default_factory=itertools.count)

    @functools.cached_property
    def intake(self) -> Intake:
        return Intake(self.db, self.blobs, self.clock, self.names, Office())

    @functools.cached_property
    def agents(self) -> AgentCommands:
        return AgentCommands(self.db, self.clock, self.names)

    @functools.cached_property
    def bot(self) -> BotCommands:
        return BotCommands(self.db, self.clock, self.names, reading=READING)

    @functools.cached_property
    def deliveries(self) -> DeliveryCommands:
        return DeliveryCommands(self.db, self.blobs, self.clock, self.names)

    @functools.cached_property
    def links(self) -> LinkCommands:
        return LinkCommands(self.db, self.clock)

    @functools.cached_property
    def contacts(self) -> ContactCommands:
        return ContactCommands(self.db, self.clock, self.names)

    @functools.cached_property
    def contact_queries(self) -> ContactQueries:
        return ContactQueries(self.db)

    @functools.cached_property
    def search(self) -> SearchQueries:
        return SearchQueries(self.db)

    @functools.cached_property
    def splits(self) -> SplitCommands:
        return SplitCommands(self.db, self.clock, self.names)

    @functools.cached_property
    def resends(self) -> ResendCommands:
        """What was written in Telegram may go on from the mailbox "surat"."""
        by_mail = {"telegram": ByMail(channel="surat", after=dt.timedelta(minutes=2))}
        return ResendCommands(self.db, self.clock, self.names, by_mail=by_mail)

    @functools.cached_property
    def people(self) -> PeopleCommands:
        return PeopleCommands(self.db, self.clock, self.names)

    @functools.cached_property
    def passwords(self) -> Passwords:
        return Passwords()

    @functools.cached_property
    def factor(self) -> SecondFactor:
        return SecondFactor(b"k" * 32, "Tanya")

    @functools.cached_property
    def door(self) -> SignInCommands:
        return SignInCommands(self.db, self.clock, self.passwords, self.factor, self.rule)

    @functools.cached_property
    def account(self) -> AccountCommands:
        return AccountCommands(self.db, self.clock, self.door, self.passwords, self.factor)

    @functools.cached_property
    def staff(self) -> StaffCommands:
        return StaffCommands(self.db, self.clock, self.names, self.people, self.passwords)

    @functools.cached_property
    def people_queries(self) -> PeopleQueries:
        return PeopleQueries(self.db, self.clock)

    @functools.cached_property
    def undertaker(self) -> DeadJobCommands:
        return DeadJobCommands(self.db, self.clock, self.names)

    @functools.cached_property
    def dead_jobs(self) -> DeadJobQueries:
        return DeadJobQueries(self.db)

    @functools.cached_property
    def chats(self) -> ChatCommands:
        return ChatCommands(self.db, self.blobs, self.clock, self.names)

    @functools.cached_property
    def presence(self) -> PresenceCommands:
        return PresenceCommands(self.db, self.clock, self.names)

    @functools.cached_property
    def teams(self) -> TeamCommands:
        return TeamCommands(self.db, self.clock)

    @functools.cached_property
    def attendance(self) -> AttendanceCommands:
        return AttendanceCommands(self.db, self.clock)

    @functools.cached_property
    def giving(self) -> AssignCommands:
        return AssignCommands(self.db, self.clock, self.names)

    @functools.cached_property
    def colleagues(self) -> ColleagueQueries:
        return ColleagueQueries(self.db)

    @functools.cached_property
    def codes(self) -> CodeCommands:
        """Its codes are 700001, 700002 and so on."""
        drawn = itertools.count(700001)
        return CodeCommands(
            self.db,
            self.clock,
            self.names,
            secret=b"kunci",
            draw=lambda: str(next(drawn)),
            words=lambda locale, number, code: f"{locale} {number} {code}",
        )

    @functools.cached_property
    def queries(self) -> Queries:
        return Queries(self.db, self.clock, self.calendars, every=0)

    def written(self, text: str = "halo", **more: object) -> Inbound:
        """Something a citizen wrote in the live chat, unless ``more`` says otherwise."""
        plain = Inbound(
            channel="livechat",
            kind="livechat",
            external_id=f"arrival-{next(self.serial)}",
            sender=SESSION,
            text=text,
        )
        return dataclasses.replace(plain, **more)  # type: ignore[arg-type]

    def letter(self, text: str = "Mohon informasi", **more: object) -> Inbound:
        """The same as an e-mail."""
        plain = {"channel": "surat", "kind": "email", "sender": SITI, "subject": "Izin"}
        return self.written(text, **plain | more)

    async def chat(self, text: str = "halo", **more: object) -> Receipt:
        """A citizen writes in the live chat."""
        return await self.intake.receive(self.written(text, **more))

    async def mail(self, text: str = "Mohon informasi", **more: object) -> Receipt:
        """A citizen sends an e-mail."""
        return await self.intake.receive(self.letter(text, **more))

    async def telegram(self, text: str = "halo", **more: object) -> Receipt:
        """A citizen writes to the bot in Telegram."""
        plain = {"channel": "telegram", "kind": "telegram", "sender": TELEGRAM}
        return await self.intake.receive(self.written(text, **plain | more))

    async def agent(self, name: str = "Sari", role: Role = Role.AGENT) -> Actor:
        """Someone works here; they cannot sign in, which saves the time to hash a password."""
        row = {"id": self.names(), "email": f"{name.lower()}@kantor.id", "name": name}
        row |= {"role": role, "password": "!", "active": True, "created_at": self.clock()}
        await self.db.write(lambda tx: tx.run(sa.insert(agents), row))
        return Actor(id=UUID(str(row["id"])), name=name)

    async def turn(self, receipt: Receipt) -> TurnView:
        """What the bot sees of a conversation."""
        view = await self.queries.turn(conversation(receipt))
        assert view is not None
        return view

    async def bot_turn(
        self,
        receipt: Receipt,
        *says: Say | str,
        seen: TurnView | None = None,
        misses: int = 0,
        hand_off: str | None = None,
        locale: str | None = None,
    ) -> None:
        """The bot takes its turn, on what it has seen (just now, unless it is said when)."""
        view = seen or await self.turn(receipt)
        turn = Turn(
            conversation=view.conversation,
            as_of=view.version,
            up_to=view.unheard[-1].seq if view.unheard else 0,
            says=[Say(text=say) if isinstance(say, str) else say for say in says],
            misses=misses,
            hand_off=hand_off,
            locale=locale,
        )
        await self.bot.take_turn(turn)

    async def ticket(self, receipt: Receipt | str) -> TicketView:
        """The ticket as the console shows it."""
        found = await self.queries.ticket(receipt if isinstance(receipt, str) else number(receipt))
        assert found is not None
        return found

    async def standing(self, receipt: Receipt | str) -> tuple[Status, Handler]:
        """Status and handler."""
        standing = (await self.ticket(receipt)).standing
        return standing.status, standing.handler

    async def messages(self, receipt: Receipt | str) -> list[Message]:
        """What was said on a ticket."""
        named = receipt if isinstance(receipt, str) else number(receipt)
        return list((await self.queries.transcript(named)).rows)

    async def texts(self, receipt: Receipt | str) -> list[str]:
        """The words of it."""
        return [said.text for said in await self.messages(receipt)]

    async def thread(self, sender: str = SESSION) -> list[tuple[int | None, str]]:
        """What the citizen sees in the live chat."""
        said, _ = await self.queries.thread("livechat", sender, 0)
        return [(one.seq, one.text) for one in said]

    async def log(self, after: str | None = None) -> list[Happening]:
        """The event log; all of it, unless it is said from where."""
        return list((await self.queries.seen(EVERYTHING, after or BEGINNING)).events)

    async def latest(self, eyes: Sight | None = None) -> str:
        """The cursor of the newest event; for eyes that nothing is hidden from, unless said."""
        return await self.queries.latest(eyes or EVERYTHING)

    async def count(self, table: sa.Table) -> int:
        """How many rows a table has."""
        counted = sa.select(sa.func.count()).select_from(table)
        return int(await self.db.read(lambda tx: tx.value(counted)))

    async def rows(self, table: sa.Table, **which: object) -> list[sa.Row[Any]]:
        """Rows of a table, by columns."""
        wanted = sa.select(table).where(*(table.c[k] == v for k, v in which.items()))
        return await self.db.read(lambda tx: tx.all(wanted))

    async def jobs(self, kind: str) -> list[sa.Row[Any]]:
        """The jobs of a kind that wait."""
        return await self.rows(jobs, kind=kind)


BEGINNING = "ZTA"  # the cursor before the first event
EVERYTHING = Sight(agent=uuid.UUID(int=0))  # eyes that nothing is hidden from


def number(receipt: Receipt) -> str:
    """The receipt number; there must be one."""
    assert receipt.ticket is not None
    return receipt.ticket


def conversation(receipt: Receipt) -> UUID:
    """The conversation; there must be one."""
    assert receipt.conversation is not None
    return receipt.conversation


class Backwards:
    """Names that fall instead of rising, as when the clocks of two machines disagree."""

    def __init__(self) -> None:
        self._next = itertools.count(0xFFFF_FFFF, -1)

    def __call__(self) -> UUID:
        return uuid.UUID(int=next(self._next) << 64)


@contextlib.asynccontextmanager
async def opened(url: str, folder: Path) -> AsyncIterator[Desk]:
    """A desk on a migrated database."""
    bus = Bus()
    db = database(url, bus)
    try:
        yield Desk(db=db, bus=bus, blobs=Blobs(folder / "blobs"), clock=SetClock())
    finally:
        await db.close()
