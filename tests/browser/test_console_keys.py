"""A morning at the desk without a mouse: the list, keys, the palette, many tickets at once."""

import asyncio
import dataclasses
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from app.bootstrap import assemble
from app.settings import DatabaseSettings, Settings
from channels.livechat.settings import LiveChatSettings
from console.live import Live
from runtime.clock import system_clock
from tests.browser.screens import audit, looked_at, page_of, picture, settled
from tests.console.caller import Office
from tests.console.offices import serving
from tests.tickets.desk import Desk, SetClock, number
from tickets.domain.access import Role

pytestmark = pytest.mark.slow
PASSWORD = "rahasia-sekali"
LOOKING_AWAY = """
  Document.prototype.hasFocus = () => false;
  window.told = [];
  window.rung = 0;
  window.AudioContext = class extends AudioContext {
    constructor() {
      super();
      window.rung += 1;
    }
  };
  window.Notification = class extends Notification {
    constructor(title, more) {
      super(title, more);
      window.told.push([title, more.body]);
    }
  };
"""
# A browser whose permission is what the walk wants.
_PERMISSION = """
  window.permission = "default";
  window.answer = "granted";
  window.asked = 0;
  Object.defineProperty(Notification, "permission", { get: () => window.permission });
  Notification.requestPermission = async () => {
    window.asked += 1;
    return (window.permission = window.answer);
  };
"""
# What has the keyboard by the time a next key could come.
_AFTER_CONTROL_K = """async () => {
  const key = { key: "k", ctrlKey: true, bubbles: true, cancelable: true };
  document.activeElement.dispatchEvent(new KeyboardEvent("keydown", key));
  await Promise.resolve();
  return document.activeElement.dataset.testid;
}"""
ASKED = ("Syarat NIB?", "Jam buka kantor?", "Kapan izin saya selesai?", "Biaya PBG berapa?")


@dataclasses.dataclass(frozen=True)
class Open:
    """An office with its live socket in hand, so that it can be taken away."""

    office: Office
    live: Live

    @property
    def desk(self) -> Desk:
        return self.office.desk

    async def waiting(self, text: str, n: int) -> str:
        """A citizen waits for a person."""
        self.desk.clock.forward(minutes=1)
        receipt = await self.desk.chat(text, sender=f"{n:064x}", sender_name=f"Warga {n}")
        await self.desk.bot_turn(receipt, hand_off="requested")
        return number(receipt)


@pytest_asyncio.fixture(loop_scope="session")
async def opened(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Open]:
    settings = Settings(
        data=tmp_path / "var",
        database=DatabaseSettings(url=sqlite_url),
        channels={"livechat": LiveChatSettings(kind="livechat")},
    )
    async with assemble(settings) as house:
        live, clock = Live(house.queries, house.bus), SetClock(system_clock())
        clock.forward(hours=-2)
        async with serving(house, clock, live) as office:
            yield Open(office, live)


async def _sign_in(opened: Open, page: Page, role: Role = Role.AGENT) -> None:
    people = opened.office.house.people
    await people.add(email="dewi@kantor.id", name="Dewi", role=role, password=PASSWORD)
    await page.goto(str(opened.office.server.make_url("/console/")))
    await page.get_by_test_id("login-email").focus()
    await page.keyboard.type("dewi@kantor.id")
    await page.keyboard.press("Tab")
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press("Enter")
    await page.wait_for_selector("[data-testid=connection][data-phase=live]")


async def _on(page: Page) -> str | None:
    """The number of the row that has the keyboard."""
    where = "document.activeElement?.closest('li[data-number]')?.dataset.number ?? null"
    found: str | None = await page.evaluate(where)
    return found


async def _keys(page: Page, *keys: str) -> None:
    for key in keys:
        await page.keyboard.press(key)


async def test_the_list_without_a_mouse(opened: Open, browser: Browser) -> None:
    faults: list[str] = []
    made = [await opened.waiting(text, n) for n, text in enumerate(ASKED)]
    page = await page_of(browser, faults, 1440)
    await _sign_in(opened, page)
    await expect(page.get_by_test_id("count-queue")).to_contain_text("4")

    await _keys(page, "j")
    await expect(page.locator(f"li[data-number='{made[0]}'] a")).to_be_focused()
    await _keys(page, "j", "j", "k")
    assert await _on(page) == made[1], "the longest waiting first, and j and k walk"

    await _keys(page, "x", "j", "x")
    await expect(page.get_by_test_id("bulk-count")).to_have_text("2 dipilih")
    await opened.office.house.agents.close(made[2], await opened.desk.agent("Budi"))
    await expect(page.locator(f"li[data-number='{made[2]}']")).to_have_count(0)
    await page.get_by_test_id("bulk-take").focus()
    await _keys(page, "Enter")
    await expect(page.get_by_test_id("bulk-error")).to_contain_text(made[2])
    await expect(page.get_by_test_id("bulk-count")).to_have_text("1 dipilih")
    await expect(page.get_by_test_id("count-mine")).to_contain_text("1")
    await expect(page.get_by_test_id("count-queue")).to_contain_text("2")

    await _keys(page, "?")
    await expect(page.get_by_test_id("help")).to_be_visible()
    await _keys(page, "Escape")
    await expect(page.get_by_test_id("help")).to_have_count(0)

    assert faults == []


