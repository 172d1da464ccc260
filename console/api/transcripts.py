"""Transcripts for supervisors: looked for, taken out as files, and notes for whoever has one."""

import asyncio
import dataclasses
import datetime as dt
from collections.abc import AsyncIterator, Sequence
from typing import Annotated, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from aiohttp import web
from aiohttp_pydantic.oas.typing import r200, r201
from pydantic import AwareDatetime, Field

from console import presenter
from console.api.audit import AUDIT, reader
from console.api.base import View, answer
from console.export.plain import csv_head, csv_piece, json_piece
from console.problems import problem
from console.schemas import MessageOut, PersonOut
from console.supervising import (
    ExportIn,
    Outcome,
    TranscriptOut,
    TranscriptPage,
    WhichIn,
    WhisperIn,
)
from runtime.clock import system_clock
from tickets.commands.case import NotFound
from tickets.commands.whispers import WhisperCommands
from tickets.queries.transcripts import (
    MOST_EXPORTED,
    Exported,
    TranscriptFilter,
    TranscriptQueries,
    TranscriptRow,
)

TRANSCRIPTS: web.AppKey[TranscriptQueries] = web.AppKey("transcripts", TranscriptQueries)
WHISPERS: web.AppKey[WhisperCommands] = web.AppKey("whispers", WhisperCommands)
ZONE: web.AppKey[ZoneInfo] = web.AppKey("zone", ZoneInfo)
_MOST_PRINTED = 1_000  # messages in one PDF: each costs some milliseconds of this process
_KINDS = {"json": "application/json", "csv": "text/csv", "pdf": "application/pdf"}
Limit = Annotated[int, Field(ge=1, le=200)]
Score = Annotated[int, Field(ge=1, le=5)]


class TranscriptsView(View):
    """``/api/v1/transcripts``."""

    async def get(
        self,
        since: AwareDatetime | None = None,
        until: AwareDatetime | None = None,
        channel: str | None = None,
        agent: UUID | None = None,
        intent: str | None = None,
        outcome: Outcome | None = None,
        rating: Score | None = None,
        q: str | None = None,
        after: str | None = None,
        limit: Limit = 50,
    ) -> r200[TranscriptPage]:
        """Look for transcripts by when they began, and how they went; the newest first."""
        which = WhichIn(
            since=since, until=until, channel=channel, agent=agent, intent=intent,
            outcome=outcome, rating=rating, q=q,
        )  # fmt: skip
        found = self.request.app[TRANSCRIPTS]
        page = await found.find(_filter(which), after=after, limit=limit)
        return answer(TranscriptPage(data=[_row(row) for row in page.rows], next=page.next))


