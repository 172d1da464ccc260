"""What was heard in one turn: a message, what we make of it, and what follows from several."""

import dataclasses
import re
from collections.abc import Iterator, Sequence

from bot.commands import Reply
from bot.guide import Said
from bot.policy import THANKS, Answer, HandOff, Sense, Step, Talk, is_miss
from nlu.interpreter import Interpretation
from nlu.private import is_private
from nlu.signals import DENIES, EMERGENCY, EXTORTION
from nlu.signals import PERSON as WANTS_A_PERSON
from tickets.domain.proposal import Proposed
from tickets.domain.review import Unclear, Why
from tickets.queries import TurnView, Unheard

_NAMED = re.compile(r"\[[^\]\n]*\] ?")  # a file that is told of in words
_FILES = HandOff(why="files", phrase="handoff_files")
_DECIDING = frozenset({EXTORTION, EMERGENCY, WANTS_A_PERSON})  # signals no model overrules


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One message, and what we make of it."""

    said: Unheard
    text: str  # the part of it that was read
    meaning: Interpretation
    step: Step | None  # None: a command, answered as such
    about: Sense | None  # what is spoken of, this included
    locale: str
    guided: Said | None = None  # what a flow says to it, in place of a step
    reply: Reply | None = None  # what becomes of a command
    pressed: bool = False  # a quick reply was chosen: nothing had to be guessed
    proposed: Proposed | None = None  # the answer, where a person is to approve of it first
    facts: tuple[str, ...] = ()  # ids of those that are told

    @property
    def note(self) -> str:
        """For the person who is called, alone."""
        told = self.guided or self.reply
        return told.note if told else ""

    @property
    def hands_off(self) -> str | None:
        """Why a person is called, if one is."""
        if self.reply is not None:
            return self.reply.hand_off
        if self.guided is not None:
            return self.guided.hand_off
        step = self.step
        if not isinstance(step, HandOff):
            return None
        return f"{step.why}:{step.intent}" if step.why == "intent" else step.why

    @property
    def missed(self) -> bool:
        """Whether it was not understood."""
        return self.step is not None and is_miss(self.step)

    @property
    def source(self) -> str:
        """What the decision rests on: a flow, a button, a fixed rule, or who read the words."""
        if self.guided is not None:
            return "flow"
        if self.pressed:
            return "choice"
        ruled = not self.text or self.meaning.signals & _DECIDING
        return "rules" if ruled else self.meaning.source

    def after(self, talk: Talk) -> Talk:
        """The talk that goes on from here."""
        told = self.step.answer if isinstance(self.step, Answer) else None
        return Talk(sense=self.about, told=told, misses=talk.misses + 1 if self.missed else 0)

    def understood(self) -> dict[str, object]:
        """What is kept beside the answer: for the next turn, and for whoever looks at it later."""
        step = self.step
        facts: dict[str, object] = {
            "of": self.said.seq,
            "source": self.source,
            "ranking": [[g.intent, round(g.confidence, 4)] for g in self.meaning.ranking[:3]],
            "entities": [[e.name, "" if is_private(e) else e.value] for e in self.meaning.entities],
            "signals": sorted(self.meaning.signals),
            "locale": self.locale,
            "action": type(step).__name__.lower() if step else "command",
        }
        if self.guided is not None:
            facts["action"] = "flow"
            if self.guided.state is not None:
                facts["flow"] = self.guided.state.as_json()
            if self.guided.answer is not None:
                facts["answer"] = self.guided.answer
        if (why := self.hands_off) is not None:
            facts["why"] = why
        if self.facts:
            facts["facts"] = list(self.facts)
        if self.about is not None:
            facts["about"] = [self.about.intent, self.about.permit]
        if isinstance(step, Answer):
            facts["answer"] = step.answer
        if self.proposed is not None:
            facts["action"] = "approval"
        return facts


def in_own_words(said: Unheard) -> Unheard:
    """Without the names that an adapter put into the text for files: ``[foto] Ini KTP saya``."""
    if not said.files and said.larger_than is None:
        return said
    return dataclasses.replace(said, text=_NAMED.sub("", said.text).strip())


def only_files(said: Unheard) -> bool:
    """Whether there is nothing to read in it."""
    return said.files > 0 and not said.text.strip()


def shown(said: Unheard, talk: Talk, view: TurnView) -> Heard:
    """Files without a word: a person looks at them."""
    locale = view.understood.get("locale", view.locale)
    nothing = Interpretation()
    return Heard(said=said, text="", meaning=nothing, step=_FILES, about=talk.sense, locale=locale)


def told_and_noted(heard: Sequence[Heard], *, handed: bool) -> tuple[list[Heard], list[Heard]]:
    """What is answered, and what is only noted: misses beside a hand-off, a second approval."""
    told: list[Heard] = []
    noted: list[Heard] = []
    for one in heard:
        again = one.proposed is not None and any(other.proposed for other in told)
        (noted if again or (handed and one.missed) else told).append(one)
    return told, noted


def spoken_of(view: TurnView) -> Sense | None:
    """What the talk was about before this turn."""
    about = view.understood.get("about")
    return Sense(intent=about[0], permit=about[1]) if about else None


def misses(heard: Sequence[Heard], before: int) -> int:
    """How many in a row were not understood, counting on from ``before``."""
    for one in heard:
        if one.guided is not None:
            before = 0  # a flow counts its own
        elif one.step is not None:
            before = before + 1 if one.missed else 0
    return before


def unclear(heard: Sequence[Heard], view: TurnView) -> Iterator[Unclear]:
    """What people should look at: misses, and what was answered before a "not that"."""
    for one in heard:
        if DENIES in one.meaning.signals and "of" in view.understood:
            guess = next(iter(view.understood.get("ranking", ())), (None, 0.0))
            yield Unclear(
                seq=view.understood["of"], why=Why.DENIAL, guess=guess[0], confidence=guess[1]
            )
        elif one.missed or _gave_up(one.step):
            meaning = one.meaning
            yield Unclear(
                seq=one.said.seq, why=Why.MISS, guess=meaning.intent, confidence=meaning.confidence
            )


def is_no_help(heard: Heard, view: TurnView) -> bool:
    """Whether it comes back to our answer and is more than thanks: a person reads that."""
    step = heard.step
    if "answer" not in view.understood or isinstance(step, HandOff):
        return False
    return not (isinstance(step, Answer) and step.answer == THANKS)


def reach(heard: Sequence[Heard]) -> str | None:
    """Where to write to from now on, if that was said."""
    said = [h.guided.reach for h in heard if h.guided and h.guided.reach]
    return said[-1] if said else None


def _gave_up(step: Step | None) -> bool:
    return isinstance(step, HandOff) and step.why == "misses"
