"""Everything wired by hand, in reading order."""

import asyncio
import contextlib
import dataclasses
import datetime as dt
import hmac
import os
import random
import secrets
import socket
import time
import zoneinfo
from collections.abc import AsyncIterator, Mapping

from app.by_mail import ChatPost, by_mail_of
from app.continuing import Continuing
from app.desks import ChatDesk, FormDesk, StatusDesk
from app.dialogue import applications_of, guide_of, policy_of, status_words
from app.gate import Gate
from app.review import READING
from app.settings import BadConfig, Settings, secret_key
from app.suggesting import KnownFacts
from app.understanding import interpreter_of, understanding
from bot.composing import Composer
from bot.handler import Bot
from bot.knowledge import Knowledge, load
from bot.status import StatusWords
from channels.base import Channel
from channels.delivery import Deliveries
from channels.email.adapter import Email
from channels.email.letters import BadTemplate
from channels.email.oauth import Tokens
from channels.email.settings import EmailSettings
from channels.livechat.adapter import LiveChat
from channels.livechat.post import PostDesk
from channels.livechat.settings import LiveChatSettings
from channels.notes import QueueNotes
from channels.runner import Runner
from channels.telegram.adapter import Entrance, Telegram
from channels.telegram.settings import TelegramSettings
from channels.telegram.webhook import Hook, path_of, secret_of
from console.administration import Administration
from console.api.fields import Fields
from console.api.writing import Writing
from console.routes import Supervising
from console.together import Together
from nlu.process import RasaProcess
from nlu.rasa import RasaClient
from runtime.bus import Bus
from runtime.clock import Clock, system_clock
from runtime.db import Database
from runtime.ids import new_id
from runtime.leases import Lease
from runtime.postgres import Postgres
from runtime.sqlite import Sqlite
from runtime.worker import Worker
from tickets.attendance import Attendance, RoundRobin
from tickets.blobs import Blobs
from tickets.codes import Codes
from tickets.commands.account import AccountCommands
from tickets.commands.agents import AgentCommands
from tickets.commands.assigning import AssignCommands
from tickets.commands.attendance import AttendanceCommands
from tickets.commands.audit import AuditCommands
from tickets.commands.bot import BotCommands
from tickets.commands.canned import CannedCommands
from tickets.commands.chats import ChatCommands
from tickets.commands.codes import LASTS, CodeCommands
from tickets.commands.contacts import ContactCommands
from tickets.commands.dead_jobs import DeadJobCommands
from tickets.commands.deliveries import DeliveryCommands
from tickets.commands.drafts import DraftCommands
from tickets.commands.fields import FieldCommands
from tickets.commands.following import FollowCommands
from tickets.commands.intake import Intake, Office
from tickets.commands.links import LinkCommands
from tickets.commands.macros import MacroCommands
from tickets.commands.marks import MarkCommands
from tickets.commands.notes import QueueNoteCommands
from tickets.commands.people import PeopleCommands
from tickets.commands.presence import PresenceCommands
from tickets.commands.reach import ReachCommands
from tickets.commands.resending import ResendCommands
from tickets.commands.saved_filters import SavedFilterCommands
from tickets.commands.signing_in import SignInCommands
from tickets.commands.splitting import SplitCommands
from tickets.commands.staff import StaffCommands
from tickets.commands.teams import TeamCommands
from tickets.commands.transcripts import TranscriptCommands
from tickets.commands.whispers import WhisperCommands
from tickets.factor import SecondFactor
from tickets.passwords import Passwords
from tickets.queries import Queries
from tickets.queries.audit import AuditQueries
from tickets.queries.colleagues import ColleagueQueries
from tickets.queries.contacts import ContactQueries
from tickets.queries.dead_jobs import DeadJobQueries
from tickets.queries.fields import FieldQueries
from tickets.queries.people import PeopleQueries
from tickets.queries.reports import ReportQueries
from tickets.queries.saved_filters import SavedFilterQueries
from tickets.queries.search import SearchQueries
from tickets.queries.transcripts import TranscriptQueries
from tickets.queries.wall import WallQueries
from tickets.queries.writing import WritingQueries
from tickets.timers import Following, Timers


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class House:
    """All parts of one process; too much to be written out wherever one is named."""

    settings: Settings
    clock: Clock
    bus: Bus
    db: Database
    knowledge: Knowledge
    queries: Queries
    intake: Intake
    agents: AgentCommands
    people: PeopleCommands
    chats: ChatCommands
    presence: PresenceCommands
    transcripts: TranscriptCommands
    links: LinkCommands
    contacts: ContactCommands
    contact_queries: ContactQueries
    together: Together
    round_robin: RoundRobin | None  # None: tickets are taken, and given by hand
    search: SearchQueries
    supervising: Supervising
    resends: ResendCommands
    splits: SplitCommands
    codes: CodeCommands
    status: StatusWords
    status_desk: StatusDesk
    form_desk: FormDesk
    writing: Writing
    fields: Fields
    blobs: Blobs
    channels: dict[str, Channel]
    rasa: RasaProcess | None  # None: nlu.url points elsewhere
    client: RasaClient
    worker: Worker
    runner: Runner
    administration: Administration

    @property
    def livechats(self) -> list[LiveChat]:
        """The channels that citizens connect to, instead of us to them."""
        return [c for c in self.channels.values() if isinstance(c, LiveChat)]

    @property
    def hooks(self) -> list[Hook]:
        """Where Telegram calls us, for the bots that are not polled."""
        bots = (c for c in self.channels.values() if isinstance(c, Telegram))
        return [bot.hook for bot in bots if bot.hook is not None]


