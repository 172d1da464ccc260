"""A desk with any number of tickets, made in bulk: five messages each, of what citizens ask."""

import asyncio
import dataclasses
import datetime as dt
import functools
import hashlib
import itertools
import multiprocessing
import os
import random
import sys
import time
import uuid
from collections.abc import AsyncIterator, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TypeAlias

import asyncpg

from tickets.commands.indexing import as_tsvector
from tickets.domain import number
from tickets.domain.searching import GAP, Document, document
from tickets.domain.text import preview

MESSAGES = 5  # of a ticket: the citizen's, the bot's, the citizen's, an agent's, the citizen's
CHUNK = 5_000  # tickets that are copied at once
LIVE = 2_000  # tickets that are not settled, the newest: an office works on no more at a time
COMMON_TAG, SOME_TAG, RARE_TAG = "izin", "mendesak", "sengketa"
_TAGS = (COMMON_TAG, "pajak", "berkas", "janji", "keluhan", "salinan")  # a third has one of them
_SOME, _RARE = 150, 10_000  # of so many tickets one has that tag
TEAMS = ("perizinan", "pajak", "hukum")
_TEAM_WEIGHTS = (40, 20, 1)  # of a hundred; the others have no team
_CHANNELS = (("surat", "email"), ("obrolan", "livechat"), ("telegram", "telegram"))
_CHANNEL_WEIGHTS = (55, 35, 10)
_PRIORITIES = ("normal", "high", "urgent", "low")
_PRIORITY_WEIGHTS = (85, 10, 2, 3)
_STANDINGS = (
    ("open", "queue"), ("open", "agent"), ("pending", "agent"), ("snoozed", "agent"),
    ("open", "bot"), ("new", "bot"),
)  # fmt: skip
_STANDING_WEIGHTS = (30, 35, 15, 5, 10, 5)
_DATA = Path(__file__).parents[1] / "nlu" / "server" / "data" / "id"
_NAMES = ("Siti", "Budi", "Rahma", "Dewi", "Agus", "Ratna", "Hendra", "Wati", "Yusuf", "Lestari")
_FAMILIES = ("Wijaya", "Santoso", "Hidayat", "Kusuma", "Siregar", "Halim", "Putri", "Nasution")
_ORDER = ("contact", "bot", "contact", "agent", "contact")
_BEGAN = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
_YEAR = 365 * 24 * 3600
_COLUMNS = {
    "contacts": "id name locale created_at",
    "identities": "id contact kind address verified created_at",
    "tickets": "id number contact subject status handler priority team locale version agent "
    "waiting_since owed_since snoozed_until resolved_at preview created_at updated_at",
    "tags": "ticket tag",
    "conversations": "id ticket home identity channel kind address last_seq created_at",
    "messages": "id conversation seq author author_name text private at meta",
    "events": "id at kind actor ticket number facts",
    "search_messages": "id message words",
    "search_sights": "place agent team",
}
_NAMES_CODE = 3  # of the messages, which has it
_AT_ONCE = 2_000  # rows that are sent at once
_SOME_CODE = "BP0000000"
Rows: TypeAlias = dict[str, list[Sequence[object]]]


class Progress:
    """A bar on the screen: how much is done, and how fast."""

    def __init__(self, what: str, total: int) -> None:
        self._what, self._total, self._start = what, total, time.monotonic()

    def at(self, done: int) -> None:
        """So much is done now."""
        part = done / self._total
        spent = time.monotonic() - self._start
        rate = done / max(spent, 0.001)
        bar = ("#" * round(part * 30)).ljust(30, ".")
        sys.stderr.write(f"\r  {self._what} [{bar}] {part:4.0%}  {rate:,.0f}/s  {spent:.0f} s ")
        sys.stderr.write("\n" if done >= self._total else "")
        sys.stderr.flush()


@dataclasses.dataclass(frozen=True)
class Filled:
    """What is known of it, to ask for."""

    numbers: Sequence[str]  # some tickets
    codes: Sequence[str]  # a word that one message of each of these has


