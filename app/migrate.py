"""Bring the database to the shape this version needs; safe to run again, and by several."""

import re
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy.ext.asyncio import create_async_engine

from runtime import sqlite
from runtime.db import DatabaseDown

_LOCK = 0x7A9B  # one process migrates, the others wait for it


def config() -> Config:
    """Alembic's configuration, without a file of its own."""
    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    made.set_main_option("path_separator", "os")
    return made


def head() -> str | None:
    """The newest revision this version knows."""
    return ScriptDirectory.from_config(config()).get_current_head()


async def migrate(url: str) -> None:
    """Run every missing step in one transaction; raise `DatabaseDown` when it cannot be reached."""
    try:
        if sa.make_url(url).get_backend_name() == "sqlite":
            with sqlite.transaction(url) as conn:
                _upgrade(conn)
            return
        engine = create_async_engine(url)
        try:
            async with engine.begin() as conn:
                await conn.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
                await conn.run_sync(_upgrade)
        finally:
            await engine.dispose()
    except (OSError, sa.exc.DBAPIError) as why:
        raise DatabaseDown(f"cannot open {shown(url)}: {_first_line(why)}") from why


def shown(url: str) -> str:
    """The address of a database without its password."""
    return sa.make_url(url).render_as_string(hide_password=True)


def _first_line(why: Exception) -> str:
    line = str(why).strip().splitlines()[0] if str(why).strip() else type(why).__name__
    return re.sub(r"^\([^)]*\)\s*", "", line)


def _upgrade(conn: sa.Connection) -> None:
    made = config()
    made.attributes["connection"] = conn
    command.upgrade(made, "head")
