"""A citizen asks on any channel; the bot answers or a person takes over; it comes back there."""

import asyncio
import email.utils
import re

import pytest

from tests.peers.botapi import BotApi
from tests.peers.citizen import Citizen
from tests.peers.smtp import MailServer, Received
from tests.story.conftest import World
from tests.story.mails import SITI, mail

pytestmark = pytest.mark.slow
HOURS, PERSON = "jam buka kantor hari apa saja?", "saya mau bicara dengan petugas"


async def arrived(server: MailServer, count: int) -> list[Received]:
    async with asyncio.timeout(30):
        while len(server.received) < count:
            await asyncio.sleep(0.05)
    return server.received


async def texts(telegram: BotApi, chat: int, count: int) -> list[str]:
    async with asyncio.timeout(30):
        while len(telegram.texts(chat)) < count:
            await asyncio.sleep(0.05)
    return telegram.texts(chat)


async def test_live_chat(world: World) -> None:
    siti = Citizen()
    async with siti.online(world.server.base):
        await siti.says(HOURS)
        answer = await siti.hears("setneg.go.id", "bot")
        assert "17 Juni 2020" in answer["text"], "a dated, sourced answer"

        await siti.says(PERSON)
        await siti.hears("urutan 1", "bot")
        await siti.until(lambda: siti.states[-1]["handler"] == "queue")
        assert siti.states[-1]["position"] == 1
        (ticket,) = await world.desk.in_queue()
        assert ticket["number"] == siti.ticket

        await world.desk.post(f"/tickets/{siti.ticket}/take")
        await world.desk.reply(siti.ticket or "", "Selamat siang, saya Sari.")
        await siti.hears("saya Sari", "agent")
        assert siti.states[-1]["handler"] == "agent"

        await siti.says("jam buka kantor hari apa?")
        await asyncio.sleep(0.5)
        assert len(siti.texts("bot")) == 3, "the bot keeps quiet once a person is there"


async def test_email(world: World) -> None:
    await world.inbox.deliver(mail(HOURS, subject="Jam layanan"))
    (answer,) = await arrived(world.mail, 1)
    assert answer.recipients == [SITI]
    assert "setneg.go.id" in answer.text
    assert answer.mail["Auto-Submitted"] == "auto-replied"
    assert "dibuat otomatis. Bila belum membantu, balas surel ini" in answer.text
    assert "sudah kami terima dengan nomor tiket T-" in answer.text
    assert re.search(r"Petugas bertugas (hari ini sampai|lagi hari) .* WIB\.", answer.text)

    _, reply_to = email.utils.parseaddr(answer.mail["Reply-To"])
    again = mail(
        PERSON, subject=answer.mail["Subject"], to=reply_to, In_Reply_To=answer.mail["Message-ID"]
    )
    await world.inbox.deliver(again)
    (ticket,) = await world.desk.in_queue()
    assert ticket["number"] in answer.mail["Subject"], "both mails are one ticket"

    _, told = await arrived(world.mail, 2)
    assert f"Nomor tiket {ticket['number']}. Anda di urutan 1." in told.text
    assert "sudah kami terima" not in told.text, "once a day"
    await world.desk.reply(ticket["number"], "Selamat siang, saya Sari.")
    *_, reply = await arrived(world.mail, 3)
    assert "saya Sari" in reply.text
    assert reply.mail["Auto-Submitted"] is None, "a person wrote it"
    assert answer.mail["Message-ID"] in reply.mail["References"]


async def test_an_answer_that_did_not_help_leads_to_a_person(world: World) -> None:
    await world.inbox.deliver(mail(HOURS))
    (answer,) = await arrived(world.mail, 1)

    async def answered(text: str) -> Received:
        before = len(world.mail.received)
        to = email.utils.parseaddr(answer.mail["Reply-To"])[1]
        await world.inbox.deliver(mail(text, to=to, In_Reply_To=answer.mail["Message-ID"]))
        return (await arrived(world.mail, before + 1))[-1]

    thanks = await answered("terima kasih banyak atas informasinya")
    assert "petugas. Anda tidak perlu" not in thanks.text
    assert not await world.desk.tickets(handler="queue"), "thanks call nobody"
    handed = await answered("wah itu kurang menjawab yang saya maksudkan ya kak, gimana nih")
    assert "teruskan kepada petugas" in handed.text
    (ticket,) = await world.desk.in_queue()
    assert ticket["handed_off_for"] in {"reply", "requested", "misses"}


async def test_telegram(world: World) -> None:
    world.telegram.say(42, HOURS)
    (answer,) = await texts(world.telegram, 42, 1)
    assert "setneg.go.id" in answer
    world.telegram.press(world.telegram.sent[-1], "person")
    (ticket,) = await world.desk.in_queue()
    told = len(await texts(world.telegram, 42, 3))
    await world.desk.reply(ticket["number"], "Selamat siang, saya Sari.")
    *_, reply = await texts(world.telegram, 42, told + 1)
    assert reply == "Selamat siang, saya Sari."

    world.telegram.say(42, "/status")
    *_, status = await texts(world.telegram, 42, told + 2)
    assert ticket["number"] in status
    assert len(await world.desk.tickets()) == 1


async def test_rasa_hung_then_back(world: World) -> None:
    siti, budi = Citizen(), Citizen()
    world.gate.open.clear()
    async with siti.online(world.server.base), budi.online(world.server.base):
        await siti.says(HOURS)
        await siti.says("halo")
        await siti.hears("akan dibaca petugas", "bot")
        await world.desk.in_queue()

        world.gate.open.set()
        async with asyncio.timeout(30):
            while (await world.server.ready())["parts"]["nlu"]["breaker"] == "open":
                await asyncio.sleep(0.2)
        await asyncio.sleep(5.5)  # the breaker's rest
        await budi.says(HOURS)
        await budi.hears("setneg.go.id", "bot")


async def test_automatic_mail_is_stored_and_never_answered(world: World) -> None:
    away = mail("Saya sedang cuti.", subject="Out of office", Auto_Submitted="auto-replied")
    await world.inbox.deliver(away, mail(HOURS, sender="budi@warga.example"))
    (answer,) = await arrived(world.mail, 1)
    assert answer.recipients == ["budi@warga.example"]
    kept = [t for t in await world.desk.tickets() if t["subject"] == "Out of office"]
    assert [t["status"] for t in kept] == ["resolved"]
