"""The office's own fields in the browser: defined, filled, seen by another, asked for."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from app.bootstrap import assemble
from app.settings import DatabaseSettings, Settings
from channels.livechat.settings import LiveChatSettings
from runtime.clock import system_clock
from tests.browser.screens import audit, looked_at, page_of, picture, settled, sign_in
from tests.console.caller import Office
from tests.console.offices import serving
from tests.tickets.desk import SetClock, number
from tickets.commands.actor import Actor
from tickets.commands.fields import Definition
from tickets.domain.access import Role
from tickets.domain.fields import FieldKind, Option

pytestmark = pytest.mark.slow
PASSWORD = "rahasia-sekali"


@pytest_asyncio.fixture(loop_scope="session")
async def office(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Office]:
    """An office with an administrator and an agent."""
    settings = Settings(
        data=tmp_path / "var",
        database=DatabaseSettings(url=sqlite_url),
        channels={"livechat": LiveChatSettings(kind="livechat")},
    )
    clock = SetClock(system_clock())
    async with assemble(settings) as house, serving(house, clock) as office:
        for name, role in (("Dewi", Role.ADMIN), ("Sari", Role.AGENT)):
            await house.people.add(
                email=f"{name.lower()}@kantor.id", name=name, role=role, password=PASSWORD
            )
        yield office


async def signed_in(
    office: Office, browser: Browser, faults: list[str], who: str, width: int = 1440,
    scheme: str = "light",
) -> Page:  # fmt: skip
    page = await page_of(browser, faults, width, scheme=scheme)
    await sign_in(page, str(office.server.make_url("/console/")), f"{who}@kantor.id", PASSWORD)
    return page


async def show(office: Office, page: Page, place: str) -> None:
    await page.goto(str(office.server.make_url(f"/console/#/{place}")))


async def defines_a_choice(page: Page) -> None:
    await page.get_by_test_id("field-add").click()
    await page.get_by_test_id("field-label-id").fill("Jenis izin")
    await page.get_by_test_id("field-label-en").fill("Permit")
    await expect(page.get_by_test_id("field-key")).to_have_value("jenis_izin")
    await page.get_by_test_id("field-kind").select_option("choice")
    for place, (label_id, label_en) in enumerate((("Bangunan", "Building"), ("Reklame", "Signs"))):
        await page.get_by_test_id("option-add").click()
        await page.get_by_test_id("option-id").nth(place).fill(label_id)
        await page.get_by_test_id("option-en").nth(place).fill(label_en)
    await page.get_by_test_id("field-required").check()
    assert await audit(page, "[role=dialog]") == []
    await picture(page, "fields-form-1440-light")
    await page.get_by_test_id("field-save").click()
    await expect(page.locator("[data-testid=field][data-key=jenis_izin]")).to_contain_text(
        "Bangunan, Reklame"
    )


async def asks_for_it(page: Page) -> None:
    """Resolving asks for what is required; it may be left at that."""
    await expect(page.get_by_test_id("fields-missing")).to_contain_text("Jenis izin")
    await page.get_by_test_id("action-resolve").click()
    sheet = page.get_by_test_id("missing-fields")
    await expect(sheet).to_contain_text("setelah isian berikut diisi: Jenis izin.")
    await expect(sheet.get_by_test_id("field-jenis_izin")).to_be_focused()
    await page.get_by_test_id("missing-save").click()
    await expect(sheet).to_contain_text("Isi dulu bagian ini.")
    assert await audit(page, "[role=dialog]") == []
    await picture(page, "fields-missing-1440-light")
    await page.keyboard.press("Escape")
    await expect(sheet).to_have_count(0)
    for asked, button in ((_by_palette, "Simpan dan selesaikan"), (_by_menu, "Simpan dan tutup")):
        await asked(page)
        await expect(sheet.get_by_test_id("field-jenis_izin")).to_be_focused()
        await expect(page.get_by_test_id("missing-save")).to_have_text(button)
        await page.keyboard.press("Escape")
        await expect(sheet).to_have_count(0)
    await expect(page.get_by_test_id("status").last).not_to_have_text("Selesai")


async def _by_palette(page: Page) -> None:
    await page.keyboard.press("Control+k")
    await page.keyboard.type("selesai")
    await page.keyboard.press("Enter")


async def _by_menu(page: Page) -> None:
    await page.get_by_test_id("more-actions").click()
    await page.get_by_test_id("more-close").click()


async def fills_it_by_keys(page: Page) -> None:
    await page.get_by_role("heading", name="Warga tanpa nama").focus()
    await page.keyboard.press("f")
    await expect(page.get_by_test_id("field-jenis_izin")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("option", name="Bangunan")).to_be_visible()
    await settled(page)  # a list that has just opened forgets what is chosen in it
    await page.keyboard.press("ArrowDown")
    await expect(page.locator("[role=option][data-combobox-selected]")).to_have_text("Bangunan")
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("field-jenis_izin")).to_have_value("Bangunan")


async def test_a_field_from_its_definition_to_the_end_of_a_ticket(
    office: Office, browser: Browser
) -> None:
    faults: list[str] = []
    ticket = number(await office.desk.chat("Izin apa yang saya perlukan?"))
    sari = await signed_in(office, browser, faults, "sari")
    other = await signed_in(office, browser, faults, "dewi", 390, "dark")
    for page in (sari, other):
        await show(office, page, f"open/{ticket}")
        await expect(page.get_by_test_id("ticket-number")).to_be_visible()
        await expect(page.get_by_test_id("fields-toggle")).to_have_count(0)
    admin = await signed_in(office, browser, faults, "dewi")
    await show(office, admin, "admin/fields")
    await expect(admin.get_by_text("Belum ada isian.")).to_be_visible()
    await defines_a_choice(admin)
    await asks_for_it(sari)  # it is there at once

    # Filled without a mouse, it is in the other browser.
    await fills_it_by_keys(sari)
    await expect(other.get_by_test_id("told-jenis_izin")).to_have_text("Jenis izin: Bangunan")
    told = other.get_by_test_id("transcript").get_by_text("Sari mengisi Jenis izin: Bangunan")
    await expect(told).to_be_visible()
    await picture(other, "fields-told-390-dark")
    await expect(sari.get_by_test_id("fields-missing")).to_have_count(0)

    # Emptied by the other, it is asked for once more, on the sheet that then resolves it.
    await other.get_by_test_id("fields-toggle").click()
    await other.get_by_test_id("field-jenis_izin").click()
    await other.get_by_role("option", name="Kosongkan").click()
    await expect(sari.get_by_test_id("field-jenis_izin")).to_have_value("")
    await sari.get_by_test_id("action-resolve").click()
    sheet = sari.get_by_test_id("missing-fields")
    await sheet.get_by_test_id("field-jenis_izin").click()
    await sari.get_by_role("option", name="Reklame").click()
    await sari.get_by_test_id("missing-save").click()
    await expect(sheet).to_have_count(0)
    await expect(sari.get_by_test_id("status").last).to_have_text("Selesai")
    assert dict((await office.desk.ticket(ticket)).fields) == {"jenis_izin": "reklame"}

    # Archived, it stays where it is filled.
    await admin.get_by_test_id("field-archive").click()
    await expect(admin.get_by_test_id("field")).to_have_attribute("data-off", "true")
    await expect(sari.get_by_test_id("field-jenis_izin")).to_have_value("Reklame")
    await expect(sari.get_by_text("Jenis izin (diarsipkan)")).to_be_visible()
    await show(office, admin, "admin/log")
    newest = admin.get_by_test_id("log-line").first
    await expect(newest).to_contain_text("Isian diarsipkan (jenis_izin)")
    assert faults == []


async def many(office: Office) -> None:
    """A field of each kind, and one more."""
    define = office.house.fields.commands.define
    permit = Definition(
        label_id="Jenis izin", label_en="Permit", required=True,
        options=[
            Option(key="pbg", label_id="Persetujuan bangunan gedung", label_en="Building approval"),
            Option(key="sip", label_id="Surat izin praktik", label_en="Licence to practise"),
        ],
    )  # fmt: skip
    await define("operator", "jenis_izin", FieldKind.CHOICE, permit)
    for key, kind, label_id, label_en, required in (
        ("luas", FieldKind.NUMBER, "Luas tanah (m²)", "Area (m²)", False),
        ("tinjauan", FieldKind.DATE, "Tanggal tinjauan", "Date of the visit", True),
        ("alamat", FieldKind.TEXT, "Alamat lokasi", "Address of the place", False),
        ("kuasa", FieldKind.YES_NO, "Lewat kuasa", "By proxy", False),
        ("nomor", FieldKind.TEXT, "Nomor berkas", "File number", False),
    ):
        what = Definition(label_id=label_id, label_en=label_en, required=required)
        await define("operator", key, kind, what)


async def test_it_is_legible_at_every_width(office: Office, browser: Browser) -> None:
    faults: list[str] = []
    await many(office)
    receipt = await office.desk.chat("Izin apa yang saya perlukan?")
    sari = Actor(id=office.desk.names(), name="Sari")
    fill = office.house.fields.commands.fill
    await fill(number(receipt), sari, "jenis_izin", "pbg")
    await fill(number(receipt), sari, "luas", 1250.5)
    page = await signed_in(office, browser, faults, "dewi", 1440, "light")
    await show(office, page, f"open/{number(receipt)}")
    await expect(page.get_by_test_id("told-luas")).to_have_text("Luas tanah (m²): 1.250,5")
    found = await looked_at(page, "fields-closed")
    await page.get_by_test_id("fields-toggle").click()
    await page.get_by_test_id("field-luas").fill("12,75")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("mengisi Luas tanah (m²): 12,75")).to_have_count(1)
    await page.get_by_test_id("field-alamat").fill("Jalan Melati 7")
    await page.get_by_test_id("field-alamat").press("Escape")
    await expect(page.get_by_test_id("field-alamat")).to_have_value("")
    await page.get_by_test_id("field-luas").fill("1234567890123456789")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("paling banyak 15 digit")).to_be_visible()
    found += await looked_at(page, "fields-open")
    await show(office, page, "admin/fields")
    await page.get_by_test_id("field").first.wait_for()
    found += await looked_at(page, "fields-admin")
    await page.get_by_test_id("field-edit").first.click()
    await page.get_by_test_id("option-archive").last.click()
    found += await looked_at(page, "fields-edit", part="[role=dialog]")
    assert found == []
    await page.get_by_test_id("field-save").click()
    await expect(page.get_by_test_id("field-form")).to_have_count(0)
    await page.get_by_test_id("field-down").first.click()
    await expect(page.get_by_test_id("field").nth(1)).to_have_attribute("data-key", "jenis_izin")
    assert faults == []
