"""The citizen's walk on phone and desktop: ask, lose the network, be handed over, read it all."""

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.screens import audit, page_of, picture
from tests.peers.server import Desk, Server, at_the_desk

pytestmark = pytest.mark.slow
BOT = "[data-testid=message][data-author=bot]"
MINE = "[data-testid=message][data-author=contact]"
AGENT = "[data-testid=message][data-author=agent]"


@pytest.mark.parametrize("width", [390, 1440])
async def test_ask_lose_the_network_be_handed_over_and_read_it_all(
    browser: Browser, server: Server, width: int
) -> None:
    faults: list[str] = []
    page = await page_of(browser, faults, width)
    await page.goto(server.base + "/")
    await say(page, "jam buka kantor hari apa saja?")
    await expect(page.locator(BOT).first).to_contain_text("17 Juni 2020")
    await picture(page, f"walk-1-answer-{width}")
    await without_a_network(page, width)
    async with at_the_desk(server) as desk:
        await handed_over(page, desk, width)
    said = await page.get_by_test_id("message-text").all_inner_texts()
    await page.reload()
    await expect(page.locator(AGENT)).to_contain_text("saya Sari")
    assert await page.get_by_test_id("message-text").all_inner_texts() == said
    await picture(page, f"walk-4-read-again-{width}")
    assert await audit(page) == []
    assert faults == []


async def say(page: Page, text: str) -> None:
    await page.get_by_test_id("input").fill(text)
    await page.get_by_test_id("send").click()


async def without_a_network(page: Page, width: int) -> None:
    """Two messages typed offline arrive once each, in their order, when the network is back."""
    answers = await page.locator(BOT).count()
    await page.context.set_offline(True)
    await say(page, "syarat pbg apa saja?")
    await say(page, "berapa lama prosesnya?")
    await expect(page.get_by_test_id("connection")).to_contain_text("Pesan Anda tersimpan")
    await expect(page.locator("[data-testid=message][data-status=pending]")).to_have_count(2)
    await picture(page, f"walk-2-offline-{width}")
    await page.context.set_offline(False)
    await expect(page.locator("[data-testid=message][data-status=pending]")).to_have_count(0)
    await expect(page.locator(MINE)).to_have_count(3)
    texts = await page.locator(f"{MINE} [data-testid=message-text]").all_inner_texts()
    assert texts[1:] == ["syarat pbg apa saja?", "berapa lama prosesnya?"]
    await expect(page.get_by_test_id("connection")).to_be_hidden()
    await expect(page.locator(BOT).nth(answers)).to_be_visible()


async def handed_over(page: Page, desk: Desk, width: int) -> None:
    await page.get_by_test_id("talk-to-person").click()
    await expect(page.get_by_test_id("state")).to_have_attribute("data-handler", "queue")
    await expect(page.get_by_test_id("state")).to_contain_text("urutan 1")
    (ticket,) = await desk.in_queue()
    await expect(page.get_by_test_id("ticket")).to_contain_text(ticket["number"])
    await desk.post(f"/tickets/{ticket['number']}/take")
    await desk.reply(ticket["number"], "Selamat siang, saya Sari.")
    await expect(page.locator(AGENT)).to_contain_text("saya Sari")
    await expect(page.get_by_test_id("state")).to_have_attribute("data-handler", "agent")
    await picture(page, f"walk-3-handed-over-{width}")


async def test_not_what_i_meant_is_understood_and_both_tabs_show_it(
    browser: Browser, server: Server
) -> None:
    faults: list[str] = []
    first = await page_of(browser, faults, 390)
    await first.goto(server.base + "/")
    await say(first, "jam buka kantor hari apa saja?")
    await expect(first.locator(BOT).first).to_contain_text("17 Juni 2020")
    second = await first.context.new_page()
    await second.goto(server.base + "/")
    await expect(second.locator(MINE)).to_have_count(1)
    await second.get_by_test_id("not-meant").click()
    for page in (first, second):
        await expect(page.locator(MINE)).to_have_count(2)
        await expect(page.locator(BOT)).to_have_count(2)
    assert faults == []
