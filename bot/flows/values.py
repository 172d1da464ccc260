"""What goes into a flow and what comes out of it."""

import dataclasses
import datetime as dt
import enum
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from bot.knowledge import Words


class Stage(enum.StrEnum):
    """How far an application has come."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    ADMIN_REVIEW = "admin_review"
    TECHNICAL_REVIEW = "technical_review"
    WAITING_APPLICANT = "waiting_applicant"
    WAITING_GUARANTOR = "waiting_guarantor"
    APPROVED = "approved"
    ISSUED = "issued"
    REJECTED = "rejected"
    CANCELLED = "cancelled"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """An application as its owner may hear of it."""

    number: str
    stage: Stage
    since: dt.date
    next_step: Words | None = None  # the back end's own words; None: ours for the stage


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FlowState:
    """Where a flow stands between two messages; `as_json` and `state_of` keep it."""

    flow: str
    subject: str = ""  # the permit it is about, where there is one
    step: str
    answers: Mapping[str, str] = dataclasses.field(default_factory=dict)
    misses: int = 0  # in a row
    started_at: dt.datetime
    expires_at: dt.datetime

    def at(self, step: str, **answers: str) -> "FlowState":
        """The same flow at another step, with these answers added."""
        return dataclasses.replace(self, step=step, answers={**self.answers, **answers}, misses=0)

    def as_json(self) -> dict[str, Any]:
        """Write it as JSON knows it."""
        times = {name: getattr(self, name).isoformat() for name in _TIMES}
        return dataclasses.asdict(self) | {"answers": dict(self.answers)} | times


_TIMES = ("started_at", "expires_at")


def state_of(kept: object) -> FlowState | None:
    """Read what `as_json` wrote; None for anything else, so that an odd row stops nobody."""
    match kept:
        case {
            "flow": str(flow),
            "subject": str(subject),
            "step": str(step),
            "answers": dict(answers),
            "misses": int(misses),
            "started_at": str(started),
            "expires_at": str(expires),
        } if all(isinstance(word, str) for pair in answers.items() for word in pair):
            began, ends = _time(started), _time(expires)
            if began is None or ends is None:
                return None
            return FlowState(
                flow=flow,
                subject=subject,
                step=step,
                answers=answers,
                misses=misses,
                started_at=began,
                expires_at=ends,
            )
    return None


def _time(written: str) -> dt.datetime | None:
    try:
        time = dt.datetime.fromisoformat(written)
    except ValueError:
        return None
    return time if time.tzinfo is not None else None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A date to be shown as people write it."""

    day: dt.date
    precision: str = "day"  # "month", "year": an estimate, shown as one


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A phrase of flows.yml and what fills its blanks."""

    phrase: str
    values: Mapping[str, "Value"] = dataclasses.field(default_factory=dict)


Value: TypeAlias = str | int | Words | Day | Line


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A quick reply: its id, and the words on it."""

    id: str
    label: Line


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LookUp:
    """Ask the back end about an application, then go on with `Flows.looked_up`."""

    number: str = dataclasses.field(repr=False)
    owner_check: str = dataclasses.field(repr=False)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Tell:
    """Give this answer of answers.yml after the words of the flow."""

    answer: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class HandOff:
    """Call a person, with a private note for them.

    ``why`` holds no words of the citizen; ``note`` may.  A complaint's clock starts now.
    """

    why: str
    note: Sequence[Line] = ()
    complaint: str | None = None  # its class, where this is one
    anonymous: bool = False


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Note that the citizen wants to be written to at this e-mail address."""

    address: str = dataclasses.field(repr=False)


Effect: TypeAlias = LookUp | Tell | HandOff | Reach


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Advance:
    """What a flow makes of a message: where it stands now, what to say, what to do.

    ``missed``: the message did not fit; a clear question may be answered instead.
    ``heard``: False when the message was not used, and should be read as any other.
    """

    state: FlowState | None
    says: Sequence[Line] = ()
    offers: Sequence[Offer] = ()
    effect: Effect | None = None
    missed: bool = False
    heard: bool = True
