"""A desk with any number of tickets, made in bulk: five messages each, of what citizens ask."""

import asyncio
import dataclasses
import datetime as dt
import itertools
import random
import sys
import time
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import asyncpg

from tickets.commands.indexing import as_tsvector
from tickets.domain import number
from tickets.domain.searching import document
from tickets.domain.text import preview

MESSAGES = 5  # of a ticket: the citizen's, the bot's, the citizen's, an agent's, the citizen's
CHUNK = 2_000  # tickets that are copied at once
_DATA = Path(__file__).parents[1] / "nlu" / "server" / "data" / "id"
_NAMES = ("Siti", "Budi", "Rahma", "Dewi", "Agus", "Ratna", "Hendra", "Wati", "Yusuf", "Lestari")
_FAMILIES = ("Wijaya", "Santoso", "Hidayat", "Kusuma", "Siregar", "Halim", "Putri", "Nasution")
_ORDER = ("contact", "bot", "contact", "agent", "contact")
_BEGAN = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
_YEAR = 365 * 24 * 3600
_COLUMNS = {
    "contacts": "id name locale created_at",
    "identities": "id contact kind address verified created_at",
    "tickets": "id number contact subject status handler locale version agent waiting_since "
    "preview created_at updated_at",
    "conversations": "id ticket home identity channel kind address last_seq created_at",
    "messages": "id conversation seq author author_name text private at meta",
    "events": "at kind actor ticket number facts",
    "staged": "message words",
}


class Progress:
    """A bar on the screen: how much is done, and how fast."""

    def __init__(self, what: str, total: int) -> None:
        self._what, self._total, self._start = what, total, time.monotonic()

    def at(self, done: int) -> None:
        """So much is done now."""
        part = done / self._total
        rate = done / max(time.monotonic() - self._start, 0.001)
        bar = ("#" * round(part * 30)).ljust(30, ".")
        sys.stderr.write(f"\r  {self._what} [{bar}] {part:4.0%}  {rate:,.0f}/s ")
        sys.stderr.write("\n" if done >= self._total else "")
        sys.stderr.flush()


@dataclasses.dataclass(frozen=True)
class Filled:
    """What is known of it, to ask for."""

    numbers: Sequence[str]  # some tickets
    codes: Sequence[str]  # a word that one message of each of these has


async def fill(dsn: str, tickets: int, agents: Sequence[uuid.UUID]) -> Filled:
    """Fill a migrated, empty database on PostgreSQL, by COPY, the index of words last."""
    conn = await asyncpg.connect(dsn)
    try:
        await conn.set_type_codec(
            "json", schema="pg_catalog", encoder=str.encode, decoder=bytes.decode, format="binary"
        )
        await conn.execute("drop index search_messages_words")
        await conn.execute("create unlogged table staged (message uuid, words text)")
        maker = _Maker(tickets, agents, random.Random(5))  # noqa: S311  texts
        bar = Progress(f"{tickets:,} tickets", tickets)
        for first in range(0, tickets, CHUNK):
            upto = min(first + CHUNK, tickets)
            rows = await asyncio.to_thread(maker.rows, range(first, upto))
            async with conn.transaction():
                for table, columns in _COLUMNS.items():
                    await conn.copy_records_to_table(
                        table, records=rows[table], columns=columns.split()
                    )
                await conn.execute(
                    "insert into search_messages (message, words) "
                    "select message, words::tsvector from staged order by message"
                )
                await conn.execute("truncate staged")
            bar.at(upto)
        await _index(conn)
    finally:
        await conn.close()
    return Filled(numbers=maker.numbers, codes=maker.codes)


async def _index(conn: "asyncpg.Connection[asyncpg.Record]") -> None:
    steps = (
        "drop table staged",
        "set maintenance_work_mem = '512MB'",
        "create index search_messages_words on search_messages using gin (words)",
        "vacuum analyze",
    )
    bar = Progress("index", len(steps))
    for done, step in enumerate(steps, start=1):
        await conn.execute(step, timeout=3600)
        bar.at(done)


