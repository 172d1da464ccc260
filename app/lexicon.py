"""The bot's knowledge, as the console shows it to agents."""

from collections.abc import Iterable, Mapping, Sequence

from bot.knowledge import Knowledge, Words
from console.lexicon import KnownFact, Named


class KnownWords:
    """A `console.lexicon.Lexicon`."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        rules = {rule.intent for rule in knowledge.rules}
        self._meanings = sorted(rules | set(knowledge.handoff))

    def intents(self, locale: str) -> Sequence[Named]:
        """All that the bot has an answer or a person for."""
        names = self._knowledge.labels
        return _sorted(
            Named(
                id=intent,
                label=_named(names, intent, locale),
                of_permits=intent in self._knowledge.about_permits,
            )
            for intent in self._meanings
        )

    def permits(self, locale: str) -> Sequence[Named]:
        """All permits."""
        names = self._knowledge.permits
        return _sorted(Named(id=one, label=_named(names, one, locale)) for one in names)

    def label(self, intent: str, permit: str | None, locale: str) -> str:
        """The intent, and the permit where it asks something of one."""
        label = _named(self._knowledge.labels, intent, locale)
        if permit is None or intent not in self._knowledge.about_permits:
            return label
        return f"{label}: {_named(self._knowledge.permits, permit, locale)}"

    def fact(self, name: str, locale: str) -> KnownFact | None:
        """As it is written now; an answer of last week may have told it otherwise."""
        fact = self._knowledge.facts.get(name)
        if fact is None:
            return None
        return KnownFact(
            text=fact.text.of(locale),
            source=fact.source,
            as_of=fact.as_of,
            as_of_precision=fact.as_of_precision,
            confidence=fact.confidence,
            status=fact.status,
        )


def _named(names: Mapping[str, Words], one: str, locale: str) -> str:
    words = names.get(one)
    label = words.of(locale) if words else one.replace("_", " ")
    return label[:1].upper() + label[1:]


def _sorted(named: Iterable[Named]) -> Sequence[Named]:
    return sorted(named, key=lambda one: one.label.casefold())
