"""A copy of a chat by e-mail: whole, seldom, and no answer to anything."""

import datetime as dt
import uuid
from zoneinfo import ZoneInfo

import pytest

from tests.tickets.desk import SESSION, SITI, Desk, at_once, number
from tickets.commands.case import NotFound
from tickets.commands.reach import BadAddress
from tickets.commands.transcripts import TooOften, TranscriptCommands
from tickets.domain.message import Upload
from tickets.domain.traffic import Outbound
from tickets.store import contacts, transcripts

ZONE = ZoneInfo("Asia/Jakarta")
OTHER = "6" * 64


@pytest.fixture
def copies(desk: Desk) -> TranscriptCommands:
    own = {"konsultasi@kantor.id"}
    return TranscriptCommands(desk.db, desk.clock, desk.names, zone=ZONE, own=own)


async def ask(copies: TranscriptCommands, email: str = SITI, **more: str) -> None:
    said = {"channel": "livechat", "sender": SESSION, "locale": "id", "mailbox": "surat"}
    said |= {"client_id": uuid.uuid4().hex, "email": email}
    await copies.ask(**said | more)


async def written(desk: Desk, copies: TranscriptCommands) -> list[Outbound]:
    """The copies that are to be sent."""
    jobs = [uuid.UUID(job.payload["transcript"]) for job in await desk.jobs("transcript")]
    found = [await copies.outbound(one) for one in jobs]
    return [one for one in found if one is not None]


async def test_it_holds_all_that_the_citizen_may_see(
    desk: Desk, copies: TranscriptCommands
) -> None:
    file = Upload(name="ktp.png", media_type="image/png", content=b"x")
    receipt = await desk.chat("halo", uploads=(file,))
    await desk.bot_turn(receipt, "Selamat pagi")
    sari = await desk.agent("Sari")
    await desk.agents.note(number(receipt), sari, "catatan rahasia")
    desk.clock.forward(minutes=5)
    await desk.agents.reply(number(receipt), sari, "Saya bantu")
    await ask(copies, " Siti@Contoh.ID")
    await desk.chat("ini sesudahnya")

    (copy,) = await written(desk, copies)
    assert (copy.to, copy.channel, copy.ticket) == (SITI, "surat", number(receipt))
    assert copy.automatic
    assert [(one.author.kind, one.author.name, one.text, one.files) for one in copy.transcript] == [
        ("contact", "", "halo", ("ktp.png",)),
        ("bot", "Tanya", "Selamat pagi", ()),
        ("agent", "Sari", "Saya bantu", ()),
    ]
    shown = [f"{one.at:%H.%M} {one.at.tzname()}" for one in copy.transcript]
    assert shown == ["16.00 WIB", "16.00 WIB", "16.05 WIB"]


async def test_it_goes_over_all_tickets_of_the_thread_and_no_other(
    desk: Desk, copies: TranscriptCommands
) -> None:
    first = await desk.chat("satu")
    await desk.agents.close(number(first), await desk.agent())
    await desk.chat("dua")
    await desk.chat("orang lain", sender=OTHER)
    await ask(copies)
    (copy,) = await written(desk, copies)
    assert [one.text for one in copy.transcript] == ["satu", "dua"]
    assert copy.ticket != number(first)


async def test_it_answers_and_moves_nothing(desk: Desk, copies: TranscriptCommands) -> None:
    receipt = await desk.chat("halo")
    await desk.bot_turn(receipt, hand_off="requested")
    before, log = await desk.ticket(receipt), await desk.log()
    desk.clock.forward(minutes=5)
    await ask(copies)
    assert await desk.ticket(receipt) == before
    assert len(await desk.thread()) == 1
    assert await desk.count(contacts) == 1
    (told,) = [one for one in await desk.log() if one not in log]
    assert (told.kind, told.actor) == ("transcript.asked", "contact")
    assert SITI not in str(told)


async def test_it_is_sent_once(desk: Desk, copies: TranscriptCommands) -> None:
    await desk.chat("halo")
    await at_once(*(ask(copies, client_id="c1") for _ in range(4)))
    (copy,) = await written(desk, copies)
    await copies.sent(copy.key, "<a@kantor.id>")
    assert await copies.outbound(copy.key) is None
    await ask(copies, client_id="c1")
    assert await desk.count(transcripts) == 1


async def test_what_was_given_up_is_sent_when_someone_wants_it(
    desk: Desk, copies: TranscriptCommands
) -> None:
    await desk.chat("halo")
    await ask(copies)
    (copy,) = await written(desk, copies)
    await copies.waiting(copy.key, "the network is down", desk.clock())
    assert await copies.outbound(copy.key) is not None
    await copies.failed(copy.key, "no such person")
    assert await copies.outbound(copy.key) is None
    assert await copies.outbound(copy.key, once_more=True) == copy


async def test_one_in_ten_minutes_and_three_a_day(desk: Desk, copies: TranscriptCommands) -> None:
    await desk.chat("halo")
    begun = desk.clock()
    for n in range(3):
        await ask(copies, f"s{n}@contoh.id")
        with pytest.raises(TooOften) as why:
            await ask(copies, "lain@contoh.id")
        if n < 2:
            assert why.value.again == desk.clock() + dt.timedelta(minutes=10)
            desk.clock.forward(minutes=10)
    assert why.value.again == begun + dt.timedelta(days=1)
    desk.clock.now = begun + dt.timedelta(days=1)
    await ask(copies)
    assert await desk.count(transcripts) == 4


async def test_many_chats_fill_nobodys_mailbox(desk: Desk, copies: TranscriptCommands) -> None:
    for n in range(4):
        await desk.chat("beli sekarang", sender=f"{n:064x}")
    for n in range(3):
        await ask(copies, sender=f"{n:064x}")
    with pytest.raises(TooOften):
        await ask(copies, sender=f"{3:064x}")
    await ask(copies, "lain@contoh.id", sender=f"{3:064x}")


@pytest.mark.parametrize("email", ["siti", "siti@contoh.id\r\nBcc: x@y.id", "konsultasi@kantor.id"])
async def test_an_address_we_cannot_write_to(
    desk: Desk, copies: TranscriptCommands, email: str
) -> None:
    await desk.chat("halo")
    with pytest.raises(BadAddress):
        await ask(copies, email)
    assert await desk.count(transcripts) == 0


async def test_of_nothing_there_is_no_copy(desk: Desk, copies: TranscriptCommands) -> None:
    with pytest.raises(NotFound):
        await ask(copies)
    assert await desk.jobs("transcript") == []


async def test_addresses_are_forgotten(desk: Desk, copies: TranscriptCommands) -> None:
    await desk.chat("halo")
    await ask(copies)
    desk.clock.forward(days=29)
    assert await copies.forget() == 0
    desk.clock.forward(days=1)
    assert await copies.forget() == 1
    assert await desk.count(transcripts) == 0
