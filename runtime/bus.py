"""The bus: bells that say "look again", and carry nothing else."""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable


class Bell:
    """Rings that came since one last looked are one ring."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()
        self._topics: set[str] = set()

    def ring(self, topic: str | None = None) -> None:
        """Someone should look."""
        if topic is not None:
            self._topics.add(topic)
        self._rung.set()

    def heard(self) -> frozenset[str]:
        """The topics that rang since this was asked last."""
        topics = frozenset(self._topics)
        self._topics.clear()
        return topics

    async def wait(self, seconds: float | None = None) -> bool:
        """Wait for a ring, or until the time is up; say whether it rang."""
        try:
            async with asyncio.timeout(seconds):
                await self._rung.wait()
        except TimeoutError:
            return False
        self._rung.clear()
        return True


class Bus:
    """Bells by topic, in this process.  A lost ring costs a poll, never a message."""

    def __init__(self) -> None:
        self._bells: defaultdict[str, set[Bell]] = defaultdict(set)

    @contextlib.asynccontextmanager
    async def listen(self, *topics: str) -> AsyncIterator[Bell]:
        """A bell that rings for these topics while the block lasts.

        ``typing:*`` is all topics that have one more part after ``typing``; `Bell.heard` tells
        which of them rang.
        """
        bell = Bell()
        for topic in topics:
            self._bells[topic].add(bell)
        try:
            yield bell
        finally:
            for topic in topics:
                self._bells[topic].discard(bell)
                if not self._bells[topic]:
                    del self._bells[topic]

    def ring(self, topics: Iterable[str]) -> None:
        """Ring every bell that listens to one of these; call it in the event loop."""
        for topic in topics:
            family = f"{topic.rpartition(':')[0]}:*"
            for bell in (*self._bells.get(topic, ()), *self._bells.get(family, ())):
                bell.ring(topic)
