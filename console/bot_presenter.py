"""The bot's part in a ticket, in the shapes of the API and the words of whoever asks; pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from console import bot_schemas as shapes
from console.lexicon import Lexicon, Named
from tickets.domain.proposal import Proposal
from tickets.queries.readings import BotView, Correction, Reading

_INTENT = "intent:"  # before the intent in the reason of a hand-off


def bot(view: BotView, why: str | None, lexicon: Lexicon, locale: str) -> shapes.BotOut:
    """All of it; ``why``: the reason the ticket names for its hand-off."""
    say = _Presenter(lexicon, locale)
    return shapes.BotOut(
        handed_off_for=why,
        handed_off_label=say.called_for(why),
        readings=[say.reading(one) for one in view.readings],
        proposals=[say.proposal(one) for one in view.proposals],
    )


def meanings(lexicon: Lexicon, locale: str) -> shapes.MeaningsOut:
    """All that a message may mean."""
    return shapes.MeaningsOut(
        intents=[_named(one) for one in lexicon.intents(locale)],
        permits=[_named(one) for one in lexicon.permits(locale)],
    )


def _named(one: Named) -> shapes.NamedOut:
    return shapes.NamedOut(id=one.id, label=one.label, of_permits=one.of_permits)


class _Presenter:
    """Puts labels and facts to ids."""

    def __init__(self, lexicon: Lexicon, locale: str) -> None:
        self._lexicon, self._locale = lexicon, locale
        self._permits = {one.id: one.label for one in lexicon.permits(locale)}

    def reading(self, one: Reading) -> shapes.ReadingOut:
        return shapes.ReadingOut(
            message=one.message,
            conversation=one.conversation,
            seq=one.seq,
            at=one.at,
            text=one.text,
            heard=[self._heard(understood) for understood in one.understood],
            correction=self._correction(one.correction) if one.correction else None,
            decided=one.decided,
        )

    def proposal(self, one: Proposal) -> shapes.ProposalOut:
        return shapes.ProposalOut(
            id=one.id,
            conversation=one.conversation,
            seq=one.said.seq,
            at=one.at,
            state=one.step,
            text=one.said.text,
            locale=one.said.locale,
            label=self._label(one.said.intent, one.said.permit),
            answer=one.said.answer,
            facts=self._facts(one.said.facts),
            decided_by=one.decided_by,
            decided_at=one.decided_at,
        )

    def called_for(self, why: str | None) -> str | None:
        """What the intent is called that called for a person, where one did."""
        if why is None or not why.startswith(_INTENT):
            return None
        return self._label(why.removeprefix(_INTENT), None)

    def _heard(self, understood: Mapping[str, Any]) -> shapes.HeardOut:
        about = understood.get("about")
        why = understood.get("why")
        return shapes.HeardOut(
            guesses=[
                shapes.GuessOut(intent=i, label=self._label(i, None), confidence=sure)
                for i, sure in understood.get("ranking", ())
            ],
            entities=[
                shapes.EntityOut(name=name, value=self._named(name, value), masked=not value)
                for name, value in understood.get("entities", ())
            ],
            signals=list(understood.get("signals", ())),
            locale=understood.get("locale", ""),
            source=understood.get("source", ""),
            action=understood.get("action", ""),
            answer=understood.get("answer"),
            about=self._label(about[0], about[1]) if about else None,
            facts=self._facts(understood.get("facts", ())),
            why=why,
            why_label=self.called_for(why),
        )

    def _correction(self, one: Correction) -> shapes.CorrectionOut:
        return shapes.CorrectionOut(
            intent=one.intent,
            permit=one.permit,
            label=self._label(one.intent, one.permit),
            by=one.by,
            at=one.at,
            state=one.state,
        )

    def _facts(self, ids: Sequence[str]) -> list[shapes.FactOut]:
        return [self._fact(one) for one in ids]

    def _fact(self, name: str) -> shapes.FactOut:
        fact = self._lexicon.fact(name, self._locale)
        return shapes.FactOut(
            id=name,
            text=fact.text if fact else None,
            source=fact.source if fact else None,
            as_of=fact.as_of if fact else None,
            as_of_precision=fact.as_of_precision if fact else None,
            confidence=fact.confidence if fact else None,
            status=fact.status if fact else None,
        )

    def _named(self, name: str, value: str) -> str:
        return self._permits.get(value, value) if name == "permit" else value

    def _label(self, intent: str, permit: str | None) -> str:
        return self._lexicon.label(intent, permit, self._locale)