async def test_a_ticket_without_a_mouse(opened: Open, browser: Browser) -> None:
    faults: list[str] = []
    made = [await opened.waiting(text, n) for n, text in enumerate(ASKED)]
    page = await page_of(browser, faults, 1440)
    await _sign_in(opened, page)
    await _keys(page, "j", "j", "Enter")
    await expect(page.get_by_test_id("ticket-number")).to_have_text(made[1])
    await _keys(page, "t")
    await expect(page.get_by_test_id("handler")).to_have_attribute("data-handler", "agent")
    await expect(page.get_by_test_id("count-mine")).to_contain_text("1")
    await _keys(page, "n")
    await expect(page.get_by_test_id("composer")).to_be_focused()
    await page.keyboard.type("Tetap jujur: e, t, j, g m dan ? hanyalah huruf.")
    await _keys(page, "Control+Enter")
    await expect(page.locator("[data-testid=message]").last).to_contain_text("hanyalah huruf")
    await expect(page.get_by_test_id("ticket-number")).to_have_text(made[1])
    await _keys(page, "Escape", "r")
    await page.keyboard.type("Kami buka pukul 08.00.")
    await _keys(page, "Control+Enter")
    await expect(page.locator("[data-testid=message]").last).to_contain_text("pukul 08.00")
    await _keys(page, "Escape", "e")
    await expect(page.get_by_test_id("action-reopen")).to_be_visible()
    await _keys(page, "e")
    await expect(page.get_by_test_id("idle-key")).to_contain_text("tidak berlaku")
    await expect(page.get_by_test_id("count-mine")).to_contain_text("0")
    await _keys(page, "u", "g", "d")
    await expect(page.locator(f"li[data-number='{made[1]}']")).to_be_visible()
    assert faults == []


async def test_the_palette_finds_and_does(opened: Open, browser: Browser) -> None:
    faults: list[str] = []
    made = [await opened.waiting(text, n) for n, text in enumerate(ASKED)]
    page = await page_of(browser, faults, 1440)
    await _sign_in(opened, page)
    await _keys(page, "Control+k")
    await expect(page.get_by_test_id("palette")).to_be_focused()
    await page.keyboard.type(made[3])
    await expect(page.get_by_test_id("palette-item").filter(has_text=made[3])).to_be_visible()
    await _keys(page, "Enter")
    await expect(page.get_by_test_id("ticket-number")).to_have_text(made[3])
    at_once = await page.evaluate(_AFTER_CONTROL_K)
    assert at_once == "palette", "a letter typed right after it is not lost"
    await page.keyboard.type("ambil")
    await _keys(page, "Enter")
    await expect(page.get_by_test_id("handler")).to_have_attribute("data-handler", "agent")
    await _keys(page, "Control+k")
    await page.keyboard.type("gelap")
    await _keys(page, "Enter")
    await expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "dark")
    assert faults == []


async def test_a_new_ticket_does_not_move_what_is_being_read(
    opened: Open, browser: Browser
) -> None:
    faults: list[str] = []
    made = [await opened.waiting(f"Soal {n}", n) for n in range(130)]
    page = await page_of(browser, faults, 1440)
    await _sign_in(opened, page)
    await _keys(page, "g", "o")
    newest = page.locator(f"li[data-number='{made[-1]}']")
    await expect(newest).to_be_visible()
    rows = page.locator("li[data-number]")
    for _ in range(3):
        await rows.last.scroll_into_view_if_needed()
        await page.wait_for_timeout(200)
    seen = page.locator(f"li[data-number='{await rows.nth(12).get_attribute('data-number')}']")
    before = await seen.bounding_box()
    new = await opened.waiting("Baru saja", 500)
    await expect(page.get_by_test_id("count-open")).to_contain_text("131")
    await page.wait_for_timeout(600)
    assert await seen.bounding_box() == before

    await _keys(page, "g", "q")
    await expect(page.get_by_test_id("view-queue")).to_have_attribute("aria-current", "page")
    await _keys(page, "g", "o")
    await expect(page.locator(f"li[data-number='{new}']")).to_be_visible()
    listed: list[str] = []
    for _ in range(300):
        await _keys(page, "j")
        await settled(page)
        here = await _on(page)
        if here is not None and here not in listed:
            listed.append(here)
        if len(listed) == 131:
            break
    assert listed == [new, *made[::-1]], "nobody is left out and nobody comes twice"
    assert faults == []


