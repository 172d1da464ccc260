"""The steps of the database end where the tables in the code are; and trouble is told clearly."""

import asyncio
import datetime as dt
import socket
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.ext.asyncio import create_async_engine

import runtime.jobs
import runtime.leases
import tickets.store
from app.bootstrap import database
from app.migrate import config, head, migrate, shown
from runtime import sqlite
from runtime.bus import Bus
from runtime.db import DatabaseDown
from runtime.tables import meta

ROOMS = (runtime.jobs, runtime.leases, tickets.store)  # their tables are in the metadata


async def on(url: str, work: Any) -> Any:  # noqa: ANN401
    """Do something with a plain connection."""
    if url.startswith("sqlite"):
        with sqlite.transaction(url) as conn:
            return work(conn)
    engine = create_async_engine(url)
    async with engine.connect() as conn:
        found = await conn.run_sync(work)
    await engine.dispose()
    return found


def differences(conn: sa.Connection) -> list[Any]:
    exact = conn.dialect.name == "postgresql"  # on SQLite Alembic takes '' and "" for different
    opts = {"compare_type": True, "compare_server_default": exact, "include_name": _described}
    return list(compare_metadata(MigrationContext.configure(conn, opts=opts), meta))


def _described(name: str | None, _kind: str, _parents: object) -> bool:
    """All but the index of search, which each engine has in its own form."""
    return name is None or not name.startswith("search_")


def indexes(conn: sa.Connection) -> set[str]:
    """The names of all indexes we made."""
    inspector = sa.inspect(conn)
    return {str(i["name"]) for table in meta.tables for i in inspector.get_indexes(table)}


def revision(conn: sa.Connection) -> str | None:
    return MigrationContext.configure(conn).get_current_revision()


async def test_a_migrated_database_has_the_tables_of_the_code(bare_database_url: str) -> None:
    await migrate(bare_database_url)
    assert await on(bare_database_url, differences) == []
    assert await on(bare_database_url, revision) == head()


async def test_it_has_their_indexes_and_constraints_too(bare_database_url: str) -> None:
    await migrate(bare_database_url)
    wanted = {str(index.name) for table in meta.tables.values() for index in table.indexes}
    assert wanted - await on(bare_database_url, indexes) == set()


async def test_the_partial_indexes_are_partial(sqlite_url: str) -> None:
    def of_jobs(conn: sa.Connection) -> list[str]:
        made = sa.text("select sql from sqlite_master where type = 'index' and name like 'jobs_%'")
        return [row.sql for row in conn.execute(made)]

    found = await on(sqlite_url, of_jobs)
    assert len(found) == 3
    held = [sql for sql in found if "state = 'todo' AND waits_for IS NOT NULL" in sql]
    assert len(held) == 1
    assert all("state IN ('todo', 'doing')" in sql for sql in found if sql not in held)


async def test_migrating_twice_is_harmless(bare_database_url: str) -> None:
    for _ in range(2):
        await migrate(bare_database_url)
    assert await on(bare_database_url, differences) == []


async def test_migrating_keeps_what_is_there(database_url: str) -> None:
    db = database(database_url, Bus())
    await db.write(
        lambda tx: tx.run(sa.text("insert into counters (name, value) values ('ticket:2026', 7)"))
    )
    await db.close()
    await migrate(database_url)
    again = database(database_url, Bus())
    assert await again.read(lambda tx: tx.value(sa.text("select value from counters"))) == 7
    await again.close()


@pytest.mark.slow
async def test_several_processes_may_migrate_at_once(bare_postgres_url: str) -> None:
    async with asyncio.timeout(30), asyncio.TaskGroup() as group:
        for _ in range(4):
            group.create_task(migrate(bare_postgres_url))
    assert await on(bare_postgres_url, differences) == []


async def test_what_was_written_as_a_team_becomes_one(bare_database_url: str) -> None:
    step = ScriptDirectory.from_config(config()).get_revision("0019")
    await _upgraded(bare_database_url, str(step.down_revision), _with_teams)
    await _upgraded(bare_database_url, "head", lambda _: None)
    db = database(bare_database_url, Bus())
    rows = await db.read(
        lambda tx: tx.all(
            sa.text(
                "select t.number, m.id, m.name from tickets t left join teams m on t.team = m.id "
                "order by t.number"
            )
        )
    )
    await db.close()

    assert [tuple(row) for row in rows] == [
        ("A", "Usaha", "Usaha"), ("B", "Usaha", "Usaha"), ("C", None, None)
    ]  # fmt: skip


