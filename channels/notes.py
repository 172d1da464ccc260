"""Says places in the queue anew, where a channel can edit what it has sent."""

import dataclasses
import datetime as dt
from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol
from uuid import UUID

import structlog

from channels.base import Channel, Editor, Refused, TryLater
from runtime.clock import Clock
from runtime.worker import Done, Job, Outcome
from tickets.commands.deliveries import DeliveryCommands
from tickets.commands.notes import QueueNote, QueueNoteCommands
from tickets.domain.lifecycle import Handler
from tickets.domain.waiting import Outlook, Waiting

log = structlog.get_logger()
_LONGEST = dt.timedelta(seconds=30)  # of one look; a job has a minute


class Words(Protocol):
    """What is said of the queue."""

    def queue(self, number: str, waiting: Waiting, locale: str) -> str:
        """The place, or when someone is back."""

    def phrase(self, name: str, locale: str, **values: object) -> str:
        """A phrase."""


class QueueNotes:
    """Does ``queue`` jobs: one look at all notes."""

    def __init__(
        self,
        commands: QueueNoteCommands,
        deliveries: DeliveryCommands,
        channels: Mapping[str, Channel],
        outlook: Callable[[str], Awaitable[Outlook]],
        words: Words,
        clock: Clock,
    ) -> None:
        self._commands, self._deliveries, self._channels = commands, deliveries, channels
        self._outlook, self._words, self._clock = outlook, words, clock

    async def look(self, _: Job) -> Outcome:
        """Edit what is not true any more; what is not reached this time comes first the next."""
        seen: list[UUID] = []
        over: list[UUID] = []
        until, paused = self._clock() + _LONGEST, set[str]()
        for note in await self._commands.due():
            if self._clock() >= until:
                break
            if note.channel in paused:
                continue
            try:
                ended = await self._refresh(note)
            except TryLater:
                paused.add(note.channel)
            else:
                (over if ended else seen).append(note.message)
        await self._commands.looked(seen, over)
        return Done()

    async def _refresh(self, note: QueueNote) -> bool:
        """Whether there is nothing more to say there; raises `TryLater`."""
        waits = note.waiting_since is not None
        text = await self._text(note)
        if note.gone or (note.provider_id is None and not waits):
            return True
        if note.provider_id is None or text is None or text == note.told:
            return not waits
        try:
            await self._edit(note, note.provider_id, text)
        except Refused:
            log.info("queue.not_edited", channel=note.channel, ticket=note.ticket)
            return True
        await self._commands.said_anew(note.message, text)
        return not waits

    async def _text(self, note: QueueNote) -> str | None:
        """What it should say; None: leave it as it is."""
        if note.waiting_since is not None:
            waiting = (await self._outlook(note.channel)).of(note.waiting_since)
            return self._words.queue(note.ticket, waiting, note.locale)
        if note.handler is Handler.AGENT:
            return self._words.phrase("queue_over", note.locale, number=note.ticket)
        return None

    async def _edit(self, note: QueueNote, provider_id: str, text: str) -> None:
        channel, out = (
            self._channels.get(note.channel),
            await self._deliveries.as_sent(note.message),
        )
        if out is None or not isinstance(channel, Editor):
            raise Refused("cannot be edited")
        await channel.edit(dataclasses.replace(out, text=text), provider_id)