async def test_it_says_that_the_connection_is_gone_and_comes_back(
    opened: Open, browser: Browser
) -> None:
    faults: list[str] = []
    await opened.waiting(ASKED[0], 0)
    page = await page_of(browser, faults, 1440)
    await _sign_in(opened, page)
    await expect(page.get_by_test_id("count-queue")).to_contain_text("1")
    await page.context.set_offline(offline=True)
    await opened.live.close()
    await expect(page.get_by_test_id("offline")).to_contain_text("Tidak ada jaringan")
    await picture(page, "console-offline-1440")
    await opened.waiting(ASKED[1], 1)
    await page.context.set_offline(offline=False)
    await expect(page.get_by_test_id("connection")).to_have_attribute("data-phase", "live")
    await expect(page.get_by_test_id("offline")).to_have_count(0)
    await expect(page.get_by_test_id("count-queue")).to_contain_text("2")
    assert faults == []


async def test_it_sleeps_for_an_hour_of_events_and_catches_up(
    opened: Open, browser: Browser
) -> None:
    """The page is frozen as a laptop's lid freezes it; nothing is loaded anew."""
    faults: list[str] = []
    page = await page_of(browser, faults, 1440)
    first = await opened.waiting("Sudah sampai mana?", 1)
    await _sign_in(opened, page)
    await page.locator(f"li[data-number='{first}'] a").click()
    await expect(page.get_by_test_id("ticket-number")).to_have_text(first)
    await page.evaluate("window.sameAsBefore = true")
    lid = await page.context.new_cdp_session(page)
    await lid.send("Page.setWebLifecycleState", {"state": "frozen"})
    await opened.live.close()
    start = await opened.desk.latest()
    budi = await opened.desk.agent("Budi")
    made = [await opened.waiting(f"Pertanyaan {n}", n) for n in range(2, 62)]  # a minute each
    for n, one in enumerate(made):
        await opened.office.house.agents.reply(one, budi, "Silakan.")
        if n % 2:
            await opened.office.house.agents.resolve(one, budi)
    await opened.office.house.agents.reply(first, budi, "Izin Anda selesai besok.")
    assert len(await opened.desk.log(start)) == 200, "more than a page of the log"
    await lid.send("Page.setWebLifecycleState", {"state": "active"})
    await page.evaluate("window.dispatchEvent(new Event('online'))")

    await expect(page.get_by_text("Izin Anda selesai besok.").first).to_be_visible()
    await expect(page.get_by_test_id("count-queue")).to_contain_text("0")
    await expect(page.get_by_test_id("count-pending")).to_contain_text("31")
    await expect(page.get_by_test_id("connection")).to_have_attribute("data-phase", "live")
    assert await page.evaluate("window.sameAsBefore"), "it was loaded anew"
    assert faults == []


async def test_who_asked_for_it_is_told_outside_the_page(opened: Open, browser: Browser) -> None:
    faults: list[str] = []
    page = await page_of(browser, faults, 1440)
    await page.context.grant_permissions(["notifications"])
    await page.add_init_script(LOOKING_AWAY)
    await _sign_in(opened, page)
    await opened.waiting(ASKED[0], 0)
    await expect(page.get_by_test_id("count-queue")).to_contain_text("1")
    assert await page.evaluate("window.told") == [], "nobody asked for it yet"
    await page.get_by_test_id("account").press("Enter")
    await page.get_by_test_id("preferences-open").press("Enter")
    await page.get_by_test_id("rule-queue").press("Space")
    await expect(page.get_by_test_id("rule-queue")).to_be_checked()
    await _keys(page, "Escape")
    new = await opened.waiting(ASKED[1], 1)
    await expect(page.get_by_test_id("count-queue")).to_contain_text("2")
    assert await page.evaluate("window.told") == [["Menunggu petugas", new]]

    await page.get_by_test_id("account").press("Enter")
    await page.get_by_test_id("preferences-open").press("Enter")
    await page.get_by_test_id("rule-mentioned").press("Space")
    await expect(page.get_by_test_id("rule-mentioned")).to_be_checked()
    await _keys(page, "Escape")
    dewi = await opened.office.house.administration.staff.find("dewi@kantor.id")
    budi = await opened.desk.agent("Budi")
    await opened.office.house.agents.note(new, budi, "@Dewi, tolong lihat", mentioned=[dewi])
    told: list[list[str]] = []
    async with asyncio.timeout(10):
        while len(told) < 2:
            await asyncio.sleep(0.05)
            told = await page.evaluate("window.told")
    assert told[1:] == [["Anda disebut", new]]
    assert faults == []