_CONTACT = "insert into contacts (id, name, locale, created_at) values (:id, 'Siti', 'id', :at)"
_TICKET = (
    "insert into tickets (id, number, contact, subject, status, handler, team, locale, version, "
    "created_at, updated_at) values (:id, :number, :contact, '', 'open', 'queue', :team, 'id', 1, "
    ":at, :at)"
)


def _with_teams(conn: sa.Connection) -> None:
    contact, at = uuid.UUID(int=1), dt.datetime(2026, 5, 4, 9)  # noqa: DTZ001  as it is stored
    typed: dict[str, Any] = {"id": sa.Uuid(), "contact": sa.Uuid()}
    typed |= {"at": sa.DateTime(), "team": sa.Text()}

    def run(statement: str, **values: object) -> None:
        binds = [sa.bindparam(name, type_=typed[name]) for name in typed if name in values]
        conn.execute(sa.text(statement).bindparams(*binds), values)

    run(_CONTACT, id=contact, at=at)
    for n, (number, team) in enumerate({"A": "Usaha", "B": "Usaha", "C": None}.items(), start=2):
        run(_TICKET, id=uuid.UUID(int=n), number=number, contact=contact, team=team, at=at)


async def _upgraded(url: str, to: str, then: Callable[[sa.Connection], None]) -> None:
    """Take the steps up to this one, and write something."""

    def work(conn: sa.Connection) -> None:
        made = config()
        made.attributes["connection"] = conn
        command.upgrade(made, to)
        then(conn)

    if url.startswith("sqlite"):
        with sqlite.transaction(url) as conn:
            work(conn)
        return
    engine = create_async_engine(url)
    async with engine.begin() as opened:
        await opened.run_sync(work)
    await engine.dispose()


async def test_the_folder_of_a_new_database_is_made(tmp_path: Path) -> None:
    await migrate(f"sqlite+aiosqlite:///{tmp_path}/not/there/yet.db")
    assert (tmp_path / "not/there/yet.db").exists()


async def test_a_server_that_is_not_there_is_a_clear_error_without_the_password() -> None:
    with socket.socket() as probe:  # bound, but nobody listens
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        url = f"postgresql+asyncpg://tanya:hunter2@127.0.0.1:{port}/tanya"
        with pytest.raises(DatabaseDown, match="cannot open postgresql") as down:
            await migrate(url)
    assert f"127.0.0.1:{port}/tanya" in str(down.value)
    assert "hunter2" not in str(down.value)
    assert "\n" not in str(down.value)


async def test_a_host_nobody_knows_is_a_clear_error() -> None:
    with pytest.raises(DatabaseDown, match=r"cannot open .*nowhere\.invalid"):
        await migrate("postgresql+asyncpg://tanya:hunter2@nowhere.invalid/tanya")


@pytest.mark.slow
async def test_a_database_that_does_not_exist_is_a_clear_error(postgres_url: str) -> None:
    url = sa.make_url(postgres_url).set(database="no_such_place", password="hunter2")
    with pytest.raises(DatabaseDown, match='"no_such_place" does not exist') as down:
        await migrate(url.render_as_string(hide_password=False))
    assert "hunter2" not in str(down.value)


@pytest.mark.slow
async def test_a_user_that_does_not_exist_is_a_clear_error(postgres_url: str) -> None:
    url = sa.make_url(postgres_url).set(username="nobody_at_all", password="hunter2")
    with pytest.raises(DatabaseDown, match="nobody_at_all") as down:
        await migrate(url.render_as_string(hide_password=False))
    assert "hunter2" not in str(down.value)


async def test_a_file_that_cannot_be_opened_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "folder.db").mkdir()
    with pytest.raises(DatabaseDown, match=r"cannot open sqlite.*folder\.db"):
        await migrate(f"sqlite+aiosqlite:///{tmp_path}/folder.db")


async def test_a_file_that_is_no_database_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "letter.db").write_text("Yth. Bapak/Ibu " * 100)
    with pytest.raises(DatabaseDown, match=r"cannot open sqlite.*letter\.db"):
        await migrate(f"sqlite+aiosqlite:///{tmp_path}/letter.db")


async def test_a_path_below_a_file_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DatabaseDown, match="cannot open sqlite"):
        await migrate(f"sqlite+aiosqlite:///{tmp_path}/file/tanya.db")


def test_an_address_is_shown_without_its_password() -> None:
    assert shown("postgresql+asyncpg://tanya:hunter2@db/tanya") == (
        "postgresql+asyncpg://tanya:***@db/tanya"
    )
