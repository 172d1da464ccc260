"""The one queue, outbox and timer in one: leased jobs, kept in the same database as the tickets."""

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Named

from runtime.db import Tx
from runtime.tables import BigInt, Utc, meta


class JobColumns(sa.TypedColumns):
    """What is to be done, when, and by whom just now."""

    id: Named[int] = sa.Column(BigInt, primary_key=True)
    kind: Named[str] = sa.Column(sa.Text)
    lane: Named[str] = sa.Column(sa.Text)  # jobs of one lane run one by one, in order
    payload: Named[dict[str, Any]] = sa.Column(sa.JSON)
    run_at: Named[dt.datetime] = sa.Column(Utc)
    state: Named[str] = sa.Column(sa.Text, server_default="todo")
    attempt: Named[int] = sa.Column(sa.Integer, server_default="0")
    deaths: Named[int] = sa.Column(sa.Integer, server_default="0")  # workers that died over it
    revived: Named[bool] = sa.Column(sa.Boolean, server_default=sa.false())
    first_at: Named[dt.datetime] = sa.Column(Utc)
    error: Named[str | None] = sa.Column(sa.Text)
    waits_for: Named[str | None] = sa.Column(sa.Text)  # what must be well again; see `hasten`
    leased_by: Named[str | None] = sa.Column(sa.Text)
    leased_until: Named[dt.datetime | None] = sa.Column(Utc)


jobs = sa.Table(
    "jobs",
    meta,
    JobColumns,
    sa.CheckConstraint("state in ('todo','doing','dead')", name="state"),
    sqlite_autoincrement=True,  # an id is never used twice: lanes are ordered by it
)
_TODO, _DOING = (sa.literal(s, literal_execute=True) for s in ("todo", "doing"))
_pending = jobs.c.state.in_((_TODO, _DOING))  # literals: only then do partial indexes match
sa.Index("jobs_due", jobs.c.run_at, jobs.c.id, postgresql_where=_pending, sqlite_where=_pending)
sa.Index("jobs_in_lane", jobs.c.lane, jobs.c.id, postgresql_where=_pending, sqlite_where=_pending)
_held_up = (jobs.c.state == _TODO) & jobs.c.waits_for.is_not(None)
sa.Index(
    "jobs_that_wait",
    jobs.c.waits_for,
    jobs.c.id,
    postgresql_where=_held_up,
    sqlite_where=_held_up,
)


def _claim() -> sa.Executable:
    """Take due jobs, and those whose worker died; never two from one lane."""
    j, earlier = jobs.c, jobs.alias("earlier").c
    now: sa.BindParameter[dt.datetime] = sa.bindparam("now", type_=Utc)
    free = (j.state == _TODO) | ((j.state == _DOING) & (j.leased_until < now))
    first = (earlier.id < j.id) & earlier.state.in_((_TODO, _DOING))
    busy = (earlier.id != j.id) & (earlier.state == _DOING) & (earlier.leased_until >= now)
    behind = sa.exists().where(earlier.lane == j.lane, first | busy)
    due = (
        sa.select(j.id)
        .where(_pending, free, j.run_at <= now, ~behind)
        .order_by(j.run_at, j.id)
        .limit(sa.bindparam("at_most", type_=sa.Integer))
        .with_for_update(skip_locked=True)  # SQLite leaves this out: it has one writer
        .cte("due")
    )
    return (
        sa.update(jobs)
        .where(j.id.in_(sa.select(due.c.id)))
        .values(
            state="doing",
            leased_by=sa.bindparam("worker"),
            leased_until=sa.bindparam("until", type_=Utc),
            attempt=j.attempt + 1,
            deaths=j.deaths + sa.case((j.state == _DOING, 1), else_=0),
        )
        .returning(j.id, j.kind, j.lane, j.payload, j.attempt, j.deaths, j.revived, j.first_at)
    )


_CLAIM = _claim()
_ADD = sa.insert(jobs)


def enqueue(
    tx: Tx,
    kind: str,
    lane: str,
    payload: Mapping[str, Any],
    *,
    now: dt.datetime,
    run_at: dt.datetime | None = None,
) -> None:
    """Ask for something to be done once this transaction is committed.

    Within a lane ids are the order: hold a lock that all who add to the lane hold.
    """
    row = {"kind": kind, "lane": lane, "payload": dict(payload), "first_at": now}
    tx.run(_ADD, row | {"run_at": run_at or now})
    tx.ring("jobs")


def enqueue_once(
    tx: Tx,
    kind: str,
    lane: str,
    payload: Mapping[str, Any],
    *,
    now: dt.datetime,
    run_at: dt.datetime | None = None,
) -> None:
    """The same, unless something waits in this lane already; two at once may both ask."""
    waits = sa.select(jobs.c.id).where(_pending, jobs.c.lane == lane, jobs.c.state == _TODO)
    if tx.one(waits.limit(1)) is None:
        enqueue(tx, kind, lane, payload, now=now, run_at=run_at)


def claim(
    tx: Tx, worker: str, now: dt.datetime, lease: dt.timedelta, at_most: int
) -> list[sa.Row[Any]]:
    """Lease up to ``at_most`` due jobs: rows with what `runtime.worker.Job` holds."""
    values = {"worker": worker, "now": now, "until": now + lease, "at_most": at_most}
    return sorted(tx.run(_CLAIM, values).all(), key=lambda job: int(job.id))


