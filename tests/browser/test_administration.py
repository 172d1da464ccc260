"""An administrator's day in the browser: a code at the door, people, sessions, dead jobs."""

import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path

import pyotp
import pytest
import pytest_asyncio
import sqlalchemy as sa
from playwright.async_api import Browser, Page, expect

from app.bootstrap import assemble
from app.settings import DatabaseSettings, RequiredFactor, Settings, WebSettings
from runtime.jobs import jobs
from tests.browser.screens import looked_at, page_of, picture
from tests.console.caller import Office
from tests.console.offices import mailbox, serving
from tests.tickets.desk import SetClock
from tickets.domain.access import Role

pytestmark = pytest.mark.slow
PASSWORD = "rahasia-sekali"
MORNING = dt.datetime(2026, 8, 10, 1, tzinfo=dt.UTC)
HOURS = {day: ["07:30-12:00", "13:00-16:00"] for day in ("mon", "tue", "wed", "thu", "fri")}


@pytest_asyncio.fixture(loop_scope="session")
async def office(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Office]:
    """An office whose administrators need an authenticator; its clock is set by hand."""
    settings = Settings.model_validate(
        {
            "data": tmp_path / "var",
            "database": DatabaseSettings(url=sqlite_url),
            "web": WebSettings(totp=RequiredFactor(required_for=(Role.ADMIN,))),
            "office": {"hours": HOURS},
            "channels": {"surat": mailbox(monkeypatch), "livechat": {"kind": "livechat"}},
        }
    )
    clock = SetClock(MORNING)
    async with assemble(settings, clock) as house, serving(house, clock) as office:
        yield office


async def sign_in(page: Page, office: Office, email: str, password: str, code: str = "") -> None:
    await page.goto(str(office.server.make_url("/console/")))
    await page.get_by_test_id("login-email").fill(email)
    await page.get_by_test_id("login-password").fill(password)
    await page.get_by_test_id("login-submit").click()
    if code:
        await page.get_by_test_id("code").fill(code)
        await page.get_by_test_id("login-submit").click()


async def live(page: Page) -> None:
    await page.wait_for_selector("[data-testid=connection][data-phase=live]")


async def visit(page: Page, office: Office, where: str) -> None:
    await page.goto(str(office.server.make_url(f"/console/#/{where}")))


async def enrol(page: Page, office: Office) -> pyotp.TOTP:
    """From the password to the recovery codes."""
    await page.get_by_test_id("factor-password").fill(PASSWORD)
    await page.get_by_test_id("factor-begin").click()
    totp = pyotp.TOTP((await page.get_by_test_id("factor-secret").inner_text()).strip())
    picture_ = page.get_by_role("img", name="Kode QR")
    assert await picture_.evaluate("img => img.complete && img.naturalWidth > 100")
    await page.get_by_test_id("code").fill(totp.at(office.desk.clock()))
    await picture(page, "admin-enrol")
    await page.get_by_test_id("factor-confirm").click()
    codes = (await page.get_by_test_id("recovery-codes").inner_text()).split()
    assert len(codes) == 10
    await page.get_by_test_id("codes-kept").click()
    office.desk.clock.forward(seconds=60)
    return totp


async def comes_in_with_a_code(page: Page, office: Office) -> None:
    """An authenticator is required, set up once, and asked for from then on."""
    await sign_in(page, office, "dewi@kantor.id", PASSWORD)
    await expect(page.get_by_test_id("owed")).to_have_attribute("data-first", "totp")
    assert await looked_at(page, "admin-owed") == []
    totp = await enrol(page, office)
    await live(page)
    await page.get_by_test_id("account").click()
    await page.get_by_role("menuitem", name="Keluar").click()
    await sign_in(page, office, "dewi@kantor.id", PASSWORD, code="000000")
    await expect(page.get_by_test_id("login-refused")).to_contain_text("Kode salah")
    await page.get_by_test_id("code").fill(totp.at(office.desk.clock()))
    await page.get_by_test_id("login-submit").click()
    await live(page)


async def adds_someone(page: Page) -> str:
    """Someone new; their password for once."""
    await page.get_by_test_id("account").click()
    await page.get_by_test_id("admin-link").click()
    await page.get_by_test_id("agent-add").click()
    await page.get_by_test_id("add-name").fill("Rudi")
    await page.get_by_test_id("add-email").fill("rudi@kantor.id")
    await page.get_by_test_id("add-submit").click()
    once = (await page.get_by_test_id("one-time-password").inner_text()).strip()
    await page.get_by_test_id("once-done").click()
    await expect(page.get_by_test_id("agent-add")).to_be_focused()
    await expect(page.locator("[data-testid=agent][data-email='rudi@kantor.id']")).to_be_visible()
    return once


async def chooses_a_password(page: Page, office: Office, once: str) -> None:
    await sign_in(page, office, "rudi@kantor.id", once)
    await expect(page.get_by_test_id("owed")).to_have_attribute("data-first", "password")
    await page.get_by_test_id("password-current").fill(once)
    for field in ("fresh", "again"):
        await page.get_by_test_id(f"password-{field}").fill("kata-sandi-rudi")
    await page.get_by_test_id("password-submit").click()
    await live(page)


async def test_an_administrators_day(office: Office, browser: Browser) -> None:
    people = office.house.people
    await people.add(email="dewi@kantor.id", name="Dewi", role=Role.ADMIN, password=PASSWORD)
    await people.add(email="sari@kantor.id", name="Sari", role=Role.AGENT, password=PASSWORD)
    await office.desk.chat("Jam buka?")
    dead = sa.update(jobs).values(state="dead", error="crashed on try 5")
    await office.house.db.write(lambda tx: tx.run(dead))
    faults: list[str] = []
    page = await page_of(browser, faults, 1440)
    await comes_in_with_a_code(page, office)
    once = await adds_someone(page)
    await chooses_a_password(await page_of(browser, faults, 390), office, once)

    # Another's session is ended: within seconds their desk is the door again.
    theirs = await page_of(browser, faults, 1024)
    await sign_in(theirs, office, "sari@kantor.id", PASSWORD)
    await live(theirs)
    row = page.locator("[data-testid=agent][data-email='sari@kantor.id']")
    await row.get_by_test_id("agent-menu").click()
    await page.get_by_test_id("agent-access").click()
    await page.get_by_test_id("session").get_by_role("button").click()
    await expect(theirs.get_by_test_id("login-email")).to_be_visible()
    await page.keyboard.press("Escape")

    # A dead job is tried again.
    await page.get_by_role("link", name="Tugas gagal").click()
    await page.get_by_test_id("job-retry").click()
    await expect(page.get_by_text("Tidak ada tugas gagal.")).to_be_visible()
    left = await office.desk.rows(jobs)
    assert [one.state for one in left if one.kind != "presence"] == ["todo"]

    # Whoever leaves cannot come in.
    await page.get_by_role("link", name="Petugas", exact=True).click()
    await row.get_by_test_id("agent-menu").click()
    await page.get_by_test_id("agent-deactivate").click()
    await page.get_by_test_id("step-confirm").click()
    await expect(row).to_have_attribute("data-off", "true")
    await sign_in(theirs, office, "sari@kantor.id", PASSWORD)
    await expect(theirs.get_by_test_id("login-refused")).to_be_visible()
    await page.get_by_role("link", name="Catatan perubahan").click()
    newest = page.get_by_test_id("log-line").first
    await expect(newest).to_have_attribute("data-action", "agent.deactivated")
    assert faults == []
