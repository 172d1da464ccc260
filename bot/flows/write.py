""" "Write to my e-mail", offered to whoever waits for a person: one address, and one more try."""

import datetime as dt

from bot.flows.flow import Asks, Start
from bot.flows.values import Advance, FlowState, Line, Reach
from tickets.domain.address import said_in, shortened

_LONGEST = 1000  # characters in which an address is looked for


class WriteFlow:
    """Asks for the address.  Whoever gives none goes on waiting, as before."""

    def serves(self, subject: str) -> bool:  # noqa: ARG002
        """Serve everybody."""
        return True

    def first(self, subject: str, text: str, today: dt.date) -> Start | Advance:  # noqa: ARG002
        """Begin with the address."""
        return Start(step="address")

    def asks(self, state: FlowState, today: dt.date) -> Asks | None:  # noqa: ARG002
        """Ask for it, and a second time where there was none in the reply."""
        match state.step:
            case "address":
                return _asked(Line(phrase="write_address"))
            case "again":
                return _asked(Line(phrase="write_again"))
        return None

    def takes(self, state: FlowState, value: str, today: dt.date) -> FlowState | Advance:  # noqa: ARG002
        """Take the address out of the reply."""
        address = said_in(value)
        if address is not None:
            noted = Line(phrase="write_noted", values={"address": shortened(address)})
            return Advance(state=None, says=(noted,), effect=Reach(address=address))
        if state.step == "address":
            return state.at("again")
        return Advance(state=None, says=(Line(phrase="write_none"),))

    def note(self, state: FlowState) -> tuple[Line, ...]:  # noqa: ARG002
        """There is nothing to tell: what is said here is noted at once."""
        return ()


def _asked(said: Line) -> Asks:
    return Asks(says=(said,), read=lambda text: text[:_LONGEST].strip() or None, free=True)
