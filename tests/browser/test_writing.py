"""Writing in the browser: drafts in two browsers, canned responses, macros, marks, facts."""

import contextlib
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from app.bootstrap import assemble
from app.settings import DatabaseSettings, Settings
from runtime.clock import system_clock
from tests.browser.screens import audit, looked_at, page_of, picture, sign_in
from tests.console.caller import Office
from tests.console.offices import mailbox, serving
from tests.tickets.desk import SetClock, number
from tickets.commands.actor import Actor
from tickets.commands.fields import Definition
from tickets.domain.access import Role
from tickets.domain.fields import FieldKind
from tickets.domain.macro import Deeds
from tickets.domain.marks import Priority

pytestmark = pytest.mark.slow
PASSWORD = "rahasia-sekali"
QUESTION = "Berapa lama tinjauan lapangan dan penilaian teknis?"
_WITH_SOURCE = re.compile(r"sumber: .+\)")


@pytest_asyncio.fixture(loop_scope="session")
async def office(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Office]:
    """An office that holds its mail for a minute, with an agent, texts and a macro."""
    settings = Settings(
        data=tmp_path / "var",
        database=DatabaseSettings(url=sqlite_url),
        channels={"surat": mailbox(monkeypatch, undo_seconds=60)},
    )
    clock = SetClock(system_clock())
    async with assemble(settings) as house, serving(house, clock) as office:
        await house.people.add(
            email="dewi@kantor.id", name="Dewi", role=Role.SUPERVISOR, password=PASSWORD
        )
        yield office


@contextlib.asynccontextmanager
async def signed_in(
    office: Office, browser: Browser, faults: list[str], width: int = 1440, scheme: str = "light"
) -> AsyncIterator[Page]:
    page = await page_of(browser, faults, width, scheme=scheme)
    await sign_in(page, str(office.server.make_url("/console/")), "dewi@kantor.id", PASSWORD)
    yield page
    await page.context.close()


async def show(office: Office, page: Page, place: str) -> None:
    await page.goto(str(office.server.make_url(f"/console/#/{place}")))


async def test_a_draft_goes_on_in_another_browser_and_ends_when_sent(
    office: Office, browser: Browser
) -> None:
    faults: list[str] = []
    ticket = number(await office.desk.mail(QUESTION, sender_name="Budi Santoso"))
    async with (
        signed_in(office, browser, faults) as one,
        signed_in(office, browser, faults, 390, "dark") as other,
    ):
        for page in (one, other):
            await show(office, page, f"open/{ticket}")
        await one.get_by_test_id("composer").press_sequentially("Yth. Budi,")
        await expect(one.get_by_test_id("draft-state")).to_have_text("Draf tersimpan")
        await expect(other.get_by_test_id("composer")).to_have_text("Yth. Budi,")
        await picture(other, "writing-draft-390-dark")

        await other.context.set_offline(True)
        await other.get_by_test_id("composer").press("Control+End")  # focus alone says not where
        await other.get_by_test_id("composer").press_sequentially(" salam")
        await expect(other.get_by_test_id("draft-state")).to_contain_text("hanya ada di peramban")
        await other.context.set_offline(False)
        await expect(one.get_by_test_id("composer")).to_have_text(
            "Yth. Budi, salam", timeout=20_000
        )

        await one.get_by_test_id("composer").press("Control+Shift+Enter")
        await expect(one.get_by_test_id("status").last).to_have_text("Selesai")
        await expect(other.get_by_test_id("composer")).to_have_text("")
        await one.get_by_test_id("undo").click()
        await expect(one.get_by_test_id("composer")).to_have_text("Yth. Budi, salam")
        await expect(one.get_by_test_id("status").last).to_have_text("Terbuka")
    assert faults == []


