"""One matter goes from the chat to Telegram to mail and back, and nobody else gets in."""

import re

import pytest

from tests.peers.botapi import BOT
from tests.peers.citizen import Citizen
from tests.story.conftest import World
from tests.story.mails import mail
from tests.story.test_the_whole_way import PERSON, arrived, texts

pytestmark = pytest.mark.slow
SITI, THIEF = 42, 43  # chats in Telegram
ADDRESS = re.compile(r"konsultasi\+([a-z2-7]{32})@kantor\.example")
OPENS = f"https://t.me/{BOT['username']}?start="


async def test_chat_then_telegram_then_mail_on_one_ticket(world: World) -> None:
    siti = Citizen()
    async with siti.online(world.server.base):
        await siti.says(PERSON)
        (ticket,) = await world.desk.in_queue()
        number = ticket["number"]
        await world.desk.post(f"/tickets/{number}/take")
        url = await siti.goes_on("telegram")
        assert url.startswith(OPENS)
        token = url.removeprefix(OPENS)

        world.telegram.say(SITI, f"/start {token}")
        (here,) = await texts(world.telegram, SITI, 1)
        assert here.startswith(f"Percakapan tiket {number} dilanjutkan di sini.")
        await siti.hears("dilanjutkan di Telegram", "system")

        world.telegram.say(THIEF, f"/start {token}")
        (refused,) = await texts(world.telegram, THIEF, 1)
        assert "sudah dipakai oleh akun lain" in refused
        assert "minta yang baru" in refused

        await world.desk.reply(number, "Selamat siang, saya Sari.")
        assert (await texts(world.telegram, SITI, 2))[-1] == "Selamat siang, saya Sari."

    world.telegram.say(SITI, "/email")
    *_, given = await texts(world.telegram, SITI, 3)
    found = ADDRESS.search(given)
    assert found is not None, given
    stolen = mail("Ini berkas saya", sender="maling@warga.example", to=found[0])
    await world.inbox.deliver(mail("Ini berkas saya", to=found[0]))
    (told,) = await arrived(world.mail, 1)
    assert f"Percakapan tiket {number} dilanjutkan di sini." in told.text
    assert (await texts(world.telegram, SITI, 4))[-1].startswith(
        "Percakapan ini dilanjutkan lewat surel."
    )
    await world.inbox.deliver(stolen)
    (other,) = [one for one in await arrived(world.mail, 2) if "maling" in one.recipients[0]]
    assert "sudah dipakai oleh akun lain" in " ".join(other.text.split())

    await world.desk.reply(number, "Berkas sudah kami terima.")
    *_, reply = await arrived(world.mail, 3)
    assert "Berkas sudah kami terima." in reply.text
    assert reply.recipients == ["siti@warga.example"]

    said = await world.desk.transcript(number)
    assert [text for kind, text in said if kind in {"contact", "agent"}] == [
        PERSON, "/start", "Selamat siang, saya Sari.", "/email", "Ini berkas saya",
        "Berkas sudah kami terima.",
    ]  # fmt: skip
    (mine,) = [t for t in await world.desk.tickets() if t["number"] == number]
    assert {c["kind"] for c in mine["channels"]} == {"livechat", "telegram", "email"}

    contact = await world.desk.get(f"/contacts/{mine['contact']['id']}")
    assert {i["kind"]: i["verified"] for i in contact["identities"]} == {
        "livechat": "session", "telegram": "provider", "email": "link"
    }  # fmt: skip
    for written in (token, found[1]):
        assert written not in str(said)
        assert written not in world.server.log()


async def test_mail_then_telegram(world: World) -> None:
    await world.inbox.deliver(mail(PERSON))
    (answer,) = await arrived(world.mail, 1)
    assert "Balas surel ini dengan satu kata: Telegram." in " ".join(answer.text.split())
    (ticket,) = await world.desk.in_queue()

    again = mail("Telegram", to=str(answer.mail["Reply-To"]), subject=answer.mail["Subject"])
    await world.inbox.deliver(again)
    *_, given = await arrived(world.mail, 2)
    found = re.search(re.escape(OPENS) + r"([a-z2-7]{32})", given.text)
    assert found is not None, given.text
    world.telegram.say(SITI, f"/start {found[1]}")
    (here,) = await texts(world.telegram, SITI, 1)
    assert ticket["number"] in here
    *_, told = await arrived(world.mail, 3)
    assert "Percakapan ini dilanjutkan di Telegram." in " ".join(told.text.split())
    assert len(await world.desk.tickets()) == 1
