"""The citizens' pages in a browser without JavaScript: on a phone and a desk, light and dark."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Literal

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.browser.screens import picture
from tests.peers.server import Server

pytestmark = pytest.mark.slow
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Scheme = Literal["light", "dark"]


@pytest_asyncio.fixture(loop_scope="session")
async def server(tmp_path: Path, rasa_socket: Path) -> AsyncIterator[Server]:
    config = {
        "data": str(tmp_path / "data"),
        "database": {"url": f"sqlite+aiosqlite:///{tmp_path}/tanya.db"},
        "nlu": {"url": f"unix://{rasa_socket}"},
        "office": {"hours": {day: ["00:00-24:00"] for day in DAYS}, "holidays": None},
        "channels": {"livechat": {"kind": "livechat"}},
    }
    server = Server(folder=tmp_path / "server", config=config)
    try:
        await server.start()
        yield server
    finally:
        await server.stop()


class Look:
    """Keeps what is seen, and looks that nothing sticks out."""

    def __init__(self, page: Page, name: str) -> None:
        self._page, self._name, self._count = page, name, 0

    async def keep(self, what: str) -> None:
        """A picture of the whole page."""
        self._count += 1
        await picture(self._page, f"pages-{self._name}-{self._count}-{what}", whole=True)
        wide = await self._page.locator("html").evaluate("e => [e.scrollWidth, e.clientWidth]")
        assert wide[0] <= wide[1], f"{what} is wider than the screen"


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1440, "light")])
async def test_ask_get_the_number_and_look_it_up_without_javascript(
    browser: Browser, server: Server, width: int, scheme: Scheme
) -> None:
    context = await browser.new_context(
        java_script_enabled=False,
        viewport={"width": width, "height": 844},
        color_scheme=scheme,
        locale="id-ID",
    )
    page = await context.new_page()
    look = Look(page, f"{width}-{scheme}")
    await page.goto(server.base + "/")
    await look.keep("home")
    await page.get_by_role("link", name="Buka formulir").click()
    await look.keep("form")
    await page.get_by_label("Pesan Anda").fill("jam buka kantor hari apa saja?")
    await page.get_by_label("Alamat surel").fill("bukan alamat")
    await page.get_by_role("button", name="Kirim").click()
    await expect(page.get_by_role("alert")).to_contain_text("tidak lengkap")
    await look.keep("fault")
    await page.get_by_label("Alamat surel").fill("siti@contoh.id")
    await page.get_by_role("button", name="Kirim").click()
    await expect(page.locator(".said.bot").first).to_contain_text("17 Juni 2020")
    await look.keep("thread")
    await page.get_by_role("button", name="Bicara dengan petugas").click()
    await expect(page.locator(".state")).to_contain_text("Menunggu petugas, urutan 1")
    number = await page.locator(".number").inner_text()

    await page.get_by_role("link", name="Cek tiket").first.click()
    await look.keep("status")
    await page.get_by_label("Nomor tiket").fill(number[:-1])
    await page.get_by_role("button", name="Kirim kode").click()
    await expect(page.get_by_role("alert")).to_contain_text("bukan nomor tiket yang benar")
    await look.keep("misspelt")
    await page.get_by_label("Nomor tiket").fill(number.lower())
    await page.get_by_role("button", name="Kirim kode").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Masukkan kode")
    await look.keep("code")

    chat = await context.new_page()
    code = ""
    while not code:
        await chat.goto(server.base + "/kontak")
        told = await chat.locator("ol").inner_text()
        found = re.search(r"tiket T-\S+: (\d{6})", told)
        code = found[1] if found else ""
    await Look(chat, f"{width}-{scheme}-chat").keep("code")
    await page.get_by_label("Kode 6 angka").fill(code)
    await page.get_by_role("button", name="Lihat status").click()
    await expect(page.locator(".answer")).to_contain_text(f"Tiket {number}: menunggu petugas")
    await expect(page.locator(".answer")).to_contain_text("Anda di urutan 1.")
    assert number not in page.url
    assert code not in page.url
    await look.keep("answer")


async def test_the_keyboard_reaches_everything_in_order(browser: Browser, server: Server) -> None:
    page = await browser.new_page(java_script_enabled=False)
    await page.goto(f"{server.base}/kontak?lang=en")
    reached = []
    for _ in range(9):
        await page.keyboard.press("Tab")
        reached.append(await page.locator(":focus").evaluate("e => e.name || e.textContent.trim()"))
    assert reached == [
        "Skip to content", "Tanya", "Check a ticket", "Form", "ID", "EN", "text", "email", "action"
    ]  # fmt: skip
