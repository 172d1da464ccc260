"""What transcripts and reports ask about a ticket alike: its channel, and who dealt with it."""

import datetime as dt

import sqlalchemy as sa

from tickets.domain.lifecycle import LIVE, SETTLED, Handler, Status
from tickets.store import conversations, events, messages, tickets

NOISE = (Status.SPAM, Status.MERGED)  # no matters of their own
_t, _c, _m = tickets.c, conversations.c, messages.c
ALIVE = _t.status.in_(  # in the words and the order of the index on them
    [sa.literal(status, literal_execute=True) for status in ("new", "open", "pending", "snoozed")]
)


def said_by(author: str, *more: sa.ColumnElement[bool]) -> sa.Exists:
    """Whether someone of this kind said something on the ticket that the citizen may see."""
    return (
        sa.exists()
        .where(_c.ticket == _t.id, _m.conversation == _c.id, _m.seq.is_not(None))
        .where(_m.author == author, *more)
        .correlate(tickets)
    )


def first_said(author: str) -> sa.ScalarSelect[dt.datetime]:
    """When someone of this kind first said something on the ticket that the citizen may see."""
    return (
        sa.select(sa.func.min(_m.at))
        .where(_c.ticket == _t.id, _m.conversation == _c.id, _m.seq.is_not(None))
        .where(_m.author == author)
        .correlate(tickets)
        .scalar_subquery()
    )


def handed_off(*more: sa.ColumnElement[bool]) -> sa.Exists:
    """Whether the bot ever called a person to it."""
    e = events.c
    called = sa.exists().where(e.ticket == _t.id, e.kind == "ticket.handed_off", *more)
    return called.correlate(tickets)


def person_involved() -> sa.ColumnElement[bool]:
    """Whether a person of ours was called, has it or had a say."""
    return sa.or_(_t.handler != Handler.BOT, handed_off(), said_by("agent"))


def begun_on() -> sa.ScalarSelect[str]:
    """The channel a ticket began on."""
    return (
        sa.select(_c.channel)
        .where(_c.home == _t.id)
        .order_by(_c.id)
        .limit(1)
        .correlate(tickets)
        .scalar_subquery()
    )


def outcome() -> sa.ColumnElement[str]:
    """How a ticket came out: bot, person, open; or other (spam, merged)."""
    return sa.case(
        (_t.status.in_(LIVE), "open"),
        (_t.status.not_in(SETTLED), "other"),
        (person_involved(), "person"),
        else_="bot",
    )
