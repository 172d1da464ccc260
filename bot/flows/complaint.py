"""A complaint: what about, in whose name, what happened; then a person, and its clock starts."""

import datetime as dt

from bot.flows import reading
from bot.flows.flow import Asks, Start
from bot.flows.texts import FlowTexts
from bot.flows.values import Advance, FlowState, HandOff, Line

_CLASSES = ("service", "officer", "building", "other")
_LONGEST = 1500  # characters of the story in the note; the message itself is in the thread


class ComplaintFlow:
    """Class, anonymity, story."""

    def __init__(self, texts: FlowTexts) -> None:
        self._texts = texts

    def serves(self, subject: str) -> bool:  # noqa: ARG002
        """Serve everybody."""
        return True

    def first(self, subject: str, text: str, today: dt.date) -> Start | Advance:  # noqa: ARG002
        """Begin with what it is about, unless ``subject`` is such a class already."""
        if subject in _CLASSES:
            return Start(step="anonymous", answers={"class": subject})
        return Start(step="class")

    def asks(self, state: FlowState, today: dt.date) -> Asks | None:  # noqa: ARG002
        """Ask the three things in turn."""
        match state.step:
            case "class":
                return Asks(says=(Line(phrase="complaint_class"),), replies=_CLASSES)
            case "anonymous" if state.answers.get("class") in _CLASSES:
                return Asks(says=(Line(phrase="complaint_anonymous"),), replies=("yes", "no"))
            case "story" if state.answers.get("class") in _CLASSES:
                said = Line(phrase=f"complaint_story_{state.answers['class']}")
                return Asks(says=(said,), read=reading.story, free=True)
        return None

    def takes(self, state: FlowState, value: str, today: dt.date) -> FlowState | Advance:  # noqa: ARG002
        """Keep what was said; with the story it is a complaint."""
        match state.step:
            case "class":
                return state.at("anonymous", **{"class": value})
            case "anonymous":
                return state.at("story", anonymous=value)
        return self._made(state, value)

    def note(self, state: FlowState) -> tuple[Line, ...]:
        """Tell the class, and whether the name is to be kept back."""
        kind, anonymous = state.answers.get("class"), state.answers.get("anonymous")
        lines = []
        if kind in _CLASSES:
            label = self._texts.label(kind)
            lines.append(Line(phrase="note_complaint", values={"kind": label}))
        if anonymous is not None:
            lines.append(Line(phrase=f"note_anonymous_{anonymous}"))
        return tuple(lines)

    def _made(self, state: FlowState, story: str) -> Advance:
        kind = state.answers["class"]
        told = Line(phrase="note_story", values={"story": story[:_LONGEST]})
        effect = HandOff(
            why=f"complaint:{kind}",
            note=(*self.note(state), told),
            complaint=kind,
            anonymous=state.answers.get("anonymous") == "yes",
        )
        says = [Line(phrase="complaint_taken", values={"kind": self._texts.label(kind)})]
        if kind == "officer":
            says.append(Line(phrase="pay_safely"))
        return Advance(state=None, says=tuple(says), effect=effect)
