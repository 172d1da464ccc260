"""What is wrong is said clearly, what arrived is kept, and the next message works."""

import asyncio
import json
import sqlite3
import uuid

import pytest

from tests.peers.citizen import Citizen
from tests.peers.server import Server
from tests.story.conftest import World
from tests.story.mails import SITI, mail
from tests.story.test_the_whole_way import HOURS, arrived, texts

pytestmark = [
    pytest.mark.slow,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]


def kept(url: str) -> dict[str, int]:
    """How many arrivals there are, by outcome, each with its raw bytes."""
    with sqlite3.connect(url.split("///")[1]) as file:
        rows = file.execute(
            "select outcome, count(*) from ingress where raw is not null group by outcome"
        )
        return dict(rows.fetchall())


async def test_mails_nobody_should_send(world: World, database_url: str) -> None:
    header = b"From: a@warga.example\r\nTo: konsultasi@kantor.example\r\nSubject: x\r\n"
    charset = header + b"Content-Type: text/plain; charset=x-klingon\r\n\r\njam buka?\r\n"
    broken = header + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Ty"
    no_header = b"\xff\xfe\x00 this is not a mail at all"
    huge = mail("Terlampir.", subject="besar") + b"\r\n" + b"x" * 76 * 1024 * 400  # 30 MB
    await world.inbox.deliver(charset, broken, no_header, huge, mail(HOURS))
    answers = await arrived(world.mail, 1)
    while not any(a.recipients == [SITI] and "setneg.go.id" in a.text for a in answers):
        answers = await arrived(world.mail, len(answers) + 1)
    assert sum(kept(database_url).values()) == 5, "every raw mail is kept, read or not"
    assert any(a.recipients == ["a@warga.example"] for a in answers), "an odd charset is read"


async def test_an_update_of_an_unknown_kind(world: World, database_url: str) -> None:
    world.telegram.raw_update({"horoscope": {"sign": "libra"}})
    world.telegram.say(42, HOURS)
    (answer,) = await texts(world.telegram, 42, 1)
    assert "setneg.go.id" in answer
    assert kept(database_url) == {"quarantined": 1, "ticket": 1}


async def test_frames_nobody_should_send(world: World) -> None:
    siti = Citizen()
    async with siti.online(world.server.base):
        await siti.send({"type": "dance"})
        await siti.send({"type": "message", "client_id": "7", "text": "tanpa UUID"})
        await siti.send({"type": "message", "client_id": str(uuid.uuid4()), "text": "x" * 9000})
        await siti.until(lambda: len(siti.errors) == 3)
        assert [e["code"] for e in siti.errors] == ["unknown_type", "bad_frame", "bad_frame"]
        assert siti.errors[1]["client_id"] == "7"
        siti.errors.clear()
        await siti.says("halo")


async def test_a_wrong_imap_password(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_IMAP_PASSWORD", "bukan-ini")
    code, printed = await world.server.run("check")
    assert code == 1
    line = next(line for line in printed.splitlines() if "consultation" in line)
    assert line.startswith("FAIL")
    assert world.inbox.user in line
    assert "bukan-ini" not in printed
    assert all(
        line.startswith("ok") for line in printed.splitlines() if "consultation" not in line
    ), printed

    await world.server.restart()
    siti = Citizen()
    async with siti.online(world.server.base):
        await siti.says(HOURS)
        await siti.hears("setneg.go.id", "bot")
    async with asyncio.timeout(20):
        while await mailbox(world) != "failing":
            await asyncio.sleep(0.1)
    assert "bukan-ini" not in world.server.log()


async def mailbox(world: World) -> str:
    parts = (await world.server.ready())["parts"]
    return str(parts["channel:consultation"]["state"])


async def test_a_taken_port_and_data_in_use(world: World) -> None:
    port = world.server.base.rsplit(":", 1)[1]
    elsewhere = {**world.server.config, "data": str(world.server.folder / "other")}
    url = f"sqlite+aiosqlite:///{world.server.folder}/other.db"
    other = Server(
        folder=world.server.folder / "two", config={**elsewhere, "database": {"url": url}}
    )
    code, printed = await other.run("serve", "--port", port)
    assert code == 1
    assert f"cannot listen on 127.0.0.1:{port}" in printed
    assert "Traceback" not in printed

    code, printed = await world.server.run("serve", "--port", "0")
    assert code == 1
    assert "holds" in printed


async def test_a_config_with_mistakes(world: World) -> None:
    bad = Server(
        folder=world.server.folder / "bad",
        config={"webb": {}, "channels": {"t": {"kind": "telegram", "token": "inline"}}},
    )
    code, printed = await bad.run("serve")
    assert code == 1
    assert "webb" in printed
    assert "never inline" in printed
    assert "Traceback" not in printed


async def test_no_rasa_at_all(world: World) -> None:
    world.server.config = {**world.server.config, "nlu": {"url": "http://127.0.0.1:9"}}
    await world.server.restart()
    siti = Citizen()
    async with siti.online(world.server.base):
        await siti.says(HOURS)
        await siti.hears("akan dibaca petugas", "bot")
        await siti.hears("Anda di urutan 1", "bot")
    await world.desk.in_queue()


async def test_what_the_command_line_says(world: World) -> None:
    run = world.server.run
    more = ("--name", "Budi", "--role", "agent", "--password-stdin")
    code, printed = await run("agent", "add", "budi@kantor.example", *more, stdin="pendek\n")
    assert (code, "at least" in printed) == (1, True)
    code, printed = await run("agent", "add", "budi@kantor.example", *more, stdin="cukup-panjang\n")
    assert code == 0, printed
    code, printed = await run("agent", "add", "BUDI@kantor.example", *more, stdin="cukup-panjang\n")
    assert (code, "there is an agent" in printed) == (1, True)
    code, token = await run("token", "create", "--agent", "budi@kantor.example", "--name", "skrip")
    assert code == 0
    assert len(token.strip()) >= 40
    code, printed = await run("token", "create", "--agent", "siapa@x", "--name", "skrip")
    assert (code, "no agent" in printed) == (1, True)

    code, printed = await run("ask", "-", stdin="jam buka kantor?\nsaya mau bicara petugas\n")
    first, second = (json.loads(line) for line in printed.splitlines())
    assert (first["action"], first["intent"], first["topic"]) == (
        "answer",
        "lokasi_jam",
        "lokasi_jam",
    )
    assert second["action"] == "handoff"
