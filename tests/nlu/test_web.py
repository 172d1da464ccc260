import asyncio
import contextlib
import json
import threading
import time
from collections.abc import AsyncIterator, Sequence
from typing import Any

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


@contextlib.asynccontextmanager
async def serving(model: Model, **how: Any) -> AsyncIterator[Client]:  # noqa: ANN401
    batcher = Batcher(model, monotonic=time.monotonic, bound=2, stuck_after=0.1)
    async with asyncio.TaskGroup() as group:
        task = group.create_task(batcher.run())
        async with TestClient(TestServer(application(batcher, {"model": "m"}, **how))) as client:
            yield client
        task.cancel()


@pytest.fixture
async def client(model: Model) -> AsyncIterator[Client]:
    async with serving(model) as client:
        yield client


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


DOORS = [("POST", "/model/parse"), ("GET", "/status"), ("GET", "/model/parse"), ("GET", "/nowhere")]


@pytest.mark.parametrize(("method", "path"), DOORS)
@pytest.mark.parametrize(
    "given",
    [
        None,
        "",
        "sesame",
        "Basic sesame",
        "Bearer",
        "Bearer sesam",
        "Bearer sesamé",
        "Bearer sesame sesame",
    ],
)
async def test_without_the_token_every_door_is_shut(
    model: Model, method: str, path: str, given: str | None
) -> None:
    headers = {} if given is None else {"Authorization": given}
    async with (
        serving(model, token="sesame") as client,
        client.request(method, path, headers=headers, data=b'{"text": "a"}') as response,
    ):
        assert response.status == 401
        assert response.content_type == "application/problem+json"
        assert response.headers["WWW-Authenticate"] == "Bearer"
        assert "sesam" not in await response.text()


@pytest.mark.parametrize(("status", "door"), list(zip([200, 200, 405, 404], DOORS, strict=True)))
async def test_with_the_token_they_open(model: Model, status: int, door: tuple[str, str]) -> None:
    headers = {"Authorization": "bearer sesame"}
    async with (
        serving(model, token="sesame") as client,
        client.request(*door, headers=headers, data=b'{"text": "a"}') as response,
    ):
        assert response.status == status


async def test_who_leaves_sends_everybody_elsewhere(model: Model) -> None:
    leaving = asyncio.Event()
    async with serving(model, leaving=leaving.is_set) as client:
        for connection in (None, "close"):
            async with client.post("/model/parse", data=b'{"text": "a"}') as response:
                assert response.status == 200
                assert response.headers.get("Connection") == connection
            leaving.set()


async def test_nobody_waits_for_ever(model: Model) -> None:
    async with serving(model, patience=0.05) as client:
        model.gate.clear()
        assert await status_of(client, b'{"text": "a"}') == 503
        model.gate.set()
        reader, writer = await asyncio.open_connection(client.host, client.port)
        writer.write(b"POST /model/parse HTTP/1.1\r\nHost: rasa\r\nContent-Length: 9\r\n\r\n{")
        assert (await reader.readline()).startswith(b"HTTP/1.1 408")
        writer.close()
