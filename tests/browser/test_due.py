"""By when to answer: in the list's order, on its rows and on the ticket; and when it is late."""

import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from app.bootstrap import assemble
from app.settings import DatabaseSettings, Settings
from runtime.clock import system_clock
from tests.browser.screens import looked_at, page_of, sign_in
from tests.console.caller import Office
from tests.console.offices import serving
from tests.tickets.desk import SetClock, number
from tickets.commands.marks import MarkCommands
from tickets.domain.access import Role
from tickets.domain.marks import Priority

pytestmark = pytest.mark.slow
PASSWORD = "rahasia-sekali"


@pytest_asyncio.fixture(loop_scope="session")
async def office(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Office]:
    """An office that answers urgent matters in half an hour, others in four."""
    settings = Settings.model_validate(
        {
            "data": tmp_path / "var",
            "database": DatabaseSettings(url=sqlite_url),
            "office": {"reply_within": {"urgent": 30, "normal": 240}},
            "channels": {"livechat": {"kind": "livechat"}},
        }
    )
    clock = SetClock(system_clock())
    async with assemble(settings) as house, serving(house, clock) as office:
        await house.people.add(
            email="dewi@kantor.id", name="Dewi", role=Role.AGENT, password=PASSWORD
        )
        yield office


async def test_what_is_due_soonest_comes_first_and_what_is_late_is_said(
    office: Office, browser: Browser
) -> None:
    desk = office.desk
    now = desk.clock.now
    waiting = []
    for n, (name, minutes) in enumerate((("Siti", 100), ("Budi", 50), ("Rina", 10))):
        desk.clock.now = now - dt.timedelta(minutes=minutes)
        receipt = await desk.chat("Saya perlu petugas", sender=f"{n:064x}", sender_name=name)
        await desk.bot_turn(receipt, hand_off="requested")
        waiting.append(number(receipt))
    siti, budi, rina = waiting
    desk.clock.now = now
    sari = await desk.agent("Sari")
    marks = MarkCommands(desk.db, desk.clock, desk.names)
    for urgent in (budi, rina):
        await marks.prioritise(urgent, sari, Priority.URGENT)

    faults: list[str] = []
    page = await page_of(browser, faults, 1440)
    await sign_in(page, str(office.server.make_url("/console/")), "dewi@kantor.id", PASSWORD)
    await page.goto(str(office.server.make_url("/console/#/queue")))
    rows = page.get_by_test_id("ticket-row")
    await expect(rows).to_have_count(3)
    await expect(rows.first).to_contain_text(siti)
    await page.get_by_label("Urutan").select_option("due")
    for place, one in enumerate((budi, rina, siti)):
        await expect(rows.nth(place)).to_contain_text(one)
    await expect(rows.nth(0)).to_contain_text("lewat batas 20 mnt")
    await expect(rows.nth(1)).to_contain_text("jawab sebelum")
    assert await looked_at(page, "due-list") == []

    await rows.nth(0).click()
    due = page.locator("[data-testid=due][data-place=head]")
    await expect(due).to_have_text("Lewat batas jawab 20 mnt")
    assert await looked_at(page, "due-ticket") == []
    await page.keyboard.press("t")
    await expect(page.get_by_test_id("handler")).to_have_attribute("data-handler", "agent")
    await expect(due).to_have_text("Lewat batas jawab 20 mnt")
    await desk.agents.reply(budi, sari, "Maaf menunggu.")
    await expect(due).to_have_count(0)
    assert faults == []
