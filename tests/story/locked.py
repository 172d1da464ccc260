"""Somebody else holds the lock that every arrival needs."""

import contextlib
import sqlite3
from collections.abc import AsyncIterator

import asyncpg


@contextlib.asynccontextmanager
async def nothing_commits(url: str) -> AsyncIterator[None]:
    """No arrival is committed while the block lasts."""
    if url.startswith("sqlite"):
        path = url.split("///")[1]
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as file:
            file.execute("begin immediate")
            yield
            file.execute("rollback")
        return
    conn = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        async with conn.transaction():
            await conn.execute("lock table ingress in access exclusive mode")
            yield
    finally:
        await conn.close()