async def test_texts_and_macros_are_written_and_used_without_a_mouse(
    office: Office, browser: Browser
) -> None:
    faults: list[str] = []
    ticket = number(await office.desk.mail(QUESTION, sender_name="Budi Santoso"))
    async with signed_in(office, browser, faults) as page:
        street = Definition(label_id="Jalan", label_en="Street", required=True)
        await office.house.fields.commands.define("operator", "jalan", FieldKind.TEXT, street)
        await show(office, page, "canned")
        await page.get_by_test_id("new-canned").click()
        await page.get_by_test_id("prepared-name").fill("salam")
        await page.get_by_test_id("canned-id").fill("Yth. {contact.nama}, tiket {ticket.number}.")
        await page.get_by_test_id("prepared-save").click()
        await expect(page.get_by_role("alert")).to_contain_text("tidak dikenal")
        await page.get_by_test_id("canned-id").fill("Yth. {contact.name}, tiket {ticket.number}.")
        await page.get_by_text("Semua petugas").click()
        assert await audit(page) == []
        await picture(page, "writing-canned-form-1440-light")
        await page.get_by_test_id("prepared-save").click()
        await expect(page.get_by_test_id("prepared")).to_have_attribute("data-shared", "true")
        await page.get_by_test_id("new-macros").click()
        await page.get_by_test_id("prepared-name").fill("Tutup")
        await page.get_by_test_id("macro-reply").select_option("salam")
        await page.get_by_test_id("macro-field").select_option("jalan")
        await page.get_by_test_id("field-jalan").fill("Melati")
        await page.get_by_test_id("macro-end").select_option("resolve")
        assert await looked_at(page, "writing-macro-form") == []
        await page.get_by_test_id("prepared-save").click()
        await expect(page.get_by_test_id("prepared")).to_have_count(2)
        assert await audit(page) == []
        await picture(page, "writing-canned-1440-light")

        await show(office, page, f"open/{ticket}")
        await page.get_by_test_id("composer").press_sequentially("/sa")
        await expect(page.get_by_test_id("slash-option")).to_have_count(1)
        assert await audit(page) == []
        await picture(page, "writing-slash-1440-light")
        await page.keyboard.press("Enter")
        await expect(page.get_by_test_id("composer")).to_have_text(
            f"Yth. Budi Santoso, tiket {ticket}."
        )
        await page.get_by_test_id("composer").fill("")
        await page.get_by_test_id("macros").press("Enter")
        await expect(page.get_by_test_id("macro")).to_contain_text("isi Jalan: Melati")
        await page.get_by_test_id("macro").press("Enter")
        await expect(page.get_by_test_id("status").last).to_have_text("Selesai")
        await expect(page.get_by_test_id("undo")).to_be_visible()
    said = (await office.house.queries.transcript(ticket)).rows[-1]
    assert said.text == f"Yth. Budi Santoso, tiket {ticket}."
    assert dict((await office.desk.ticket(ticket)).fields) == {"jalan": "Melati"}
    assert faults == []


async def test_marks_and_facts(office: Office, browser: Browser) -> None:
    faults: list[str] = []
    ticket = number(await office.desk.mail(QUESTION, sender_name="Budi Santoso"))
    sari = await office.desk.agent("Sari")
    await _prepare(office, sari, ticket)
    async with signed_in(office, browser, faults, 1440, "light") as page:
        await show(office, page, f"open/{ticket}")
        await page.get_by_test_id("priority").click()
        await page.get_by_test_id("priority-urgent").click()
        await expect(page.get_by_test_id("priority")).to_contain_text("Mendesak")
        await page.get_by_test_id("tags").fill("Izin Usaha")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("izin-usaha").last).to_be_visible()
        await page.keyboard.press("Escape")
        await page.get_by_test_id("facts").click()
        fact = page.get_by_test_id("fact").first
        await expect(fact).to_contain_text("sumber:")
        assert await looked_at(page, "writing-facts") == []
        await fact.get_by_test_id("insert-fact").click()
        await expect(page.get_by_test_id("composer")).to_have_text(_WITH_SOURCE)
        await show(office, page, "open")
        row = page.get_by_test_id("ticket-row")
        await expect(row).to_contain_text("Mendesak")
        await expect(row).to_contain_text("izin-usaha")
        assert await looked_at(page, "writing-list") == []
        await show(office, page, "canned")
        await expect(page.get_by_test_id("prepared")).to_have_count(2)
        assert await looked_at(page, "writing-page") == []
    now = await office.desk.ticket(ticket)
    assert (now.priority, now.tags) == ("urgent", ("izin-usaha", "nib"))
    assert faults == []


async def _prepare(office: Office, sari: Actor, ticket: str) -> None:
    writing = office.house.writing
    reply = await writing.canned.create(
        None, name="Terima kasih", text_id="Terima kasih, {contact.name}.", text_en=""
    )
    deeds = Deeds(take=True, add=("selesai",), priority=Priority.LOW, reply=reply, resolve=True)
    await writing.macros.create(None, name="Tutup dengan terima kasih", deeds=deeds)
    await writing.marks.tag(ticket, sari, add=["nib"])
