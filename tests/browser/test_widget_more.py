"""The citizen's walk through what the server offers beside words: a file, a rating, the offline."""

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.screens import audit, given, page_of, picture, png
from tests.browser.test_widget import AGENT, BOT, MINE, say
from tests.peers.server import Server, at_the_desk

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("width", [390, 1440])
async def test_send_a_file_be_answered_with_one_and_rate(
    browser: Browser, server: Server, width: int
) -> None:
    faults: list[str] = []
    page = await page_of(browser, faults, width)
    await page.goto(server.base + "/")
    await say(page, "jam buka kantor hari apa saja?")
    await expect(page.locator(BOT).first).to_contain_text("17 Juni 2020")
    dated = page.get_by_test_id("card").filter(has_text="17 Juni 2020")
    await expect(dated.first).to_contain_text("Sumber: ")
    await file_sent(page, width)
    await page.get_by_test_id("talk-to-person").click()
    await expect(page.get_by_test_id("state")).to_have_attribute("data-handler", "queue")
    async with at_the_desk(server) as desk:
        (ticket,) = await desk.in_queue()
        number = ticket["number"]
        seen = await desk.get(f"/tickets/{number}/messages")
        (file,) = [one for message in seen["data"] for one in message["attachments"]]
        assert file["name"] == "denah.png"
        await desk.post(f"/tickets/{number}/take")
        await desk.reply(number, "Selamat siang, saya Sari.")
        await expect(page.locator(AGENT)).to_contain_text("saya Sari")
        await expect(page.get_by_test_id("state")).to_contain_text("Petugas: ")
        await desk.post(f"/tickets/{number}/resolve")
        await rated(page, width)
    await page.reload()
    await expect(page.locator(AGENT)).to_contain_text("saya Sari")
    await page.get_by_test_id("image").scroll_into_view_if_needed()  # fetched when it is looked at
    await expect(page.get_by_test_id("image").locator("img")).to_be_visible()
    assert await audit(page) == []
    assert faults == []


async def file_sent(page: Page, width: int) -> None:
    await page.get_by_test_id("file-input").set_input_files(
        given("denah.png", "image/png", png(320, 200, (150, 90, 30)))
    )
    await page.get_by_test_id("input").fill("ini denahnya")
    await page.get_by_test_id("send").click()
    mine = page.locator(MINE).last
    await expect(mine).to_have_attribute("data-status", "stored")
    await expect(mine.get_by_test_id("image").locator("img")).to_be_visible()
    await picture(page, f"more-1-file-{width}")


async def rated(page: Page, width: int) -> None:
    await page.get_by_test_id("score-5").check(force=True)
    await page.get_by_test_id("comment").fill("Cepat dan jelas")
    await page.get_by_test_id("sheet-send").click()
    await expect(page.get_by_test_id("sheet-done")).to_be_visible()
    await picture(page, f"more-2-rated-{width}")


async def test_a_file_typed_offline_arrives_once(browser: Browser, server: Server) -> None:
    faults: list[str] = []
    page = await page_of(browser, faults, 390)
    await page.goto(server.base + "/")
    await expect(page.get_by_test_id("attach")).to_be_visible()
    await page.context.set_offline(True)
    await page.get_by_test_id("file-input").set_input_files(
        given(
            "surat.pdf", "application/pdf", b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF"
        )
    )
    await say(page, "ini suratnya")
    await expect(page.locator("[data-testid=upload][data-state=waiting]")).to_have_count(1)
    await page.context.set_offline(False)
    await expect(page.locator("[data-testid=message][data-status=stored]")).to_have_count(1)
    await expect(page.locator(MINE).get_by_test_id("file")).to_contain_text("surat.pdf")
    assert faults == []
