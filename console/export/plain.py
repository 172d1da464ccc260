"""Transcripts as JSON and as CSV, piece by piece; pure."""

import csv
import datetime as dt
import io
import json
from collections.abc import Iterator, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from tickets.domain.fields import Value
from tickets.domain.message import Message
from tickets.queries.transcripts import Exported

_HEAD = (
    "ticket", "subject", "contact", "at", "channel", "author", "name", "internal", "text",
    "quoted", "attachments",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_json(exported: Exported, zone: ZoneInfo) -> dict[str, Any]:
    """One ticket, its times in the office's zone."""
    row = exported.row
    return {
        "number": row.number,
        "subject": row.subject,
        "contact": row.contact.name,
        "agent": row.agent.name if row.agent else None,
        "channels": list(row.channels),
        "status": row.status,
        "outcome": row.outcome,
        "rating": row.rating,
        "created_at": local(row.created_at, zone),
        "resolved_at": local(row.resolved_at, zone) if row.resolved_at else None,
        "fields": exported.fields,
        "cut": exported.cut,
        "messages": [_message(said, zone) for said in exported.messages],
    }


def json_piece(exported: Exported, zone: ZoneInfo, *, first: bool) -> bytes:
    """One element of the array that the file is."""
    text = json.dumps(as_json(exported, zone), ensure_ascii=False, indent=1)
    return (("[\n" if first else ",\n") + text).encode()


def _message(said: Message, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "id": str(said.id),
        "at": local(said.at, zone),
        "channel": said.channel,
        "seq": said.seq,
        "author": str(said.author.kind),
        "name": said.author.name,
        "internal": said.private,
        "text": said.text,
        "quoted": said.quoted,
        "attachments": [
            {"name": file.name, "media_type": file.media_type, "size": file.size}
            for file in said.attachments
        ],
    }


def csv_head(keys: Sequence[str] = ()) -> bytes:
    """The first line; with a mark by which spreadsheets know that it is UTF-8.

    ``keys``: of the office's own fields, a column for each.
    """
    return "\ufeff".encode() + _lines([(*_HEAD, *(f"field.{key}" for key in keys))])


def csv_piece(exported: Exported, zone: ZoneInfo, keys: Sequence[str] = ()) -> bytes:
    """A line for each message of one ticket."""
    row = exported.row
    values = exported.fields
    held = [_cell(values.get(key)) for key in keys]
    return _lines(
        (
            row.number,
            row.subject,
            row.contact.name,
            local(said.at, zone),
            said.channel,
            str(said.author.kind),
            said.author.name,
            "yes" if said.private else "no",
            said.text,
            said.quoted,
            "; ".join(file.name for file in said.attachments),
            *held,
        )
        for said in exported.messages
    )


def _cell(value: Value | None) -> object:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else value


def lines(rows: "list[tuple[object, ...]]") -> bytes:
    """Any table as CSV for spreadsheets."""
    return "\ufeff".encode() + _lines(iter(rows))


def _lines(rows: "Iterator[tuple[object, ...]] | list[tuple[object, ...]]") -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(
        tuple(_harmless(cell) for cell in row) for row in rows
    )
    return out.getvalue().encode()


def _harmless(cell: object) -> object:
    """A citizen's words must not be a formula in somebody's spreadsheet."""
    if isinstance(cell, str) and cell.startswith(_FORMULA):
        return f"'{cell}"
    return cell


def local(at: dt.datetime, zone: ZoneInfo) -> str:
    """A moment as the office's clock shows it, with its distance from UTC."""
    return at.astimezone(zone).isoformat(timespec="seconds")
