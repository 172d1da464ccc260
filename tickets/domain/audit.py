"""Who read what: lines that name the one before them, so that a missing one shows. Pure."""

import dataclasses
import datetime as dt
import enum
import hashlib
import json
from collections.abc import Iterable
from uuid import UUID

FIRST = "0" * 64  # what the first line names
COALESCED = dt.timedelta(minutes=10)  # one line for the openings of a transcript by one agent


class Action(enum.StrEnum):
    """What was done."""

    OPENED = "opened"  # a transcript
    ORIGINAL = "original"  # a mail as it came was downloaded
    ATTACHMENT = "attachment"  # a file was downloaded
    EXPORTED = "exported"  # a transcript; one line for each ticket of an export


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of the log; what it names may be gone."""

    id: int
    at: dt.datetime
    agent: UUID
    action: str
    ticket: str | None = None  # its number
    message: UUID | None = None
    attachment: UUID | None = None
    export: UUID | None = None
    reason: str = ""
    origin: str = ""  # the network it was asked from
    seal: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What became of looking at every line."""

    lines: int
    last: int  # the id of the last good line; 0 when there is none
    seal: str  # its seal: noted elsewhere, it shows later that nothing was cut off
    broken: int | None = None  # the first line that is not as it was written


def sealed(entry: Entry, before: str) -> Entry:
    """The line with its seal: SHA-256 over the seal before it and all that it says."""
    said = {
        "before": before,
        "id": entry.id,
        "at": entry.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        "agent": entry.agent.hex,
        "action": str(entry.action),
        "ticket": entry.ticket,
        "message": _hex(entry.message),
        "attachment": _hex(entry.attachment),
        "export": _hex(entry.export),
        "reason": entry.reason,
        "origin": entry.origin,
    }
    plain = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return dataclasses.replace(entry, seal=hashlib.sha256(plain.encode()).hexdigest())


def verified(entries: Iterable[Entry], after: Verdict | None = None) -> Verdict:
    """Go on from ``after`` over the lines that follow it, in the order of their ids.

    A line that was changed, taken out or put in breaks the chain where it was. Lines cut off at
    the end leave no trace here: compare ``seal`` with one that was noted elsewhere.
    """
    good = after or Verdict(lines=0, last=0, seal=FIRST)
    for entry in entries:
        if entry.id != good.last + 1 or sealed(entry, good.seal).seal != entry.seal:
            return dataclasses.replace(good, broken=entry.id)
        good = Verdict(lines=good.lines + 1, last=entry.id, seal=entry.seal)
    return good


def _hex(one: UUID | None) -> str | None:
    return one.hex if one is not None else None
