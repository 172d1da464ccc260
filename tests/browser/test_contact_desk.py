"""Contacts, and what can be done to a ticket and a message, in the browser."""

import contextlib
import dataclasses
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from app.bootstrap import assemble
from app.settings import DatabaseSettings, Settings
from channels.livechat.settings import LiveChatSettings
from channels.telegram.settings import TelegramSettings
from runtime.clock import system_clock
from tests.browser.screens import audit, fits, looked_at, page_of, picture, png, sign_in
from tests.console.caller import Office
from tests.console.offices import mailbox, serving
from tests.tickets.desk import SESSION, SetClock, number
from tickets.commands.people import AlreadyThere
from tickets.domain.access import Role
from tickets.domain.message import Upload
from tickets.domain.traffic import Receipt, Visitor
from tickets.store import conversations

pytestmark = pytest.mark.slow
PASSWORD = "rahasia-sekali"


@pytest_asyncio.fixture(loop_scope="session")
async def office(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Office]:
    """An office with a mailbox, a chat and a bot in Telegram, none of which is run."""
    monkeypatch.setenv("TELEGRAM_TOKEN", "1:abcdefghijklmnopqrstuvwxyzABCDEFGHI")
    telegram = TelegramSettings.model_validate(
        {"kind": "telegram", "token": {"env": "TELEGRAM_TOKEN"}}
    )
    settings = Settings(
        data=tmp_path / "var",
        database=DatabaseSettings(url=sqlite_url),
        channels={
            "livechat": LiveChatSettings(kind="livechat"),
            "surat": mailbox(monkeypatch),
            "telegram": telegram,
        },
    )
    clock = SetClock(system_clock())
    async with assemble(settings) as house, serving(house, clock) as office:
        yield office


@dataclasses.dataclass(frozen=True)
class Seat:
    """Dewi's browser."""

    office: Office
    page: Page

    async def open(self, ticket: Receipt | str) -> None:
        """Look at a ticket."""
        named = ticket if isinstance(ticket, str) else number(ticket)
        await self.page.goto(str(self.office.server.make_url(f"/console/#/open/{named}")))
        await expect(self.page.get_by_test_id("ticket-number")).to_have_text(named)

    async def more(self, item: str) -> None:
        """Choose from the menu of further actions."""
        await self.page.get_by_test_id("more-actions").click()
        await self.page.get_by_test_id(item).click()

    async def status(self, words: str) -> None:
        """See how the ticket stands."""
        mark = self.page.locator("#ticket").get_by_test_id("status").first
        await expect(mark).to_have_text(words)

    async def fits(self) -> None:
        """Nothing is wider than the screen, and axe-core finds nothing."""
        found = await fits(self.page)
        assert not found, "\n".join(found)


@contextlib.asynccontextmanager
async def seat(
    office: Office, browser: Browser, width: int = 1440, scheme: str = "light"
) -> AsyncIterator[Seat]:
    """Dewi signs in; what breaks on the page is a failure."""
    people, faults = office.house.people, list[str]()
    with contextlib.suppress(AlreadyThere):
        await people.add(email="dewi@kantor.id", name="Dewi", role=Role.AGENT, password=PASSWORD)
    page = await page_of(browser, faults, width, scheme=scheme)
    await sign_in(page, str(office.server.make_url("/console/")), "dewi@kantor.id", PASSWORD)
    yield Seat(office, page)
    await page.context.close()
    assert faults == []


async def test_a_contact_is_looked_at_changed_merged_and_taken_apart(
    office: Office, browser: Browser
) -> None:
    desk = office.desk
    mail = await desk.mail("Syarat NIB?", sender_name="Siti Aminah", subject="NIB")
    for n in range(30):
        await desk.mail(f"Pertanyaan {n}", subject=f"Izin {n}")
    tele = await desk.telegram("halo", sender_name="Siti T")
    async with seat(office, browser) as dewi:
        page = dewi.page
        await dewi.open(tele)
        await page.get_by_test_id("contact-link").click()
        await expect(page.get_by_test_id("contact-name")).to_have_text("Siti T")
        await page.get_by_test_id("contact-note").fill("Datang hari Senin")
        await page.get_by_test_id("contact-save").click()
        await expect(page.get_by_test_id("contact-save")).to_be_disabled()
        await expect(page.get_by_test_id("contact-note")).to_have_value("Datang hari Senin")
        await expect(page.get_by_test_id("verified")).to_have_attribute("data-verified", "provider")
        await page.get_by_test_id("merge-contact").click()
        await page.get_by_test_id("merge-search").fill(number(mail).lower())
        await page.get_by_test_id("merge-found").get_by_role("button").click()
        await expect(page.get_by_test_id("will-move")).to_contain_text("1 tiket")
        await page.get_by_test_id("merge-confirm").click()
        await expect(page.get_by_test_id("contact-name")).to_have_text("Siti Aminah")
        await expect(page.get_by_test_id("identity")).to_have_count(2)
        await expect(page.get_by_test_id("contact-tickets").locator("li")).to_have_count(25)
        await page.get_by_test_id("more-tickets").click()
        await expect(page.get_by_test_id("contact-tickets").locator("li")).to_have_count(32)
        await dewi.fits()
        await page.get_by_test_id("unmerge-contact").click()
        await expect(page.get_by_test_id("identity")).to_have_count(1)
        await expect(page.get_by_test_id("merged-contact")).to_have_count(0)
    found = await office.house.contact_queries.contact((await desk.ticket(tele)).contact.id)
    assert found is not None
    assert (found.note, len(found.identities)) == ("Datang hari Senin", 1)


