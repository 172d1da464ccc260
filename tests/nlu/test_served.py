import asyncio
import json
import stat
import subprocess
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from nlu.interpreter import Interpretation
from nlu.rasa import RasaClient
from nlu.training import prepare, program
from tests.nlu.conftest import HERE, Served

pytestmark = pytest.mark.slow

SENTENCES = [
    "syarat PBG apa aja kak",
    "halo, selamat pagi",
    "gmn status berkas imb saya?",
    "tolong sambungin ke petugas dong",
    "Which documents for a BUILDING PERMIT?",
    "makasih ya 😀",
    "saya punya 2 izin: nib & imb, kapan selesai",
    "a/b",
    "a" * 500,
    "apa saja\nsyarat\tnya",
]
UNREADABLE = [
    "qwxyz",
    "",
    "   ",
    "\n\t",
    "😀🙏",
    "12345",
    "?!...",
    "здравствуйте",
    "こんにちは 5",
    "\u0000",
]


@pytest.fixture
async def session(served: Served) -> AsyncIterator[aiohttp.ClientSession]:
    connector = aiohttp.UnixConnector(path=str(served.socket))
    async with aiohttp.ClientSession("http://rasa", connector=connector) as session:
        yield session


async def ask(session: aiohttp.ClientSession, text: str) -> dict[str, Any]:
    async with session.post("/model/parse", json={"text": text}) as response:
        assert response.status == 200
        document: dict[str, Any] = await response.json()
        return document


async def ask_all(session: aiohttp.ClientSession, texts: list[str]) -> list[dict[str, Any]]:
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(ask(session, text)) for text in texts]
    return [task.result() for task in tasks]