async def test_who_looks_at_the_page_is_neither_rung_at_nor_told(
    opened: Open, browser: Browser
) -> None:
    faults: list[str] = []
    page = await page_of(browser, faults, 1440)
    await page.context.grant_permissions(["notifications"])
    await page.add_init_script(LOOKING_AWAY)
    await _sign_in(opened, page)
    await page.get_by_test_id("account").press("Enter")
    await page.get_by_test_id("preferences-open").press("Enter")
    await page.get_by_test_id("rule-queue").press("Space")
    await page.get_by_test_id("sound").press("Space")
    await expect(page.get_by_test_id("sound")).to_be_checked()
    assert await page.evaluate("window.rung") == 1, "one hears what one chose"
    await _keys(page, "Escape")
    first = await opened.waiting(ASKED[0], 0)
    await expect(page.get_by_test_id("count-queue")).to_contain_text("1")
    assert await page.evaluate("[window.rung, window.told]") == [2, [["Menunggu petugas", first]]]
    await page.evaluate("Document.prototype.hasFocus = () => true")
    await opened.waiting(ASKED[1], 1)
    await expect(page.get_by_test_id("count-queue")).to_contain_text("2")
    assert await page.evaluate("[window.rung, window.told.length]") == [2, 1]
    assert faults == []


async def test_a_browser_that_does_not_allow_it_is_named(opened: Open, browser: Browser) -> None:
    faults: list[str] = []
    page = await page_of(browser, faults, 1440)
    await page.add_init_script(_PERMISSION)
    await _sign_in(opened, page)
    await page.get_by_test_id("account").press("Enter")
    await page.get_by_test_id("preferences-open").press("Enter")
    await expect(page.get_by_test_id("rule-queue")).to_be_visible()
    assert await page.evaluate("window.asked") == 0, "nobody is asked who did not wish for it"
    await page.get_by_test_id("rule-queue").press("Space")
    await expect(page.get_by_test_id("rule-queue")).to_be_checked()
    assert await page.evaluate("window.asked") == 1
    await _keys(page, "Escape")

    await page.evaluate("window.permission = 'default'")
    await page.get_by_test_id("account").press("Enter")
    await page.get_by_test_id("preferences-open").press("Enter")
    await expect(page.get_by_test_id("notices-unasked")).to_contain_text("belum mengizinkan")
    await expect(page.get_by_role("menu")).to_have_count(0)  # it fades away beneath the sheet
    assert await audit(page) == []
    await picture(page, "console-notices-unasked-1440")
    await page.evaluate("window.answer = 'denied'")
    await page.get_by_test_id("notices-unasked").get_by_role("button").press("Enter")
    await expect(page.get_by_test_id("notices-refused")).to_contain_text("setelan situs")
    await page.get_by_test_id("rule-reply").press("Space")
    await expect(page.get_by_test_id("rule-reply")).not_to_be_checked()
    await picture(page, "console-notices-refused-1440")
    assert faults == []


async def test_it_is_fit_to_be_seen(opened: Open, browser: Browser) -> None:
    """In both themes and three widths: nothing scrolls sideways, and axe-core finds nothing."""
    faults: list[str] = []
    made = [await opened.waiting(text, n) for n, text in enumerate(ASKED)]
    page = await page_of(browser, faults, 1440)
    await _sign_in(opened, page, Role.SUPERVISOR)
    await expect(page.locator(f"li[data-number='{made[0]}']")).to_be_visible()
    await _keys(page, "j", "x", "j", "x")
    await expect(page.get_by_test_id("bulk")).to_be_visible()
    found = await looked_at(page, "console-bulk")
    for name, keys in (("palette", ("Control+k",)), ("help", ("?",))):
        await _keys(page, *keys)
        await expect(page.get_by_test_id(name)).to_be_visible()
        found += await looked_at(page, f"console-{name}")
        await _keys(page, "Escape")
        await expect(page.get_by_test_id(name)).to_have_count(0)
    await page.get_by_test_id("account").press("Enter")
    await page.get_by_test_id("preferences-open").press("Enter")
    await expect(page.get_by_test_id("preferences")).to_be_visible()
    found += await looked_at(page, "console-preferences")
    assert found == []
    assert faults == []
