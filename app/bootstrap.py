"""Everything wired by hand, in reading order."""

import asyncio
import contextlib
import dataclasses
import datetime as dt
import hashlib
import os
import random
import re
import socket
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path

from app.gate import Gate
from app.review import READING
from app.settings import BadConfig, Settings, secret_key
from bot.applications import Applications, HttpApplications
from bot.composing import Composer
from bot.flows.engine import Flows
from bot.flows.texts import load as flow_texts
from bot.guide import Guide
from bot.handler import Bot
from bot.knowledge import Knowledge, load
from bot.policy import Policy, Rule, Thresholds
from channels.base import Channel
from channels.delivery import Deliveries
from channels.email.adapter import Email
from channels.email.letters import BadTemplate
from channels.email.oauth import Tokens
from channels.email.settings import EmailSettings
from channels.livechat.adapter import LiveChat
from channels.livechat.settings import LiveChatSettings
from channels.runner import Runner
from channels.telegram.adapter import Entrance, Telegram
from channels.telegram.settings import TelegramSettings
from channels.telegram.webhook import Hook, path_of, secret_of
from nlu.interpreter import Interpreter
from nlu.process import Gate as MayServe
from nlu.process import RasaProcess
from nlu.rasa import FallbackInterpreter, RasaClient
from nlu.standin import Standin
from nlu.training import SERVER, standin
from runtime.bus import Bus
from runtime.clock import Clock, system_clock
from runtime.db import Database
from runtime.ids import new_id
from runtime.leases import Lease
from runtime.postgres import Postgres
from runtime.sqlite import Sqlite
from runtime.worker import Worker
from tickets.blobs import Blobs
from tickets.commands.agents import AgentCommands
from tickets.commands.bot import BotCommands
from tickets.commands.deliveries import DeliveryCommands
from tickets.commands.intake import Intake, Office
from tickets.commands.people import PeopleCommands
from tickets.queries import Queries
from tickets.timers import Timers


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """All parts of one process."""

    settings: Settings
    bus: Bus
    db: Database
    queries: Queries
    intake: Intake
    agents: AgentCommands
    people: PeopleCommands
    blobs: Blobs
    channels: dict[str, Channel]
    rasa: RasaProcess | None  # None: nlu.url points elsewhere
    client: RasaClient
    worker: Worker
    runner: Runner

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
    queries = Queries(db)
    blobs = Blobs(settings.data / "blobs")
    office = Office(number_prefix=settings.office.number_prefix, locale=settings.office.locale)
    intake = Intake(db, blobs, clock, new_id, office)
    agents = AgentCommands(db, clock, new_id, holds=_holds(settings))
    deliveries = DeliveryCommands(db, blobs, clock, new_id)
    channels = _channels(settings, queries, deliveries, bus, clock)
    policy = policy_of(settings, knowledge)
    gate = Gate(db, knowledge, policy, clock, settings.nlu.questions)
    rasa, client = _understanding(settings, gate)
    applications = _applications(settings)
    bot = Bot(
        queries=queries,
        commands=BotCommands(db, clock, new_id, reading=READING, name=settings.bot.name),
        interpreter=interpreter_of(client, settings.data),
        policy=policy,
        composer=Composer(knowledge),
        guide=guide_of(settings, knowledge, applications),
        clock=clock,
        letters=lambda kind: kind == "email",
        hours=settings.office.business_hours(),
        warming=lambda: rasa is not None and rasa.state in {"training", "starting"},
    )
    post = Deliveries(deliveries, channels, clock, random.random)
    term = dt.timedelta(seconds=settings.jobs.lease_seconds)
    me = f"{socket.gethostname()}:{os.getpid()}:{new_id().hex[-8:]}"
    handlers = {"turn": bot.turn, "deliver": post.deliver, "wake": Timers(agents).wake}
    polled = [c for c in channels.values() if not isinstance(c, LiveChat)]
    try:
        yield House(
            settings=settings,
            bus=bus,
            db=db,
            queries=queries,
            intake=intake,
            agents=agents,
            people=PeopleCommands(db, clock, new_id),
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


def _holds(settings: Settings) -> dict[str, dt.timedelta]:
    """How long replies wait on each channel, so that their writers can undo them."""
    return {
        name: dt.timedelta(seconds=chosen.undo_seconds)
        for name, chosen in settings.channels.items()
        if isinstance(chosen, EmailSettings)
    }


def _applications(settings: Settings) -> HttpApplications | None:
    ours = settings.applications
    if ours.url is None or ours.secret is None:
        return None
    return HttpApplications(ours.url, ours.secret, monotonic=time.monotonic)


def guide_of(settings: Settings, knowledge: Knowledge, applications: Applications | None) -> Guide:
    """The flows of the office."""
    texts = flow_texts(settings.bot.knowledge / "flows.yml", knowledge)
    pattern = settings.applications.number if applications is not None else None
    number = re.compile(pattern) if pattern is not None else None
    return Guide(Flows(texts, knowledge, number=number), texts, applications)


def policy_of(settings: Settings, knowledge: Knowledge) -> Policy:
    """The office's rules and thresholds."""
    bot = settings.bot
    return Policy(
        rules=[Rule(intent=r.intent, permit=r.permit, answer=r.answer) for r in knowledge.rules],
        handoff=knowledge.handoff,
        declining=knowledge.declining,
        about_permits=knowledge.about_permits,
        thresholds=Thresholds(
            sure=bot.sure,
            margin=bot.margin,
            maybe=bot.maybe,
            decline=bot.decline,
            handoff=bot.handoff,
            alarm=bot.alarm,
            standin=bot.standin,
            patience=bot.patience,
        ),
    )


def _channels(
    settings: Settings, queries: Queries, deliveries: DeliveryCommands, bus: Bus, clock: Clock
) -> dict[str, Channel]:
    desk = ChatDesk(queries, deliveries)
    channels: dict[str, Channel] = {}
    for name, chosen in settings.channels.items():
        match chosen:
            case LiveChatSettings():
                channels[name] = LiveChat(
                    name, chosen, desk=desk, bus=bus, monotonic=time.monotonic
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


class ChatDesk:
    """What a live chat asks of the desk: reads from one side, the read mark from the other."""

    def __init__(self, queries: Queries, deliveries: DeliveryCommands) -> None:
        self.thread = queries.thread
        self.thread_state = queries.thread_state
        self.read_up_to = deliveries.read_up_to


def _understanding(settings: Settings, gate: MayServe) -> tuple[RasaProcess | None, RasaClient]:
    timeout = settings.nlu.timeout_seconds
    if settings.nlu.url is not None:
        target = rasa_target(settings.nlu.url)
        token = settings.nlu.token
        return None, RasaClient(target, monotonic=time.monotonic, token=token, timeout=timeout)
    process = own_rasa(settings.data, rasa_socket(settings.data), gate)
    client = RasaClient(rasa_socket(settings.data), monotonic=time.monotonic, timeout=timeout)
    return process, client


def rasa_target(url: str) -> Path | str:
    """What ``nlu.url`` names: a socket of ours, or a server somewhere."""
    return Path(url.removeprefix("unix://")) if url.startswith("unix://") else url


def own_rasa(data: Path, where: Path, gate: MayServe | None = None) -> RasaProcess:
    """The Rasa server that this process starts and watches."""
    return RasaProcess(
        server_dir=SERVER,
        models_dir=(data / "nlu" / "models").absolute(),
        work_dir=(data / "nlu" / "work").absolute(),
        socket=where,
        monotonic=time.monotonic,
        gate=gate,
    )


def rasa_socket(data: Path, name: str = "rasa") -> Path:
    """Where our Rasa server listens: beside the data, unless the path is too long for a socket."""
    here = (data / "nlu" / f"{name}.sock").absolute()
    if len(str(here)) < 90:  # noqa: PLR2004  the kernel takes 107, the server adds a suffix
        return here
    digest = hashlib.sha256(str(here).encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"tanya-{digest}" / f"{name}.sock"


def interpreter_of(client: RasaClient, data: Path) -> Interpreter:
    """Rasa, and the stand-in behind it."""
    models = data / "nlu" / "models"
    return FallbackInterpreter(client, Standin(lambda: standin(models, SERVER)))
