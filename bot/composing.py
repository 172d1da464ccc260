"""Answers put together from facts, each with its date and source; pure."""

import datetime as dt
import re
from collections.abc import Collection, Sequence

from bot.knowledge import Fact, Knowledge
from bot.policy import (
    NONE_OF_THESE,
    PERSON,
    Answer,
    Confirm,
    HandOff,
    Rephrase,
    Sense,
    Step,
    choice_of,
)
from bot.suggestions import Suggestions
from tickets.domain.hours import BusinessHours
from tickets.domain.message import Card, Choice, Parts
from tickets.domain.waiting import Waiting

_MONTHS = {
    "id": (
        "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September",
        "Oktober", "November", "Desember",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June", "July", "August", "September",
        "October", "November", "December",
    ),
}  # fmt: skip
_DAYS = {
    "id": ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}


class Composer:
    """Words for people, in their language, out of the knowledge."""

    def __init__(self, knowledge: Knowledge, approve: Collection[str] = ()) -> None:
        """``approve``: intents whose answers wait for a person; none of their facts is proposed."""
        self._knowledge = knowledge
        self._suggestions = Suggestions(knowledge, approve)

    def words(
        self, step: Step, text: str, locale: str, today: dt.date
    ) -> tuple[str, tuple[Choice, ...]]:
        """What is said when this was decided on ``text``, and the buttons under it."""
        match step:
            case Answer(answer=answer):
                return self.answer(answer, locale, today, years_in(text)), (self.person(locale),)
            case Confirm(senses=senses):
                return self.confirm(senses, locale)
            case Rephrase():
                return self.rephrase(text, locale, today), (self.person(locale),)
            case HandOff(phrase=phrase):
                return self.phrase(phrase, locale), ()

    def answer(self, name: str, locale: str, today: dt.date, years: Collection[int] = ()) -> str:
        """The answer of this name: lead, dated facts, close; a paragraph each.

        Facts that are not certain to hold today are told only where ``years`` are asked about.
        """
        answer = self._knowledge.answers[name]
        lines = [f"• {self._fact(fact, locale, today)}" for fact in self.told(name, today, years)]
        parts = [answer.lead.of(locale), "\n".join(lines)]
        if answer.close is not None:
            parts.append(answer.close.of(locale))
        return "\n\n".join(part for part in parts if part)

    def parts(
        self,
        name: str,
        locale: str,
        today: dt.date,
        years: Collection[int] = (),
        *,
        before: str = "",
    ) -> Parts:
        """The same answer in its parts, with ``before`` ahead of its lead."""
        answer = self._knowledge.answers[name]
        lead = answer.lead.of(locale)
        return Parts(
            lead=f"{before}\n\n{lead}" if before else lead,
            cards=tuple(self._card(fact, locale, today) for fact in self.told(name, today, years)),
            close=answer.close.of(locale) if answer.close is not None else "",
        )

    def parts_of(self, step: Step, text: str, locale: str, today: dt.date) -> Parts | None:
        """What is said when this was decided on ``text``, in parts; None where no fact is told."""
        match step:
            case Answer(answer=answer):
                return self.parts(answer, locale, today, years_in(text))
            case Rephrase():
                facts = self._suggestions.of(text, locale, today)
                if not facts:
                    return None
                asked = self.phrase("not_understood", locale)
                return Parts(
                    lead=f"{asked}\n\n{self.phrase('suggestion', locale)}",
                    cards=tuple(self._card(fact, locale, today) for fact in facts),
                )
            case _:
                return None

    def facts_of(self, step: Step | None, text: str, locale: str, today: dt.date) -> list[Fact]:
        """The facts that are told when this was decided on ``text``."""
        match step:
            case Answer(answer=answer):
                return self.told(answer, today, years_in(text))
            case Rephrase():
                return self._suggestions.of(text, locale, today)
            case _:
                return []

    def told(self, name: str, today: dt.date, years: Collection[int] = ()) -> list[Fact]:
        """The facts that this answer tells on this day."""
        answer = self._knowledge.answers[name]
        past = {*years, *answer.years}
        facts = (self._knowledge.facts[f] for f in answer.facts)
        return [fact for fact in facts if fact.asserted(today) or fact.recalls(past)]

    def phrase(self, name: str, locale: str, **values: object) -> str:
        """A phrase with its blanks filled in."""
        return self._knowledge.phrases[name].of(locale).format(**values)

    def confirm(self, senses: Sequence[Sense], locale: str) -> tuple[str, tuple[Choice, ...]]:
        """ "Did you mean …?", and the buttons for it."""
        labels = [(sense, self._label(sense, locale)) for sense in senses]
        meant = f" {'or' if locale == 'en' else 'atau'} ".join(label for _, label in labels)
        choices = [Choice(id=choice_of(s), label=_capital(label)) for s, label in labels]
        choices.append(Choice(id=NONE_OF_THESE, label=self.phrase("confirm_none", locale)))
        return self.phrase("confirm", locale, label=meant), (*choices, self.person(locale))

    def rephrase(self, text: str, locale: str, today: dt.date) -> str:
        """Ask for other words; with notes that may be what was looked for, where there are any."""
        asked = self.phrase("not_understood", locale)
        facts = self._suggestions.of(text, locale, today)
        if not facts:
            return asked
        lines = "\n".join(f"• {self._fact(fact, locale, today)}" for fact in facts)
        return f"{asked}\n\n{self.phrase('suggestion', locale)}\n{lines}"

    def person(self, locale: str) -> Choice:
        """The button that calls a person."""
        return Choice(id=PERSON, label=self.phrase("talk_to_person", locale))

    def acknowledgement(
        self, number: str, hours: BusinessHours | None, locale: str, now: dt.datetime
    ) -> str:
        """That a mail arrived, its number, where to ask on, and when people are there."""
        arrived = self.phrase("email_received", locale, number=number)
        return f"{arrived} {self.at_work(hours, locale, now) if hours else ''}".strip()

    def at_work(self, hours: BusinessHours, locale: str, now: dt.datetime) -> str:
        """Until when people are at work, or from when again; nothing when that is not known."""
        until, following = hours.until(now), hours.following(now)
        if until is not None:
            shown = _shown_time(until, locale, over=True)
            return self.phrase("officers_until", locale, time=shown, zone=until.tzname())
        if following is None:
            return ""
        return self.phrase("officers_from", locale, **_shown_moment(following, locale))

    def queue(self, number: str, waiting: Waiting, locale: str) -> str:
        """What someone who waits for a person is told: their place, or when someone is back."""
        if waiting.opens_at is not None:
            moment = _shown_moment(waiting.opens_at, locale)
            return self.phrase("queue_closed", locale, number=number, **moment)
        if waiting.position is None:
            return self.phrase("queue_saved", locale, number=number)
        told = self.phrase("queue_position", locale, number=number, position=waiting.position)
        return f"{told} {self.expected(waiting, locale)}".strip()

    def expected(self, waiting: Waiting, locale: str) -> str:
        """How long it takes until it is someone's turn; empty where that cannot be told."""
        if waiting.wait_seconds is None:
            return ""
        wait = self._wait(waiting.wait_seconds, locale)
        return self.phrase("queue_wait", locale, wait=wait)

    def _wait(self, seconds: int, locale: str) -> str:
        hours, minutes = divmod(-(-seconds // 60), 60)
        if not hours:
            return self.phrase("wait_minutes", locale, minutes=minutes)
        name = "wait_hours_minutes" if minutes else "wait_hours"
        return self.phrase(name, locale, hours=hours, minutes=minutes)

    def _label(self, sense: Sense, locale: str) -> str:
        words = self._knowledge.labels.get(sense.intent)
        label = words.of(locale) if words else sense.intent.replace("_", " ")
        permit = self._knowledge.permits.get(sense.permit or "")
        if permit is None or sense.intent not in self._knowledge.about_permits:
            return label
        return f"{label}: {permit.of(locale)}"

    def noted(self, fact: Fact, locale: str, today: dt.date) -> tuple[str, str]:
        """A fact as it is told on this day, with date and source; and its date alone."""
        return self._fact(fact, locale, today), self._date(fact, locale)

    def _fact(self, fact: Fact, locale: str, today: dt.date) -> str:
        frame = "fact_dated"
        if fact.asserted(today):
            frame = "fact_current" if _certain(fact, today) else "fact_check"
        date = self._date(fact, locale)
        return self.phrase(frame, locale, text=fact.text.of(locale), date=date, source=fact.source)

    def _card(self, fact: Fact, locale: str, today: dt.date) -> Card:
        return Card(
            text=fact.text.of(locale),
            source=fact.source,
            as_of=self._date(fact, locale),
            certain=_certain(fact, today),
        )

    def _date(self, fact: Fact, locale: str) -> str:
        date = shown_date(fact.as_of, fact.as_of_precision, locale)
        if fact.as_of_precision == "day":
            return date
        return self.phrase("date_about", locale, date=date)


def _certain(fact: Fact, today: dt.date) -> bool:
    """Whether it is told without "please check" or "an older note"."""
    return fact.asserted(today) and fact.confidence == "high"


def years_in(text: str) -> frozenset[int]:
    """The years that a text names.

    >>> sorted(years_in("aturan 2019 dan tahun 2021, luas 2000 m2"))
    [2000, 2019, 2021]
    """
    return frozenset(map(int, re.findall(r"\b(?:19[89]\d|20[0-4]\d)\b", text)))


def shown_date(day: dt.date, precision: str, locale: str) -> str:
    """A date as people write it.

    >>> shown_date(dt.date(2020, 6, 17), "day", "id")
    '17 Juni 2020'
    >>> shown_date(dt.date(2017, 11, 1), "month", "en")
    'November 2017'
    """
    if precision == "year":
        return str(day.year)
    month = f"{_MONTHS['en' if locale == 'en' else 'id'][day.month - 1]} {day.year}"
    return month if precision == "month" else f"{day.day} {month}"


def _shown_moment(moment: dt.datetime, locale: str) -> dict[str, object]:
    """A moment as people write it, in the zone it comes in."""
    weekday = _DAYS["en" if locale == "en" else "id"][moment.weekday()]
    return {
        "day": f"{weekday}, {shown_date(moment.date(), 'day', locale)}",
        "time": _shown_time(moment, locale),
        "zone": moment.tzname(),
    }


def _shown_time(moment: dt.datetime, locale: str, *, over: bool = False) -> str:
    """The time of day; ``over``: at midnight a day ends, it does not begin."""
    shown = f"{moment:%H:%M}" if locale == "en" else f"{moment:%H.%M}"
    return shown.replace("00", "24", 1) if over and moment.time() == dt.time(0) else shown


def _capital(label: str) -> str:
    return label[:1].upper() + label[1:]
