"""The citizen has left the chat: the answer goes on by e-mail, and all stays one ticket."""

import asyncio
import email.utils
import hashlib
import uuid
from typing import Any

import aiohttp
import pytest

from tests.peers.citizen import Citizen
from tests.peers.server import Desk
from tests.peers.smtp import MailServer, Received
from tests.story.conftest import World
from tests.story.mails import SITI, mail

pytestmark = pytest.mark.slow
PERSON = "saya mau bicara dengan petugas"
FORM = b"%PDF-1.4\n" + b"formulir " * 2000


async def arrived(server: MailServer, count: int) -> list[Received]:
    async with asyncio.timeout(30):
        while len(server.received) < count:
            await asyncio.sleep(0.05)
    return server.received


async def until_said(desk: Desk, number: str, words: str) -> None:
    """Wait until a ticket holds these words."""
    async with asyncio.timeout(30):
        while not [text for _, text in await desk.transcript(number) if words in text]:
            await asyncio.sleep(0.1)


async def asked(siti: Citizen, kind: str, address: str) -> None:
    """Ask for something about e-mail, and wait until it is done."""
    client_id = str(uuid.uuid4())
    await siti.send({"type": kind, "client_id": client_id, "email": address, "name": "Siti Aminah"})
    await siti.until(lambda: client_id in siti.done or bool(siti.errors))
    assert not siti.errors


def text_of(one: Received) -> str:
    """What it says."""
    return one.text.replace("\r\n", "\n")


def file_of(one: Received) -> tuple[str | None, str]:
    """The name and the digest of the one file in a mail."""
    (part,) = one.mail.iter_attachments()
    return part.get_filename(), hashlib.sha256(part.get_content()).hexdigest()


async def answered(world: World, number: str) -> Received:
    """Nobody is there to read what an officer answers: it goes on by mail."""
    desk = world.desk
    await desk.post(f"/tickets/{number}/take")
    await desk.post(f"/tickets/{number}/messages", text="Jangan diceritakan.", private=True)
    await desk.reply(number, "Selamat siang, saya periksa dulu.")
    form = await desk.upload("formulir.pdf", FORM, "application/pdf")
    await desk.post(
        f"/tickets/{number}/messages", text="Ini formulirnya.", attachments=[form["id"]]
    )
    (first,) = await arrived(world.mail, 1)
    await asyncio.sleep(2)
    assert len(world.mail.received) == 1, "two replies are one mail"
    assert first.recipients == [SITI]
    name = (await desk.get("/session"))["agent"]["name"]
    assert text_of(first).startswith(
        f"Yth. Siti Aminah,\n\nPetugas kami, {name}, sudah menjawab percakapan Anda.\n"
    )
    assert "Selamat siang, saya periksa dulu.\n\nIni formulirnya." in text_of(first)
    assert f"Nomor tiket: {number}" in text_of(first)
    assert "Jangan diceritakan" not in first.mail.as_string()
    assert file_of(first) == ("formulir.pdf", hashlib.sha256(FORM).hexdigest())
    assert first.mail["Auto-Submitted"] is None
    assert first.mail["Subject"] == f"{PERSON} [{number}]"

    page = (await desk.get(f"/tickets/{number}/messages"))["data"]
    chat = [
        m for m in page if m["channel"]["kind"] == "livechat" and m["author"]["kind"] == "agent"
    ]
    mailed = [m["delivery"]["mailed"] for m in chat if not m["private"]]
    assert mailed == ["sent", "sent"]
    return first


async def wrote_back(world: World, number: str, first: Received) -> None:
    """The citizen answers by mail, and is answered there."""
    desk = world.desk
    _, reply_to = email.utils.parseaddr(first.mail["Reply-To"])
    answer = mail(
        "Terima kasih, sudah saya isi.",
        subject=f"Re: {first.mail['Subject']}",
        to=reply_to,
        In_Reply_To=first.mail["Message-ID"],
    )
    await world.inbox.deliver(answer)
    await until_said(desk, number, "sudah saya isi")
    assert len(await desk.tickets()) == 1, "it is one ticket"
    assert (await desk.get(f"/tickets/{number}"))["status"] == "open"

    await desk.reply(number, "Baik, kami proses.")
    *_, second = await arrived(world.mail, 2)
    assert text_of(second).startswith("Baik, kami proses.")
    assert second.mail["Subject"].startswith(f"Re: {PERSON}")
    assert first.mail["Message-ID"] in second.mail["References"]


async def came_back(world: World, siti: Citizen, number: str) -> None:
    """The citizen is in the chat again, and is answered there."""
    desk = world.desk
    async with siti.online(world.server.base):
        await siti.hears("Ini formulirnya.", "agent")
        await siti.says("Saya kembali di obrolan.")
        await siti.send({"type": "read", "seq": max(siti.messages)})
        await desk.reply(number, "Selamat datang kembali.")
        await siti.hears("Selamat datang kembali.", "agent")
        await siti.send({"type": "read", "seq": max(siti.messages)})
        assert "Baik, kami proses." not in siti.texts("agent"), "that was said by mail"
        await asyncio.sleep(2.5)
    assert len(world.mail.received) == 2, "what was read in the chat is not mailed"
    assert len(await desk.tickets()) == 1


