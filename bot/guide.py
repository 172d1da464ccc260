"""Takes citizens through flows: carries out what a flow asks for, and puts it into words."""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from bot import applications as office
from bot.flows.engine import Flows
from bot.flows.texts import FlowTexts
from bot.flows.values import Advance, FlowState, HandOff, Offer, Reach, Tell
from bot.policy import PERSON, Sense
from nlu.signals import EMERGENCY, EXTORTION
from nlu.signals import PERSON as WANTS_A_PERSON
from tickets.domain.message import Choice

_ENDS_A_FLOW = frozenset({EMERGENCY, EXTORTION, WANTS_A_PERSON})


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a flow makes of a message, in words."""

    text: str
    choices: Sequence[Choice] = ()
    answer: str | None = None  # of answers.yml, to be told after the text
    hand_off: str | None = None  # why a person is called
    note: str = ""  # for that person alone
    reach: str | None = None  # the e-mail address to write to
    state: FlowState | None = None


class Guide:
    """The flows, and the office's system where applications are looked up."""

    def __init__(
        self, flows: Flows, texts: FlowTexts, applications: office.Applications | None
    ) -> None:
        """``applications`` None: the status flow calls a person."""
        self._flows, self._texts, self._applications = flows, texts, applications

    async def take(
        self,
        state: FlowState | None,
        text: str,
        choice: str | None,
        signals: frozenset[str],
        now: dt.datetime,
    ) -> Advance | None:
        """Begin or go on with a flow; None when the message is not a flow's."""
        started = self._flows.started_by(choice)
        if started is not None:
            flow, subject = started
            return await self._done(self._flows.begin(flow, now, subject=subject), now)
        if state is None or choice == PERSON or signals & _ENDS_A_FLOW:
            return None
        return await self._done(self._flows.advance(state, text, now, choice), now)

    def write(self, locale: str) -> Choice:
        """The button under "you are number 3 in the queue": write to my e-mail."""
        return self._choices((self._flows.write(),), locale)[0]

    def intake(self, intent: str, locale: str, now: dt.datetime) -> Said | None:
        """What is asked while the person called for this intent is awaited."""
        advance = self._flows.intake(intent, now)
        return self.words(advance, locale) if advance else None

    def again(self, state: FlowState, now: dt.datetime) -> Advance:
        """Ask the same once more, after something else was answered in between."""
        return self._flows.again(state, now)

    def words(self, advance: Advance, locale: str) -> Said:
        """Put it into words."""
        effect = advance.effect
        hand = effect if isinstance(effect, HandOff) else None
        return Said(
            text="\n".join(self._texts.render(line, locale) for line in advance.says),
            choices=self._choices(advance.offers, locale),
            answer=effect.answer if isinstance(effect, Tell) else None,
            hand_off=hand.why if hand else None,
            note="\n".join(self._texts.render(line, "id") for line in hand.note) if hand else "",
            reach=effect.address if isinstance(effect, Reach) else None,
            state=advance.state,
        )

    def under(self, sense: Sense, locale: str) -> tuple[Choice, ...]:
        """The buttons of the flows that fit under an answer."""
        return self._choices(self._flows.offers(sense.intent, sense.permit), locale)

    def _choices(self, offers: Sequence[Offer], locale: str) -> tuple[Choice, ...]:
        return tuple(
            Choice(id=offer.id, label=self._texts.render(offer.label, locale)) for offer in offers
        )

    async def _done(self, advance: Advance, now: dt.datetime) -> Advance:
        if self._applications is None:
            return advance
        return await office.looked_up(self._applications, self._flows, advance, now)
