"""The ledger: what each channel showed us, what became of it, and whether that adds up."""

import dataclasses
import datetime as dt
from collections.abc import Collection, Mapping
from uuid import UUID

import sqlalchemy as sa

from runtime.db import Tx
from tickets.domain.message import AuthorKind
from tickets.queries.views import SetAside
from tickets.store import conversations, ingress, messages

PATIENCE = dt.timedelta(minutes=5)  # for what was kept, to be filed
_KEPT, _ASIDE = "kept", "quarantined"
_MOST = 200


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """The ledger of one channel: *seen = filed + set aside*, and what contradicts it."""

    channel: str
    outcomes: Mapping[str, int]
    late: int = 0  # kept for longer than it takes
    lost: int = 0  # filed, but the message is not there, or has another Message-ID
    shared: int = 0  # messages that several arrivals claim to be
    unknown: int = 0  # messages of mails that never arrived

    @property
    def seen(self) -> int:
        """Every arrival."""
        return sum(self.outcomes.values())

    @property
    def waiting(self) -> int:
        """Kept, and neither filed nor set aside yet."""
        return self.outcomes.get(_KEPT, 0)

    @property
    def set_aside(self) -> int:
        """Quarantined."""
        return self.outcomes.get(_ASIDE, 0)

    @property
    def filed(self) -> int:
        """All others: each has its message."""
        return self.seen - self.waiting - self.set_aside

    @property
    def faults(self) -> tuple[str, ...]:
        """What is wrong, in words."""
        found = (
            (self.late, "kept for more than 5 minutes, and not filed"),
            (self.lost, "filed, but their message is not there or has another Message-ID"),
            (self.shared, "messages that several arrivals claim to be"),
            (self.unknown, "messages of mails that are not in the ledger"),
        )
        return tuple(f"{n} {words}" for n, words in found if n)

    @property
    def balanced(self) -> bool:
        """Whether it adds up."""
        return not self.faults

    def __str__(self) -> str:
        waiting = f" + {self.waiting} waiting" if self.waiting else ""
        return f"{self.seen} seen = {self.filed} filed + {self.set_aside} set aside{waiting}"


def tally(tx: Tx) -> dict[str, dict[str, int]]:
    """How many arrivals each channel had, by outcome."""
    i = ingress.c
    counted = sa.select(i.channel, i.outcome, sa.func.count().label("n"))
    book: dict[str, dict[str, int]] = {}
    for row in tx.all(counted.group_by(i.channel, i.outcome)):
        book.setdefault(row.channel, {})[row.outcome] = row.n
    return book


def balances(tx: Tx, mailboxes: Collection[str], now: dt.datetime) -> list[Balance]:
    """How the ledger of each of these stands."""
    book = tally(tx)
    late = _by_channel(tx, _late(now))
    lost, shared, unknown = (_by_channel(tx, each) for each in (_LOST, _SHARED, _UNKNOWN))
    return [
        Balance(
            channel=name,
            outcomes=book.get(name, {}),
            late=late.get(name, 0),
            lost=lost.get(name, 0),
            shared=shared.get(name, 0),
            unknown=unknown.get(name, 0),
        )
        for name in mailboxes
    ]


def set_aside(tx: Tx, channel: str) -> list[SetAside]:
    """What of a channel could not be filed, the newest first; at most 200."""
    i = ingress.c
    found = sa.select(i.id, i.external_id, i.reason, i.at).where(
        _UNFILED, i.channel == channel, i.outcome == _ASIDE
    )
    rows = tx.all(found.order_by(i.at.desc(), i.external_id).limit(_MOST))
    return [SetAside(id=r.id, external_id=r.external_id, reason=r.reason, at=r.at) for r in rows]


def unfiled(tx: Tx, mailboxes: Collection[str], now: dt.datetime) -> list[UUID]:
    """What can be filed anew, in the order of arrival: set aside, or kept for too long."""
    i = ingress.c
    again = (i.outcome == _ASIDE) | (i.at < now - PATIENCE)
    found = sa.select(i.id).where(_UNFILED, i.channel.in_(mailboxes), i.raw.is_not(None), again)
    return [row.id for row in tx.all(found.order_by(i.at, i.id))]


def _by_channel(tx: Tx, counted: sa.Executable) -> dict[str, int]:
    return {row.channel: row.n for row in tx.all(counted)}


def _literal(word: str) -> sa.BindParameter[str]:
    return sa.literal(word, literal_execute=True)  # only then do partial indexes match


_UNFILED = ingress.c.outcome.in_((_literal(_KEPT), _literal(_ASIDE)))
_ORIGINAL = ingress.c.outcome != _literal("duplicate")


def _late(now: dt.datetime) -> sa.Executable:
    i = ingress.c
    late = sa.select(i.channel, sa.func.count().label("n")).where(
        _UNFILED, i.outcome == _KEPT, i.at < now - PATIENCE
    )
    return late.group_by(i.channel)


def _contradictions() -> tuple[sa.Executable, ...]:
    i, m, c = ingress.c, messages.c, conversations.c
    lost = (
        sa.select(i.channel, sa.func.count().label("n"))
        .outerjoin_from(ingress, messages, m.id == i.message)
        .where(~_UNFILED, m.id.is_(None) | m.key.is_distinct_from(i.message_id))
        .group_by(i.channel)
    )
    several = (
        sa.select(sa.func.min(i.channel).label("channel"))
        .where(_ORIGINAL, i.message.is_not(None))
        .group_by(i.message)
        .having(sa.func.count() > 1)
        .subquery()
    )
    shared = sa.select(several.c.channel, sa.func.count().label("n")).group_by(several.c.channel)
    known = sa.exists().where(i.message == m.id, _ORIGINAL)
    unknown = (
        sa.select(c.channel, sa.func.count().label("n"))
        .join_from(messages, conversations, m.conversation == c.id)
        .where(c.kind == "email", m.author == AuthorKind.CONTACT, ~known)
        .group_by(c.channel)
    )
    return lost, shared, unknown


_LOST, _SHARED, _UNKNOWN = _contradictions()