class _Maker:
    """Makes rows, the same for the same number of tickets."""

    def __init__(self, total: int, agents: Sequence[uuid.UUID], dice: random.Random) -> None:
        self._total, self._agents, self._dice = total, agents, dice
        self._sentences = _sentences()
        self.numbers: list[str] = []
        self.codes: list[str] = []

    def rows(self, chunk: range) -> dict[str, list[tuple[Any, ...]]]:
        """The rows of some tickets, by table."""
        rows: dict[str, list[tuple[Any, ...]]] = {table: [] for table in _COLUMNS}
        for serial in chunk:
            self._ticket(rows, serial)
        return rows

    def _ticket(self, rows: dict[str, list[tuple[Any, ...]]], serial: int) -> None:
        dice = self._dice
        at = _BEGAN + dt.timedelta(seconds=_YEAR * serial / self._total)
        names = _ids(at, dice)
        contact, identity, ticket, talk = itertools.islice(names, 4)
        name = f"{dice.choice(_NAMES)} {dice.choice(_FAMILIES)}"
        address = f"{name.lower().replace(' ', '.')}.{serial}@contoh.id"
        receipt = number.make("T", 2026, serial + 1)
        texts = [dice.choice(self._sentences) for _ in range(MESSAGES)]
        code = f"BP{serial:07d}"
        texts[2] += f" Nomor berkas {code}."
        status, handler, agent, waits = self._standing(at, newest=serial > self._total - 400)
        subject, last = preview(texts[0]), at + dt.timedelta(minutes=10 * MESSAGES)
        rows["contacts"].append((contact, name, "id", at))
        rows["identities"].append((identity, contact, "email", address, "none", at))
        rows["tickets"].append(
            (ticket, receipt, contact, subject, status, handler, "id", MESSAGES, agent, waits,
             preview(texts[-1]), at, last)
        )  # fmt: skip
        rows["conversations"].append(
            (talk, ticket, ticket, identity, "surat", "email", address, MESSAGES, at)
        )
        rows["events"].append((at, "ticket.created", "contact", ticket, receipt, "{}"))
        for seq, (author, text) in enumerate(zip(_ORDER, texts, strict=True), start=1):
            message = next(names)
            said = at + dt.timedelta(minutes=10 * seq)
            who = name if author == "contact" else ""
            rows["messages"].append((message, talk, seq, author, who, text, False, said, "{}"))
            title = subject if seq == 1 else ""
            rows["staged"].append((message, as_tsvector(document(title, who, text))))
        if serial % max(1, self._total // 200) == 0:
            self.numbers.append(receipt)
            self.codes.append(code)

    def _standing(
        self, at: dt.datetime, *, newest: bool
    ) -> tuple[str, str, uuid.UUID | None, dt.datetime | None]:
        """The newest are open, as at any desk; the others are done."""
        agent = self._dice.choice(self._agents)
        if not newest:
            return "closed", "agent", agent, None
        if self._dice.random() < 0.3:  # noqa: PLR2004
            return "open", "queue", None, at
        return "open", "agent", agent, None


def _ids(at: dt.datetime, dice: random.Random) -> Iterator[uuid.UUID]:
    """UUIDv7s of this moment, in their order."""
    head = int(at.timestamp() * 1000) << 80 | 7 << 76 | 2 << 62
    for rise in itertools.count():
        yield uuid.UUID(int=head | rise << 64 | dice.getrandbits(62))


def _sentences() -> list[str]:
    """What citizens ask, from the bot's examples."""
    lines = (
        line.strip().removeprefix("- ")
        for path in sorted(_DATA.glob("*.yml"))
        for line in path.read_text("utf-8").splitlines()
        if line.startswith("    - ")
    )
    return [line for line in lines if line]
