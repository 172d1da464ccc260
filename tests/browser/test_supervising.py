"""A supervisor's day in the browser: the wall, reading along, transcripts, reports, the log."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from app.bootstrap import assemble
from app.settings import DatabaseSettings, Settings
from channels.livechat.settings import LiveChatSettings
from runtime.clock import system_clock
from tests.browser.screens import looked_at, page_of, sign_in
from tests.console.caller import Office
from tests.console.offices import serving
from tests.tickets.desk import SetClock, number
from tickets.commands.actor import Actor
from tickets.commands.people import AlreadyThere
from tickets.domain.access import Role
from tickets.queries.audit import AuditFilter

pytestmark = pytest.mark.slow
PASSWORD = "rahasia-sekali"
_ALL = AuditFilter()


@pytest_asyncio.fixture(loop_scope="session")
async def office(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Office]:
    """An office with a live chat and no bot."""
    settings = Settings(
        data=tmp_path / "var",
        database=DatabaseSettings(url=sqlite_url),
        channels={"livechat": LiveChatSettings(kind="livechat")},
    )
    clock = SetClock(system_clock())
    async with assemble(settings) as house, serving(house, clock) as office:
        yield office


async def _sign_in(office: Office, page: Page, role: Role = Role.SUPERVISOR) -> None:
    people = office.house.people
    with contextlib.suppress(AlreadyThere):
        await people.add(email="dewi@kantor.id", name="Dewi", role=role, password=PASSWORD)
    await sign_in(page, str(office.server.make_url("/console/")), "dewi@kantor.id", PASSWORD)


async def _busy(office: Office) -> tuple[str, str, Actor]:
    """A morning: some wait, Sari has one, some are settled."""
    desk = office.desk
    sari = await desk.agent("Sari")
    names = ("Siti Aminah", "Budi Santoso", "Rina Wulandari", "Agus")
    end = desk.clock.now
    desk.clock.forward(hours=-3)
    for n, name in enumerate(names):
        receipt = await desk.chat(
            "Berapa biaya izin usaha saya?", sender=f"{n}" * 64, sender_name=name
        )
        desk.clock.forward(seconds=20)
        hand_off = ("misses", "requested", "intent", None)[n]
        await desk.bot_turn(receipt, "Izin usaha tidak dipungut biaya.", hand_off=hand_off)
        desk.clock.forward(minutes=20)
        if n == 2:
            await desk.agents.reply(number(receipt), sari, "Benar, tidak ada biaya.")
            await desk.agents.resolve(number(receipt), sari)
    taken = await desk.chat("Saya perlu jadwal.", sender="7" * 64, sender_name="Wayan")
    await desk.agents.take(number(taken), sari)
    desk.clock.now = end
    waiting = await desk.ticket(await desk.chat("halo?", sender="0" * 64))
    return number(taken), waiting.number, sari


@contextlib.asynccontextmanager
async def _page(
    office: Office, browser: Browser, width: int = 1440, scheme: str = "light"
) -> AsyncIterator[Page]:
    faults: list[str] = []
    page = await page_of(browser, faults, width, scheme=scheme)
    await _sign_in(office, page)
    yield page
    assert faults == []
    await page.context.close()


async def test_a_supervisor_watches_reads_along_whispers_and_takes_over(
    office: Office, browser: Browser
) -> None:
    taken, waiting, _ = await _busy(office)
    async with _page(office, browser) as page:
        await page.get_by_test_id("supervise-link").click()
        await expect(page.get_by_test_id("wall-waiting")).to_have_text("2")
        await expect(page.get_by_test_id("wall-agents")).to_contain_text("Sari")
        receipt = await office.desk.chat("Ada orang?", sender="8" * 64, sender_name="Nyoman")
        await office.desk.bot_turn(receipt, "Sebentar.", hand_off="requested")
        await expect(page.get_by_test_id("wall-waiting")).to_have_text("3")  # by the live socket
        await page.get_by_role("link", name=waiting).click()
        await expect(page.get_by_test_id("transcript")).to_contain_text("halo?")
        await expect(page.get_by_test_id("composer")).to_have_count(0)
        await expect(page.get_by_test_id("whisper")).to_have_count(0)  # nobody has it
        await page.goto(str(office.server.make_url(f"/console/#/supervise/wall/{taken}")))
        await page.get_by_test_id("whisper").fill("Tawarkan jadwal hari Senin.")
        await page.get_by_test_id("whisper-send").click()
        note = page.locator("[data-testid=message][data-private=true]")
        await expect(note).to_contain_text("Bisikan penyelia")
        await page.get_by_test_id("take-over").click()
        await expect(page.get_by_test_id("handler")).to_contain_text("Dewi")
    assert (await office.desk.ticket(taken)).agent is not None
    lines = (await office.house.supervising.log.lines(_ALL)).rows
    assert {(line.entry.action, line.entry.ticket) for line in lines} == {
        ("opened", waiting),
        ("opened", taken),
    }


async def test_transcripts_are_found_and_taken_out_and_the_log_says_so(
    office: Office, browser: Browser, tmp_path: Path
) -> None:
    await _busy(office)
    async with _page(office, browser) as page:
        await page.get_by_test_id("supervise-link").click()
        await page.get_by_test_id("supervise-transcripts").click()
        await page.get_by_label("Nomor, perihal, nama").fill("rina")
        await page.get_by_test_id("find").click()
        await expect(page.get_by_test_id("transcripts").locator("tbody tr")).to_have_count(1)
        for kind, begins in (("pdf", b"%PDF-"), ("csv", b"\xef\xbb\xbfticket"), ("json", b"[\n{")):
            async with page.expect_download() as download:
                await page.get_by_test_id(f"export-{kind}").click()
            path = tmp_path / f"file.{kind}"
            await (await download.value).save_as(path)
            assert path.read_bytes().startswith(begins)
        await page.get_by_test_id("supervise-audit").click()
        await expect(page.get_by_text("Mengekspor transkrip")).to_have_count(3)


async def test_a_figure_leads_to_the_tickets_behind_it(office: Office, browser: Browser) -> None:
    taken, _, _ = await _busy(office)
    async with _page(office, browser) as page:
        await page.goto(str(office.server.make_url("/console/#/supervise/reports")))
        await page.get_by_test_id("metric-volume").get_by_text("Definisi").click()
        await expect(page.get_by_test_id("metric-volume")).to_contain_text("Spam dan tiket yang")
        await expect(page.get_by_test_id("figure-volume-livechat")).to_have_text("5")
        await page.get_by_test_id("figure-volume-livechat").click()
        await expect(page.get_by_test_id("behind").locator("tbody tr")).to_have_count(5)
        await page.get_by_test_id("behind").get_by_role("link", name=taken).click()
        await expect(page.get_by_test_id("reading")).to_contain_text("Wayan")


async def test_an_agent_sees_none_of_it(office: Office, browser: Browser) -> None:
    page = await page_of(browser, [], 1024)
    await _sign_in(office, page, Role.AGENT)
    await expect(page.get_by_test_id("supervise-link")).to_have_count(0)
    await page.goto(str(office.server.make_url("/console/#/supervise/audit")))
    await expect(page.get_by_test_id("supervise-audit")).to_have_count(0)
    await page.context.close()


async def test_every_page_fits_and_is_for_everyone(office: Office, browser: Browser) -> None:
    taken, _, _ = await _busy(office)
    found: list[str] = []
    async with _page(office, browser) as page:
        for place, shown in (
            ("wall", "wall-agents"),
            ("transcripts", "transcripts"),
            ("reports", "metric-rating"),
            (f"wall/{taken}", "transcript"),
            ("audit", "audit"),
        ):
            await page.goto(str(office.server.make_url(f"/console/#/supervise/{place}")))
            await page.get_by_test_id(shown).wait_for()
            name = f"supervise-{place.partition('/')[0]}{'-reading' if '/' in place else ''}"
            found += await looked_at(page, name)
    assert found == []
