"""The bot panel in the browser: what was understood, the right intent, an answer approved."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from app.bootstrap import assemble
from app.dialogue import guide_of, policy_of
from app.review import READING
from app.settings import BotSettings, DatabaseSettings, Settings
from bot.composing import Composer
from bot.handler import Bot
from channels.livechat.settings import LiveChatSettings
from nlu.interpreter import Entity, Guess, Interpretation
from nlu.signals import signals
from runtime.ids import new_id
from runtime.worker import Job
from tests.browser.screens import audit, page_of, picture, settled
from tests.console.caller import Office
from tests.console.offices import serving
from tests.tickets.desk import SetClock, conversation, number
from tickets.commands.bot import BotCommands
from tickets.domain.access import Role
from tickets.domain.traffic import Receipt

pytestmark = pytest.mark.slow
PASSWORD = "rahasia-sekali"
HELD = "diperiksa petugas dulu"


class Reader:
    """Takes every text for a question about fees; no Rasa runs here."""

    async def parse(self, text: str) -> Interpretation:
        guesses = (("tanya_biaya", 0.72), ("tanya_syarat", 0.18), ("tanya_lama_proses", 0.06))
        ranking = tuple(Guess(intent=intent, confidence=sure) for intent, sure in guesses)
        entities = (Entity(name="permit", value="pbg"), Entity(name="phone", value="0812"))
        return Interpretation(ranking=ranking, entities=entities, signals=signals(text))


@pytest_asyncio.fixture(loop_scope="session")
async def office(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Office]:
    settings = Settings(
        data=tmp_path / "var",
        database=DatabaseSettings(url=sqlite_url),
        channels={"livechat": LiveChatSettings(kind="livechat")},
        bot=BotSettings(approve=("tanya_biaya",)),
    )
    async with assemble(settings) as house, serving(house, SetClock(house.clock())) as office:
        yield office


async def turn(office: Office, receipt: Receipt) -> None:
    """The bot that the application has, with a reader that needs no Rasa."""
    house = office.house
    composer = Composer(house.knowledge)
    bot = Bot(
        queries=house.queries,
        commands=BotCommands(house.db, house.clock, new_id, reading=READING),
        interpreter=Reader(),
        policy=policy_of(house.settings, house.knowledge),
        composer=composer,
        guide=guide_of(house.settings, house.knowledge, None),
        clock=house.clock,
        letters=lambda kind: kind == "email",
        leaves=lambda kind: kind == "livechat",
        warming=lambda: False,
        status=house.status,
    )
    payload = {"conversation": conversation(receipt).hex}
    await bot.turn(Job(id=1, kind="turn", payload=payload, attempt=1, first_at=house.clock()))


@contextlib.asynccontextmanager
async def signed_in(
    office: Office, browser: Browser, width: int, scheme: str, ticket: str
) -> AsyncIterator[Page]:
    faults: list[str] = []
    page = await page_of(browser, faults, width, scheme=scheme)
    try:
        await page.goto(str(office.server.make_url("/console/")))
        await page.get_by_test_id("login-email").fill("dewi@kantor.id")
        await page.get_by_test_id("login-password").fill(PASSWORD)
        await page.get_by_test_id("login-submit").click()
        await page.wait_for_selector("[data-testid=connection][data-phase=live]")
        await page.goto(str(office.server.make_url(f"/console/#/open/{ticket}")))
        yield page
    finally:
        await page.context.close()
    assert faults == []


@pytest_asyncio.fixture(loop_scope="session")
async def receipt(office: Office) -> Receipt:
    await office.house.people.add(
        email="dewi@kantor.id", name="Dewi", role=Role.AGENT, password=PASSWORD
    )
    made = await office.desk.chat(
        "Berapa biaya PBG untuk rumah tinggal? HP saya 0812-0000-0000", sender_name="Budi"
    )
    await turn(office, made)
    return made


async def test_an_answer_is_read_corrected_and_approved(
    office: Office, browser: Browser, receipt: Receipt
) -> None:
    ticket = number(receipt)
    async with signed_in(office, browser, 1440, "light", ticket) as page:
        panel = page.get_by_test_id("bot-panel")
        await expect(panel).to_be_visible()
        guess = panel.get_by_test_id("bot-guess").first
        await expect(guess).to_contain_text("Biaya atau retribusi izin")
        await expect(guess).to_contain_text("72%")
        await expect(panel.get_by_text("telepon: disamarkan")).to_be_visible()
        await expect(panel.get_by_test_id("bot-why")).to_contain_text("harus diperiksa petugas")
        await expect(page.get_by_test_id("transcript")).to_contain_text(HELD)
        proposal = panel.get_by_test_id("proposal")
        await expect(proposal).to_have_attribute("data-state", "waiting")
        await proposal.get_by_test_id("bot-facts").locator("summary").click()
        await expect(proposal.get_by_test_id("bot-fact").first).to_be_visible()
        await picture(page, "bot-panel-1440-light")
        assert await audit(page) == []

        await panel.get_by_test_id("bot-correct").click()
        await panel.get_by_test_id("bot-intent").fill("syarat izin")
        await picture(page, "bot-correcting-1440-light")
        await page.get_by_role("option", name="Syarat izin", exact=True).click()
        await panel.get_by_test_id("bot-permit").fill("PBG")
        await page.get_by_role("option", name="PBG (pengganti IMB)").click()
        await panel.get_by_test_id("bot-send-review").click()
        await expect(panel.get_by_test_id("bot-corrected")).to_contain_text(
            "Dikirim ke tinjauan: Syarat izin: PBG (pengganti IMB)"
        )

        text = await proposal.locator("p").nth(1).inner_text()
        await proposal.get_by_test_id("proposal-change").click()
        await proposal.get_by_test_id("proposal-edit").fill(f"Selamat pagi. {text}")
        await proposal.get_by_test_id("proposal-send").click()
        await expect(panel.get_by_test_id("proposal")).to_have_count(0)
        await expect(panel.get_by_test_id("proposal-decided")).to_contain_text("dikirim Dewi")
        await expect(page.get_by_test_id("suggested")).to_have_text("Disarankan bot, disunting")
        await page.get_by_test_id("bot-toggle").click()
        await expect(panel).to_have_count(0)
    [*_, (_, said)] = await office.desk.thread()
    assert said.startswith("Selamat pagi. ")


@pytest.mark.parametrize(
    ("width", "scheme"), [(390, "light"), (390, "dark"), (1024, "light"), (1440, "dark")]
)
async def test_it_is_a_drawer_where_there_is_no_room(
    office: Office, browser: Browser, receipt: Receipt, width: int, scheme: str
) -> None:
    async with signed_in(office, browser, width, scheme, number(receipt)) as page:
        toggle = page.get_by_test_id("bot-toggle")
        await expect(toggle).to_have_text("1 jawaban menunggu")
        if width < 1400:
            await expect(page.get_by_test_id("bot-panel")).to_have_count(0)
            await picture(page, f"bot-closed-{width}-{scheme}")
            await toggle.click()
        await expect(page.get_by_test_id("proposal")).to_be_visible()
        await settled(page)  # the drawer slides in
        await picture(page, f"bot-panel-{width}-{scheme}")
        await page.get_by_test_id("bot-correct").scroll_into_view_if_needed()
        await picture(page, f"bot-readings-{width}-{scheme}")
        assert await audit(page) == []
        assert not await page.evaluate("document.documentElement.scrollWidth > innerWidth")
        await office.desk.chat("sudah, terima kasih")
        await expect(page.get_by_test_id("proposal")).to_have_attribute("data-state", "stale")
        await expect(page.get_by_test_id("proposal-send")).to_have_count(0)
        await picture(page, f"bot-stale-{width}-{scheme}")
        if width < 1400:
            await page.keyboard.press("Escape")
            await expect(page.get_by_test_id("bot-panel")).to_have_count(0)
            await expect(toggle).to_be_focused()
