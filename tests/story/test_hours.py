"""By day and by night: what citizens are told on each channel, with calendars around now."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from runtime.clock import system_clock
from tests.peers.botapi import TOKEN, BotApi
from tests.peers.citizen import Citizen
from tests.peers.imap import Postbox, imap_server
from tests.peers.rasa import Gate
from tests.peers.server import Desk, Server, at_the_desk
from tests.peers.smtp import MailServer, smtp_server
from tests.story.conftest import ALWAYS, configuration
from tests.story.mails import mail

pytestmark = pytest.mark.slow
PERSON = "saya mau bicara dengan petugas"
CONTACT = "tuliskan alamat surel Anda"
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def far() -> dict[str, Any]:
    """Hours that begin in three days, whatever the time is now."""
    day = system_clock().astimezone(ZoneInfo("Asia/Jakarta")) + dt.timedelta(days=3)
    return {"hours": {DAYS[day.weekday()]: ["07:30-12:00", "13:00-16:00"]}, "holidays": None}


class Office:
    """A server by the calendars a story wants."""

    def __init__(self, server: Server, telegram: BotApi, smtp: MailServer, inbox: Postbox) -> None:
        self.server, self.telegram, self.smtp, self.inbox = server, telegram, smtp, inbox

    async def starts(self, calendar: Mapping[str, Any], **channels: str) -> None:
        """Start it; ``channels`` that name a calendar have that, the others are always open."""
        config: Any = self.server.config
        config["office"] = {**ALWAYS, "calendars": {"far": calendar}}
        for name, chosen in channels.items():
            config["channels"][name]["calendar"] = chosen
        await self.server.start()

    async def told(self, chat: int, words: str) -> str:
        """Wait for words in Telegram; the message."""
        async with asyncio.timeout(20):
            while not (found := [t for t in self.telegram.texts(chat) if words in t]):
                await asyncio.sleep(0.02)
        return found[0]


@pytest.fixture
async def office(
    database_url: str, rasa_socket: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Office]:
    monkeypatch.setenv("TEST_TELEGRAM_TOKEN", TOKEN)
    async with (
        BotApi() as telegram,
        smtp_server() as smtp,
        imap_server() as imap,
        Gate(rasa_socket).serving() as gate,
    ):
        inbox = imap.postbox()
        monkeypatch.setenv("TEST_IMAP_PASSWORD", inbox.password)
        config = configuration(tmp_path, database_url, telegram, smtp, inbox, gate)
        server = Server(folder=tmp_path / "server", config=config)
        try:
            yield Office(server, telegram, smtp, inbox)
        finally:
            await server.stop()


async def test_out_of_hours_the_bot_answers_and_a_person_is_promised_for_the_next_shift(
    office: Office,
) -> None:
    await office.starts(far(), livechat="far", telegram="far", consultation="far")
    siti = Citizen()
    async with siti.online(office.server.base), at_the_desk(office.server) as desk:
        await siti.says("jam buka kantor hari apa?")
        answer = await siti.hears("setneg.go.id", "bot")
        assert "bertugas lagi" not in answer["text"]

        await siti.says(PERSON)
        told = await siti.hears("Petugas bertugas lagi", "bot")
        assert "pukul 07.30 WIB" in told["text"]
        assert CONTACT in told["text"]
        await siti.until(lambda: siti.states and siti.states[-1]["handler"] == "queue")
        state = siti.states[-1]
        assert (state["open"], state["position"], state["wait_seconds"]) == (False, None, None)
        opens = dt.datetime.fromisoformat(state["opens_at"])
        assert dt.timedelta(days=2) < opens - system_clock() < dt.timedelta(days=4)
        await siti.says("halo?")
        await asyncio.sleep(0.5)
        assert sum("bertugas lagi" in text for text in siti.texts("bot")) == 1, "once"

        office.telegram.say(42, PERSON)
        assert CONTACT not in await office.told(42, "Petugas bertugas lagi")
        await office.inbox.deliver(mail(PERSON))
        await desk.in_queue(3)
        letter = await _letter(office)
        assert letter.count("bertugas lagi") == 1
        assert "urutan" not in letter


async def test_by_day_the_place_moves_for_all_who_wait_and_the_wait_is_learnt(
    office: Office,
) -> None:
    await office.starts(far())
    siti = Citizen()
    async with at_the_desk(office.server) as desk, siti.online(office.server.base):
        await _serve(office, desk, 5)
        await asyncio.sleep(1.1)  # the queue is read at most once a second
        office.telegram.say(41, PERSON)
        await desk.in_queue(1)
        await siti.says(PERSON)
        told = await siti.hears("Anda di urutan 2.", "bot")
        assert "Perkiraan waktu tunggu sekitar 1 menit." in told["text"]
        await siti.until(lambda: siti.states[-1]["position"] == 2)
        assert siti.states[-1]["wait_seconds"] == 60
        assert (siti.states[-1]["open"], siti.states[-1]["opens_at"]) == (True, None)

        first = (await desk.tickets(handler="queue"))[0]
        await desk.post(f"/tickets/{first['number']}/take")
        await siti.until(lambda: siti.states[-1]["position"] == 1, 5)


async def test_each_channel_keeps_its_own_hours(office: Office) -> None:
    await office.starts(far(), telegram="far")
    office.telegram.say(42, PERSON)
    await office.told(42, "Petugas bertugas lagi")
    siti = Citizen()
    async with siti.online(office.server.base):
        await siti.says(PERSON)
        await siti.hears("Anda di urutan 2.", "bot")


async def _serve(office: Office, desk: Desk, count: int) -> None:
    """So many are taken, each as soon as they wait."""
    for n in range(count):
        office.telegram.say(100 + n, PERSON)
        [ticket] = await desk.in_queue(1)
        await desk.post(f"/tickets/{ticket['number']}/take")


async def _letter(office: Office) -> str:
    async with asyncio.timeout(20):
        while not office.smtp.received:
            await asyncio.sleep(0.05)
    return office.smtp.received[0].text
