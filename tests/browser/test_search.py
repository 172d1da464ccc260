"""Search in the browser: by keyboard, from a word to the message it was said in."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.screens import looked_at, page_of, picture, sign_in
from tests.browser.test_mail_desk import PASSWORD, office
from tests.console.caller import Office
from tickets.domain.access import Role
from tickets.domain.message import Upload

__all__ = ["office"]  # the fixture
pytestmark = pytest.mark.slow
WIDE, PHONE = 1440, 390


async def signed_in(office: Office, page: Page) -> None:
    await sign_in(page, str(office.server.make_url("/console/")), "dewi@kantor.id", PASSWORD)


async def fill(office: Office) -> str:
    """A desk with something to find; the number of a ticket with many messages."""
    photo = Upload(name="denah.pdf", media_type="application/pdf", content=b"%PDF-1.7")
    desk = office.desk
    await office.house.people.add(
        email="dewi@kantor.id", name="Dewi", role=Role.AGENT, password=PASSWORD
    )
    first = await desk.mail(
        "Mohon info perizinan reklame toko.", subject="Reklame", sender_name="Siti Rahmawati"
    )
    key = "<panjang@contoh>"
    long = await desk.mail(
        "Selamat pagi", subject="Apotek", sender="budi@contoh.id", message_key=key
    )
    for n in range(30):
        text = "Apakah izin apotek sudah terbit?" if n == 10 else f"Pesan nomor {n}. " * 12
        await desk.mail(
            text,
            subject="Apotek",
            sender="budi@contoh.id",
            sender_name="Budi",
            thread_keys=(f"message:{key}",),
        )
    await desk.mail(
        "Terlampir denahnya.", subject="Gudang", sender="ani@contoh.id", uploads=(photo,)
    )
    assert first.ticket is not None
    assert long.ticket is not None
    return long.ticket


async def test_from_a_word_to_the_message_by_keyboard(
    office: Office, browser: Browser, tmp_path: Path
) -> None:
    del tmp_path
    number, faults = await fill(office), list[str]()
    page = await page_of(browser, faults, WIDE)
    await signed_in(office, page)
    await page.keyboard.press("/")
    await expect(page.get_by_test_id("search-words")).to_be_focused()
    await page.keyboard.type("izin")
    await expect(page.get_by_test_id("hit")).to_have_count(2)
    await expect(page.locator("mark").first).to_have_text("izin")  # as written: before its kin
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    found = page.locator("[data-message][aria-current=true]")
    await expect(found).to_contain_text("izin apotek")
    await expect(found).to_be_in_viewport()
    await expect(page.get_by_test_id("ticket-number")).to_have_text(number)
    await picture(page, "search-message-1440-light")
    await page.go_back()
    await expect(page.get_by_test_id("search-words")).to_have_value("izin")
    await page.get_by_test_id("search-words").fill(number.lower())
    await expect(page.locator("[data-where=number]")).to_have_count(1)
    await page.get_by_test_id("search-words").fill("rahm")
    await expect(page.locator("[data-where=contact] mark")).to_have_text("Rahmawati")
    await page.get_by_test_id("search-words").fill("denah")
    await page.get_by_text("Ada lampiran").click()
    await expect(page.get_by_test_id("hit")).to_have_count(1)
    await page.get_by_test_id("search-words").fill("tidak ada yang begini")
    await page.get_by_test_id("search-everywhere").click()
    await expect(page.get_by_text("Coba kata yang lebih sedikit")).to_be_visible()
    assert faults == []


async def test_it_can_be_read_in_every_size_and_scheme(office: Office, browser: Browser) -> None:
    faults: list[str] = []
    await fill(office)
    page = await page_of(browser, faults, WIDE)
    await signed_in(office, page)
    await page.get_by_test_id("open-search").click()
    await expect(page.get_by_text("Tulis kata yang dicari")).to_be_visible()
    assert await looked_at(page, "search-empty") == []
    await page.get_by_test_id("search-words").fill("izin")
    await expect(page.get_by_test_id("hit")).to_have_count(2)
    assert await looked_at(page, "search") == []
    assert faults == []
