"""How a ticket gets on, as far as its citizen may know."""

import dataclasses
import datetime as dt

from tickets.domain.lifecycle import Standing
from tickets.domain.message import AuthorKind


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """When something was last written, and by whom."""

    at: dt.datetime
    by: AuthorKind


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """One answer for every channel."""

    number: str
    standing: Standing
    since: dt.datetime  # it stands so
    channel: str = ""  # of its newest conversation: where it is answered, and by whose hours
    last: Written | None = None  # None: nothing but questions how it stands
    merged_into: str | None = None  # the ticket it goes on in, whose standing this is
