"""Where in the index of what was said a moment is: places rise with time."""

import datetime as dt

import sqlalchemy as sa

from runtime.db import Tx
from runtime.tables import Utc

_APART = dt.timedelta(hours=1)  # so far the order of places and that of moments may differ

# Everything up to ``low`` was said before, nothing beyond ``high`` was; one step finds the last
# place of the lower half, and the next looks when that was said.
_EARLY = """
    place <= low or (
        select m.at < :moment from search_messages s join messages m on m.id = s.message
        where s.id = place
    )
"""
_BEFORE = sa.text(
    f"""
with recursive halves (low, high, place) as (
    select cast(0 as bigint), coalesce((select max(id) from search_messages), 0),
        cast(null as bigint)
    union all
    select
        case when place is null then low when {_EARLY} then (low + high + 1) / 2 else low end,
        case when place is null then high when {_EARLY} then high else place - 1 end,
        case when place is null then (
            select coalesce(max(id), 0) from search_messages where id <= (low + high + 1) / 2
        ) end
    from halves where low < high
)
select max(low) from halves
"""  # noqa: S608  of our own text
).bindparams(sa.bindparam("moment", type_=Utc()))


def places(tx: Tx, since: dt.datetime | None, until: dt.datetime | None) -> tuple[int, int | None]:
    """The place that all said since then is beyond, and the last of what was said until then.

    No more than bounds: who asks for moments looks at those of the messages too.
    """
    beyond = 0 if since is None else _before(tx, since - _APART)
    return beyond, None if until is None else _before(tx, until + _APART)


def _before(tx: Tx, moment: dt.datetime) -> int:
    place: int = tx.run(_BEFORE, {"moment": moment}).scalar_one()
    return place
