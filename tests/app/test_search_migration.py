"""The index of search: what was said before there was one is in it, and what keeps it is there."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from sqlalchemy.ext.asyncio import create_async_engine

from app.migrate import config, migrate
from runtime import sqlite
from tests.tickets.desk import opened
from tickets.domain.access import Sight
from tickets.queries.search import SearchFilter

pytestmark = pytest.mark.slow
BEFORE = "0009"  # the step before 0011
SAID_BEFORE = """
insert into contacts (id, name, locale, created_at)
    values (:contact, 'Siti', 'id', :now);
insert into identities (id, contact, kind, address, verified, created_at)
    values (:identity, :contact, 'email', 'rahma@contoh.id', 'none', :now);
insert into tickets (id, number, contact, subject, status, handler, locale, version,
    created_at, updated_at)
    values (:ticket, 'T-2026-000001-A', :contact, 'Reklame', 'open', 'queue', 'id', 1, :now, :now);
insert into conversations (id, ticket, home, identity, channel, kind, address, created_at)
    values (:talk, :ticket, :ticket, :identity, 'surat', 'email', 'rahma@contoh.id', :now);
insert into messages (id, conversation, seq, author, author_name, text, private, at, meta)
    values (:message, :talk, 1, 'contact', '', 'mengurus perizinan', false, :now, '{}');
insert into attachments (id, message, digest, name, media_type, size, inline)
    values (:file, :message, 'x', 'denah.pdf', 'application/pdf', 1, false)
"""
NAMES = ("contact", "identity", "ticket", "talk", "message", "file")


def filled() -> list[str]:
    """The same with values in it."""
    script = SAID_BEFORE.replace(":now", "'2026-05-04 09:00:00'")
    for place, name in enumerate(NAMES, start=1):
        script = script.replace(f":{name}", f"'{place:032x}'")
    return script.split(";")


def older(conn: sa.Connection) -> None:
    """A database of the version before, with a ticket in it."""
    made = config()
    made.attributes["connection"] = conn
    command.upgrade(made, BEFORE)
    for statement in filled():
        conn.exec_driver_sql(statement)


async def test_what_was_said_before_is_found(bare_database_url: str, tmp_path: Path) -> None:
    if bare_database_url.startswith("sqlite"):
        with sqlite.transaction(bare_database_url) as conn:
            older(conn)
    else:
        engine = create_async_engine(bare_database_url)
        async with engine.begin() as connection:
            await connection.run_sync(older)
        await engine.dispose()
    await migrate(bare_database_url)
    async with opened(bare_database_url, tmp_path) as desk:
        eyes = Sight(agent=desk.names())
        for words, where in (
            ("urus izin ", "message"),
            ("reklame", "message"),
            ("denah", "message"),
            ("sit", "contact"),
            ("contoh.id", "contact"),
        ):
            page = await desk.search.search(words, eyes, SearchFilter())
            assert [hit.where for hit in page.rows] == [where], words
        sari = await desk.agent("Sari")
        hers = Sight(agent=sari.id, limited=True)
        assert not (await desk.search.search("urus izin ", hers, SearchFilter())).rows
        await desk.agents.take("T-2026-000001-A", sari)
        [hit] = (await desk.search.search("urus izin ", hers, SearchFilter())).rows
        assert hit.ticket.number == "T-2026-000001-A"


async def test_later_steps_leave_the_triggers_of_sqlite_in_place(sqlite_url: str) -> None:
    """A table that is made anew by a later step loses its triggers: they must be made again."""
    with sqlite.transaction(sqlite_url) as conn:
        rows = conn.execute(sa.text("select name from sqlite_master where type = 'trigger'"))
        made = {row.name for row in rows}
    when = ("new", "changed", "gone")
    kept = {f"search_{t}_{w}" for t in ("contacts", "identities") for w in when}
    assert made >= kept | {"search_messages_gone", "search_people_gone"}
