"""The bot's turn: read what is new, decide, say it; silent when the world moved on meanwhile."""

import dataclasses
import datetime as dt
from collections.abc import Callable, Sequence
from uuid import UUID

import structlog

from bot.composing import Composer
from bot.policy import (
    Answer,
    Confirm,
    HandOff,
    Policy,
    Rephrase,
    Step,
    chosen,
    decide,
    is_miss,
)
from nlu.interpreter import Interpretation, Interpreter
from runtime.clock import Clock
from runtime.worker import Again, Done, Job, Outcome
from tickets.commands.bot import BotCommands, Say, Turn
from tickets.commands.case import Stale
from tickets.domain.lifecycle import LIVE, Handler, Status
from tickets.domain.message import Choice
from tickets.queries import Queries, TurnView, Unheard

log = structlog.get_logger()
_WARM_UP = dt.timedelta(seconds=60)  # waited for before the stand-in answers
_AT_ONCE = 5  # questions answered in one turn; the next turn takes the rest


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One message, and what we make of it."""

    said: Unheard
    meaning: Interpretation
    step: Step | None  # None: a command, answered as such


class Bot:
    """Does ``turn`` jobs."""

    def __init__(
        self,
        *,
        queries: Queries,
        commands: BotCommands,
        interpreter: Interpreter,
        policy: Policy,
        composer: Composer,
        clock: Clock,
        footer: Callable[[str], bool],
        warming: Callable[[], bool],
    ) -> None:
        """``footer`` tells kinds of channels that need one; ``warming``: Rasa is about to be up."""
        self._queries, self._commands = queries, commands
        self._interpreter, self._policy, self._composer = interpreter, policy, composer
        self._clock, self._footer, self._warming = clock, footer, warming

    async def turn(self, job: Job) -> Outcome:
        """Take the turn; if someone moved first, look again."""
        for _ in range(10):
            view = await self._queries.turn(UUID(job.payload["conversation"]))
            if view is None or not view.unheard:
                return Done()
            if self._warming() and self._clock() - job.first_at < _WARM_UP:
                return Again(at=self._clock() + dt.timedelta(seconds=1), why="Rasa is starting")
            turn = await self.think(view)
            if turn is None:
                return Done()
            try:
                await self._commands.take_turn(turn)
            except Stale:
                continue
            if turn.up_to == view.unheard[-1].seq:
                return Done()
        return Again(at=self._clock(), why="the ticket kept moving")

    async def think(self, view: TurnView) -> Turn | None:
        """What to do about everything that was not dealt with yet."""
        ours = view.standing.handler is Handler.BOT
        heard = await self._hear(view, ours=ours)
        if not heard:
            return None
        last = heard[-1].said if ours else view.unheard[-1]
        handed = [h.step for h in heard if isinstance(h.step, HandOff)]
        aloud = [h for h in heard if not (handed and h.step is not None and is_miss(h.step))]
        says = [self._say(h, view) for h in aloud]
        if handed:
            says.append(Say(text=self._queue(view)))
        return Turn(
            conversation=view.conversation,
            as_of=view.version,
            up_to=last.seq,
            says=tuple(says),
            misses=_misses(heard, view.misses),
            hand_off=_why(handed[0]) if handed else None,
        )

    async def _hear(self, view: TurnView, *, ours: bool) -> list[Heard]:
        heard: list[Heard] = []
        misses = view.misses
        for said in view.unheard[:_AT_ONCE] if ours else view.unheard:
            if said.command:
                heard.append(Heard(said=said, meaning=Interpretation(), step=None))
            elif ours:
                meaning = await self._interpreter.parse(said.text)
                choice = said.choice or chosen(said.text, view.offered)
                step = decide(meaning, policy=self._policy, misses=misses, choice=choice)
                misses = misses + 1 if is_miss(step) else 0
                heard.append(Heard(said=said, meaning=meaning, step=step))
        return heard

    def _say(self, heard: Heard, view: TurnView) -> Say:
        text, choices = self._words(heard, view)
        footer = self._footer(view.kind) and isinstance(heard.step, Answer | Confirm | Rephrase)
        if footer:
            text = f"{text}\n\n{self._composer.phrase('email_footer', view.locale)}"
        return Say(text=text, choices=choices, understood=_understood(heard))

    def _words(self, heard: Heard, view: TurnView) -> tuple[str, Sequence[Choice]]:
        say, locale = self._composer, view.locale
        match heard.step:
            case None:
                return self._command(heard.said.command or "", view), ()
            case Answer(answer=answer):
                return say.answer(answer, locale, self._clock().date()), (say.person(locale),)
            case Confirm(intents=intents):
                return say.confirm(intents, locale)
            case Rephrase():
                return say.phrase("not_understood", locale), (say.person(locale),)
            case HandOff(phrase=phrase):
                return say.phrase(phrase, locale), ()

    def _command(self, command: str, view: TurnView) -> str:
        say, locale = self._composer, view.locale
        if command == "status":
            known = view.standing.status in LIVE | {Status.RESOLVED}
            status = say.phrase(f"status_{view.standing.status if known else 'closed'}", locale)
            return say.phrase("status_of_ticket", locale, number=view.ticket, status=status)
        return say.phrase("start_telegram", locale)

    def _queue(self, view: TurnView) -> str:
        return self._composer.phrase(
            "queue_position", view.locale, number=view.ticket, position=view.position
        )


def _misses(heard: Sequence[Heard], before: int) -> int:
    for one in heard:
        if one.step is not None:
            before = before + 1 if is_miss(one.step) else 0
    return before


def _why(step: HandOff) -> str:
    return f"{step.why}:{step.intent}" if step.why == "intent" else step.why


def _understood(heard: Heard) -> dict[str, object]:
    step = heard.step
    facts: dict[str, object] = {
        "of": heard.said.seq,
        "source": heard.meaning.source,
        "ranking": [[g.intent, round(g.confidence, 4)] for g in heard.meaning.ranking[:3]],
        "entities": [[e.name, e.value] for e in heard.meaning.entities],
        "action": type(step).__name__.lower() if step else "command",
    }
    if isinstance(step, Answer):
        facts["answer"] = step.answer
    return facts
