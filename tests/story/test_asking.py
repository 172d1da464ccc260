"""Who asks how a ticket stands, and who is told: the whole house but for Rasa."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.bootstrap import House, assemble
from app.settings import Settings
from tests.tickets.desk import SITI, Desk, SetClock, number
from tickets.domain.lifecycle import Handler, Status
from tickets.domain.message import Trust
from tickets.domain.traffic import Receipt

pytestmark = pytest.mark.slow
UNKNOWN = "tidak ditemukan, atau bukan milik percakapan ini"


@pytest.fixture
async def house(database_url: str, tmp_path: Path) -> AsyncIterator[House]:
    settings = Settings.model_validate(
        {
            "data": tmp_path / "var",
            "database": {"url": database_url},
            "nlu": {"url": f"unix://{tmp_path}/nobody.sock"},
            "channels": {"livechat": {"kind": "livechat"}},
        }
    )
    async with assemble(settings, SetClock()) as made:
        yield made


@pytest.fixture
def desk(house: House) -> Desk:
    assert isinstance(house.clock, SetClock)
    return Desk(db=house.db, bus=house.bus, blobs=house.blobs, clock=house.clock)


async def answer(house: House, desk: Desk, asking: Receipt) -> str:
    """What the bot says to it."""
    async with asyncio.TaskGroup() as group:
        working = group.create_task(house.worker.run())
        async with asyncio.timeout(20):
            while await desk.jobs("turn"):
                await asyncio.sleep(0.01)
        working.cancel()
    last = [m for m in await desk.messages(asking) if m.author.kind != "contact"][-1]
    assert last.author.kind == "bot"
    return last.text


async def waiting(desk: Desk) -> Receipt:
    """Siti's mail, which waits for a person."""
    first = await desk.mail()
    await desk.bot_turn(first, "Baik", hand_off="requested")
    return first


@pytest.mark.parametrize("trust", [None, Trust.VERIFIED, Trust.UNVERIFIED])
async def test_the_citizen_is_told(house: House, desk: Desk, trust: Trust | None) -> None:
    first = await waiting(desk)
    asking = await desk.mail("", subject=f"Status tiket {number(first).lower()}", trust=trust)
    assert asking.ticket == first.ticket
    told = await answer(house, desk, asking)
    assert told.startswith(f"Tiket {number(first)}: menunggu petugas, sejak ")
    assert "urutan 1" in told
    assert "sudah kami terima" not in told, "it needs no acknowledgement"
    assert await desk.standing(first) == (Status.OPEN, Handler.QUEUE)


async def test_a_forged_sender_is_told_nothing(house: House, desk: Desk) -> None:
    first = await waiting(desk)
    asking = await desk.mail(number(first), sender=SITI, trust=Trust.FAILED)
    told = await answer(house, desk, asking)
    assert UNKNOWN in told
    assert "menunggu" not in told


@pytest.mark.parametrize("named", ["{}", "T-2026-999999-T"])
async def test_strangers_get_one_answer_whether_it_exists(
    house: House, desk: Desk, named: str
) -> None:
    first = await waiting(desk)
    for asking in (
        await desk.telegram(named.format(number(first))),
        await desk.chat(f"status {named.format(number(first))}"),
        await desk.mail(named.format(number(first)), sender="budi@contoh.id"),
    ):
        told = await answer(house, desk, asking)
        assert UNKNOWN in told
        assert told.endswith("/status/")
        assert number(first) not in told


async def test_a_slip_of_the_pen_is_told(house: House, desk: Desk) -> None:
    told = await answer(
        house, desk, await desk.telegram("/status T-2026-000123-Y", command="status")
    )
    assert "T-2026-000123-Y" in told
    assert "angka atau huruf yang keliru" in told


async def test_whoever_has_no_ticket_yet_is_told_so(house: House, desk: Desk) -> None:
    asking = await desk.telegram("/status", command="status")
    assert "belum punya tiket" in await answer(house, desk, asking)
    assert await desk.standing(asking) == (Status.RESOLVED, Handler.BOT)
