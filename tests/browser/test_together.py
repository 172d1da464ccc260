"""Two agents in two browsers on one ticket: what one does, the other sees; and the teams' page."""

import contextlib
import re
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from app.bootstrap import assemble
from app.settings import DatabaseSettings, Settings
from channels.livechat.settings import LiveChatSettings
from runtime.clock import system_clock
from tests.browser.screens import audit, fits, looked_at, page_of, picture, resized, sign_in
from tests.console.caller import Office
from tests.console.offices import serving
from tests.tickets.desk import SetClock
from tickets.domain.access import Role

pytestmark = pytest.mark.slow
PASSWORD = "rahasia-sekali"


@pytest_asyncio.fixture(loop_scope="session")
async def office(database_url: str, tmp_path: Path) -> AsyncIterator[Office]:
    """An office with a live chat and nobody who answers for it; once on each engine."""
    settings = Settings(
        data=tmp_path / "var",
        database=DatabaseSettings(url=database_url),
        channels={"livechat": LiveChatSettings(kind="livechat")},
    )
    clock = SetClock(system_clock())
    async with assemble(settings) as house, serving(house, clock) as office:
        yield office


@contextlib.asynccontextmanager
async def signed_in(
    office: Office,
    browser: Browser,
    name: str,
    role: Role = Role.AGENT,
    *,
    width: int = 1440,
    scheme: str = "light",
) -> AsyncIterator[Page]:
    email, faults = f"{name.lower()}@kantor.id", list[str]()
    if not [one for one in await office.desk.colleagues.colleagues() if one.name == name]:
        await office.house.people.add(email=email, name=name, role=role, password=PASSWORD)
    page = await page_of(browser, faults, width, scheme=scheme)
    await sign_in(page, str(office.server.make_url("/console/")), email, PASSWORD)
    yield page
    await page.context.close()
    assert faults == []


async def _open(office: Office, page: Page, ticket: str | None) -> None:
    await page.goto(str(office.server.make_url(f"/console/#/open/{ticket}")))
    await expect(page.get_by_test_id("ticket-number")).to_have_text(ticket or "")


async def _within(what: str, page: Page, selector: str, text: str) -> None:
    """Wait for it, and print how long that took since just now."""
    started = time.monotonic()
    await page.locator(selector).filter(has_text=re.compile(text)).first.wait_for()
    print(f"{what}: {(time.monotonic() - started) * 1000:.0f} ms")  # noqa: T201


async def test_what_one_does_on_a_ticket_the_other_sees(office: Office, browser: Browser) -> None:
    receipt = await office.desk.chat("Saya perlu petugas")
    await office.desk.bot_turn(receipt, hand_off="asked")
    async with (
        signed_in(office, browser, "Budi") as budi,
        signed_in(office, browser, "Sari") as sari,
    ):
        await _open(office, sari, receipt.ticket)
        await expect(sari.get_by_test_id("here-one")).to_have_count(0)
        await _open(office, budi, receipt.ticket)
        await _within("viewing", sari, "[data-testid=here-one]", "Budi melihat")
        await _within("viewing, of who was there", budi, "[data-testid=here-one]", "Sari melihat")
        await budi.get_by_test_id("composer").press_sequentially("Se")
        await _within("typing", sari, "[data-testid=here-one]", "Budi sedang mengetik")
        await expect(sari.get_by_test_id("soft-lock")).to_be_visible()
        await budi.get_by_test_id("action-take").click()
        await _within("take-over", sari, "[data-testid=handler]", "Ditangani Budi")
        await sari.get_by_test_id("composer").fill("Selamat siang, saya Sari.")
        await picture(sari, "together-1440-light")
        await budi.get_by_test_id("composer").fill("Selamat pagi, ada yang bisa dibantu?")
        await budi.get_by_test_id("send").click()
        await _within("reply", sari, "#ticket", "Selamat pagi, ada")
        await expect(sari.get_by_test_id("soft-lock")).to_have_count(0)
        await sari.get_by_test_id("send").click()
        await expect(sari.get_by_test_id("ask-first")).to_contain_text("Budi sudah membalas")
        assert await audit(sari, "[data-testid=ask-first]") == []
        assert await audit(sari, "[data-testid=here]") == []
        await picture(sari, "together-ask-1440-light")
        assert len(await office.desk.texts(receipt)) == 2, "nothing was sent before it was said so"
        await sari.get_by_test_id("ask-wait").click()
        await sari.get_by_test_id("send").click()
        await sari.get_by_test_id("ask-send").click()
        await _within("the second reply", budi, "#ticket", "saya Sari")
        await budi.close()
        await expect(sari.get_by_test_id("here-one")).to_have_count(0)


