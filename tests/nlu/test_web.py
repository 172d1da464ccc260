import asyncio
import json
import threading
import time
from collections.abc import AsyncIterator, Sequence

import pytest
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.web import Application, Request

from nlu.server.thin.batcher import Answer, Batcher
from nlu.server.thin.web import LARGEST_BODY, application

Client = TestClient[Request, Application]
GATE = 0.3


class Model:
    def __init__(self) -> None:
        self.gate = threading.Event()
        self.gate.set()

    def __call__(self, texts: Sequence[str]) -> list[Answer]:
        self.gate.wait(5)
        if "poison" in texts:
            raise ValueError("poison")
        return [{"text": text} for text in texts]


@pytest.fixture
def model() -> Model:
    return Model()


@pytest.fixture
async def client(model: Model) -> AsyncIterator[Client]:
    batcher = Batcher(model, monotonic=time.monotonic, bound=2, stuck_after=0.1)
    async with asyncio.TaskGroup() as group:
        task = group.create_task(batcher.run())
        async with TestClient(TestServer(application(batcher, {"model": "m"}))) as client:
            yield client
        task.cancel()


async def status_of(client: Client, body: bytes) -> int:
    async with client.post("/model/parse", data=body) as response:
        if response.status != 200:
            document = json.loads(await response.read())
            assert response.content_type == "application/problem+json"
            assert document["status"] == response.status
            assert "poison" not in json.dumps(document)
        return response.status


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"poison",
        b"\xff\xfe",
        b"null",
        b"[]",
        b"{}",
        b'{"text": 5}',
        b'{"text": null}',
        b'{"text": ["poison"]}',
        b"[" * 50_000,
        b'{"text": ' + b"9" * 10_000 + b"}",
    ],
)
async def test_hostile_json_is_400(client: Client, body: bytes) -> None:
    assert await status_of(client, body) == 400


async def test_too_long_is_413(client: Client) -> None:
    assert await status_of(client, json.dumps({"text": "a" * LARGEST_BODY}).encode()) == 413
    assert await status_of(client, json.dumps({"text": "a" * 60_000}).encode()) == 200


async def test_a_text_that_breaks_the_model_is_500_and_not_repeated(client: Client) -> None:
    assert await status_of(client, b'{"text": "poison"}') == 500
    assert await status_of(client, b'{"text": "fine"}') == 200


async def test_too_many_are_503(client: Client, model: Model) -> None:
    model.gate.clear()
    async with asyncio.TaskGroup() as group:
        asked = [group.create_task(status_of(client, b'{"text": "a"}')) for _ in range(20)]
        await asyncio.sleep(GATE)
        async with client.get("/status") as response:
            assert (response.status, (await response.json())["ready"]) == (503, False)
        model.gate.set()
    statuses = [task.result() for task in asked]
    assert statuses.count(200) in {2, 3}  # two in the queue, and one if it was in the thread
    assert statuses.count(503) == 20 - statuses.count(200)


async def test_status_and_other_doors(client: Client) -> None:
    async with client.get("/status") as response:
        assert await response.json() == {"ready": True, "model": "m"}
    async with client.get("/model/parse") as response:
        assert response.status == 405
    async with client.post("/webhooks/rest/webhook") as response:
        assert response.status == 404


async def test_a_slash_and_a_lone_surrogate_do_not_reach_the_model(client: Client) -> None:
    async with client.post("/model/parse", data=b'{"text": " /go\\ud800"}') as response:
        assert await response.json() == {"text": "  go\N{REPLACEMENT CHARACTER}"}