async def fill(dsn: str, tickets: int, agents: Sequence[uuid.UUID]) -> Filled:
    """Fill a migrated database on PostgreSQL that has no tickets, by COPY.

    Its indexes are dropped meanwhile, and made again by their own definitions; foreign keys are not
    looked at: what is made here keeps them.
    """
    conn = await asyncpg.connect(dsn)
    try:
        rows = [(team, team.title(), _BEGAN) for team in TEAMS]
        await conn.executemany("insert into teams (id, name, created_at) values ($1, $2, $3)", rows)
        indexes = await _without_indexes(conn)
        await _copy(dsn, tickets, agents)
        await _with_indexes(dsn, indexes)
        await conn.execute(
            "select setval(pg_get_serial_sequence('search_messages', 'id'), $1),"
            " setval(pg_get_serial_sequence('events', 'id'), $2)",
            tickets * MESSAGES,
            tickets,
        )
        await conn.execute(
            "insert into counters (name, value) values ($1, $2)", f"ticket:{_BEGAN.year}", tickets
        )
        await conn.execute("vacuum analyze")
    finally:
        await conn.close()
    known = range(0, tickets, max(1, tickets // 200))
    return Filled(numbers=[*map(_receipt, known)], codes=[*map(_code, known)])


async def _without_indexes(conn: "asyncpg.Connection[asyncpg.Record]") -> list[str]:
    """Drop the indexes of the tables that are filled; how to make them, the longest to make first.

    Those of a primary key or a unique constraint stay: rows come in their order.
    """
    found = await conn.fetch(
        "select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as made,"
        " a.amname as kind from pg_index i join pg_class c on c.oid = i.indexrelid"
        " join pg_am a on a.oid = c.relam where i.indrelid = any($1::text[]::regclass[])"
        " and not exists (select from pg_constraint k where k.conindid = i.indexrelid)",
        list(_COLUMNS),
    )
    for row in found:
        await conn.execute(f"drop index {row['name']}")
    return [row["made"] for row in sorted(found, key=lambda row: row["kind"] != "gin")]


async def _copy(dsn: str, tickets: int, agents: Sequence[uuid.UUID]) -> None:
    loop, done = asyncio.get_running_loop(), 0
    bar = Progress(f"{tickets:,} tickets", tickets)
    firsts = range(0, tickets, CHUNK)
    hands = min(len(firsts), os.cpu_count() or 1)
    with ProcessPoolExecutor(hands, multiprocessing.get_context("spawn")) as pool:
        parts = [
            loop.run_in_executor(pool, _fill_part, dsn, tickets, agents, first) for first in firsts
        ]
        for part in asyncio.as_completed(parts):
            done += await part
            bar.at(done)


async def _with_indexes(dsn: str, indexes: Sequence[str]) -> None:
    bar, left, done = Progress("indexes", len(indexes)), iter(indexes), itertools.count(1)

    async def make() -> None:
        conn = await asyncpg.connect(dsn)
        try:
            await conn.execute("set maintenance_work_mem = '512MB'")
            for one in left:
                await conn.execute(one, timeout=3600)
                bar.at(next(done))
        finally:
            await conn.close()

    async with asyncio.TaskGroup() as group:
        for _ in range(2):
            group.create_task(make())


def _fill_part(dsn: str, total: int, agents: Sequence[uuid.UUID], first: int) -> int:
    """Copy one chunk, in a process of its own; how many tickets it is."""
    chunk = range(first, min(first + CHUNK, total))
    return asyncio.run(_fill_chunk(dsn, chunk, _Maker(total, agents, random.Random(first))))  # noqa: S311


async def _fill_chunk(dsn: str, chunk: range, maker: "_Maker") -> int:
    rows = maker.rows(chunk)
    conn = await asyncpg.connect(dsn)
    try:
        await conn.execute("set session_replication_role = replica")
        async with conn.transaction():
            for table, columns in _COLUMNS.items():
                await conn.copy_to_table(
                    table, source=_lines(rows[table]), columns=columns.split(), timeout=600
                )
    finally:
        await conn.close()
    return len(chunk)


async def _lines(rows: Sequence[Sequence[object]]) -> AsyncIterator[bytes]:
    """The rows as COPY reads them; nothing in them needs an escape."""
    for first in range(0, len(rows), _AT_ONCE):
        some = rows[first : first + _AT_ONCE]
        yield "".join(["\t".join(map(_field, row)) + "\n" for row in some]).encode()


def _field(value: object) -> str:
    return "\\N" if value is None else str(value)


class _Maker:
    """Makes rows, the same for the same dice."""

    def __init__(self, total: int, agents: Sequence[uuid.UUID], dice: random.Random) -> None:
        self._total, self._agents, self._dice = total, [one.hex for one in agents], dice
        self._live_from = total - min(LIVE, max(1, total // 5))

    def rows(self, chunk: range) -> Rows:
        """The rows of some tickets, by table."""
        rows: Rows = {table: [] for table in _COLUMNS}
        for serial in chunk:
            self._ticket(rows, serial)
        return rows

    def _ticket(self, rows: Rows, serial: int) -> None:
        dice = self._dice
        at = _BEGAN + dt.timedelta(seconds=_YEAR * serial / self._total)
        names = _ids(at, dice)
        contact, identity, ticket, talk = itertools.islice(names, 4)
        name = f"{dice.choice(_NAMES)} {dice.choice(_FAMILIES)}"
        ((channel, kind),) = dice.choices(_CHANNELS, _CHANNEL_WEIGHTS)
        address = _address(kind, name, serial)
        texts = [dice.choice(_sentences()) for _ in range(MESSAGES)]
        subject, last = preview(texts[0]), at + dt.timedelta(minutes=10 * MESSAGES)
        receipt, code = _receipt(serial), _code(serial)
        what, when = (ticket, receipt, contact, subject), (preview(texts[-1]), at, last)
        sight = self._filed(rows, serial, what, when)
        rows["contacts"].append((contact, name, "id", at))
        rows["identities"].append((identity, contact, kind, address, "none", at))
        rows["conversations"].append(
            (talk, ticket, ticket, identity, channel, kind, address, MESSAGES, at)
        )
        rows["events"].append((serial + 1, at, "ticket.created", "contact", ticket, receipt, "{}"))
        for seq, (author, text) in enumerate(zip(_ORDER, texts, strict=True), start=1):
            said, message = at + dt.timedelta(minutes=10 * seq), next(names)
            who = name if author == "contact" else ""
            title = subject if seq == 1 and kind == "email" else ""
            says, words = _said(title, who, text, code if seq == _NAMES_CODE else None)
            rows["messages"].append((message, talk, seq, author, who, says, "f", said, "{}"))
            place = serial * MESSAGES + seq
            rows["search_messages"].append((place, message, words))
            rows["search_sights"].append((place, *sight))

    def _filed(
        self,
        rows: Rows,
        serial: int,
        what: tuple[str, ...],
        when: tuple[str, dt.datetime, dt.datetime],
    ) -> tuple[str | None, str | None]:
        """The ticket itself, and its tags: the newest are alive, as at any desk.

        Who has it: an agent, a team.
        """
        dice, ticket, last = self._dice, what[0], when[-1]
        agent: str | None = dice.choice(self._agents)
        waits = sleeps = done = None
        if serial < self._live_from:
            (status,) = dice.choices(("closed", "resolved"), (85, 15))
            handler, done = "agent", last
        else:
            ((status, handler),) = dice.choices(_STANDINGS, _STANDING_WEIGHTS)
            agent = agent if handler == "agent" else None
            waits = last if status == "open" and handler != "bot" else None
            sleeps = last + dt.timedelta(days=400) if status == "snoozed" else None
        (priority,) = dice.choices(_PRIORITIES, _PRIORITY_WEIGHTS)
        (team,) = dice.choices((*TEAMS, None), (*_TEAM_WEIGHTS, 100 - sum(_TEAM_WEIGHTS)))
        rows["tickets"].append(
            (
                *what,
                status,
                handler,
                priority,
                team,
                "id",
                MESSAGES,
                agent,
                waits,
                waits,  # so long a word is owed, too
                sleeps,
                done,
                *when,
            )
        )
        tags = {dice.choice(_TAGS)} if dice.random() < 1 / 3 else set()
        tags |= {tag for tag, each in ((SOME_TAG, _SOME), (RARE_TAG, _RARE)) if serial % each == 0}
        rows["tags"] += [(ticket, tag) for tag in sorted(tags)]
        return agent, team


def _said(title: str, who: str, text: str, code: str | None) -> tuple[str, str]:
    """A text, and the words that are kept of it."""
    if code is None:
        return text, _vector(title, who, text)
    text = f"{text} Nomor berkas {_SOME_CODE}."
    words = _vector(title, who, text).replace(_SOME_CODE.lower(), code.lower())
    return text.replace(_SOME_CODE, code), words


def _receipt(serial: int) -> str:
    return number.make("T", 2026, serial + 1)


def _code(serial: int) -> str:
    return f"BP{serial:07d}"


def _address(kind: str, name: str, serial: int) -> str:
    match kind:
        case "email":
            return f"{name.lower().replace(' ', '.')}.{serial}@contoh.id"
        case "livechat":
            return hashlib.sha256(str(serial).encode()).hexdigest()
    return str(600_000_000 + serial)


def _ids(at: dt.datetime, dice: random.Random) -> Iterator[str]:
    """UUIDv7s of this moment, in their order."""
    head = int(at.timestamp() * 1000) << 80 | 7 << 76 | 2 << 62
    for rise in itertools.count():
        yield f"{head | rise << 64 | dice.getrandbits(62):032x}"


def _vector(*parts: str) -> str:
    """The same as `as_tsvector` of their document, put together from what was read before."""
    place, lexemes = 0, []
    for part in parts:
        words, length = _placed(part, place)
        lexemes.append(words)
        place += length
    return " ".join(lexemes)


@functools.lru_cache(maxsize=100_000)
def _placed(part: str, place: int) -> tuple[str, int]:
    """The lexemes of one part that begins at this place, and how many places it takes."""
    read, before = document(part), (GAP,) * place
    lexemes = as_tsvector(Document(words=before + read.words, stems=before + read.stems))
    return lexemes, len(read.words)


@functools.cache
def _sentences() -> Sequence[str]:
    """What citizens ask, from the bot's examples; without phone numbers, which are read apart."""
    lines = (
        line.strip().removeprefix("- ")
        for path in sorted(_DATA.glob("*.yml"))
        for line in path.read_text("utf-8").splitlines()
        if line.startswith("    - ")
    )
    return [line for line in lines if line and "\\" not in line and document(line).words[-1] == GAP]
