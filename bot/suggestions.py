"""Facts that share words with a message nobody could make sense of; proposed, never asserted."""

import datetime as dt
import re
import sqlite3
from collections.abc import Collection

from bot.knowledge import Fact, Knowledge
from nlu.signals import WORDS

_COMMON = frozenset(WORDS["languages"]["id"]) | frozenset(WORDS["languages"]["en"])
_SHORTEST = 3  # letters of a word that is looked for
_SHARED = 2  # words that a fact must have in common with the message
_MOST = 2  # facts

_SEARCH = "SELECT id FROM facts WHERE facts MATCH ? AND locale = ? ORDER BY bm25(facts) LIMIT 10"


class Suggestions:
    """A full-text index (SQLite FTS5, in memory) over what may be told to citizens."""

    def __init__(self, knowledge: Knowledge, approve: Collection[str] = ()) -> None:
        """``approve``: intents whose answers wait for a person; nor are their facts proposed."""
        rules = (rule for rule in knowledge.rules if rule.intent in approve)
        held = {fact for rule in rules for fact in knowledge.answers[rule.answer].facts}
        self._facts = knowledge.facts
        self._index = sqlite3.connect(":memory:", check_same_thread=False)
        self._index.execute(
            "CREATE VIRTUAL TABLE facts USING fts5"
            "(words, id UNINDEXED, locale UNINDEXED, tokenize='unicode61 remove_diacritics 2')"
        )
        self._index.executemany(
            "INSERT INTO facts VALUES (?, ?, ?)",
            [
                (f"{fact.text.of(locale)} {fact.topic}", fact.id, locale)
                for fact in knowledge.facts.values()
                for locale in ("id", "en")
                if fact.audience == "citizen" and fact.id not in held
            ],
        )

    def of(self, text: str, locale: str, today: dt.date) -> list[Fact]:
        """The facts in force that have at least two of the text's uncommon words, best first."""
        return [fact for fact in self.near(text, locale) if fact.asserted(today)][:_MOST]

    def near(self, text: str, locale: str) -> list[Fact]:
        """The same, of all there are, in force or not: for people who know the difference."""
        words = _uncommon(text)
        if len(words) < _SHARED:
            return []
        query = " OR ".join(f'"{word}"' for word in sorted(words))
        rows = self._index.execute(_SEARCH, (query, locale)).fetchall()
        found = (self._facts[name] for (name,) in rows)
        return [f for f in found if len(words & _uncommon(f.text.of(locale))) >= _SHARED]


def _uncommon(text: str) -> set[str]:
    words = re.findall(r"[^\W_]+", text.lower())
    return {word for word in words if len(word) >= _SHORTEST and word not in _COMMON}
