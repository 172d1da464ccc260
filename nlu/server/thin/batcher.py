"""One inference thread and its queue: idle, a text goes at once; busy, all go together."""

import asyncio
import contextlib
import dataclasses
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

Answer = dict[str, Any]
Parse = Callable[[Sequence[str]], Sequence[Answer]]


class Busy(Exception):
    """The queue is full: come again."""


class ParseFailed(Exception):
    """The model failed on this text; says the kind of error only, never the text."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A text, and who waits for its answer."""

    text: str
    answer: "asyncio.Future[Answer]"


class Batcher:
    """Hands texts to ``parse`` in one thread, as many at once as wait there."""

    def __init__(
        self,
        parse: Parse,
        *,
        monotonic: Callable[[], float],
        largest: int = 32,
        bound: int = 256,
        stuck_after: float = 20.0,
    ) -> None:
        self._parse = parse
        self._monotonic = monotonic
        self._largest = largest
        self._stuck_after = stuck_after
        self._queue: asyncio.Queue[Waiting] = asyncio.Queue(maxsize=bound)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="inference")
        self._busy_since: float | None = None

    @property
    def stuck(self) -> bool:
        """Whether one batch has been in the thread for far too long."""
        since = self._busy_since
        return since is not None and self._monotonic() - since > self._stuck_after

    async def ask(self, text: str) -> Answer:
        """Wait for the answer to ``text``; raises `Busy` or `ParseFailed`."""
        waiting = Waiting(text=text, answer=asyncio.get_running_loop().create_future())
        try:
            self._queue.put_nowait(waiting)
        except asyncio.QueueFull as full:
            raise Busy from full
        return await waiting.answer

    async def run(self) -> None:
        """Work until cancelled."""
        try:
            while True:
                await self._answer(self._with_all_that_wait(await self._queue.get()))
        finally:
            self._thread.shutdown(wait=False, cancel_futures=True)

    def _with_all_that_wait(self, first: Waiting) -> list[Waiting]:
        batch = [first]
        with contextlib.suppress(asyncio.QueueEmpty):
            while len(batch) < self._largest:
                batch.append(self._queue.get_nowait())
        return [waiting for waiting in batch if not waiting.answer.done()]

    async def _answer(self, batch: list[Waiting]) -> None:
        if not batch:
            return
        try:
            answers = await self._infer([waiting.text for waiting in batch])
        except Exception as error:  # noqa: BLE001  whatever one text does to the model
            await self._failed(batch, error)
        else:
            for waiting, answer in zip(batch, answers, strict=True):
                _settle(waiting, answer)

    async def _failed(self, batch: list[Waiting], error: Exception) -> None:
        if len(batch) == 1:
            _settle(batch[0], ParseFailed(type(error).__name__))
            return
        for waiting in batch:
            await self._answer([waiting])

    async def _infer(self, texts: list[str]) -> Sequence[Answer]:
        self._busy_since = self._monotonic()
        try:
            answers = await asyncio.get_running_loop().run_in_executor(
                self._thread, self._parse, texts
            )
        finally:
            self._busy_since = None
        if len(answers) != len(texts):
            raise ParseFailed("answers are missing")
        return answers


def _settle(waiting: Waiting, outcome: Answer | Exception) -> None:
    if waiting.answer.done():  # its caller went away
        return
    if isinstance(outcome, Exception):
        waiting.answer.set_exception(outcome)
    else:
        waiting.answer.set_result(outcome)
