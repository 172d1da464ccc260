"""One turn of the bot, decided without touching anything."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, TypeAlias

from nlu.interpreter import Guess, Interpretation
from nlu.signals import AGREES, CONTINUES, DENIES, EMERGENCY, EXTORTION
from nlu.signals import PERSON as WANTS_A_PERSON
from tickets.domain.message import Choice


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Sense:
    """What is asked, and about which permit."""

    intent: str
    permit: str | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Say what we know about this."""

    sense: Sense
    answer: str  # a key of bot/knowledge/answers.yml
    declines: bool = False  # it says that the matter is not ours


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Confirm:
    """Ask whether it is one of these."""

    senses: tuple[Sense, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Rephrase:
    """Ask to say it in other words."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class HandOff:
    """Call a person."""

    why: Literal["requested", "misses", "intent", "unavailable", "reply", "files"]
    phrase: str  # a key of bot/knowledge/phrases.yml
    intent: str | None = None


Step: TypeAlias = Answer | Confirm | Rephrase | HandOff


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Which answer belongs to an intent, for one permit or for all."""

    intent: str
    permit: str | None = None
    answer: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """How sure is sure; shares of belief, 0..1."""

    sure: float = 0.5  # to answer
    margin: float = 0.15  # before the next guess, to answer
    maybe: float = 0.2  # to ask "did you mean"
    decline: float = 0.5  # to say that the matter is not ours
    handoff: float = 0.35  # to call a person for a matter that is theirs
    alarm: float = 0.25  # to call one for extortion
    standin: float = 0.8  # to do anything at all while Rasa is away
    patience: int = 2  # misses in a row before a person is called


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What the office decided in advance."""

    rules: Sequence[Rule]
    handoff: Mapping[str, str]  # intent -> phrase
    declining: frozenset[str] = frozenset()  # intents whose answer is "not ours"
    about_permits: frozenset[str] = frozenset()  # intents that a permit named before belongs to
    approve: frozenset[str] = frozenset()  # intents whose answers a person approves of first
    thresholds: Thresholds = dataclasses.field(default_factory=Thresholds)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """What was said so far: the sense last spoken of, quick replies on offer, misses in a row."""

    sense: Sense | None = None
    told: str | None = None  # the answer given last
    offered: Sequence[Choice] = ()
    misses: int = 0


PERSON = "person"  # the choice that calls a person
NONE_OF_THESE = "none"
_INTENT = "intent:"
_ASKS_FOR_A_PERSON = "minta_petugas"
_EXTORTION = "pungli_gratifikasi"
_EMERGENCY = "darurat"
THANKS = "terima_kasih_pamit"  # the intent, and its answer
_ABUSE = "spam_kasar"
_NEVER_ASKED = frozenset({"sapaan", THANKS, "tentang_bot", "oos_obrolan", _EMERGENCY, _ABUSE})
_SHOWN = 3  # guesses in a "did you mean"
_PLACES = frozenset({"city", "kecamatan", "kelurahan", "office"})


def choice_of(sense: Sense) -> str:
    """The id of the quick reply that means this.

    >>> choice_of(Sense(intent="biaya", permit="pbg"))
    'intent:biaya/pbg'
    """
    return _INTENT + (f"{sense.intent}/{sense.permit}" if sense.permit else sense.intent)


def sense_of(choice: str) -> Sense:
    """Read what `choice_of` wrote."""
    intent, _, permit = choice.removeprefix(_INTENT).partition("/")
    return Sense(intent=intent, permit=permit or None)


def chosen(text: str, offered: Sequence[Choice]) -> str | None:
    """The quick reply that was written instead of pressed: by its number, or in its words.

    >>> chosen("2.", [Choice(id="a", label="Syarat"), Choice(id="b", label="Biaya")])
    'b'
    """
    written = text.strip().rstrip(".)").casefold()
    for number, choice in enumerate(offered, 1):
        if written in {str(number), choice.label.casefold()}:
            return choice.id
    return None


def decide(
    heard: Interpretation, *, policy: Policy, talk: Talk | None = None, choice: str | None = None
) -> Step:
    """Answer what we are sure of, ask back in between, call a person below.

    ``choice`` is the quick reply that was pressed, which leaves no doubt.
    """
    talk = talk or Talk()
    if choice == PERSON:
        return _meant(Sense(intent=_ASKS_FOR_A_PERSON), policy)
    if choice is None:
        choice = _said_about_choices(heard, talk)
    if choice is not None and choice.startswith(_INTENT):
        return _meant(sense_of(choice), policy)
    if choice == NONE_OF_THESE:
        return _missed(talk, policy)
    return _by_rule(heard, policy) or _by_confidence(heard, policy, talk)


def _said_about_choices(heard: Interpretation, talk: Talk) -> str | None:
    """ "Not that", or "yes": to the likeliest, where several were asked about."""
    if DENIES in heard.signals and (talk.offered or talk.sense) and not permits(heard):
        return NONE_OF_THESE
    offered = [c.id for c in talk.offered if c.id.startswith(_INTENT)]
    return offered[0] if AGREES in heard.signals and offered else None


def _by_rule(heard: Interpretation, policy: Policy) -> Step | None:
    for signal, intent in (
        (EXTORTION, _EXTORTION),
        (EMERGENCY, _EMERGENCY),
        (WANTS_A_PERSON, _ASKS_FOR_A_PERSON),
    ):
        if signal in heard.signals:
            return _meant(Sense(intent=intent), policy)
    if heard.source != "rasa" and heard.confidence < policy.thresholds.standin:
        return HandOff(why="unavailable", phrase="handoff_unavailable")
    return None


def _by_confidence(heard: Interpretation, policy: Policy, talk: Talk) -> Step:
    limits = policy.thresholds
    if any(g.intent == _EXTORTION and g.confidence >= limits.alarm for g in heard.ranking):
        return _meant(Sense(intent=_EXTORTION), policy)
    follows = _follow_up(heard, policy, talk)
    if follows is not None:
        return _meant(follows, policy)
    if not heard.ranking or heard.confidence < limits.maybe:
        return _missed(talk, policy)
    if _is_sure(heard, policy):
        return _sure(heard, policy, talk)
    together = _together(heard, policy, talk)
    return _meant(together, policy) if together else _doubted(heard, policy, talk)


def _doubted(heard: Interpretation, policy: Policy, talk: Talk) -> Step:
    limits = policy.thresholds
    if talk.misses + 1 >= limits.patience:
        return HandOff(why="misses", phrase="handoff_misses")
    likely = [g for g in heard.ranking[:_SHOWN] if g.confidence >= limits.maybe / 2]
    asked = [g for g in likely if g.intent not in _NEVER_ASKED] or likely
    return Confirm(senses=_different(_sense(g, heard, policy, talk) for g in asked))


def _together(heard: Interpretation, policy: Policy, talk: Talk) -> Sense | None:
    """Several guesses may come to one and the same question."""
    limits = policy.thresholds
    beliefs: dict[Sense, float] = {}
    for guess in heard.ranking:
        sense = _sense(guess, heard, policy, talk)
        beliefs[sense] = beliefs.get(sense, 0.0) + guess.confidence
    (best, first), *others = sorted(beliefs.items(), key=lambda item: -item[1])
    second = others[0][1] if others else 0.0
    answers = best.intent in policy.about_permits
    return best if answers and first >= limits.sure and first - second >= limits.margin else None


def _sure(heard: Interpretation, policy: Policy, talk: Talk) -> Step:
    again = talk.told is not None and talk.told == answer_for(Sense(intent=_ABUSE), policy.rules)
    if heard.intent == _ABUSE and (again or talk.misses):
        return HandOff(why="intent", phrase="handoff_abuse", intent=_ABUSE)
    return _meant(_sense(heard.ranking[0], heard, policy, talk), policy)


def _is_sure(heard: Interpretation, policy: Policy) -> bool:
    limits, top = policy.thresholds, heard.ranking[0]
    if top.intent in policy.handoff:
        return top.confidence >= limits.handoff
    if top.intent in policy.declining and top.intent != _EMERGENCY:
        others = [g.confidence for g in heard.ranking if g.intent in policy.declining]
        ours = [g.confidence for g in heard.ranking if g.intent not in policy.declining]
        away = sum(others)
        return away >= limits.decline and away - max(ours, default=0.0) >= limits.margin
    runner_up = heard.ranking[1].confidence if len(heard.ranking) > 1 else 0.0
    return top.confidence >= limits.sure and top.confidence - runner_up >= limits.margin


def _follow_up(heard: Interpretation, policy: Policy, talk: Talk) -> Sense | None:
    """A few words that lean on what was said: the same question for another permit or place."""
    if talk.sense is None or talk.sense.intent not in policy.about_permits:
        return None
    leans = bool({CONTINUES, DENIES} & heard.signals)
    named = permits(heard)
    sure = bool(heard.ranking) and heard.confidence >= policy.thresholds.sure
    if named and named[0] != talk.sense.permit and (leans or not sure) and heard.brief:
        return Sense(intent=talk.sense.intent, permit=named[0])
    elsewhere = any(e.name in _PLACES for e in heard.entities)
    return talk.sense if leans and elsewhere and not named and not sure else None


def _sense(guess: Guess, heard: Interpretation, policy: Policy, talk: Talk) -> Sense:
    """The permit named, else the one that is likely meant, else the one spoken of before."""
    named = permits(heard)
    before = talk.sense.permit if talk.sense and guess.intent in policy.about_permits else None
    return Sense(
        intent=guess.intent, permit=(named[0] if named else None) or guess.permit or before
    )


def _different(senses: Iterable[Sense]) -> tuple[Sense, ...]:
    return tuple(dict.fromkeys(senses))


def _meant(sense: Sense, policy: Policy) -> Step:
    if sense.intent in policy.handoff:
        why: Literal["requested", "intent"] = (
            "requested" if sense.intent == _ASKS_FOR_A_PERSON else "intent"
        )
        return HandOff(why=why, phrase=policy.handoff[sense.intent], intent=sense.intent)
    answer = answer_for(sense, policy.rules)
    if answer is None:
        return HandOff(why="intent", phrase="handoff_misses", intent=sense.intent)
    return Answer(sense=sense, answer=answer, declines=sense.intent in policy.declining)


def _missed(talk: Talk, policy: Policy) -> Step:
    if talk.misses + 1 >= policy.thresholds.patience:
        return HandOff(why="misses", phrase="handoff_misses")
    return Rephrase()


def permits(heard: Interpretation) -> tuple[str, ...]:
    """The permits named, in the order they were named."""
    return tuple(e.value for e in heard.entities if e.name == "permit")


def answer_for(sense: Sense, rules: Sequence[Rule]) -> str | None:
    """The rule for the permit, else the intent's general one.

    >>> rules = [Rule(intent="fee", permit="pbg", answer="a"), Rule(intent="fee", answer="b")]
    >>> [answer_for(Sense(intent="fee", permit=permit), rules) for permit in ("pbg", "nib")]
    ['a', 'b']
    """
    fitting = [r for r in rules if r.intent == sense.intent and r.permit in {None, sense.permit}]
    fitting.sort(key=lambda rule: rule.permit is None)  # stable: the special before the general
    return fitting[0].answer if fitting else None


def to_approve(step: Step | None, policy: Policy) -> Sense | None:
    """The sense whose answer this step would tell, where a person is to approve of that first."""
    held = isinstance(step, Answer) and step.sense.intent in policy.approve
    return step.sense if held and isinstance(step, Answer) else None


def approves_answer(name: str, policy: Policy) -> Sense | None:
    """The same for an answer told without a question: by a flow, to whatever leads there."""
    rules = (r for r in policy.rules if r.answer == name and r.intent in policy.approve)
    rule = next(rules, None)
    return Sense(intent=rule.intent, permit=rule.permit) if rule else None


def is_miss(step: Step) -> bool:
    """Whether this step counts as "not understood"."""
    return isinstance(step, Confirm | Rephrase)