def database(url: str, bus: Bus) -> Database:
    """The engine the address asks for."""
    return Sqlite(url, bus.ring) if url.startswith("sqlite") else Postgres(url, bus.ring)


@contextlib.asynccontextmanager
async def assemble(settings: Settings, clock: Clock = system_clock) -> AsyncIterator[House]:
    """Put the house together, and let go of everything at the end."""
    knowledge = load(settings.bot.knowledge)
    bus = Bus()
    db = database(settings.database.url, bus)
    queries = Queries(db, clock, settings.calendars(), sla=settings.office.sla())
    blobs = Blobs(settings.data / "blobs")
    office = Office(number_prefix=settings.office.number_prefix, locale=settings.office.locale)
    intake = Intake(db, blobs, clock, new_id, office)
    by_mail = by_mail_of(settings)
    agents = AgentCommands(db, clock, new_id, holds=_holds(settings), by_mail=by_mail)
    deliveries = DeliveryCommands(db, blobs, clock, new_id)
    chats = ChatCommands(db, blobs, clock, new_id)
    zone = zoneinfo.ZoneInfo(settings.office.timezone)
    own = frozenset(box.address for box in settings.mailboxes().values())
    reach = ReachCommands(db, clock, new_id, own=own)
    transcripts = TranscriptCommands(db, clock, new_id, zone=zone, own=own)
    posts = {
        name: ChatPost(channel=name, by_mail=one, reach=reach, transcripts=transcripts, clock=clock)
        for name, one in by_mail.items()
    }
    chat_desk = ChatDesk(queries, deliveries, chats, blobs)
    channels: dict[str, Channel] = {}
    links = LinkCommands(db, clock)
    continuing = Continuing(links, channels)
    channels |= _channels(settings, chat_desk, posts, bus, clock, continuing)
    policy = policy_of(settings, knowledge)
    gate = Gate(db, knowledge, policy, clock, settings.nlu.questions)
    rasa, client = understanding(settings, gate)
    applications = applications_of(settings)
    composer = Composer(knowledge, policy.approve)
    status = status_words(settings, composer)
    codes = _codes(settings, db, clock, status)
    bot = Bot(
        queries=queries,
        commands=BotCommands(db, clock, new_id, reading=READING, name=settings.bot.name),
        interpreter=interpreter_of(client, settings.data),
        policy=policy,
        composer=composer,
        guide=guide_of(settings, knowledge, applications),
        clock=clock,
        letters=lambda kind: kind == "email",
        leaves=lambda kind: kind == "livechat",
        by_mail=bool(by_mail),
        elsewhere=lambda: continuing.kinds,
        mailbox=next((box.address for box in settings.mailboxes().values()), ""),
        status=status,
        warming=lambda: rasa is not None and rasa.state in {"training", "starting"},
    )
    post = Deliveries(deliveries, channels, clock, random.random, links=continuing)
    term = dt.timedelta(seconds=settings.jobs.lease_seconds)
    me = f"{socket.gethostname()}:{os.getpid()}:{new_id().hex[-8:]}"
    notes = QueueNotes(
        QueueNoteCommands(db, clock), deliveries, channels, queries.outlook, status, clock
    )
    copies = Deliveries(transcripts, channels, clock, random.random, named="transcript")
    together = Together(
        attendance=AttendanceCommands(db, clock),
        colleagues=ColleagueQueries(db),
        teams=TeamCommands(db, clock),
        sight=queries.sight,
    )
    at_work, round_robin = _at_work(settings, db, clock, together.attendance)
    following = Following(FollowCommands(db, clock, new_id, by_mail=by_mail))
    handlers = {
        "turn": bot.turn,
        "deliver": post.deliver,
        "queue": notes.look,
        "transcript": copies.deliver,
        "wake": Timers(agents).wake,
        "follow": following.follow,
        "code": Codes(codes).send,
        "presence": at_work.lapse,
        "give-back": at_work.give_back,
        "assign": at_work.assign,
    }
    passwords = Passwords()
    people = PeopleCommands(db, clock, new_id, passwords)
    polled = [c for c in channels.values() if not isinstance(c, LiveChat)]
    try:
        yield House(
            settings=settings,
            clock=clock,
            bus=bus,
            db=db,
            knowledge=knowledge,
            queries=queries,
            intake=intake,
            agents=agents,
            people=people,
            administration=_administration(settings, db, clock, people, passwords),
            chats=chats,
            presence=PresenceCommands(db, clock, new_id),
            transcripts=transcripts,
            links=links,
            contacts=ContactCommands(db, clock, new_id),
            contact_queries=ContactQueries(db),
            together=together,
            round_robin=round_robin,
            search=SearchQueries(db),
            supervising=_supervising(settings, db, clock),
            resends=ResendCommands(db, clock, new_id, by_mail=by_mail),
            splits=SplitCommands(db, clock, new_id),
            codes=codes,
            status=status,
            status_desk=StatusDesk(queries, codes, status, clock),
            writing=_writing(settings, db, clock, agents, knowledge),
            fields=Fields(queries=FieldQueries(db), commands=FieldCommands(db, clock, new_id)),
            form_desk=FormDesk(queries, deliveries, chats, blobs, reach, by_mail),
            blobs=blobs,
            channels=channels,
            rasa=rasa,
            client=client,
            worker=Worker(
                db,
                bus,
                clock,
                handlers,
                name=me,
                lease=term,
            ),
            runner=Runner(polled, intake, lambda name: Lease(db, clock, name, me, term)),
        )
    finally:
        await client.close()
        if applications is not None:
            await applications.close()
        await asyncio.shield(db.close())


