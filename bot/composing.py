"""Answers put together from facts, each with its date and source; pure."""

import datetime as dt

from bot.knowledge import Fact, Knowledge
from bot.policy import NONE_OF_THESE, PERSON, choice_of
from tickets.domain.message import Choice

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


class Composer:
    """Words for people, in their language, out of the knowledge."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    def answer(self, name: str, locale: str, today: dt.date) -> str:
        """The answer of this name: lead, dated facts, close; a paragraph each."""
        answer = self._knowledge.answers[name]
        facts = (self._knowledge.facts[f] for f in answer.facts)
        lines = [f"• {self._fact(fact, locale)}" for fact in facts if fact.serves(today)]
        parts = [answer.lead.of(locale), "\n".join(lines)]
        if answer.close is not None:
            parts.append(answer.close.of(locale))
        return "\n\n".join(part for part in parts if part)

    def phrase(self, name: str, locale: str, **values: object) -> str:
        """A phrase with its blanks filled in."""
        return self._knowledge.phrases[name].of(locale).format(**values)

    def confirm(self, intents: tuple[str, ...], locale: str) -> tuple[str, tuple[Choice, ...]]:
        """ "Did you mean …?", and the buttons for it."""
        labels = [(i, self._label(i, locale)) for i in intents]
        meant = f" {'or' if locale == 'en' else 'atau'} ".join(label for _, label in labels)
        choices = [Choice(id=choice_of(i), label=_capital(label)) for i, label in labels]
        choices.append(Choice(id=NONE_OF_THESE, label=self.phrase("confirm_none", locale)))
        return self.phrase("confirm", locale, label=meant), (*choices, self.person(locale))

    def person(self, locale: str) -> Choice:
        """The button that calls a person."""
        return Choice(id=PERSON, label=self.phrase("talk_to_person", locale))

    def _label(self, intent: str, locale: str) -> str:
        words = self._knowledge.labels.get(intent)
        return words.of(locale) if words else intent.replace("_", " ")

    def _fact(self, fact: Fact, locale: str) -> str:
        frame = "fact_dated"
        if fact.status == "current" and fact.confidence != "low":
            frame = "fact_current" if fact.confidence == "high" else "fact_check"
        date = shown_date(fact.as_of, fact.as_of_precision, locale)
        if fact.as_of_precision != "day":
            date = self.phrase("date_about", locale, date=date)
        return self.phrase(frame, locale, text=fact.text.of(locale), date=date, source=fact.source)


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


def _capital(label: str) -> str:
    return label[:1].upper() + label[1:]
