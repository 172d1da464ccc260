"""What the widget does with all the frames of the protocol, in a real browser."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from tests.browser.screens import given, page_of, png
from tests.peers.office import LARGEST, Office, office

pytestmark = pytest.mark.slow
_HAND_OVER = """
([type, name, kind, bytes]) => {
  const transfer = new DataTransfer();
  transfer.items.add(new File([new Uint8Array(bytes)], name, {type: kind}));
  const root = document.querySelector("tanya-chat").shadowRoot;
  const make = type === "paste"
    ? new ClipboardEvent("paste", {clipboardData: transfer, bubbles: true, cancelable: true})
    : new DragEvent(type, {dataTransfer: transfer, bubbles: true, cancelable: true});
  root.querySelector(type === "paste" ? "textarea" : ".log").dispatchEvent(make);
}
"""


@pytest_asyncio.fixture(loop_scope="session")
async def chat() -> AsyncIterator[Office]:
    async with office() as ours:
        yield ours


async def visit(browser: Browser, chat: Office, width: int = 390) -> Page:
    faults: list[str] = []
    page = await page_of(browser, faults, width)
    await page.goto(chat.base + "/")
    await expect(page.get_by_test_id("attach")).to_be_visible()
    return page


def uploads(page: Page, state: str) -> Locator:
    return page.locator(f"[data-testid=upload][data-state={state}]")


async def test_files_are_picked_dropped_and_pasted_and_one_is_taken_out(
    browser: Browser, chat: Office
) -> None:
    page = await visit(browser, chat)
    chat.gate.clear()
    await page.get_by_test_id("file-input").set_input_files(
        [
            given("satu.png", "image/png", png(40, 30)),
            given("besar.pdf", "application/pdf", bytes(LARGEST + 1)),
        ]
    )
    await expect(page.get_by_test_id("notice")).to_contain_text("besar.pdf terlalu besar")
    await expect(uploads(page, "sending")).to_have_count(1)
    await page.evaluate(_HAND_OVER, ["drop", "dua.png", "image/png", list(png(30, 30))])
    await page.evaluate(_HAND_OVER, ["paste", "tiga.pdf", "application/pdf", [37, 80]])
    await expect(page.get_by_test_id("upload")).to_have_count(3)
    await page.get_by_role("button", name="Hapus dua.png").click()
    chat.gate.set()
    await expect(uploads(page, "done")).to_have_count(2)
    await page.get_by_test_id("send").click()
    mine = page.locator("[data-testid=message][data-status=stored]")
    await expect(mine.get_by_test_id("image")).to_have_count(1)
    await expect(mine.get_by_test_id("file")).to_contain_text("tiga.pdf")
    assert [name for name, _, _ in chat.files.values()] == ["satu.png", "tiga.pdf"]
    (message,) = chat.heard("message")
    assert (message["text"], len(message["attachments"])) == ("", 2)


async def test_a_file_is_sent_after_the_network_was_lost(browser: Browser, chat: Office) -> None:
    page = await visit(browser, chat)
    await page.context.set_offline(True)
    await page.get_by_test_id("file-input").set_input_files(
        given("foto.png", "image/png", png(40, 30))
    )
    await page.get_by_test_id("input").fill("ini fotonya")
    await page.get_by_test_id("send").click()
    await expect(uploads(page, "waiting")).to_have_count(1)
    assert chat.files == {}
    await page.context.set_offline(False)
    await expect(page.locator("[data-testid=message][data-status=stored]")).to_have_count(1)
    await expect(page.get_by_test_id("image").locator("img")).to_be_visible()
    assert len(chat.heard("message")) == 1


async def test_a_reload_before_the_upload_loses_the_file_and_says_so(
    browser: Browser, chat: Office
) -> None:
    page = await visit(browser, chat)
    chat.gate.clear()
    await page.get_by_test_id("file-input").set_input_files(
        given("foto.png", "image/png", png(40, 30))
    )
    await page.get_by_test_id("input").fill("ini fotonya")
    await page.get_by_test_id("send").click()
    await expect(uploads(page, "sending")).to_have_count(1)
    await page.reload()
    chat.gate.set()
    await expect(page.get_by_test_id("failure")).to_contain_text("lampirkan berkas lagi")
    await page.get_by_test_id("retry").click()
    await expect(page.locator("[data-testid=message][data-status=stored]")).to_have_count(1)
    assert "attachments" not in chat.heard("message")[0]


async def test_the_offices_files_come_with_the_session_in_a_header(
    browser: Browser, chat: Office
) -> None:
    page = await visit(browser, chat)
    picture = chat.keep("denah.png", "image/png", png(600, 400))
    form = chat.keep("Formulir.pdf", "application/pdf", b"%PDF-1.7 formulir")
    chat.files_gate.clear()
    await chat.say("Ini berkasnya.", "agent", attachments=[picture, form])
    await page.get_by_test_id("image").click()  # its bytes are still on the way
    await expect(page.get_by_test_id("large-image")).to_contain_text("Mengunduh")
    chat.files_gate.set()
    await expect(page.get_by_test_id("large-image").get_by_role("img")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_test_id("large-image")).to_be_hidden()
    async with page.expect_download() as coming:
        await page.get_by_test_id("file").click()
    download = await coming.value
    assert download.suggested_filename == "Formulir.pdf"
    assert (await download.path()).read_bytes() == b"%PDF-1.7 formulir"


async def test_two_tabs_are_one_conversation_and_say_it_once(
    browser: Browser, chat: Office
) -> None:
    first = await visit(browser, chat)
    second = await first.context.new_page()
    await second.goto(chat.base + "/")
    await expect(second.get_by_test_id("attach")).to_be_visible()
    await first.context.set_offline(True)
    await first.get_by_test_id("input").fill("sekali saja")
    await first.get_by_test_id("send").click()
    pending = "[data-testid=message][data-status=pending]"
    await expect(second.locator(pending)).to_contain_text("sekali saja")
    await first.context.set_offline(False)
    for page in (first, second):
        await expect(page.locator("[data-testid=message][data-status=stored]")).to_have_count(1)
        await expect(page.locator(pending)).to_have_count(0)
    assert [message["text"] for message in chat.messages] == ["sekali saja"]


async def test_a_server_that_leaves_is_left_alone_until_it_said(
    browser: Browser, chat: Office
) -> None:
    page = await visit(browser, chat)
    before = len(chat.heard("hello"))
    await chat.leave(3_000)
    await expect(page.get_by_test_id("connection")).to_be_visible()
    await asyncio.sleep(1.5)
    assert len(chat.heard("hello")) == before
    await expect(page.get_by_test_id("connection")).to_be_hidden()
    assert len(chat.heard("hello")) == before + 1


async def test_what_is_missing_is_fetched(browser: Browser, chat: Office) -> None:
    page = await visit(browser, chat)
    await chat.say("satu")
    await expect(page.get_by_test_id("message")).to_have_count(1)
    chat.messages.append({**chat.messages[0], "seq": 2, "text": "dua"})
    await chat.say("tiga")
    await expect(page.get_by_test_id("message-text")).to_have_text(["satu", "dua", "tiga"])
    assert chat.heard("hello")[-1]["after"] == 1


async def test_a_rating_needs_no_mouse(browser: Browser, chat: Office) -> None:
    page = await visit(browser, chat, 1440)
    await chat.stand(handler="agent", agent="Sari", status="resolved", may_rate=True)
    await expect(page.get_by_test_id("score-1")).to_be_attached()
    await page.get_by_test_id("score-1").focus()
    await page.keyboard.press("Space")
    for _ in range(3):
        await page.keyboard.press("ArrowRight")
    await page.keyboard.press("Tab")
    await page.keyboard.type("Cepat dan jelas")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("sheet-done")).to_have_text(
        "Terima kasih atas penilaian Anda."
    )
    (rating,) = chat.heard("rate")
    assert (rating["score"], rating["comment"]) == (4, "Cepat dan jelas")
    await expect(page.get_by_test_id("sheet-close")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.get_by_test_id("input")).to_be_focused()


async def test_forms_ask_again_and_say_what_is_wrong(browser: Browser, chat: Office) -> None:
    page = await visit(browser, chat)
    await chat.stand(handler="queue", position=2, wait_seconds=5400)
    await expect(page.get_by_test_id("state")).to_contain_text("urutan 2, kira-kira 90 menit")
    await page.get_by_test_id("contact").click()
    await page.get_by_test_id("sheet-send").click()
    await expect(page.get_by_test_id("email")).to_be_focused()
    chat.refuse = "unknown_type"
    await page.get_by_test_id("email").fill("budi@contoh.id")
    await page.get_by_test_id("sheet-send").click()
    await expect(page.get_by_test_id("sheet-fault")).to_have_text("Layanan ini belum tersedia.")
    chat.refuse = None
    await page.get_by_test_id("sheet-send").click()
    await expect(page.get_by_test_id("sheet-done")).to_be_visible()
    assert [frame["email"] for frame in chat.heard("contact")] == ["budi@contoh.id"] * 2


async def test_a_full_screen_keeps_the_focus_until_escape(browser: Browser, chat: Office) -> None:
    faults: list[str] = []
    page = await page_of(browser, faults, 390)
    await page.goto(chat.base + "/host")
    await page.get_by_test_id("launcher").click()
    await expect(page.get_by_test_id("attach")).to_be_visible()
    await expect(page.get_by_role("dialog")).to_have_attribute("aria-modal", "true")
    for key in ("Tab", "Shift+Tab"):
        for _ in range(12):
            await page.keyboard.press(key)
            inside = "document.activeElement === document.querySelector('tanya-chat')"
            assert await page.evaluate(inside), key
    await page.keyboard.press("Escape")
    await expect(page.get_by_test_id("launcher")).to_be_focused()
    assert faults == []


async def test_a_page_of_others_speaks_for_its_visitor(browser: Browser, chat: Office) -> None:
    faults: list[str] = []
    page = await page_of(browser, faults, 1440)
    await page.goto(chat.base + "/host")
    await page.wait_for_function("window.Tanya")
    await page.evaluate("Tanya.setUser({id: '7', hmac: 'ab'}); Tanya.setLocale('en'); Tanya.show()")
    await expect(page.get_by_test_id("attach")).to_be_visible()
    hello = chat.heard("hello")[-1]
    assert (hello["user"], hello["attributes"]) == ({"id": "7", "hmac": "ab"}, {"page": "/host"})
    assert hello["locale"] == "en"
    await page.get_by_test_id("menu").click()
    await page.get_by_test_id("menu-locale").click()
    await expect(page.get_by_test_id("talk-to-person")).to_have_text("Bicara dengan petugas")
    await chat.say("halo")
    await expect(page.get_by_test_id("message")).to_have_count(1)
    chat.messages.clear()
    await page.evaluate("Tanya.reset()")
    await expect(page.get_by_test_id("message")).to_have_count(0)
    await expect(page.get_by_test_id("connection")).to_be_hidden()
    assert chat.heard("hello")[-1]["session"] is None
    assert faults == []


@pytest.mark.parametrize("width", [320, 360])
async def test_nothing_is_cut_off_when_enlarged(browser: Browser, chat: Office, width: int) -> None:
    """A desktop of 1,280 at 400 %, a phone of 720 at 200 %."""
    page = await visit(browser, chat, width)
    await chat.stand(handler="queue", position=3, wait_seconds=280)
    await chat.say("https://contoh.go.id/" + "sangat-panjang-" * 9, choices=[
        {"id": "a", "label": "Pilihan dengan nama yang panjang sekali"},
    ])  # fmt: skip
    await expect(page.get_by_test_id("choice")).to_be_visible()
    wide = """() => {
      const root = document.querySelector("tanya-chat").shadowRoot;
      const over = [...root.querySelectorAll(".panel, .log, .foot, .head")]
        .filter((one) => one.scrollWidth > one.clientWidth + 1);
      return [document.documentElement.scrollWidth > innerWidth, over.map((one) => one.className)];
    }"""
    assert await page.evaluate(wide) == [False, []]
