"""Receipt numbers, each given out once."""

import datetime as dt

import sqlalchemy as sa

from runtime.db import Tx
from runtime.tables import insert_once
from tickets.domain import number
from tickets.store import counters


def next_number(tx: Tx, prefix: str, now: dt.datetime) -> str:
    """The next of the year; the counter's row lock makes it unique."""
    name = f"ticket:{now.year}"
    insert_once(tx.conn, counters, name=name, value=0)
    step = sa.update(counters).where(counters.c.name == name)
    serial = int(tx.value(step.values(value=counters.c.value + 1).returning(counters.c.value)))
    return number.make(prefix, now.year, serial)
