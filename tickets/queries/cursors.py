"""Cursors: opaque to readers, checked when they come back."""

import base64
import binascii
import datetime as dt
import re
from uuid import UUID

from tickets.domain.refusal import Refusal

_IDLE = " idle"


class BadCursor(Refusal):
    """Not a cursor of ours."""


class CursorTooOld(Exception):
    """The log no longer reaches back that far; read everything anew."""


def encode(plain: str) -> str:
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def decode(cursor: str) -> str:
    try:
        return base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except (binascii.Error, ValueError):
        raise BadCursor("this cursor is not one of ours") from None


def event_cursor(number: int, mark: str) -> str:
    """A place in the log, as eyes with this `Sight.mark` have read it."""
    return encode(f"e{number} {mark}".rstrip())


def event_place(cursor: str) -> tuple[int, str]:
    """The number and the mark that `event_cursor` wrote; raise `BadCursor`."""
    found = re.fullmatch(r"e([0-9]{1,18})(?: ([0-9a-f]{16}))?", decode(cursor))
    if found is None:
        raise BadCursor("this cursor is not one of ours")
    return int(found[1]), found[2] or ""


def list_place(cursor: str) -> tuple[dt.datetime, UUID]:
    return place_of(decode(cursor))


def place_of(told: str) -> tuple[dt.datetime, UUID]:
    """A moment and an id, as `told_of` writes them; raise `BadCursor`."""
    moment, _, name = told.partition(" ")
    try:
        at, ticket = dt.datetime.fromisoformat(moment), UUID(name)
        return at.astimezone(dt.UTC) if at.tzinfo else at.replace(tzinfo=dt.UTC), ticket
    except ValueError:
        raise BadCursor("this cursor is not one of ours") from None


def list_cursor(at: dt.datetime, ticket: UUID, *, idle: bool = False) -> str:
    """A place in a list; ``idle``: beyond all who wait, in a list that begins with them."""
    return encode(f"{told_of(at, ticket)}{_IDLE if idle else ''}")


def told_of(at: dt.datetime, ticket: UUID) -> str:
    """A place in a list, before it is made opaque."""
    return f"{at.isoformat()} {ticket.hex}"


def waiting_place(cursor: str) -> tuple[tuple[dt.datetime, UUID], bool]:
    """The place in a list that begins with those who wait, and whether it is beyond them."""
    plain = decode(cursor)
    return place_of(plain.removesuffix(_IDLE)), plain.endswith(_IDLE)


def message_id(cursor: str) -> UUID:
    try:
        return UUID(cursor)
    except ValueError:
        raise BadCursor("this cursor is not one of ours") from None
