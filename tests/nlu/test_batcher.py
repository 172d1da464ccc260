import asyncio
import contextlib
import threading
import time
from collections.abc import AsyncIterator, Sequence

import pytest

from nlu.server.thin.batcher import Answer, Batcher, Busy, ParseFailed


class Model:
    """Echoes; waits where it is told to, and fails on what it is told to."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.gate = threading.Event()
        self.gate.set()

    def __call__(self, texts: Sequence[str]) -> list[Answer]:
        self.gate.wait(5)
        self.batches.append(list(texts))
        if "poison" in texts:
            raise ValueError("poison")
        return [{"text": text} for text in texts]


@contextlib.asynccontextmanager
async def working(model: Model, bound: int = 256) -> AsyncIterator[Batcher]:
    batcher = Batcher(model, monotonic=time.monotonic, bound=bound, stuck_after=0.1)
    async with asyncio.TaskGroup() as group:
        task = group.create_task(batcher.run())
        yield batcher
        task.cancel()


async def ask_all(batcher: Batcher, texts: list[str]) -> list[Answer | str]:
    async def one(text: str) -> Answer | str:
        try:
            return await batcher.ask(text)
        except (Busy, ParseFailed) as error:
            return repr(error)

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one(text)) for text in texts]
    return [task.result() for task in tasks]


async def test_what_waits_goes_together_and_no_more_than_32() -> None:
    model = Model()
    async with working(model) as batcher:
        texts = [str(number) for number in range(70)]
        assert await ask_all(batcher, texts) == [{"text": text} for text in texts]
    assert [len(batch) for batch in model.batches] == [32, 32, 6]


async def test_one_text_that_breaks_the_model_fails_alone_and_says_nothing_of_it() -> None:
    async with working(Model()) as batcher:
        answers = await ask_all(batcher, ["a", "poison", "b"])
    assert answers == [{"text": "a"}, "ParseFailed('ValueError')", {"text": "b"}]


async def test_beyond_the_bound_it_is_busy() -> None:
    model = Model()
    model.gate.clear()
    async with working(model, bound=2) as batcher, asyncio.TaskGroup() as group:
        tasks = [group.create_task(batcher.ask("first"))]
        await asyncio.sleep(0.02)  # it is in the thread
        tasks += [group.create_task(batcher.ask("waits")) for _ in range(2)]
        await asyncio.sleep(0.02)
        with pytest.raises(Busy):
            await batcher.ask("too many")
        model.gate.set()


async def test_it_knows_that_it_is_stuck() -> None:
    model = Model()
    model.gate.clear()
    async with working(model) as batcher, asyncio.TaskGroup() as group:
        group.create_task(batcher.ask("first"))
        await asyncio.sleep(0.2)
        assert batcher.stuck
        model.gate.set()
    assert not batcher.stuck


async def test_who_went_away_is_not_read() -> None:
    model = Model()
    model.gate.clear()
    async with working(model) as batcher:
        async with asyncio.TaskGroup() as group:
            group.create_task(batcher.ask("first"))
            gone = group.create_task(batcher.ask("gone"))
            await asyncio.sleep(0.02)
            gone.cancel()
            await asyncio.sleep(0)
            model.gate.set()
        await batcher.ask("last")
    assert "last" in model.batches[-1]