async def test_the_contact_page_in_every_size(office: Office, browser: Browser) -> None:
    desk = office.desk
    mail = await desk.mail("Syarat NIB?", sender_name="Siti Aminah", subject="NIB")
    tele = await desk.telegram("halo", sender_name="Siti T")
    await office.house.intake.reached("telegram", "628", blocked=True)
    sari = await desk.agent()
    into, other = [(await desk.ticket(one)).contact.id for one in (mail, tele)]
    await desk.contacts.merge(other, sari, into)
    async with seat(office, browser, 1440, "light") as dewi:
        await dewi.page.goto(str(office.server.make_url(f"/console/#/contact/{into}")))
        await expect(dewi.page.get_by_test_id("identity-blocked")).to_be_visible()
        await expect(dewi.page.get_by_test_id("contact-tickets").locator("li")).to_have_count(2)
        assert await looked_at(dewi.page, "contact") == []


async def test_a_ticket_is_snoozed_merged_and_marked_and_all_of_it_is_taken_back(
    office: Office, browser: Browser
) -> None:
    desk = office.desk
    one = await desk.mail("Syarat NIB?", sender_name="Siti", subject="NIB")
    two = await desk.mail("Syarat SIP?", subject="SIP")
    async with seat(office, browser) as dewi:
        page = dewi.page
        await dewi.open(one)
        await page.get_by_test_id("action-take").click()
        await dewi.status("Terbuka")
        await dewi.more("snooze-tomorrow")
        await dewi.status("Ditunda")
        await expect(page.get_by_test_id("snoozed-until")).to_contain_text("08.00 WIB")
        await dewi.more("snooze-date")
        await page.get_by_test_id("snooze-until").fill("2020-01-01T08:00")
        await expect(page.get_by_test_id("snooze-confirm")).to_be_disabled()
        await picture(page, "snooze-1440-light")
        assert await audit(page, "[role=dialog]") == []
        await page.get_by_test_id("snooze-until").fill("2040-01-02T09:30")
        await page.get_by_test_id("snooze-confirm").click()
        await expect(page.get_by_test_id("snoozed-until")).to_contain_text("2040 09.30 WIB")

        await dewi.more("more-merge")
        await page.get_by_test_id("merge-others").get_by_role("button").click()
        await expect(page.get_by_role("dialog")).to_contain_text("SIP")
        await expect(page.locator("[role=dialog] :focus")).to_have_count(1)
        await picture(page, "merge-1440-light")
        assert await audit(page, "[role=dialog]") == []
        await dewi.fits()
        await page.get_by_test_id("merge-do").click()
        await dewi.status("Digabung")
        await expect(page.get_by_test_id("message")).to_have_count(0)
        await dewi.open(two)
        await expect(page.get_by_test_id("message")).to_have_count(2)
        await dewi.more("more-unmerge-one")
        await expect(page.get_by_test_id("message")).to_have_count(1)

        await dewi.more("more-spam")
        await dewi.status("Spam")
        await dewi.more("more-not-spam")
        await dewi.status("Terbuka")
        await dewi.more("more-close")
        await dewi.status("Ditutup")
        await page.get_by_test_id("action-reopen").click()
        await dewi.status("Terbuka")


async def test_a_second_matter_becomes_a_ticket_and_the_chat_goes_on_there(
    office: Office, browser: Browser
) -> None:
    desk = office.desk
    chat = await desk.chat("Syarat NIB?", sender_name="Siti")
    await desk.chat("Lalu izin praktik saya?")
    async with seat(office, browser, 390) as dewi:
        page = dewi.page
        await dewi.open(chat)
        await expect(page.get_by_test_id("split")).to_have_count(1)  # not under the first message
        await page.get_by_test_id("split").click()
        await page.get_by_test_id("split-subject").fill("SIP Siti")
        await dewi.fits()
        await picture(page, "split-390-light")
        assert await audit(page, "[role=dialog]") == []
        await page.get_by_test_id("split-confirm").click()
        await expect(page.locator("#ticket").get_by_text("SIP Siti")).to_be_visible()
        await expect(page.get_by_test_id("message")).to_have_count(1)
        related = page.locator("[data-testid=related][data-how=split_from]")
        await expect(related).to_contain_text(number(chat))
        await desk.chat("SIP nomor 12")
        await expect(page.get_by_test_id("message")).to_have_count(2)
        await related.click()
        await expect(page.get_by_test_id("ticket-number")).to_have_text(number(chat))
        await expect(page.get_by_test_id("message")).to_have_count(1)
    assert [seq for seq, _ in await desk.thread()] == [1, 2, 3]


