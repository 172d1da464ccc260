"""Ask, get a number, look it up: the code comes where one asked, and the answer is the same."""

import asyncio
import re
from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.peers.citizen import Citizen
from tests.story.conftest import World
from tests.story.mails import SITI, mail
from tests.story.test_the_whole_way import HOURS, PERSON, arrived, texts

pytestmark = pytest.mark.slow
CODE = re.compile(r"perkembangan tiket (\S+): (\d{6})")


class Visitor:
    """A browser at the status page."""

    def __init__(self, world: World, http: aiohttp.ClientSession) -> None:
        self._url, self._http = f"{world.server.base}/status/", http

    async def post(self, **form: str) -> str:
        async with self._http.post(self._url, data=form) as answer:
            return await answer.text()

    async def ask(self, number: str) -> None:
        assert "Masukkan kode" in await self.post(action="number", number=number)

    async def enter(self, code: str) -> str:
        return await self.post(action="code", code=code)


@pytest.fixture
async def visitor(world: World) -> AsyncIterator[Visitor]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
        yield Visitor(world, http)


def code_in(text: str, number: str) -> str:
    found = CODE.search(text)
    assert found, text
    assert found[1] == number
    return found[2]


async def test_in_the_chat(world: World, visitor: Visitor) -> None:
    siti = Citizen()
    async with siti.online(world.server.base):
        await siti.says(PERSON)
        told = await siti.hears("urutan 1", "bot")
        assert told["text"].endswith("/status/")
        number = siti.ticket or ""
        await visitor.ask(number)
        code = code_in((await siti.hears("Berlaku 10 menit", "system"))["text"], number)
        assert "salah atau sudah" in await visitor.enter(f"{(int(code) + 1) % 10**6:06}")
        page = await visitor.enter(code)
        await siti.says(f"status {number.lower()}")
        said = await siti.hears("menunggu petugas", "bot")
        state = said["text"].splitlines()[0]
        assert state.startswith(f"Tiket {number}: menunggu petugas, sejak ")
        assert state in page
        assert "Anda di urutan 1." in page
        (ticket,) = await world.desk.in_queue()
        assert (ticket["number"], ticket["status"]) == (number, "open")


async def test_by_mail(world: World, visitor: Visitor) -> None:
    await world.inbox.deliver(mail(HOURS, subject="Jam layanan"))
    (answer,) = await arrived(world.mail, 1)
    found = re.search(r"T-\d{4}-\d{6}-[A-Z]", answer.text)
    assert found
    assert "/status/" in answer.text, "the acknowledgement says where to look"
    number = found[0]

    await visitor.ask(number)
    *_, sent = await arrived(world.mail, 2)
    assert sent.recipients == [SITI]
    assert sent.mail["Auto-Submitted"] == "auto-replied"
    page = await visitor.enter(code_in(sent.text.replace("\n", " "), number))
    state = f"Tiket {number}: sudah dijawab asisten otomatis"
    assert state in page

    await world.inbox.deliver(mail("Terima kasih.", subject=f"Status {number}"))
    *_, told = await arrived(world.mail, 3)
    assert state in told.text.replace("\n", " ")
    assert told.recipients == [SITI]
    await world.inbox.deliver(mail(number, subject="x", sender="budi@warga.example"))
    *_, foreign = await arrived(world.mail, 4)
    assert foreign.recipients == ["budi@warga.example"]
    assert "tidak ditemukan, atau bukan milik" in foreign.text.replace("\n", " ")
    assert state not in foreign.text.replace("\n", " ")
    await world.inbox.deliver(mail(f"/status {number[:-1]}", subject="x"))
    *_, slip = await arrived(world.mail, 5)
    assert "bukan nomor tiket yang benar" in slip.text.replace("\n", " ")
    assert not await world.desk.tickets(handler="queue"), "nobody was called for any of it"


async def test_in_telegram(world: World, visitor: Visitor) -> None:
    world.telegram.say(42, PERSON)
    said = await texts(world.telegram, 42, 2)
    (ticket,) = await world.desk.in_queue()
    number = ticket["number"]
    assert any("/status/" in one for one in said)
    await visitor.ask(number)
    *_, sent = await texts(world.telegram, 42, len(said) + 1)
    page = await visitor.enter(code_in(sent, number))
    world.telegram.say(42, f"/status {number}")
    *_, told = await texts(world.telegram, 42, len(said) + 2)
    assert told.splitlines()[0] in page
    world.telegram.say(43, f"/status {number}", name="Budi")
    *_, foreign = await texts(world.telegram, 43, 1)
    assert "bukan milik percakapan ini" in foreign
    (still,) = await world.desk.in_queue()
    assert still["waiting_since"] == ticket["waiting_since"]


async def test_brute_force_and_reuse(world: World, visitor: Visitor) -> None:
    siti = Citizen()
    async with siti.online(world.server.base):
        await siti.says(PERSON)
        await siti.hears("urutan 1", "bot")
        number = siti.ticket or ""
        await visitor.ask(number)
        code = code_in((await siti.hears("Berlaku 10 menit", "system"))["text"], number)
        for n in range(5):
            await visitor.enter(f"{(int(code) + 1 + n) % 10**6:06}")
        assert "salah atau sudah" in await visitor.enter(code), "five tries are all"
        await visitor.post(action="again")
        await visitor.post(action="again")
        await asyncio.sleep(1)
        assert len(siti.texts("system")) == 1, "another only after a minute"
        assert code not in world.server.log()
        assert number not in world.server.log()
