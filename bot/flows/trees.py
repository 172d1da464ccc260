"""Flows that are a tree of flows.yml: a few questions that lead to an answer or a person."""

import dataclasses
import datetime as dt

from bot.flows.flow import Asks, Start
from bot.flows.texts import FlowTexts, Outcome, Tree
from bot.flows.values import Advance, FlowState, HandOff, Line, Tell

_PERMIT = "permit"  # the step that asks which one
_OTHER = "other"


class TreeFlow:
    """One tree, or one for each permit (``name/permit``)."""

    def __init__(self, name: str, texts: FlowTexts) -> None:
        self._name, self._texts = name, texts
        self._permits = tuple(
            tree.partition("/")[2] for tree in texts.trees if tree.startswith(f"{name}/")
        )

    def serves(self, subject: str) -> bool:
        """Whether there is a tree for it."""
        return not subject or self._tree(subject) is not None

    def first(self, subject: str, text: str, today: dt.date) -> Start | Advance:  # noqa: ARG002
        """Begin with the first question; with "which permit?" where that is not known."""
        tree = self._tree(subject)
        if tree is not None:
            return Start(step=tree.first, subject=subject)
        return Start(step=_PERMIT) if not subject else self._officer(())

    def asks(self, state: FlowState, today: dt.date) -> Asks | None:  # noqa: ARG002
        """Ask what the tree asks here."""
        tree = self._tree(state.subject)
        if tree is None:
            which = Line(phrase=f"{self._name}_permit")
            known = state.step == _PERMIT and not state.subject
            return Asks(says=(which,), replies=(*self._permits, _OTHER)) if known else None
        question = tree.questions.get(state.step)
        if question is None:
            return None
        return Asks(says=(Line(phrase=question.phrase),), replies=tuple(question.replies))

    def takes(self, state: FlowState, value: str, today: dt.date) -> FlowState | Advance:  # noqa: ARG002
        """Follow the reply."""
        tree = self._tree(state.subject)
        if tree is None:
            return self._chosen(state, value)
        outcome = tree.questions[state.step].replies[value]
        answered = dataclasses.replace(state, answers={**state.answers, state.step: value})
        if outcome.ask is not None:
            return answered.at(outcome.ask)
        answer = outcome.of(state.subject)
        if answer is None:
            return self._officer(self.note(answered), outcome)
        return Advance(state=None, says=_said(outcome), effect=Tell(answer=answer))

    def note(self, state: FlowState) -> tuple[Line, ...]:
        """Tell the questions and the replies."""
        tree = self._tree(state.subject)
        if tree is None:
            return ()
        return tuple(
            Line(
                phrase="note_reply",
                values={
                    "question": Line(phrase=tree.questions[step].phrase),
                    "reply": self._texts.label(reply),
                },
            )
            for step, reply in state.answers.items()
            if step in tree.questions and reply in self._texts.options
        )

    def _tree(self, subject: str) -> Tree | None:
        own = self._texts.trees.get(f"{self._name}/{subject}")
        return own or self._texts.trees.get(self._name)

    def _chosen(self, state: FlowState, permit: str) -> FlowState | Advance:
        tree = self._tree(permit)
        if tree is None:
            return self._officer(())
        return dataclasses.replace(state, subject=permit).at(tree.first)

    def _officer(self, note: tuple[Line, ...], outcome: Outcome | None = None) -> Advance:
        said = (_said(outcome) if outcome else ()) or (Line(phrase="flow_asks_officer"),)
        effect = HandOff(why=f"flow:{self._name}", note=note)
        return Advance(state=None, says=said, effect=effect)


def _said(outcome: Outcome) -> tuple[Line, ...]:
    return (Line(phrase=outcome.say),) if outcome.say else ()
