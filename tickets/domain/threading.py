"""Which conversation an arrival belongs to: sure, as a third party, or a new one."""

import dataclasses
from collections.abc import Sequence
from typing import TypeAlias
from uuid import UUID

from tickets.domain.lifecycle import Status


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A conversation one of the arrival's thread keys, or its sender's address, leads to."""

    conversation: UUID
    ticket: UUID
    status: Status  # of the ticket
    address: str  # who the conversation is with
    trusted: bool  # led to by a token only we can sign, or by the channel's own thread


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """Add it to this conversation."""

    conversation: UUID
    third_party: bool = False  # the sender is not the one the conversation is with


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """A new ticket that links back: the one it belongs to is closed."""

    ticket: UUID


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Fresh:
    """A new ticket; ``maybe`` names one it may belong to, for an agent to judge."""

    maybe: UUID | None = None


Place: TypeAlias = Join | FollowUp | Fresh


def place(sender: str, candidates: Sequence[Candidate]) -> Place:
    """Decide; ``candidates`` come strongest first.

    A Message-ID is no secret: from another sender than the conversation's own it is only a hint.
    A token is: whoever holds it is let onto the ticket, but never as the citizen.
    """
    for candidate in candidates:
        same = candidate.address == sender
        if not (same or candidate.trusted):
            continue
        if candidate.status in {Status.CLOSED, Status.MERGED}:
            return FollowUp(ticket=candidate.ticket)
        return Join(conversation=candidate.conversation, third_party=not same)
    return Fresh(maybe=candidates[0].ticket if candidates else None)
