"""Column types: the same moments and rows on both engines."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from runtime.db import Database, Tx
from runtime.leases import leases
from runtime.tables import insert_once

JAKARTA = ZoneInfo("Asia/Jakarta")
UTC_MORNING = dt.datetime(2026, 5, 4, 2, 30, 15, 123456, tzinfo=dt.UTC)


def keep(name: str, until: dt.datetime) -> Any:  # noqa: ANN401
    row = {"name": name, "holder": "h", "until": until}
    return lambda tx: tx.run(sa.insert(leases), row).rowcount


def kept(tx: Tx) -> list[dt.datetime]:
    return [row.until for row in tx.all(sa.select(leases.c.until).order_by(leases.c.name))]


@pytest.mark.parametrize(
    "moment",
    [
        UTC_MORNING,
        UTC_MORNING.astimezone(JAKARTA),
        UTC_MORNING.astimezone(dt.timezone(dt.timedelta(hours=-5, minutes=-30))),
        dt.datetime(2026, 12, 31, 23, 59, 59, 999999, tzinfo=dt.UTC),
        dt.datetime(1970, 1, 1, tzinfo=dt.UTC),
    ],
    ids=str,
)
async def test_a_moment_comes_back_as_it_was_and_in_utc(db: Database, moment: dt.datetime) -> None:
    await db.write(keep("a", moment))
    [found] = await db.read(kept)
    assert found == moment
    assert found.tzinfo is dt.UTC


async def test_a_naive_moment_is_refused(db: Database) -> None:
    naive = dt.datetime(2026, 5, 4, 9)  # noqa: DTZ001
    with pytest.raises(sa.exc.StatementError, match="a naive time reached the database"):
        await db.write(keep("a", naive))
    assert await db.read(kept) == []


async def test_a_naive_moment_in_a_question_is_refused_too(db: Database) -> None:
    naive = dt.datetime(2026, 5, 4, 9)  # noqa: DTZ001
    with pytest.raises(sa.exc.StatementError, match="naive"):
        await db.read(lambda tx: tx.all(sa.select(leases).where(leases.c.until < naive)))


async def test_moments_are_compared_as_moments_whatever_their_zone(db: Database) -> None:
    second = dt.timedelta(seconds=1)
    await db.write(keep("a", UTC_MORNING.astimezone(JAKARTA)))

    async def is_before(moment: dt.datetime) -> bool:
        counted = sa.select(sa.func.count()).where(leases.c.until < moment)
        return bool(await db.read(lambda tx: tx.value(counted)))

    assert await is_before(UTC_MORNING + second)
    assert not await is_before(UTC_MORNING)
    assert not await is_before((UTC_MORNING - second).astimezone(JAKARTA))


async def test_a_whole_second_sorts_before_the_fractions_after_it(db: Database) -> None:
    whole = dt.datetime(2026, 5, 4, 9, tzinfo=dt.UTC)
    await db.write(keep("a", whole + dt.timedelta(microseconds=1)))
    await db.write(keep("b", whole))
    await db.write(keep("c", whole - dt.timedelta(microseconds=1)))
    ordered = sa.select(leases.c.name).order_by(leases.c.until)
    assert await db.read(lambda tx: [row.name for row in tx.all(ordered)]) == ["c", "b", "a"]


async def test_a_row_is_inserted_once(db: Database) -> None:
    def work(tx: Tx) -> list[bool]:
        row = {"name": "a", "until": UTC_MORNING}
        return [insert_once(tx.conn, leases, holder=h, **row) for h in ("first", "second")]

    assert await db.write(work) == [True, False]
    assert await db.read(lambda tx: tx.value(sa.select(leases.c.holder))) == "first"
