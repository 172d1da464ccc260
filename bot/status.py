"""How a ticket stands, in words, the same on every channel; pure.

What happens next and, where the office's calendar tells, when people are at work.  Nothing else
is promised.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from bot.composing import Composer, shown_date
from tickets.domain.hours import Calendars
from tickets.domain.lifecycle import OUR_TURN, Handler, Standing, Status
from tickets.domain.progress import Progress
from tickets.domain.waiting import Waiting

_WAITS = frozenset({"queue", "agent"})  # for a person of ours


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class StatusWords:
    """Answers to whoever asks after a ticket; ``page`` is where anyone may look it up."""

    composer: Composer
    zone: ZoneInfo
    page: str
    calendars: Calendars = dataclasses.field(default_factory=Calendars)  # none: no time promised

    def told(
        self, progress: Progress, locale: str, now: dt.datetime, waiting: Waiting | None = None
    ) -> str:
        """The state, since when, what happens next, when people are at work; a line each.

        ``waiting``: what may be told of the queue.
        """
        return "\n".join(line for line in self._lines(progress, locale, now, waiting) if line)

    def unknown(self, locale: str) -> str:
        """The ticket is not there or not theirs: which of the two is not told."""
        return self.composer.phrase("status_unknown", locale, page=self.page)

    def misspelt(self, written: str, locale: str) -> str:
        """It is no receipt number: a digit or the letter at the end is wrong."""
        return self.composer.phrase("status_misspelt", locale, written=written)

    def none_yet(self, locale: str) -> str:
        """Nothing was asked yet but how it stands."""
        return self.composer.phrase("no_ticket_yet", locale)

    def where(self, locale: str) -> str:
        """Where to look it up."""
        return self.composer.phrase("status_page", locale, page=self.page)

    def queue(self, number: str, waiting: Waiting, locale: str) -> str:
        """What someone who waits for a person is told, and where to look it up."""
        return f"{self.composer.queue(number, waiting, locale)}\n{self.where(locale)}"

    def phrase(self, name: str, locale: str, **values: object) -> str:
        """A phrase."""
        return self.composer.phrase(name, locale, **values)

    def code(self, locale: str, number: str, code: str, minutes: int) -> str:
        """The message that carries a one-time code."""
        values = {"number": number, "code": code, "minutes": minutes}
        return self.composer.phrase("status_code", locale, **values)

    def _lines(
        self, progress: Progress, locale: str, now: dt.datetime, waiting: Waiting | None
    ) -> Iterator[str]:
        say, state = self.composer.phrase, _state(progress.standing)
        since = self.moment(progress.since, locale)
        status = say(f"status_{state}", locale)
        yield say("status_of_ticket", locale, number=progress.number, status=status, since=since)
        if progress.merged_into is not None:
            yield say("status_merged", locale, number=progress.merged_into)
        if state == "queue" and waiting is not None and waiting.position is not None:
            place = say("status_position", locale, position=waiting.position)
            yield f"{place} {self.composer.expected(waiting, locale)}".strip()
        yield say(f"next_{state}", locale)
        hours = self.calendars.of(progress.channel) if state in _WAITS else None
        if hours is not None:
            yield self.composer.at_work(hours, locale, now)
        if progress.last is not None:
            moment = self.moment(progress.last.at, locale)
            yield say(f"status_last_{progress.last.by}", locale, moment=moment)

    def moment(self, at: dt.datetime, locale: str) -> str:
        """A moment as people write it, in the office's time."""
        here = at.astimezone(self.zone)
        time = f"{here:%H:%M}" if locale == "en" else f"{here:%H.%M}"
        day = shown_date(here.date(), "day", locale)
        return self.composer.phrase("moment", locale, day=day, time=time, zone=here.tzname())


def _state(standing: Standing) -> str:
    """What a citizen calls it: their words hang on it.

    >>> _state(Standing(status=Status.SPAM, handler=Handler.QUEUE))
    'closed'
    """
    match standing:
        case Standing(status=status, handler=Handler.QUEUE | Handler.AGENT as handler) if (
            status in OUR_TURN
        ):
            return str(handler)
        case Standing(status=Status.PENDING, handler=Handler.BOT):
            return "answered"
        case Standing(status=Status.SPAM | Status.MERGED):
            return "closed"
        case _:
            return str(standing.status)
