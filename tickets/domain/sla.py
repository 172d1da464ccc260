"""By when somebody should have answered: the office's targets, in minutes that people are at work.

A word is owed while a ticket is open and with a person (see `owes`), from the moment that began
until it is answered, settled, put off or given back to the bot.
"""

import dataclasses
import datetime as dt
from collections.abc import Mapping

from tickets.domain.hours import BusinessHours
from tickets.domain.lifecycle import OUR_TURN, Handler, Standing
from tickets.domain.marks import Priority

_OURS = frozenset({Handler.QUEUE, Handler.AGENT})


def owes(standing: Standing) -> bool:
    """Whether the citizen waits for a person's word.

    >>> from tickets.domain.lifecycle import Status
    >>> owes(Standing(status=Status.OPEN, handler=Handler.AGENT))
    True
    >>> owes(Standing(status=Status.PENDING, handler=Handler.AGENT))
    False
    """
    return standing.handler in _OURS and standing.status in OUR_TURN


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SlaPolicy:
    """How soon a person answers, by priority; without a target nothing is due."""

    minutes: Mapping[Priority, int] = dataclasses.field(default_factory=dict)
    hours: BusinessHours | None = None  # None: every minute counts

    def due(self, priority: str, owed_since: dt.datetime | None) -> dt.datetime | None:
        """When the word is due, in UTC; None: none is owed, none was promised, or out of sight.

        Of two tickets of one priority the one that waits longer is due no later.
        """
        minutes = self.minutes.get(Priority(priority))
        if owed_since is None or minutes is None:
            return None
        if self.hours is None:
            return owed_since + dt.timedelta(minutes=minutes)
        due = self.hours.ahead(owed_since, minutes * 60)
        return None if due is None else due.astimezone(dt.UTC)
