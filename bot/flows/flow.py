"""What every flow can do; the engine does the rest: cancelling, time, and what does not fit."""

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from bot.flows.values import Advance, FlowState, Line


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Where a flow begins."""

    step: str
    subject: str = ""
    answers: Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Asks:
    """What a step asks: either one of ``replies`` (options of flows.yml), or what ``read`` finds.

    ``free``: any words are an answer, so a message that came too late is not taken for one.
    """

    says: Sequence[Line]
    replies: Sequence[str] = ()
    read: Callable[[str], str | None] | None = None
    free: bool = False


class Flow(Protocol):
    """A state machine over `FlowState`; pure."""

    def serves(self, subject: str) -> bool:
        """Whether it can be offered for this permit ("" for none)."""

    def first(self, subject: str, text: str, today: dt.date) -> Start | Advance:
        """Begin, or end at once; ``text`` is what the citizen wrote, and may hold an answer."""

    def asks(self, state: FlowState, today: dt.date) -> Asks | None:
        """Tell what this step asks; None when there is no such step (any more)."""

    def takes(self, state: FlowState, value: str, today: dt.date) -> FlowState | Advance:
        """Take an answer that was understood: the next step, or the end."""

    def note(self, state: FlowState) -> tuple[Line, ...]:
        """Tell a person what was said so far."""