class ExportView(View):
    """``/api/v1/transcripts/export``."""

    async def post(self, body: ExportIn) -> r200[Any]:
        """Take transcripts out as one file; the audit log names each ticket before it leaves."""
        if bool(body.numbers) == (body.which is not None):
            raise web.HTTPBadRequest(text="say numbers, or which; one of the two")
        rows = await self._rows(body)
        if len(rows) > MOST_EXPORTED:
            detail = f"at most {MOST_EXPORTED} tickets at a time; narrow it down"
            return problem(
                422, "Too many", detail, "too_many_tickets", params={"most": MOST_EXPORTED}
            )
        if not rows:
            raise NotFound("there is no such ticket")
        if body.format == "pdf":
            return await self._printed(rows, body)
        return await self._streamed(rows, body)

    async def _rows(self, body: ExportIn) -> list[TranscriptRow]:
        which = _filter(body.which or WhichIn())
        which = dataclasses.replace(which, numbers=tuple(body.numbers))
        page = await self.request.app[TRANSCRIPTS].find(which, limit=MOST_EXPORTED + 1)
        if missing := set(body.numbers) - {row.number for row in page.rows}:
            raise NotFound(f"there is no ticket {min(missing)}", "no_ticket", number=min(missing))
        return list(page.rows)

    async def _printed(self, rows: Sequence[TranscriptRow], body: ExportIn) -> web.StreamResponse:
        whole: list[Exported] = []
        lines = 0
        async for one in self._whole(rows, body):
            whole.append(one)
            lines += len(one.messages)
            if lines > _MOST_PRINTED:
                detail = f"a PDF holds at most {_MOST_PRINTED} messages; take fewer"
                return problem(
                    422,
                    "Too many",
                    detail,
                    "too_many_tickets",
                    reason="too_many_printed",
                    params={"most": _MOST_PRINTED},
                )
        await self._note(rows, body)
        zone, now = self.request.app[ZONE], system_clock()
        content = await asyncio.to_thread(_pdf, whole, self.agent.name, now, zone, body.locale)
        return web.Response(body=content, headers=_headers(rows, body.format))

    async def _streamed(self, rows: Sequence[TranscriptRow], body: ExportIn) -> web.StreamResponse:
        await self._note(rows, body)
        zone = self.request.app[ZONE]
        response = web.StreamResponse(headers=_headers(rows, body.format))
        await response.prepare(self.request)
        first = True
        keys = await self.request.app[TRANSCRIPTS].field_keys([row.id for row in rows])
        if body.format == "csv":
            await response.write(csv_head(keys))
        async for one in self._whole(rows, body):
            if body.format == "csv":
                await response.write(csv_piece(one, zone, keys))
            else:
                await response.write(json_piece(one, zone, first=first))
            first = False
        if body.format == "json":
            await response.write(b"\n]\n")
        await response.write_eof()
        return response

    async def _note(self, rows: Sequence[TranscriptRow], body: ExportIn) -> None:
        numbers = [row.number for row in rows]
        await self.request.app[AUDIT].exported(reader(self), numbers, body.reason.strip())

    async def _whole(
        self, rows: Sequence[TranscriptRow], body: ExportIn
    ) -> AsyncIterator[Exported]:
        for row in rows:
            yield await self.request.app[TRANSCRIPTS].whole(row, notes=body.notes)


class WhisperView(View):
    """``/api/v1/tickets/{number}/whisper``."""

    async def post(self, number: str, /, body: WhisperIn) -> r201[MessageOut]:
        """Write a note marked for whoever has the ticket."""
        written = await self.request.app[WHISPERS].whisper(number, self.actor, body.text)
        said = await self.queries.message(written)
        if said is None:
            raise NotFound("there is no such message")
        return answer(presenter.message(said, self.agent.id), status=201)


def _filter(which: WhichIn) -> TranscriptFilter:
    return TranscriptFilter(
        since=which.since,
        until=which.until,
        channel=which.channel,
        agent=which.agent,
        intent=which.intent,
        outcome=which.outcome,
        rating=which.rating,
        words=which.q.strip() if which.q else None,
    )


def _row(row: TranscriptRow) -> TranscriptOut:
    facts: dict[str, Any] = {
        "number": row.number,
        "subject": row.subject,
        "contact": PersonOut(id=row.contact.id, name=row.contact.name),
        "agent": PersonOut(id=row.agent.id, name=row.agent.name) if row.agent else None,
        "channels": list(row.channels),
        "status": row.status,
        "outcome": row.outcome,
        "rating": row.rating,
        "created_at": row.created_at,
        "resolved_at": row.resolved_at,
    }
    return TranscriptOut.model_validate(facts)


def _pdf(
    whole: Sequence[Exported], who: str, now: dt.datetime, zone: ZoneInfo, locale: str
) -> bytes:
    from console.export.pdf import Cover, as_pdf  # noqa: PLC0415  0.4 s and 20 MB to import

    return as_pdf(whole, Cover(who=who, at=now, zone=zone, locale=locale))


def _headers(rows: Sequence[TranscriptRow], kind: str) -> dict[str, str]:
    name = rows[0].number if len(rows) == 1 else f"transcripts-{len(rows)}"
    return {
        "Content-Type": _KINDS[kind] if kind == "pdf" else f"{_KINDS[kind]}; charset=utf-8",
        "Content-Disposition": f'attachment; filename="{name}.{kind}"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",  # a stream leaves before others could add it
        "Cache-Control": "private, no-store",
    }
