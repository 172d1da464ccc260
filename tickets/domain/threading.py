"""Which conversation an arrival belongs to: sure, as a third party, or a new one."""

import dataclasses
import enum
from collections.abc import Sequence
from typing import TypeAlias
from uuid import UUID

from tickets.domain.lifecycle import Status


class By(enum.StrEnum):
    """What leads to a conversation, strongest first."""

    LINK = "link"  # a one-time link of ours
    ADDRESS = "address"  # the channel's own thread
    TOKEN = "token"  # noqa: S105  only we can sign one
    REFERENCE = "reference"  # a Message-ID that we know
    NUMBER = "number"  # a ticket's, in the subject


_SURE = frozenset({By.ADDRESS, By.TOKEN})


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A conversation one of the arrival's thread keys, or its sender's address, leads to."""

    conversation: UUID
    ticket: UUID
    status: Status  # of the ticket
    address: str  # who the conversation is with
    by: By


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """Add it to this conversation."""

    conversation: UUID
    by: By
    third_party: bool = False  # the sender is not the one the conversation is with


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """A new ticket that links back: the one it belongs to is closed."""

    ticket: UUID
    by: By


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Fresh:
    """A new ticket; ``maybe`` names one it may belong to, for an agent to judge."""

    maybe: UUID | None = None


Place: TypeAlias = Join | FollowUp | Fresh


def place(
    sender: str, candidates: Sequence[Candidate], *, forged: bool = False, asks: bool = False
) -> Place:
    """Decide; ``candidates`` come strongest first.

    Neither a Message-ID nor a ticket's number is a secret: from another sender than the
    conversation's own they are only a hint.  A token is: whoever holds it is let onto the ticket,
    but never as the citizen.  A sender whose address is ``forged`` is nobody we know.  Whoever only
    ``asks`` how a ticket stands begins no other because it is closed.
    """
    for candidate in candidates:
        same = candidate.address == sender and not forged
        if not (same or candidate.by in _SURE):
            continue
        stays = asks and same and candidate.status is Status.CLOSED
        if candidate.status in {Status.CLOSED, Status.MERGED} and not stays:
            return FollowUp(ticket=candidate.ticket, by=candidate.by)
        return Join(conversation=candidate.conversation, by=candidate.by, third_party=not same)
    return Fresh(maybe=candidates[0].ticket if candidates else None)