def _at_work(
    settings: Settings, db: Database, clock: Clock, attendance: AttendanceCommands
) -> tuple[Attendance, RoundRobin | None]:
    office = settings.office
    giving = AssignCommands(db, clock, new_id, budget=office.budget(), locale=office.locale)
    round_robin = RoundRobin(db, clock, giving) if office.assign == "round_robin" else None
    return Attendance(attendance, giving), round_robin


def _writing(
    settings: Settings, db: Database, clock: Clock, agents: AgentCommands, knowledge: Knowledge
) -> Writing:
    """What helps agents write."""
    office, zone = settings.office.name, zoneinfo.ZoneInfo(settings.office.timezone)
    return Writing(
        queries=WritingQueries(db, office),
        drafts=DraftCommands(db, clock, new_id),
        canned=CannedCommands(db, clock, new_id),
        macros=MacroCommands(db, clock, new_id, agents, office=office),
        marks=MarkCommands(db, clock, new_id),
        filters=SavedFilterCommands(db, clock, new_id),
        filters_there=SavedFilterQueries(db),
        suggesting=KnownFacts(knowledge, lambda: clock().astimezone(zone).date()),
    )


def _administration(
    settings: Settings, db: Database, clock: Clock, people: PeopleCommands, passwords: Passwords
) -> Administration:
    factor = SecondFactor(key_for(settings, "second factor"), settings.bot.name)
    door = SignInCommands(db, clock, passwords, factor, settings.web.factor_rule())
    return Administration(
        door=door,
        account=AccountCommands(db, clock, door, passwords, factor),
        staff=StaffCommands(db, clock, new_id, people, passwords),
        people=PeopleQueries(db, clock),
        undertaker=DeadJobCommands(db, clock, new_id),
        dead=DeadJobQueries(db),
    )


