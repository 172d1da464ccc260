"""The life of a ticket: status and handler are two things, and every move is in one table."""

import dataclasses
import enum
from collections.abc import Mapping
from types import MappingProxyType

from tickets.domain.refusal import Refusal


class Status(enum.StrEnum):
    """Where the matter stands."""

    NEW = "new"
    OPEN = "open"
    PENDING = "pending"  # the citizen's turn
    SNOOZED = "snoozed"
    RESOLVED = "resolved"
    CLOSED = "closed"
    SPAM = "spam"
    MERGED = "merged"


class Handler(enum.StrEnum):
    """Whose turn it is to answer."""

    BOT = "bot"
    QUEUE = "queue"
    AGENT = "agent"


class Verb(enum.StrEnum):
    """What can be done to a ticket."""

    HEAR = "hear"  # the citizen wrote
    ANSWER = "answer"  # the bot wrote
    HAND_OFF = "hand off"
    TAKE = "take"
    REPLY = "reply on"  # an agent wrote
    RELEASE = "release"
    RETURN_TO_BOT = "give the bot"
    RESOLVE = "resolve"
    REOPEN = "reopen"
    CLOSE = "close"
    SNOOZE = "snooze"
    WAKE = "wake"
    SPAM = "mark as spam"
    MERGE = "merge"
    UNMERGE = "unmerge"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Status and handler together."""

    status: Status
    handler: Handler


BORN = Standing(status=Status.NEW, handler=Handler.BOT)
OUR_TURN = frozenset({Status.NEW, Status.OPEN})
LIVE = frozenset({Status.NEW, Status.OPEN, Status.PENDING, Status.SNOOZED})
SETTLED = frozenset({Status.RESOLVED, Status.CLOSED})
OVER = frozenset({Status.CLOSED, Status.SPAM, Status.MERGED})


class NotAllowed(Refusal):
    """The table has no such move; the sentence is fit to show an agent."""

    def __init__(self, standing: Standing, verb: Verb) -> None:
        super().__init__(
            f"cannot {verb} a ticket that is {standing.status} with the {standing.handler}",
            "no_move",
            status=standing.status.value,
            handler=standing.handler.value,
            verb=verb.name.lower(),
        )
        self.standing, self.verb = standing, verb


_S, _H, _V = Status, Handler, Verb
_SAME = None  # leave it as it is


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    """From these statuses (and handlers) to that status and handler; None leaves it."""

    statuses: frozenset[Status]
    handlers: frozenset[Handler] = frozenset(Handler)
    status: Status | None = None
    handler: Handler | None = None


def _rule(
    statuses: frozenset[Status],
    status: Status | None,
    handler: Handler | None,
    *handlers: Handler,
) -> _Rule:
    return _Rule(
        statuses=statuses, handlers=frozenset(handlers or Handler), status=status, handler=handler
    )


_RESOLVED = frozenset({_S.RESOLVED})
RULES: Mapping[Verb, tuple[_Rule, ...]] = MappingProxyType(
    {
        _V.HEAR: (
            _rule(frozenset({_S.NEW}), _SAME, _SAME),
            _rule(LIVE, _S.OPEN, _SAME),
            _rule(_RESOLVED, _S.OPEN, _SAME, _H.BOT),
            _rule(_RESOLVED, _S.OPEN, _H.QUEUE),  # whoever resolved it may be off duty
            _rule(frozenset({_S.SPAM}), _SAME, _SAME),
        ),
        _V.ANSWER: (_rule(LIVE, _S.PENDING, _SAME, _H.BOT),),
        _V.HAND_OFF: (_rule(LIVE, _S.OPEN, _H.QUEUE, _H.BOT),),
        _V.TAKE: (_rule(LIVE | _RESOLVED, _S.OPEN, _H.AGENT),),  # a colleague may take over
        _V.REPLY: (_rule(LIVE | _RESOLVED, _S.PENDING, _H.AGENT),),
        _V.RELEASE: (_rule(LIVE, _S.OPEN, _H.QUEUE, _H.AGENT),),
        _V.RETURN_TO_BOT: (_rule(LIVE, _SAME, _H.BOT, _H.AGENT, _H.QUEUE),),
        _V.RESOLVE: (_rule(LIVE, _S.RESOLVED, _SAME),),
        _V.REOPEN: (
            _rule(_RESOLVED | {_S.CLOSED}, _S.OPEN, _SAME, _H.AGENT),
            _rule(_RESOLVED | {_S.CLOSED, _S.SPAM}, _S.OPEN, _H.QUEUE),
        ),
        _V.CLOSE: (_rule(LIVE | _RESOLVED, _S.CLOSED, _SAME),),
        _V.SNOOZE: (_rule(LIVE, _S.SNOOZED, _SAME, _H.AGENT, _H.QUEUE),),
        _V.WAKE: (_rule(frozenset({_S.SNOOZED}), _S.OPEN, _SAME),),
        _V.SPAM: (_rule(LIVE | _RESOLVED, _S.SPAM, _H.QUEUE),),
        _V.UNMERGE: (),  # back to where it was: see tickets.commands.agents
        _V.MERGE: (_rule(LIVE | _RESOLVED | {_S.CLOSED}, _S.MERGED, _SAME),),
    }
)


def move(standing: Standing, verb: Verb) -> Standing:
    """Where the verb leads from here.

    >>> move(BORN, Verb.HAND_OFF)
    Standing(status=<Status.OPEN: 'open'>, handler=<Handler.QUEUE: 'queue'>)
    """
    for rule in RULES[verb]:
        if standing.status in rule.statuses and standing.handler in rule.handlers:
            return Standing(
                status=rule.status or standing.status, handler=rule.handler or standing.handler
            )
    raise NotAllowed(standing, verb)
