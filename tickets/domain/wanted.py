"""What a saved filter asks of a ticket: a choice that is kept under a name; pure."""

import dataclasses
from collections.abc import Mapping
from typing import Any, Self
from uuid import UUID

from tickets.domain.lifecycle import Handler, Status
from tickets.domain.marks import Priority
from tickets.domain.refusal import Refusal

ME = "me"  # whoever looks at it
NOBODY = "none"


class NothingWanted(Refusal):
    """It asks nothing, or something that cannot be."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a ticket must be like; empty and None mean that it does not matter."""

    statuses: tuple[Status, ...] = ()
    handler: Handler | None = None
    assignee: str | None = None  # ME, NOBODY, or an agent's id
    team: str | None = None  # its id
    tag: str | None = None
    channel: str | None = None  # a name, or a kind
    priority: Priority | None = None

    def __post_init__(self) -> None:
        """Raise `NothingWanted`."""
        if not self.kept():
            raise NothingWanted("a filter asks for something")
        if self.assignee not in {None, ME, NOBODY}:
            try:
                UUID(self.assignee)
            except ValueError:
                raise NothingWanted("assignee: me, none, or an agent's id") from None

    def kept(self) -> dict[str, Any]:
        """As it is stored: what matters, and nothing else."""
        found = {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}
        return {name: value for name, value in found.items() if value}

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Self:
        """What `kept` stored."""
        handler, priority = kept.get("handler"), kept.get("priority")
        return cls(
            **{name: kept.get(name) for name in ("assignee", "team", "tag", "channel")},
            statuses=tuple(Status(one) for one in kept.get("statuses", ())),
            handler=Handler(handler) if handler else None,
            priority=Priority(priority) if priority else None,
        )
