"""flows.yml: the words of the flows and the questions that lead to answers, checked as one."""

import string
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from bot.composing import shown_date
from bot.flows.values import Day, Line, Value
from bot.knowledge import Knowledge, Words, read_yaml


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Option(_Model):
    """One possible reply: its label, and other words for it in any language."""

    label: Words
    words: Annotated[tuple[str, ...], Field(min_length=1)]
    within: bool = False  # one of the words inside a short sentence is enough


class Outcome(_Model):
    """Where a reply leads: another question, an answer, or (neither) a person."""

    ask: str | None = None
    answer: str | None = None
    by_permit: dict[str, str] = {}  # answers for permits that have their own
    say: str | None = None  # a phrase before it

    @model_validator(mode="after")
    def _one(self) -> "Outcome":
        if self.ask is not None and self.answer is not None:
            raise ValueError("an outcome asks or answers, not both")
        return self

    def of(self, permit: str) -> str | None:
        """The answer's name."""
        return self.by_permit.get(permit, self.answer)


class Question(_Model):
    """A question of a tree, and where each reply leads."""

    phrase: str
    replies: Annotated[dict[str, Outcome], Field(min_length=2)]


class Tree(_Model):
    """Questions that lead to an answer or a person."""

    first: str
    questions: dict[str, Question]


class Checklist(_Model):
    """Facts of an answer that are requirements, to be ticked off."""

    answer: str
    facts: Annotated[tuple[str, ...], Field(min_length=1)]


class Started(_Model):
    """A flow that belongs to an intent."""

    intent: str
    flow: str
    subject: str = ""  # what the flow is about, where the intent says it


class FlowTexts(_Model):
    """All of it; trees are named as the flow, or flow/permit."""

    phrases: dict[str, Words]
    options: dict[str, Option]
    trees: dict[str, Tree]
    checklists: dict[str, Checklist]  # by permit
    offers: tuple[Started, ...]  # as buttons under an answer
    intake: tuple[Started, ...]  # asked while the person who was called is awaited

    def render(self, line: Line, locale: str) -> str:
        """The words of a line."""
        values = {name: self._shown(value, locale) for name, value in line.values.items()}
        return self.phrases[line.phrase].of(locale).format(**values)

    def label(self, option: str) -> Line:
        """What is written on a reply's button."""
        return Line(phrase="option", values={"label": self.options[option].label})

    def _shown(self, value: Value, locale: str) -> str:
        match value:
            case Words():
                return value.of(locale)
            case Line():
                return self.render(value, locale)
            case Day(day=day, precision=precision):
                date = shown_date(day, precision, locale)
                about = Line(phrase="date_about", values={"date": date})
                return date if precision == "day" else self.render(about, locale)
        return str(value)

    @model_validator(mode="after")
    def _whole(self) -> "FlowTexts":
        faults = [
            *(f"the blanks of phrase {name} differ" for name in _unequal(self.phrases)),
            *(fault for name, tree in self.trees.items() for fault in self._tree(name, tree)),
        ]
        if faults:
            raise ValueError("; ".join(faults))
        return self

    def _tree(self, name: str, tree: Tree) -> Iterator[str]:
        asked = {tree.first, *(o.ask for o in _outcomes(tree) if o.ask is not None)}
        yield from (f"no question {q} (tree {name})" for q in asked - set(tree.questions))
        yield from (
            f"question {q} is never asked (tree {name})" for q in tree.questions if q not in asked
        )
        said = {q.phrase for q in tree.questions.values()}
        said |= {o.say for o in _outcomes(tree) if o.say is not None}
        yield from (f"no phrase {p} (tree {name})" for p in said - set(self.phrases))
        replies = {reply for q in tree.questions.values() for reply in q.replies}
        yield from (f"no option {r} (tree {name})" for r in replies - set(self.options))


class BadFlows(Exception):
    """flows.yml cannot be used; the message lists every fault."""


def load(path: Path, knowledge: Knowledge) -> FlowTexts:
    """Read flows.yml and check it against the knowledge; raise `BadFlows`."""
    try:
        texts = FlowTexts.model_validate(read_yaml(path))
    except (OSError, yaml.YAMLError) as why:
        raise BadFlows(f"{path}: {type(why).__name__}: {why}") from why
    except ValidationError as why:
        faults = (f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in why.errors())
        raise BadFlows(f"{path}: " + "; ".join(faults)) from why
    if faults_found := list(_unknown(texts, knowledge)):
        raise BadFlows(f"{path}: " + "; ".join(faults_found))
    return texts


def _unknown(texts: FlowTexts, knowledge: Knowledge) -> Iterator[str]:
    for name, tree in texts.trees.items():
        named = {a for o in _outcomes(tree) for a in (o.answer, *o.by_permit.values()) if a}
        yield from (f"no answer {a} (tree {name})" for a in sorted(named - set(knowledge.answers)))
    for permit, checklist in texts.checklists.items():
        answer = knowledge.answers.get(checklist.answer)
        if answer is None:
            yield f"no answer {checklist.answer} (checklist {permit})"
            continue
        foreign = [fact for fact in checklist.facts if fact not in answer.facts]
        yield from (f"{f} is no fact of {checklist.answer} (checklist {permit})" for f in foreign)
    named_permits = {*texts.checklists, *(n.partition("/")[2] for n in texts.trees if "/" in n)}
    yield from (f"no permit {p}" for p in sorted(named_permits - set(knowledge.permits)))
    known = {rule.intent for rule in knowledge.rules}
    yield from (f"no intent {o.intent} (offers)" for o in texts.offers if o.intent not in known)
    theirs = set(knowledge.handoff)
    yield from (f"no intent {i.intent} (intake)" for i in texts.intake if i.intent not in theirs)


def _outcomes(tree: Tree) -> Iterator[Outcome]:
    return (outcome for q in tree.questions.values() for outcome in q.replies.values())


def _unequal(phrases: Mapping[str, Words]) -> Iterable[str]:
    return (name for name, words in phrases.items() if blanks(words.id) != blanks(words.en))


def blanks(text: str) -> frozenset[str]:
    """The names in braces.

    >>> sorted(blanks("{number}: {stage}"))
    ['number', 'stage']
    """
    return frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)