async def test_what_did_not_arrive_is_tried_again_or_mailed(
    office: Office, browser: Browser
) -> None:
    desk = office.desk
    tele = await desk.telegram("halo", sender_name="Siti")
    mail = await desk.mail("saya juga")
    sari = await desk.agent()
    into, other = [(await desk.ticket(one)).contact.id for one in (tele, mail)]
    await desk.contacts.merge(other, sari, into)
    failed = await desk.agents.reply(number(tele), sari, "Persyaratannya KTP.")
    await desk.deliveries.failed(failed, "terlalu lama tidak ada jawaban")
    blocked = await desk.agents.reply(number(tele), sari, "Formulirnya menyusul.")
    await desk.deliveries.failed(blocked, "bot was blocked by the user", blocked=True)
    async with seat(office, browser, 390, "dark") as dewi:
        page = dewi.page
        await dewi.open(tele)
        first, last = (page.get_by_test_id("message").nth(n) for n in (1, 2))
        await expect(last.get_by_test_id("delivery")).to_have_attribute("data-state", "blocked")
        assert await looked_at(page, "delivery") == []
        await first.get_by_test_id("retry").click()
        await expect(first.get_by_test_id("delivery")).to_have_attribute("data-state", "queued")
        await expect(first.get_by_test_id("retry")).to_have_count(0)
        await last.get_by_test_id("by-mail").click()
        await expect(last.get_by_test_id("delivery")).to_contain_text("juga lewat surel")
        await expect(last.get_by_test_id("by-mail")).to_have_count(0)
        await expect(page.get_by_test_id("message")).to_have_count(4)


async def test_the_transcript_shows_edits_files_the_unread_and_who_types(
    office: Office, browser: Browser
) -> None:
    desk = office.desk
    told = Visitor(user="u-7", name="Siti", attributes=(("halaman", "/nib"),))
    chat = await desk.chat("Syarat NIB?", sender_name="Siti", visitor=told)
    files = (
        Upload(name="ktp.png", media_type="image/png", content=png(400, 260)),
        Upload(name="surat.pdf", media_type="application/pdf", content=b"%PDF-1.4\n%%EOF"),
    )
    await desk.chat("ini berkasnya", uploads=files)
    async with seat(office, browser) as dewi:
        page = dewi.page
        await dewi.open(chat)
        await expect(page.get_by_test_id("visitor")).to_contain_text("u-7")
        thumb = page.locator("[data-testid=attachment] img")
        await expect(thumb).to_be_visible()
        assert await thumb.evaluate("(img) => img.decode().then(() => img.naturalWidth)") == 400
        paper = page.locator("[data-testid=attachment][data-media='application/pdf']")
        assert (await paper.get_attribute("href") or "").endswith("?view=true")
        (talk,) = await desk.rows(conversations, address=SESSION)
        assert talk.office_read_seq == 2  # opening it told the citizen so
        async with office.house.bus.listen(f"typing:{SESSION}:*") as bell:
            await page.get_by_test_id("composer").type("Baik", delay=20)
            assert await bell.wait(3)
        await office.house.chats.typing(number(chat))
        await expect(page.get_by_test_id("typing")).to_have_text("Siti sedang mengetik…")
        await dewi.open(await desk.mail("lain"))
        for n in range(40):
            await desk.chat(f"pesan {n}\nbaris dua")
        await dewi.open(chat)
        await page.get_by_test_id("to-unread").click()
        await expect(page.get_by_test_id("unread-line")).to_be_in_viewport()
        await expect(page.get_by_test_id("to-unread")).to_have_count(0)
        first = page.get_by_test_id("transcript").get_by_text("pesan 0", exact=False).first
        await expect(first).to_be_in_viewport()
        await dewi.fits()
        await picture(page, "unread-1440-light")


async def test_a_new_wording_is_shown_where_the_old_one_was(
    office: Office, browser: Browser
) -> None:
    desk = office.desk
    tele = await desk.telegram("besok", message_key="m1", sender_name="Siti")
    await desk.telegram("ya")
    await desk.telegram("lusa", message_key="m1-2", edits="m1", sender_name="Siti")
    async with seat(office, browser, 390, "dark") as dewi:
        page = dewi.page
        await dewi.open(tele)
        first = page.get_by_test_id("message").first
        await expect(first).to_contain_text("lusa")
        await expect(page.get_by_test_id("edit-line")).to_contain_text("Siti mengubah pesannya")
        await expect(first.get_by_text("besok")).to_be_hidden()
        await first.get_by_test_id("wordings").locator("summary").click()
        await expect(first.get_by_text("besok")).to_be_visible()
        await dewi.fits()
        await picture(page, "edits-390-dark")
