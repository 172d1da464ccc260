"""Every state of the widget, in both sizes and schemes: axe-core finds nothing."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.browser.screens import given, looked_at, page_of, png
from tests.peers.office import Office, office

pytestmark = pytest.mark.slow

CARDS: Mapping[str, Any] = {
    "lead": "Untuk PBG rumah tinggal:",
    "cards": [
        {
            "text": "Pengajuan melalui SIMBG, https://simbg.pu.go.id",
            "source": "Laman SIMBG",
            "as_of": "17 Juni 2020",
            "certain": True,
        },
        {
            "text": "Loket buka pada hari kerja.",
            "source": "Pengumuman kantor",
            "as_of": "sekitar Juni 2020",
            "certain": False,
        },
    ],
    "close": "Ada lagi yang ingin ditanyakan?",
}


@pytest_asyncio.fixture(loop_scope="session")
async def chat() -> AsyncIterator[Office]:
    async with office() as ours:
        yield ours


async def look(page: Page, name: str, found: list[str]) -> None:
    """In both schemes, keep a picture, and add what axe finds under the name of the state."""
    size = page.viewport_size
    assert size is not None
    found += await looked_at(page, name, [(size["width"], how) for how in ("dark", "light")])


@pytest.mark.parametrize("width", [390, 1440])
async def test_axe_finds_nothing_in_any_state(browser: Browser, chat: Office, width: int) -> None:
    found: list[str] = []
    faults: list[str] = []
    page = await page_of(browser, faults, width)
    await page.goto(chat.base + "/")
    await expect(page.get_by_test_id("attach")).to_be_visible()
    await look(page, "1-empty", found)
    await talked(page, chat, found)
    await asked(page, chat, found)
    await ended(page, chat, found)
    assert found == []
    assert faults == []


async def talked(page: Page, chat: Office, found: list[str]) -> None:
    await page.get_by_test_id("input").fill("syarat pbg apa saja?")
    await page.get_by_test_id("send").click()
    await chat.say("Untuk PBG …", **CARDS)
    await expect(page.get_by_test_id("card")).to_have_count(2)
    await look(page, "2-cards", found)
    await chat.say("Apakah maksud Anda?", choices=[{"id": "a", "label": "Biaya PBG"}])
    await page.get_by_test_id("file-input").set_input_files(
        [
            given("denah.png", "image/png", png(320, 200, (150, 90, 30))),
            given("ktp.doc", "application/msword", b"x"),
            given("surat.pdf", "application/pdf", b"%PDF-1.7"),
        ]
    )
    await expect(page.locator("[data-testid=upload][data-state=done]")).to_have_count(2)
    await look(page, "3-files", found)
    await page.get_by_test_id("send").click()
    await expect(page.get_by_test_id("image").locator("img")).to_be_visible()
    await look(page, "4-sent", found)
    await page.get_by_test_id("image").click()
    await expect(page.get_by_test_id("large-image")).to_be_visible()
    await look(page, "5-large", found)
    await page.keyboard.press("Escape")
    chat.refuse = "bad_frame"
    await page.get_by_test_id("input").fill("ini ditolak")
    await page.get_by_test_id("send").click()
    await expect(page.get_by_test_id("discard")).to_be_visible()
    await look(page, "6-error", found)
    chat.refuse = None
    await page.get_by_test_id("discard").click()


async def asked(page: Page, chat: Office, found: list[str]) -> None:
    await chat.stand(handler="queue", position=3, wait_seconds=280, open=True)
    await expect(page.get_by_test_id("state")).to_have_text(
        "Menunggu petugas, urutan 3, kira-kira 5 menit"
    )
    await look(page, "7-queue", found)
    await page.get_by_test_id("menu").click()
    await look(page, "8-menu", found)
    await page.get_by_test_id("menu-transcript").click()
    await page.get_by_test_id("email").fill("bukan surel")
    await page.get_by_test_id("sheet-send").click()
    await expect(page.get_by_test_id("sheet-fault")).to_be_visible()
    await look(page, "9-form", found)
    await page.keyboard.press("Escape")
    await chat.stand(handler="queue", position=3, open=False, opens_at="2020-06-22T01:00:00Z")
    await expect(page.get_by_test_id("standing")).to_be_visible()
    await look(page, "10-closed", found)
    await chat.stand(handler="agent", agent="Sari", open=True)
    await chat.say("Selamat siang, ini formulirnya.", "agent", attachments=[
        chat.keep("Formulir.pdf", "application/pdf", b"%PDF-1.7 ..."),
    ])  # fmt: skip
    await chat.tell({"type": "read", "seq": 99})
    await chat.tell({"type": "typing", "author": {"kind": "agent", "name": "Sari"}})
    await expect(page.get_by_test_id("typing")).to_be_visible()
    await look(page, "11-agent", found)
    await page.get_by_test_id("menu").click()
    await page.get_by_test_id("menu-telegram").click()
    await expect(page.get_by_test_id("continue-link")).to_be_visible()
    await look(page, "12-link", found)
    await page.get_by_test_id("sheet-close").click()


async def ended(page: Page, chat: Office, found: list[str]) -> None:
    await chat.stand(handler="agent", agent="Sari", status="resolved", may_rate=True)
    await expect(page.get_by_test_id("score-4")).to_be_visible()
    await look(page, "13-rating", found)
    await page.get_by_test_id("score-4").check(force=True)
    await look(page, "14-comment", found)
    await page.get_by_test_id("sheet-send").click()
    await expect(page.get_by_test_id("sheet-done")).to_be_visible()
    await look(page, "15-thanks", found)
    await page.get_by_test_id("sheet-close").click()
    await page.context.set_offline(True)
    await chat.leave(60_000)
    await page.get_by_test_id("input").fill("apakah ini sampai?")
    await page.get_by_test_id("send").click()
    await expect(page.get_by_test_id("connection")).to_be_visible()
    await look(page, "16-offline", found)
    await page.context.set_offline(False)


@pytest.mark.parametrize("width", [390, 1440])
async def test_axe_finds_nothing_on_a_page_of_others(
    browser: Browser, chat: Office, width: int
) -> None:
    found: list[str] = []
    faults: list[str] = []
    page = await page_of(browser, faults, width)
    await page.goto(chat.base + "/host")
    await page.get_by_test_id("launcher").click()
    await expect(page.get_by_test_id("menu")).to_be_visible()
    await chat.say("Halo, ada yang bisa dibantu?")
    await look(page, "20-host-open", found)
    await page.keyboard.press("Escape")
    await chat.say("Masih di sana?", "agent")
    await expect(page.get_by_test_id("launcher")).to_have_attribute(
        "aria-label", "Buka obrolan, 1 pesan belum dibaca"
    )
    await look(page, "21-host-closed", found)
    assert found == []
    assert faults == []
