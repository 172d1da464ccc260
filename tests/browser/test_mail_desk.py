"""An agent's mail in the browser: files, second thoughts, and the ledger."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from app.bootstrap import assemble
from app.settings import DatabaseSettings, Settings
from runtime.clock import system_clock
from tests.console.caller import Office
from tests.console.offices import mailbox, serving
from tests.tickets.desk import SetClock
from tickets.domain.access import Role

pytestmark = pytest.mark.slow
PASSWORD = "rahasia-sekali"
HTML = "<p>Syaratnya <b>tebal</b></p><img src=https://pelacak.example/1.gif>"


@pytest_asyncio.fixture(loop_scope="session")
async def office(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Office]:
    """An office with a mailbox that nobody reads and whose mail nobody sends."""
    settings = Settings(
        data=tmp_path / "var",
        database=DatabaseSettings(url=sqlite_url),
        channels={"surat": mailbox(monkeypatch, undo_seconds=60)},
    )
    clock = SetClock(system_clock())
    async with assemble(settings) as house, serving(house, clock) as office:
        yield office


@contextlib.asynccontextmanager
async def signed_in(office: Office, browser: Browser, role: Role) -> AsyncIterator[Page]:
    await office.house.people.add(email="dewi@kantor.id", name="Dewi", role=role, password=PASSWORD)
    async with await browser.new_context(viewport={"width": 390, "height": 844}) as context:
        page = await context.new_page()
        await page.goto(str(office.server.make_url("/console/")))
        await page.get_by_test_id("login-email").fill("dewi@kantor.id")
        await page.get_by_test_id("login-password").fill(PASSWORD)
        await page.get_by_test_id("login-submit").click()
        await page.wait_for_selector("[data-testid=connection][data-phase=live]")
        yield page


async def test_a_reply_with_files_is_undone_and_comes_back_to_the_composer(
    office: Office, browser: Browser, tmp_path: Path
) -> None:
    first = await office.desk.mail("Syaratnya apa?", subject="Izin", quoted="> Halo", html=HTML)
    known = await office.desk.mail("Lalu?", sender="budi@contoh.id", message_key="<b@contoh>")
    doubt = await office.desk.mail("Lalu?", sender="c@d.id", thread_keys=("message:<b@contoh>",))
    files = [tmp_path / "Formulir.pdf", tmp_path / "besar.bin"]
    files[0].write_bytes(b"%PDF-1.7 ...")
    files[1].write_bytes(bytes(11 << 20))
    async with signed_in(office, browser, Role.AGENT) as page:
        await page.goto(str(office.server.make_url(f"/console/#/open/{first.ticket}")))
        await expect(page.get_by_text("> Halo")).to_be_hidden()
        await page.get_by_test_id("formatted").click()
        letter = page.frame_locator("iframe")
        await expect(letter.get_by_text("Syaratnya tebal")).to_be_visible()
        await expect(letter.locator("img")).to_have_count(0)
        await page.get_by_test_id("pictures").click()
        await expect(letter.locator("img")).to_have_count(1)
        await page.get_by_test_id("quoted").locator("summary").click()
        await expect(page.get_by_text("> Halo")).to_be_visible()
        await page.get_by_test_id("composer").fill("Formulirnya kami lampirkan.")
        await page.get_by_test_id("attach-input").set_input_files(files)
        await expect(page.locator("[data-testid=file][data-state=there]")).to_have_count(1)
        await expect(page.get_by_test_id("send")).to_be_disabled()  # one of them is too large
        await page.locator("[data-testid=file][data-state=failed] button").click()
        await page.get_by_test_id("send").click()
        await page.get_by_test_id("undo").click()
        await expect(page.locator("[data-withdrawn=true]")).to_contain_text("Formulir.pdf")
        await expect(page.get_by_test_id("composer")).to_have_text("Formulirnya kami lampirkan.")
        await expect(page.get_by_test_id("ledger-link")).to_have_count(0)
        await page.goto(str(office.server.make_url(f"/console/#/open/{doubt.ticket}")))
        await page.get_by_test_id("related").click()
        await expect(page.get_by_test_id("ticket-number")).to_have_text(known.ticket or "")
    assert first.ticket is not None
    said = (await office.house.queries.transcript(first.ticket)).rows[-1]
    assert (said.delivery.state, [file.name for file in said.attachments]) == (
        "withdrawn",
        ["Formulir.pdf"],
    )


async def test_a_supervisor_sees_that_the_ledger_adds_up(office: Office, browser: Browser) -> None:
    await office.desk.mail("Syaratnya apa?", channel="surat")
    await office.desk.intake.set_aside("surat", "INBOX/1/2/ab", "broken beyond reading")
    async with signed_in(office, browser, Role.SUPERVISOR) as page:
        await page.get_by_test_id("ledger-link").click()
        await expect(page.get_by_test_id("set-aside")).to_contain_text("broken beyond reading")
        await expect(page.get_by_test_id("balance")).to_have_attribute("data-balanced", "true")
        assert not await page.evaluate("document.documentElement.scrollWidth > innerWidth")
