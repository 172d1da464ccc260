"""Begins flows, and takes them one message further; pure."""

import dataclasses
import datetime as dt
import re
from collections.abc import Mapping, Sequence

from bot.flows import reading
from bot.flows.checklist import ChecklistFlow
from bot.flows.complaint import ComplaintFlow
from bot.flows.flow import Asks, Flow, Start
from bot.flows.status import StatusFlow, not_found, told
from bot.flows.texts import BadFlows, FlowTexts
from bot.flows.trees import TreeFlow
from bot.flows.values import Advance, Application, FlowState, HandOff, Line, Offer, Stage
from bot.flows.write import WriteFlow
from bot.knowledge import Knowledge

PATIENCE = dt.timedelta(minutes=30)
CANCEL = "flow:cancel"
WRITE = "start:write"
_REPLY, _START = "flow:", "start:"
_MISSES = 3  # in a row, then a person is called


class Flows:
    """All flows of the office.

    ``number`` finds an application's number in a text; None: the status flow calls a person.
    ``patience`` is how long a flow waits for the next message.
    """

    def __init__(
        self,
        texts: FlowTexts,
        knowledge: Knowledge,
        *,
        number: re.Pattern[str] | None = None,
        patience: dt.timedelta = PATIENCE,
    ) -> None:
        self._texts, self._patience = texts, patience
        self._flows: Mapping[str, Flow] = {
            "status": StatusFlow(number),
            "complaint": ComplaintFlow(texts),
            "eligibility": TreeFlow("eligibility", texts),
            "rejected": TreeFlow("rejected", texts),
            "directory": TreeFlow("directory", texts),
            "checklist": ChecklistFlow(texts, knowledge),
            "write": WriteFlow(),
        }
        if unknown := {s.flow for s in (*texts.offers, *texts.intake)} - set(self._flows):
            raise BadFlows(f"offers, intake: no flow {', '.join(sorted(unknown))}")

    def started_by(self, choice: str | None) -> tuple[str, str] | None:
        """The flow and the permit that a quick reply starts, if it does.

        The buttons are those of `offers`, and the one under "that took too long".
        """
        if choice is None or not choice.startswith(_START):
            return None
        flow, _, subject = choice.removeprefix(_START).partition("/")
        return (flow, subject) if flow in self._flows else None

    def offers(self, intent: str, permit: str | None) -> tuple[Offer, ...]:
        """The flows to offer under an answer to this intent."""
        fitting = [o.flow for o in self._texts.offers if o.intent == intent]
        served = [name for name in fitting if self._flows[name].serves(permit or "")]
        return tuple(_start(name, permit or "") for name in served)

    def write(self) -> Offer:
        """The button for whoever waits: be written to by e-mail."""
        return _start("write", "")

    def intake(self, intent: str, now: dt.datetime) -> Advance | None:
        """Begin what is asked while the person called for this intent is awaited."""
        asked = [i for i in self._texts.intake if i.intent == intent]
        return self.begin(asked[0].flow, now, subject=asked[0].subject) if asked else None

    def begin(self, flow: str, now: dt.datetime, *, subject: str = "", text: str = "") -> Advance:
        """Begin a flow, about a permit where ``subject`` names one; raise KeyError for no flow."""
        first = self._flows[flow].first(subject, text, now.date())
        if isinstance(first, Advance):
            return first
        return self._ask(self._new(flow, first, now), now)

    def advance(
        self, state: FlowState, text: str, now: dt.datetime, choice: str | None = None
    ) -> Advance:
        """Take one message.  A quick reply that is no flow's ends it without a word."""
        if choice is not None and not choice.startswith(_REPLY):
            return Advance(state=None, heard=False)
        flow = self._flows.get(state.flow)
        asks = flow.asks(state, now.date()) if flow else None
        if choice == CANCEL or (choice is None and reading.cancels(text)):
            return Advance(state=None, says=(Line(phrase="flow_cancelled"),))
        value = self._value(state, asks, text, choice) if asks else None
        if flow is None or asks is None or now >= state.expires_at:
            used = choice is not None or (value is not None and asks is not None and not asks.free)
            return self._too_late(state, heard=used)
        fresh = dataclasses.replace(state, expires_at=now + self._patience)
        if value is not None:
            return self._next(flow.takes(fresh, value, now.date()), now)
        if choice is not None:  # a button of an earlier question
            return self._ask(fresh, now)
        return self._missed(flow, fresh, now)

    def again(self, state: FlowState, now: dt.datetime) -> Advance:
        """Ask the same once more, after something else was answered in between."""
        return self._ask(dataclasses.replace(state, expires_at=now + self._patience), now)

    def looked_up(self, state: FlowState, found: Application | None, now: dt.datetime) -> Advance:
        """Go on after a `LookUp`; None: no such number, or not theirs, which sounds the same."""
        if found is None:
            return self._next(not_found(state), now)
        offers = (_start("rejected", ""),) if found.stage is Stage.REJECTED else ()
        return Advance(state=None, says=told(found), offers=offers)

    def look_up_failed(self, state: FlowState) -> Advance:
        """Go on after a `LookUp` that the back end could not answer."""
        said = (Line(phrase="status_unavailable"),)
        note = self.note(state)
        return Advance(state=None, says=said, effect=HandOff(why="flow:status", note=note))

    def note(self, state: FlowState) -> tuple[Line, ...]:
        """Tell a person what was said so far, when they are called in the middle of it."""
        flow = self._flows.get(state.flow)
        return flow.note(state) if flow else ()

    def _new(self, flow: str, first: Start, now: dt.datetime) -> FlowState:
        return FlowState(
            flow=flow,
            subject=first.subject,
            step=first.step,
            answers=first.answers,
            started_at=now,
            expires_at=now + self._patience,
        )

    def _next(self, move: FlowState | Advance, now: dt.datetime) -> Advance:
        return self._ask(move, now) if isinstance(move, FlowState) else move

    def _ask(self, state: FlowState, now: dt.datetime, *before: Line) -> Advance:
        asks = self._flows[state.flow].asks(state, now.date())
        if asks is None:
            return self._too_late(state, heard=True)
        offers = [
            Offer(id=f"{_REPLY}{state.flow}/{state.step}/{reply}", label=self._texts.label(reply))
            for reply in asks.replies
        ]
        offers.append(Offer(id=CANCEL, label=Line(phrase="cancel")))
        return Advance(state=state, says=(*before, *asks.says), offers=tuple(offers))

    def _value(self, state: FlowState, asks: Asks, text: str, choice: str | None) -> str | None:
        if choice is not None:
            asked, _, reply = choice.removeprefix(_REPLY).rpartition("/")
            fits = asked == f"{state.flow}/{state.step}" and reply in asks.replies
            return reply if fits else None
        if asks.read is not None:
            return asks.read(text)
        return reading.option(text, asks.replies, self._texts.options)

    def _missed(self, flow: Flow, state: FlowState, now: dt.datetime) -> Advance:
        missed = dataclasses.replace(state, misses=state.misses + 1)
        if missed.misses >= _MISSES:
            effect = HandOff(why=f"flow:{state.flow}", note=flow.note(state))
            said = (Line(phrase="flow_officer"),)
            return Advance(state=None, says=said, effect=effect, missed=True)
        asked = self._ask(missed, now, Line(phrase="flow_again"))
        return dataclasses.replace(asked, missed=True)

    def _too_late(self, state: FlowState, *, heard: bool) -> Advance:
        known = state.flow in self._flows
        offers: Sequence[Offer] = (_start(state.flow, state.subject),) if known else ()
        said = (Line(phrase="flow_timed_out"),)
        return Advance(state=None, says=said, offers=offers, heard=heard)


def _start(flow: str, subject: str) -> Offer:
    name = f"{flow}/{subject}" if subject else flow
    return Offer(id=f"{_START}{name}", label=Line(phrase=f"start_{flow}"))