async def test_the_whole_way(world: World) -> None:
    siti, desk = Citizen(), world.desk
    async with siti.online(world.server.base):
        await siti.says(PERSON)
        assert siti.options["mail"] is True
        queue = await siti.hears("urutan 1", "bot")
        assert [one["id"] for one in queue["choices"]] == ["start:write"]
        await asked(siti, "contact", "  Siti@Warga.Example ")
        await siti.hears("Kami akan menulis ke s•••@warga.example", "system")
    (ticket,) = await desk.in_queue()
    number = ticket["number"]
    assert (ticket["reply_to"], ticket["contact"]["name"]) == (SITI, "Siti Aminah")

    first = await answered(world, number)
    await wrote_back(world, number, first)
    await came_back(world, siti, number)


async def test_a_crash_in_between_makes_one_mail(world: World) -> None:
    siti, desk = Citizen(), world.desk
    async with siti.online(world.server.base):
        await siti.says(PERSON)
        await siti.hears("urutan 1", "bot")
        await asked(siti, "contact", SITI)
    (ticket,) = await desk.in_queue()
    world.mail.mode = "later"
    await desk.reply(ticket["number"], "Selamat siang.")
    await world.server.kill()
    await asyncio.sleep(2)
    await world.server.start(same_port=False)
    page = await _mailed(desk, ticket["number"], "queued")
    assert page[-1]["channel"]["kind"] == "email"
    await world.server.kill()
    world.mail.mode = "fair"
    await world.server.start(same_port=False)
    await _mailed(desk, ticket["number"], "sent", seconds=60)
    await asyncio.sleep(2)
    assert [one.recipients for one in world.mail.received] == [[SITI]]


async def _mailed(desk: Desk, number: str, state: str, seconds: float = 30) -> list[dict[str, Any]]:
    """Wait until what was said in the chat went on by mail, so far."""
    async with asyncio.timeout(seconds):
        while True:
            page: list[dict[str, Any]] = (await desk.get(f"/tickets/{number}/messages"))["data"]
            if any((one["delivery"] or {}).get("mailed") == state for one in page):
                return page
            await asyncio.sleep(0.2)


async def test_the_bot_asks_where_to_write_to_and_the_place_is_kept(world: World) -> None:
    siti = Citizen()
    async with siti.online(world.server.base):
        await siti.says(PERSON)
        queue = await siti.hears("urutan 1", "bot")
        press = {"type": "choose", "client_id": str(uuid.uuid4()), "choice": "start:write"}
        await siti.send(press | {"seq": queue["seq"]})
        await siti.hears("Ke alamat e-mail mana", "bot")
        await siti.says("yang biasa saja")
        await siti.hears("Mohon tuliskan sekali lagi", "bot")
        await siti.says("ke siti@warga.example ya")
        noted = await siti.hears("s•••@warga.example", "bot")
        assert noted["choices"] == []
        assert siti.states[-1]["handler"] == "queue"
        assert siti.states[-1]["position"] == 1
        await siti.says("masih lama?")
        await asyncio.sleep(0.5)
        assert siti.texts("bot")[-1] == noted["text"], "and the bot keeps quiet again"
    (ticket,) = await world.desk.in_queue()
    assert ticket["reply_to"] == SITI
    await world.desk.reply(ticket["number"], "Tidak lama lagi.")
    (told,) = await arrived(world.mail, 1)
    assert told.recipients == [SITI]
    assert "Tidak lama lagi." in text_of(told)


async def test_in_telegram_who_wants_mail_gets_it(world: World) -> None:
    world.telegram.say(42, PERSON)
    async with asyncio.timeout(30):
        while not any("urutan" in text for text in world.telegram.texts(42)):
            await asyncio.sleep(0.05)
    world.telegram.press(world.telegram.sent[-1], "start:write")
    async with asyncio.timeout(30):
        while "Ke alamat e-mail mana" not in world.telegram.texts(42)[-1]:
            await asyncio.sleep(0.05)
    world.telegram.say(42, "batal")
    async with asyncio.timeout(30):
        while "kami hentikan" not in world.telegram.texts(42)[-1]:
            await asyncio.sleep(0.05)
    (ticket,) = await world.desk.in_queue()
    assert ticket["reply_to"] is None, "who stops has said nothing"


async def test_a_copy_of_the_conversation(world: World) -> None:
    siti = Citizen()
    async with siti.online(world.server.base):
        await siti.says(PERSON)
        await siti.hears("urutan 1", "bot")
        before = (await world.desk.in_queue())[0]
        await asked(siti, "transcript", SITI)
        (copy,) = await arrived(world.mail, 1)
    number = before["number"]
    assert copy.recipients == [SITI]
    assert copy.mail["Subject"] == f"Salinan percakapan Anda [{number}]"
    assert copy.mail["Auto-Submitted"] == "auto-generated"
    assert text_of(copy).startswith(f"Ini salinan percakapan dengan nomor tiket {number}.\n\n")
    assert f"WIB - Anda:\n{PERSON}\n\n" in text_of(copy)
    assert "WIB - Tanya (asisten otomatis):\n" in text_of(copy)
    after = await world.desk.get(f"/tickets/{number}")
    assert {k: after[k] for k in before} == before, "it changes nothing on the ticket"
    async with aiohttp.ClientSession() as http, http.get(f"{world.server.base}/readyz") as answer:
        assert (await answer.json())["parts"]["jobs"].get("dead", 0) == 0