def withdraw(tx: Tx, kind: str, lane: str, named: str, value: str) -> bool:
    """Take back the job whose payload says so; False when a worker has begun it, now or before.

    Whoever claims it at the same moment holds its row, and this waits; or this holds it, and the
    claim skips it.
    """
    fresh = (jobs.c.state == _TODO) & (jobs.c.attempt == 0) & ~jobs.c.revived
    which = (jobs.c.lane == lane) & (jobs.c.kind == kind)
    mine = jobs.c.payload[named].as_string() == value
    tx.ring("jobs")  # the next of its lane need not wait any more
    return tx.run(sa.delete(jobs).where(_pending, fresh, which, mine)).rowcount == 1


def _mine(job: int, worker: str) -> sa.ColumnElement[bool]:
    return (jobs.c.id == job) & (jobs.c.leased_by == worker)


def finish(tx: Tx, job: int, worker: str) -> None:
    """It is done; unless the lease ended and another does it now."""
    tx.run(sa.delete(jobs).where(_mine(job, worker)))


def put_off(
    tx: Tx, job: int, worker: str, until: dt.datetime, why: str, waits_for: str | None = None
) -> None:
    """Try it again later, or as soon as what it waits for is well again."""
    again = {"state": "todo", "run_at": until, "error": why, "waits_for": waits_for}
    free = {"leased_by": None, "leased_until": None}
    tx.run(sa.update(jobs).where(_mine(job, worker)).values(again | free))


def hasten(tx: Tx, waits_for: str, now: dt.datetime, step: dt.timedelta) -> int:
    """Bring forward what waits for this: one job each ``step``, in their order; how many.

    Lanes keep their order all the same.  Another who does this now is not waited for.
    """
    waiting = sa.select(jobs.c.id).where(_held_up, jobs.c.waits_for == waits_for)
    found = tx.all(waiting.order_by(jobs.c.id).with_for_update(skip_locked=True))
    if not found:
        return 0
    earlier = sa.case(
        (jobs.c.run_at < sa.bindparam("due", type_=Utc), jobs.c.run_at),
        else_=sa.bindparam("due", type_=Utc),
    )
    this = jobs.c.id == sa.bindparam("this", type_=BigInt)
    rows = [{"this": row.id, "due": now + step * n} for n, row in enumerate(found)]
    tx.run(sa.update(jobs).where(this).values(run_at=earlier, waits_for=None), rows)
    tx.ring("jobs")
    return len(found)


def bury(tx: Tx, job: int, worker: str, why: str) -> None:
    """Give it up; it stays, to be seen and tried again by hand."""
    over = {"state": "dead", "error": why, "leased_by": None, "leased_until": None}
    tx.run(sa.update(jobs).where(_mine(job, worker)).values(over))


def revive(tx: Tx, now: dt.datetime, *dead: int) -> int:
    """Try dead jobs again (all of them when none is named); how many there were."""
    which = jobs.c.id.in_(dead) if dead else sa.true()
    again = {
        "state": "todo",
        "run_at": now,
        "first_at": now,
        "attempt": 0,
        "deaths": 0,
        "revived": True,
    }
    tx.ring("jobs")
    return tx.run(sa.update(jobs).where(jobs.c.state == "dead", which).values(again)).rowcount


def afresh(
    tx: Tx, kind: str, lane: str, payload: Mapping[str, Any], named: str, *, now: dt.datetime
) -> None:
    """Ask for it anew; a dead job of the lane that names the same is forgotten for it."""
    same = jobs.c.payload[named].as_string() == payload[named]
    dead = (jobs.c.state == "dead") & (jobs.c.kind == kind) & (jobs.c.lane == lane)
    tx.run(sa.delete(jobs).where(dead, same))
    enqueue(tx, kind, lane, payload, now=now)


def move_lane(tx: Tx, lane: str, to: str, named: str, values: Collection[str]) -> None:
    """Put those jobs of a lane that wait, and name one of these, into another."""
    waiting = sa.select(jobs.c.id, jobs.c.payload).where(_pending, jobs.c.lane == lane)
    moved = [job.id for job in tx.all(waiting) if job.payload[named] in values]
    if moved:
        mine = jobs.c.id.in_(moved) & (jobs.c.state == _TODO)
        tx.run(sa.update(jobs).where(mine).values(lane=to))


def waiting_in(tx: Tx, lane: str) -> list[dt.datetime]:
    """When the jobs are due that wait in a lane."""
    waiting = sa.select(jobs.c.run_at).where(_pending, jobs.c.lane == lane, jobs.c.state == _TODO)
    return [job.run_at for job in tx.all(waiting.order_by(jobs.c.id))]


def next_due(tx: Tx) -> dt.datetime | None:
    """When the earliest waiting job is due, or its lease ends."""
    moment = sa.case((jobs.c.state == _DOING, jobs.c.leased_until), else_=jobs.c.run_at)
    due: dt.datetime | None = tx.value(sa.select(sa.func.min(moment, type_=Utc)).where(_pending))
    return due


def counts(tx: Tx) -> dict[str, int]:
    """How many jobs there are, by state."""
    counted = sa.select(jobs.c.state, sa.func.count().label("n")).group_by(jobs.c.state)
    return {row.state: row.n for row in tx.all(counted)}


def release_all(tx: Tx) -> int:
    """Free what a dead process held; only where there is never more than one (SQLite)."""
    held = jobs.c.state == "doing"
    free = {"state": "todo", "leased_by": None, "leased_until": None, "deaths": jobs.c.deaths + 1}
    return tx.run(sa.update(jobs).where(held).values(free)).rowcount