@pytest.fixture(scope="session")
def stock(tiny: Path, trained: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    """Return what stock Rasa makes of the sentences."""
    work = tmp_path_factory.mktemp("stock")
    prepare(work)
    what = program(tiny, work, "serve.py")
    done = subprocess.run(  # noqa: S603  our own program
        [what.command[0], str(HERE / "stock.py"), str(trained)],
        env=dict(what.environment),
        input=json.dumps(SENTENCES),
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    parses: list[Any] = json.loads(done.stdout.rsplit("@@", 1)[1])
    return parses


def same(ours: dict[str, Any], theirs: dict[str, Any]) -> None:
    """Compare all that stock Rasa answers; shares of belief within 1e-6."""
    assert ours.keys() >= theirs.keys()
    assert (ours["text"], ours["entities"]) == (theirs["text"], theirs["entities"])
    for a, b in zip(
        [ours["intent"], *ours["intent_ranking"]],
        [theirs["intent"], *theirs["intent_ranking"]],
        strict=True,
    ):
        assert a["name"] == b["name"]
        assert a["confidence"] == pytest.approx(b["confidence"], abs=1e-6)


async def test_one_by_one_it_answers_as_stock_rasa(
    session: aiohttp.ClientSession, stock: list[Any]
) -> None:
    for text, expected in zip(SENTENCES, stock, strict=True):
        same(await ask(session, text), expected)


async def test_in_batches_it_answers_as_stock_rasa(
    session: aiohttp.ClientSession, stock: list[Any]
) -> None:
    texts = [text for sentence in SENTENCES for text in (sentence, "😀")] * 5
    answers = await ask_all(session, texts)
    for ours, expected in zip(answers[::2], stock * 5, strict=True):
        same(ours, expected)


@pytest.mark.parametrize(
    "order",
    [
        "/sapaan",
        "/sapaan@0.2",
        '/syarat{"permit":"x"}',
        ' \t/syarat@1.0{"permit":"x"}',
        "//sapaan",
        "/ /sapaan@0.99",
        "\u3000/sapaan@0.123",
        "/start",
        '/hapus{"x":1}',
        "/greet@0.2",
    ],
)
async def test_a_citizen_gives_no_orders(session: aiohttp.ClientSession, order: str) -> None:
    answer = await ask(session, order)
    said = await ask(session, order.lstrip("/ \t\u3000"))
    assert answer["intent_ranking"] == said["intent_ranking"]
    assert len(answer["intent_ranking"]) == 5
    assert answer["intent"]["confidence"] not in {0.2, 0.99, 1.0, 0.123}
    assert answer["entities"] == []


@pytest.mark.parametrize("text", UNREADABLE)
async def test_what_cannot_be_read_has_no_intent(session: aiohttp.ClientSession, text: str) -> None:
    answer = await ask(session, text)
    assert answer["intent"] == {"name": None, "confidence": 0.0}
    assert (answer["intent_ranking"], answer["entities"]) == ([], [])


async def test_the_client_reads_it(served: Served) -> None:
    client = RasaClient(served.socket, monotonic=time.monotonic)
    found = await client.parse("dokumen apa untuk izin mendirikan bangunan?")
    assert (found.intent, found.entities[0].value) == ("syarat", "pbg")
    assert await client.parse("😀") == Interpretation()
    assert await client.parse("кошка") == Interpretation()
    assert (await client.parse("syarat pbg " * 10_000)).intent == "syarat"
    await client.close()


async def test_a_hundred_kilobytes_are_refused_quickly(session: aiohttp.ClientSession) -> None:
    started = time.monotonic()
    async with session.post("/model/parse", json={"text": "rahasia " * 12_500}) as response:
        assert response.status == 413
    async with session.post("/model/parse", data=b"rahasia{{{") as response:
        assert response.status == 400
    assert time.monotonic() - started < 20


async def test_status_and_the_socket(session: aiohttp.ClientSession, served: Served) -> None:
    async with session.get("/status") as response:
        status = await response.json()
    assert (status["ready"], status["rasa"], status["pid"]) == (True, "3.6.21", served.pid)
    assert status["encoder"] is None  # the tiny project has no place for one
    assert stat.S_IMODE(served.socket.stat().st_mode) == 0o600


async def test_nothing_of_a_text_is_written_anywhere(
    session: aiohttp.ClientSession, served: Served
) -> None:
    for text in (
        "rahasia negara",
        "/rahasia",
        "/rahasia@x{",
        '/syarat{"rahasia": ',
        "rahasia " * 900,
    ):
        await ask(session, text)
    assert "rahasia" not in served.said()
    assert '"ready"' in served.said()


def test_an_archive_that_is_not_ours_is_refused(tiny: Path, trained: Path, tmp_path: Path) -> None:
    stranger = tmp_path / "stranger.tar.gz"
    stranger.write_bytes(trained.read_bytes())
    arguments = ("--socket", tmp_path / "s", "--model", stranger)
    what = program(tiny, tmp_path, "serve.py", *arguments)
    command = [part for part in what.command if part != "--follow-stdin"]
    done = subprocess.run(  # noqa: S603  our own program
        command, env=dict(what.environment), capture_output=True, timeout=60, check=False
    )
    assert done.returncode == 3
    assert b"not in a manifest of ours" in done.stdout


def on_tcp(tiny: Path, trained: Path, folder: Path, token: str | None) -> "subprocess.Popen[str]":
    what = program(tiny, folder, "serve.py", "--tcp", "127.0.0.1:0", "--model", trained)
    own = {} if token is None else {"TANYA_NLU_TOKEN": token}
    return subprocess.Popen(  # noqa: S603  our own program
        what.command,
        env={**what.environment, **own},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("token", [None, "", "  "])
def test_on_tcp_it_does_not_start_without_a_token(
    tiny: Path, trained: Path, tmp_path: Path, token: str | None
) -> None:
    with on_tcp(tiny, trained, tmp_path, token) as process:
        said, _ = process.communicate(timeout=60)
    assert process.returncode == 3
    assert "TANYA_NLU_TOKEN" in said


async def test_on_tcp_it_answers_those_who_have_the_token(
    tiny: Path, trained: Path, tmp_path: Path
) -> None:
    prepare(tmp_path)
    with on_tcp(tiny, trained, tmp_path, "sesame") as process:
        assert process.stdout is not None
        said = (json.loads(line) for line in process.stdout if line.startswith("{"))
        at = next(line["at"] for line in said if line["event"] == "ready")
        async with aiohttp.ClientSession(f"http://{at}") as session:
            for given, status in (("Bearer sesame", 200), ("Bearer other", 401), ("", 401)):
                headers = {"Authorization": given}
                for method, path in (("POST", "/model/parse"), ("GET", "/status")):
                    asked = session.request(method, path, headers=headers, json={"text": "halo"})
                    async with asked as response:
                        assert response.status == status
        process.terminate()
        assert process.wait(20) == 0