async def test_a_colleague_is_mentioned_without_a_mouse(office: Office, browser: Browser) -> None:
    receipt = await office.desk.mail()
    budi = await office.desk.agent("Budi Santoso")
    async with signed_in(office, browser, "Sari") as page:
        await _open(office, page, receipt.ticket)
        await page.get_by_test_id("note-switch").click()
        box = page.get_by_test_id("composer")
        await box.press_sequentially("Tolong @san")
        await expect(page.get_by_test_id("mention-list")).to_contain_text("Budi Santoso")
        assert await audit(page, "[data-testid=mention-list]") == []
        await picture(page, "together-mention-1440-light")
        await box.press("Enter")
        await expect(box).to_have_value("Tolong @Budi Santoso ")
        await box.press_sequentially("lihat ini")
        await page.get_by_test_id("send").click()
        await expect(box).to_have_value("")
    told = [one for one in await office.desk.log() if one.kind == "mentioned"]
    assert [one.facts["agent"] for one in told] == [budi.id.hex]


async def test_presence_is_set_and_seen_and_tickets_are_given(
    office: Office, browser: Browser
) -> None:
    receipt = await office.desk.mail()
    async with (
        signed_in(office, browser, "Budi") as budi,
        signed_in(office, browser, "Dewi", Role.SUPERVISOR) as dewi,
    ):
        await budi.get_by_test_id("presence").click()
        await budi.get_by_test_id("presence-busy").click()
        await expect(budi.get_by_test_id("presence")).to_have_attribute("data-presence", "busy")
        await dewi.get_by_test_id("presence").click()
        assert await audit(dewi, "header") == []
        mine = dewi.get_by_test_id("colleagues").locator("li[data-presence=busy]")
        await expect(mine).to_contain_text("Budi")
        await picture(dewi, "together-presence-1440-light")
        await dewi.keyboard.press("Escape")
        await dewi.goto(str(office.server.make_url("/console/#/admin/teams")))
        await dewi.get_by_test_id("team-new").fill("Izin usaha")
        await dewi.get_by_test_id("team-create").click()
        form = dewi.locator("[data-testid=team-form][data-team=izin-usaha]")
        await form.get_by_label("Budi").click()  # it turns once the server is asked
        await expect(form.get_by_label("Budi")).to_be_checked()
        assert await audit(dewi) == []
        await _open(office, dewi, receipt.ticket)
        await dewi.get_by_test_id("assign").click()
        await dewi.get_by_test_id("assign-team").filter(has_text="Izin usaha").click()
        await expect(dewi.get_by_test_id("team")).to_have_text("Tim Izin usaha")
        await dewi.get_by_test_id("assign").click()
        await dewi.get_by_test_id("assign-agent").filter(has_text="Budi").click()
        await expect(dewi.get_by_test_id("handler")).to_have_text("Ditangani Budi")
    [team] = await office.desk.colleagues.teams()
    assert len(team.members) == 1


async def test_what_is_not_theirs_any_more_goes_from_the_screen(
    office: Office, browser: Browser
) -> None:
    desk = office.desk
    dewi = await desk.agent("Dewi", Role.SUPERVISOR)
    theirs, others = await desk.mail("Rahasia tim"), await desk.mail("Lain", sender="b@contoh.id")
    team = await desk.teams.create("Usaha", "operator")
    assert theirs.ticket is not None
    await desk.agents.assign_to_team(theirs.ticket, dewi, team)
    async with signed_in(office, browser, "Lia") as lia:
        await expect(lia.get_by_test_id("connection")).to_have_attribute("data-phase", "live")
        [me] = [one for one in await desk.colleagues.colleagues() if one.name == "Lia"]
        await lia.get_by_test_id("view-open").click()
        await expect(lia.get_by_test_id("ticket-row")).to_have_count(2)
        await desk.teams.change(team, "operator", members=[me.id])
        await desk.teams.limit(me.id, "operator", limited=True)
        await expect(lia.get_by_test_id("ticket-row")).to_have_count(1)
        await _open(office, lia, theirs.ticket)
        await expect(lia.get_by_text("Rahasia tim").first).to_be_visible()
        await desk.agents.assign_to_team(theirs.ticket, dewi, None)
        await expect(lia.get_by_test_id("ticket-row")).to_have_count(0)
        await expect(lia.get_by_text("Rahasia tim")).to_have_count(0)
        await lia.goto(str(office.server.make_url(f"/console/#/open/{others.ticket}")))
        await expect(lia.get_by_role("alert")).to_contain_text(others.ticket or "")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # screens know no engine
async def test_the_screens_at_every_width(office: Office, browser: Browser) -> None:
    receipt = await office.desk.mail()
    for name in ("Izin usaha", "Bangunan gedung"):
        await office.desk.teams.create(name, "operator")
    budi = await office.desk.agent("Budi")
    async with signed_in(office, browser, "Dewi", Role.SUPERVISOR) as page:
        await page.goto(str(office.server.make_url("/console/#/admin/teams")))
        await expect(page.get_by_test_id("team-form")).to_have_count(2)
        assert await looked_at(page, "teams") == []
        await _open(office, page, receipt.ticket)
        async for how in resized(page):
            await office.house.presence.tell_colleagues(
                f"colleague:{receipt.ticket}/{budi.id.hex}/1/typing"
            )
            await expect(page.get_by_test_id("soft-lock")).to_be_visible()
            for part in ("here", "soft-lock"):
                assert await fits(page, f"[data-testid={part}]", how=how) == [], how
            await picture(page, f"together-head-{how}")