def _supervising(settings: Settings, db: Database, clock: Clock) -> Supervising:
    return Supervising(
        audit=AuditCommands(db, clock, new_id),
        log=AuditQueries(db),
        transcripts=TranscriptQueries(db),
        whispers=WhisperCommands(db, clock, new_id),
        wall=WallQueries(db, clock, settings.calendars()),
        reports=ReportQueries(db, clock),
        zone=zoneinfo.ZoneInfo(settings.office.timezone),
    )


def _holds(settings: Settings) -> dict[str, dt.timedelta]:
    """How long replies wait on each channel, so that their writers can undo them."""
    return {
        name: dt.timedelta(seconds=chosen.undo_seconds)
        for name, chosen in settings.channels.items()
        if isinstance(chosen, EmailSettings)
    }


def _codes(settings: Settings, db: Database, clock: Clock, status: StatusWords) -> CodeCommands:
    minutes = int(LASTS.total_seconds() // 60)
    return CodeCommands(
        db,
        clock,
        new_id,
        secret=key_for(settings, "status codes"),
        draw=lambda: f"{secrets.randbelow(10**6):06}",
        words=lambda locale, number, code: status.code(locale, number, code, minutes),
    )


def key_for(settings: Settings, use: str) -> bytes:
    """A key for one use, out of the one that is kept."""
    return hmac.digest(secret_key(settings.data), use.encode(), "sha256")


def _channels(
    settings: Settings,
    desk: ChatDesk,
    posts: Mapping[str, PostDesk],
    bus: Bus,
    clock: Clock,
    elsewhere: Continuing,
) -> dict[str, Channel]:
    channels: dict[str, Channel] = {}
    for name, chosen in settings.channels.items():
        match chosen:
            case LiveChatSettings():
                mail = posts.get(name)
                channels[name] = LiveChat(
                    name,
                    chosen,
                    desk=desk,
                    bus=bus,
                    monotonic=time.monotonic,
                    chance=random.random,
                    post=mail,
                    elsewhere=elsewhere,
                )
            case EmailSettings():
                channels[name] = _mailbox(name, chosen, settings, clock)
            case TelegramSettings():
                channels[name] = Telegram(name, chosen, entrance=_entrance(name, chosen, settings))
    return channels


def _entrance(name: str, chosen: TelegramSettings, settings: Settings) -> Entrance | None:
    """Where Telegram finds us; None when we poll."""
    if chosen.mode == "poll":
        return None
    base = settings.web.public_url.rstrip("/")
    if not base.startswith("https://") and chosen.api_base.startswith("https://"):
        raise BadConfig(f"channels.{name}.mode: webhook needs https in web.public_url, not {base}")
    secret = secret_of(name, secret_key(settings.data))
    return Entrance(url=f"{base}{path_of(name)}", secret=secret)


def _mailbox(name: str, chosen: EmailSettings, settings: Settings, clock: Clock) -> Email:
    key = secret_key(settings.data)
    tokens = None
    if chosen.oauth is not None:
        tokens = Tokens(chosen.oauth, settings.data / "oauth" / name)
    try:
        return Email(name, chosen, secret=key, now=clock, jitter=random.random, tokens=tokens)
    except BadTemplate as why:
        raise BadConfig(f"channels.{name}.templates: {why}") from None
