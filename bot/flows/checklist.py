"""Before you submit: the requirements of a permit, ticked off one by one."""

import dataclasses
import datetime as dt

from bot.flows.flow import Asks, Start
from bot.flows.texts import FlowTexts
from bot.flows.values import Advance, Day, FlowState, HandOff, Line, Value
from bot.knowledge import Fact, Knowledge

_PERMIT, _OTHER = "permit", "other"
_REPLIES = ("have", "missing", "skip")


class ChecklistFlow:
    """The facts of a permit's requirements that hold today; a step is named as its fact."""

    def __init__(self, texts: FlowTexts, knowledge: Knowledge) -> None:
        self._texts, self._knowledge = texts, knowledge

    def serves(self, subject: str) -> bool:
        """Whether there is a list for it."""
        return not subject or subject in self._texts.checklists

    def first(self, subject: str, text: str, today: dt.date) -> Start | Advance:  # noqa: ARG002
        """Begin with the first item; with "which permit?" where that is not known."""
        if not subject:
            return Start(step=_PERMIT)
        items = self._items(subject, today)
        return Start(step=items[0].id, subject=subject) if items else _none()

    def asks(self, state: FlowState, today: dt.date) -> Asks | None:
        """Ask for one item; None where its fact does not hold any more."""
        if state.step == _PERMIT and not state.subject:
            which = (Line(phrase="checklist_permit"),)
            return Asks(says=which, replies=(*self._texts.checklists, _OTHER))
        items = self._items(state.subject, today)
        for position, fact in enumerate(items, 1):
            if fact.id == state.step:
                says = (_item(fact, position, len(items)),)
                return Asks(says=says, replies=_REPLIES)
        return None

    def takes(self, state: FlowState, value: str, today: dt.date) -> FlowState | Advance:
        """Tick it off; after the last one, tell what is still missing."""
        if state.step == _PERMIT:
            return self._chosen(state, value, today)
        ticked = dataclasses.replace(state, answers={**state.answers, state.step: value})
        items = self._items(state.subject, today)
        left = [fact for fact in items if fact.id not in ticked.answers]
        if left:
            return ticked.at(left[0].id)
        missing = [fact for fact in items if ticked.answers[fact.id] == "missing"]
        if not missing:
            return Advance(state=None, says=(Line(phrase="checklist_done"),))
        lines = (Line(phrase="checklist_bullet", values={"text": fact.text}) for fact in missing)
        return Advance(state=None, says=(Line(phrase="checklist_missing"), *lines))

    def note(self, state: FlowState) -> tuple[Line, ...]:
        """Tell what is there and what is not."""
        return tuple(
            Line(
                phrase="note_reply",
                values={
                    "question": self._knowledge.facts[item].text,
                    "reply": self._texts.label(reply),
                },
            )
            for item, reply in state.answers.items()
            if item in self._knowledge.facts and reply in _REPLIES
        )

    def _items(self, permit: str, today: dt.date) -> list[Fact]:
        checklist = self._texts.checklists.get(permit)
        facts = [self._knowledge.facts[name] for name in checklist.facts] if checklist else []
        return [fact for fact in facts if fact.asserted(today)]

    def _chosen(self, state: FlowState, permit: str, today: dt.date) -> FlowState | Advance:
        items = self._items(permit, today)
        return dataclasses.replace(state, subject=permit).at(items[0].id) if items else _none()


def _item(fact: Fact, position: int, total: int) -> Line:
    values: dict[str, Value] = {
        "position": position,
        "total": total,
        "text": fact.text,
        "date": Day(day=fact.as_of, precision=fact.as_of_precision),
        "source": fact.source,
    }
    sure = fact.confidence == "high"
    return Line(phrase="checklist_item" if sure else "checklist_item_check", values=values)


def _none() -> Advance:
    effect = HandOff(why="flow:checklist")
    return Advance(state=None, says=(Line(phrase="checklist_none"),), effect=effect)
