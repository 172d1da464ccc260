"""Where is my application? Its number, a proof that it is yours, then the back end's answer."""

import datetime as dt
import re

from bot.flows import reading
from bot.flows.flow import Asks, Start
from bot.flows.values import (
    Advance,
    Application,
    Day,
    FlowState,
    HandOff,
    Line,
    LookUp,
    Stage,
    Value,
)

_TRIES = 3  # of a number and its proof, before a person is called
_MONEY = frozenset({Stage.WAITING_APPLICANT, Stage.APPROVED})  # a fraud may ask for some now


class StatusFlow:
    """Asks for the number, then for the owner check."""

    def __init__(self, number: re.Pattern[str] | None) -> None:
        self._number = number

    def serves(self, subject: str) -> bool:  # noqa: ARG002
        """Whether there are numbers at all."""
        return self._number is not None

    def first(self, subject: str, text: str, today: dt.date) -> Start | Advance:  # noqa: ARG002
        """Begin with the number, unless it was written already."""
        if self._number is None:
            said = (Line(phrase="status_by_officer"),)
            return Advance(state=None, says=said, effect=HandOff(why="flow:status"))
        if written := reading.number(text, self._number):
            return Start(step="check", answers={"number": written})
        return Start(step="number")

    def asks(self, state: FlowState, today: dt.date) -> Asks | None:  # noqa: ARG002
        """Ask for the number or the proof."""
        match state.step:
            case "number" | "number_again" if self._number is not None:
                again = state.step == "number_again"
                said = (Line(phrase="status_not_found" if again else "status_number"),)
                return Asks(says=said, read=lambda text: reading.number(text, self._number))
            case "check" if "number" in state.answers:
                return Asks(says=(Line(phrase="status_check"),), read=reading.owner_check)
        return None

    def takes(self, state: FlowState, value: str, today: dt.date) -> FlowState | Advance:  # noqa: ARG002
        """Keep the number; the proof goes to the back end and is kept nowhere."""
        if state.step != "check":
            return state.at("check", number=value)
        return Advance(
            state=state, effect=LookUp(number=state.answers["number"], owner_check=value)
        )

    def note(self, state: FlowState) -> tuple[Line, ...]:
        """Tell the number."""
        number = state.answers.get("number")
        return (Line(phrase="note_number", values={"number": number}),) if number else ()


def not_found(state: FlowState) -> FlowState | Advance:
    """Ask for both again: which of the two was wrong is not told."""
    tries = int(state.answers.get("tries", "0")) + 1
    if tries < _TRIES:
        return state.at("number_again", tries=str(tries))
    note = Line(phrase="note_not_found", values={"number": state.answers.get("number", "")})
    effect = HandOff(why="flow:status", note=(note,))
    return Advance(state=None, says=(Line(phrase="status_not_found_officer"),), effect=effect)


def told(found: Application) -> tuple[Line, ...]:
    """Tell the stage, since when, and what comes next."""
    values: dict[str, Value] = {
        "number": found.number,
        "stage": Line(phrase=f"stage_{found.stage}"),
        "since": Day(day=found.since),
    }
    ours = Line(phrase=f"next_{found.stage}")
    theirs = found.next_step and Line(phrase="as_it_is", values={"text": found.next_step})
    lines = [Line(phrase="status_is", values=values), theirs or ours]
    if found.stage in _MONEY:
        lines.append(Line(phrase="pay_safely"))
    return tuple(lines)
