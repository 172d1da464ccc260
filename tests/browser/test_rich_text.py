"""Rich text in the composer: written over the keyboard, mailed, shown, kept; plain elsewhere."""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, Route, expect

from app.bootstrap import assemble
from app.settings import DatabaseSettings, Settings
from channels.email.settings import EmailSettings
from runtime.clock import system_clock
from tests.browser.screens import audit, page_of, picture, sign_in
from tests.console.caller import Office
from tests.console.offices import serving
from tests.peers.smtp import MailServer, Received, smtp_server
from tests.tickets.desk import SetClock, number
from tickets.domain.access import Role

pytestmark = pytest.mark.slow
PASSWORD = "rahasia-sekali"
WRITTEN = (
    "<p>Syarat <strong>NIB</strong>:</p><ul><li><p>KTP</p></li><li><p>NPWP</p></li></ul>"
    '<p>Lihat <a href="https://jakarta.go.id">jakarta.go.id</a></p>'
)
TEXT = "Syarat NIB:\n\n• KTP\n• NPWP\n\nLihat jakarta.go.id"
FROM_WORD = """\
<html><head><style>p.MsoNormal { color: red }</style></head><body>
<!--StartFragment--><p class=MsoNormal style='margin:0'><b style='mso-bidi:x'>Tebal</b> dan
<span style='font-family:Calibri'>biasa</span><o:p></o:p></p><h1 onclick="x()">Judul</h1>
<table><tr><td>sel</td></tr></table><img src="https://pelacak.example/1.gif">
<a href="javascript:alert(1)">jahat</a> <a href="https://oss.go.id">baik</a><!--EndFragment-->
</body></html>"""


@pytest_asyncio.fixture(loop_scope="session")
async def smtp() -> AsyncIterator[MailServer]:
    async with smtp_server() as server:
        yield server


@pytest_asyncio.fixture(loop_scope="session")
async def office(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, smtp: MailServer
) -> AsyncIterator[Office]:
    """An office with two mailboxes: one holds its mail for a minute, the other sends at once."""
    monkeypatch.setenv("MAIL_PASSWORD", PASSWORD)
    mailboxes = {
        name: EmailSettings.model_validate(
            {
                "kind": "email",
                "address": f"{name}@kantor.example",
                "undo_seconds": held,
                "imap": {"host": "127.0.0.1", "user": "x", "password": {"env": "MAIL_PASSWORD"}},
                "smtp": {"host": smtp.host, "port": smtp.port, "tls": "none"},
            }
        )
        for name, held in (("surat", 60), ("kilat", 0))
    }
    settings = Settings(
        data=tmp_path / "var", database=DatabaseSettings(url=sqlite_url), channels=mailboxes
    )
    clock = SetClock(system_clock())
    async with assemble(settings) as house, serving(house, clock) as office:
        await house.people.add(
            email="dewi@kantor.id", name="Dewi", role=Role.SUPERVISOR, password=PASSWORD
        )
        async with asyncio.TaskGroup() as group:
            working = group.create_task(house.worker.run())
            yield office
            working.cancel()


@contextlib.asynccontextmanager
async def signed_in(
    office: Office, browser: Browser, faults: list[str], width: int = 1440, scheme: str = "light"
) -> AsyncIterator[Page]:
    page = await page_of(browser, faults, width, scheme=scheme)
    await sign_in(page, str(office.server.make_url("/console/")), "dewi@kantor.id", PASSWORD)
    yield page
    await page.context.close()


async def show(office: Office, page: Page, ticket: str) -> Locator:
    """Open a ticket that has rich text; its composer, when it is there."""
    await page.goto(str(office.server.make_url(f"/console/#/open/{ticket}")))
    await expect(page.get_by_test_id("rich-toolbar")).to_be_visible()
    return page.get_by_test_id("composer")


async def written(composer: Locator) -> str:
    """What is in it, without what only the editor needs."""
    html: str = await composer.evaluate("field => field.innerHTML")
    return re.sub(r'<br class="ProseMirror-trailingBreak">', "", html)


async def write(page: Page, composer: Locator) -> None:
    """The whole letter over the keyboard."""
    await composer.focus()
    for keys in ("Syarat ", "Control+b", "NIB", "Control+b", ":", "Enter"):
        await _press(page, keys)
    for keys in ("- ", "KTP", "Enter", "NPWP", "Enter", "Enter"):
        await _press(page, keys)
    await page.keyboard.type("Lihat ")
    await page.keyboard.press("Control+Shift+K")
    await expect(page.get_by_test_id("link-address")).to_be_focused()
    await page.keyboard.type("jakarta.go.id")
    await page.keyboard.press("Enter")
    await expect(composer).to_be_focused()


async def _press(page: Page, keys: str) -> None:
    if keys == "Enter" or keys.startswith("Control+"):
        await page.keyboard.press(keys)
    else:
        await page.keyboard.type(keys)


async def mailed(smtp: MailServer) -> Received:
    """The mail that no machine wrote."""
    async with asyncio.timeout(30):
        while True:
            for one in smtp.received:
                if "Auto-Submitted" not in one.mail:
                    return one
            await asyncio.sleep(0.05)


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
async def test_a_letter_is_written_kept_mailed_and_shown(
    office: Office, browser: Browser, smtp: MailServer, width: int, scheme: str
) -> None:
    faults: list[str] = []
    first = await office.desk.mail("Apa syarat NIB?", sender_name="Budi", channel="kilat")
    ticket = number(first)
    async with signed_in(office, browser, faults, width, scheme) as page:
        composer = await show(office, page, ticket)
        await write(page, composer)
        assert await written(composer) == WRITTEN
        await expect(page.get_by_test_id("draft-state")).to_have_text("Draf tersimpan")
        assert await audit(page, "[data-part=writing]") == []
        await picture(page, f"rich-written-{width}-{scheme}")
        bar = await page.get_by_test_id("rich-toolbar").bounding_box()
        assert bar is not None
        assert bar["height"] < 48, "one row"
        assert not await page.evaluate("document.documentElement.scrollWidth > innerWidth")

        await page.reload()
        await expect(page.get_by_test_id("rich-toolbar")).to_be_visible()
        await expect(composer.locator("strong")).to_have_text("NIB")
        assert await written(composer) == WRITTEN

        await composer.focus()
        await page.keyboard.press("Control+Enter")
        said = page.locator("[data-testid=message][data-author=agent] [data-testid=rich-text]")
        await expect(said.locator("strong")).to_have_text("NIB")
        await expect(said.locator("li")).to_have_text(["KTP", "NPWP"])
        link = said.locator("a")
        await expect(link).to_have_attribute("href", "https://jakarta.go.id")
        await expect(link).to_have_attribute("rel", "noopener noreferrer")
        await expect(composer).to_have_text("")
        assert await audit(page, "main") == []
        await picture(page, f"rich-sent-{width}-{scheme}")
    mail = await mailed(smtp)
    page_part = mail.mail.get_body(("html",))
    assert page_part is not None
    assert WRITTEN in page_part.get_content()
    assert mail.text.replace("\r\n", "\n").strip() == TEXT
    [*_, last] = (await office.house.queries.transcript(ticket)).rows
    assert (last.text, last.html) == (TEXT, WRITTEN)
    assert faults == []


async def test_the_toolbar_is_walked_with_the_arrows_and_one_gets_out_with_tab(
    office: Office, browser: Browser
) -> None:
    faults: list[str] = []
    ticket = number(await office.desk.mail("Halo", sender_name="Budi"))
    async with signed_in(office, browser, faults) as page:
        composer = await show(office, page, ticket)
        await composer.press_sequentially("satu")
        await page.keyboard.press("Control+a")
        await page.wait_for_timeout(50)
        await page.keyboard.press("Shift+Tab")
        await expect(page.get_by_test_id("rich-bold")).to_be_focused()
        await expect(page.get_by_test_id("rich-bold")).to_have_attribute("aria-pressed", "false")
        for key in ("ArrowRight", "ArrowRight", "ArrowRight"):
            await page.keyboard.press(key)
        await expect(page.get_by_test_id("rich-numbers")).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(composer).to_be_focused()
        assert await written(composer) == "<ol><li><p>satu</p></li></ol>"
        await page.wait_for_timeout(600)  # what is done within half a second is undone as one
        await page.get_by_test_id("rich-quote").click()
        await expect(composer.locator("blockquote")).to_have_count(1)
        await page.keyboard.press("Control+z")
        assert await written(composer) == "<ol><li><p>satu</p></li></ol>"
        await expect(page.get_by_test_id("rich-redo")).to_have_attribute("aria-disabled", "false")
        await page.get_by_test_id("rich-redo").click()
        await expect(composer.locator("blockquote")).to_have_count(1)
        await page.keyboard.press("Control+Shift+8")
        await page.keyboard.press("Tab")
        await expect(composer).not_to_be_focused()

        await composer.focus()
        await page.keyboard.press("Control+a")
        await page.wait_for_timeout(50)
        await page.get_by_test_id("rich-link").click()
        await page.keyboard.type("javascript:alert(1)")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("Ini bukan alamat web atau surel")).to_be_visible()
        assert await audit(page, "[data-part=writing]") == []
        await picture(page, "rich-link-1440-light")
        await page.get_by_test_id("link-address").fill("izin@jakarta.go.id")
        await page.keyboard.press("Enter")
        await expect(composer.locator("a")).to_have_attribute("href", "mailto:izin@jakarta.go.id")
        await page.keyboard.press("Control+Shift+K")
        await page.get_by_test_id("link-remove").click()
        await expect(composer.locator("a")).to_have_count(0)
    assert faults == []


async def test_what_is_typed_before_it_is_loaded_stays_and_goes_on(
    office: Office, browser: Browser
) -> None:
    faults: list[str] = []
    ticket = number(await office.desk.mail("Halo", sender_name="Budi"))
    go = asyncio.Event()

    async def held(route: Route) -> None:
        await go.wait()
        await route.continue_()

    async with signed_in(office, browser, faults) as page:
        await page.route(re.compile(r"/RichBox-[^/]+\.js$"), held)
        await page.goto(str(office.server.make_url(f"/console/#/open/{ticket}")))
        composer = page.get_by_test_id("composer")
        await composer.press_sequentially("Yth. Bui,")
        await page.keyboard.press("Shift+Enter")
        await page.keyboard.type("salam")
        for key in ("Home", "ArrowLeft", "ArrowLeft", "ArrowLeft"):
            await page.keyboard.press(key)
        go.set()
        await expect(page.get_by_test_id("rich-toolbar")).to_be_visible()
        await expect(composer).to_be_focused()
        await page.keyboard.type("d")
        assert await written(composer) == "<p>Yth. Budi,<br>salam</p>"


async def test_who_types_on_while_it_comes_loses_no_key(office: Office, browser: Browser) -> None:
    faults: list[str] = []
    ticket = number(await office.desk.mail("Halo", sender_name="Budi"))
    said = "Yth. Bapak Budi, berkas e, t dan u sudah lengkap. "
    async with signed_in(office, browser, faults) as page:
        for late in (0, 0.05, 0.3):
            await page.route(re.compile(r"/RichBox-[^/]+\.js$"), _late(late))
            await page.goto(str(office.server.make_url(f"/console/#/open/{ticket}")))
            await page.reload()
            composer = page.get_by_test_id("composer")
            await composer.press_sequentially(said)
            await expect(page.get_by_test_id("rich-toolbar")).to_be_visible()
            await composer.press_sequentially("Salam")
            await expect(composer).to_have_text(f"{said}Salam")
            await page.keyboard.press("Control+a")
            await page.wait_for_timeout(50)
            await page.keyboard.press("Delete")
            await expect(page.get_by_test_id("draft-state")).to_have_text("")
            await page.wait_for_timeout(1500)  # the empty draft is thrown away
            await page.unroute_all()
    assert faults == []


async def test_canned_responses_facts_files_notes_and_second_thoughts_work_in_it(
    office: Office, browser: Browser
) -> None:
    faults: list[str] = []
    asked = "Berapa lama tinjauan lapangan dan penilaian teknis?"
    ticket = number(await office.desk.mail(asked, sender_name="Budi"))
    await office.house.writing.canned.create(
        None, name="salam", text_id="Yth. {contact.name},\n\nberkas ____ kami terima.", text_en=""
    )
    async with signed_in(office, browser, faults) as page:
        composer = await show(office, page, ticket)
        await composer.press_sequentially("Halo /sa")
        await expect(page.get_by_test_id("slash-option")).to_have_count(1)
        await expect(composer).to_have_attribute("aria-activedescendant", "slash-list-0")
        assert await audit(page, "[data-part=writing]") == []
        await picture(page, "rich-slash-1440-light")
        await page.keyboard.press("Enter")
        await page.keyboard.type("NIB")
        assert await written(composer) == "<p>Halo Yth. Budi,</p><p>berkas NIB kami terima.</p>"

        await page.get_by_test_id("facts").click()
        await page.get_by_test_id("insert-fact").first.click()
        await expect(composer.locator("p").last).to_contain_text("sumber:")
        await page.keyboard.press("Control+z")
        await expect(composer.locator("p")).to_have_count(2)

        # ProseMirror takes a caret at the very start for the browser's, so soon after the focus.
        await page.wait_for_timeout(300)
        for keys in ("Control+Home", "Control+Shift+ArrowRight", "Control+i"):
            await page.keyboard.press(keys)
            await page.wait_for_timeout(50)  # the editor hears of a selection just after it is made
        await expect(composer.locator("em")).to_have_text("Halo")
        await page.get_by_test_id("note-switch").click()
        assert await composer.input_value() == "Halo Yth. Budi,\n\nberkas NIB kami terima."
        await picture(page, "rich-note-1440-light")
        await page.get_by_test_id("note-switch").click()
        await expect(composer.locator("em")).to_have_count(1)

        await _paste(page, composer, {"Files": "x"})
        await expect(page.get_by_test_id("file")).to_have_attribute("data-state", "there")
        before = await written(composer)
        await composer.focus()
        await page.keyboard.press("Control+Shift+Enter")
        await expect(page.get_by_test_id("status").last).to_have_text("Selesai")
        await expect(composer).to_have_text("")
        await page.get_by_test_id("undo").click()
        await expect(composer.locator("em")).to_have_count(1)
        assert await written(composer) == before
        await expect(page.get_by_test_id("file")).to_have_count(1)
    assert faults == []


async def test_what_is_pasted_from_word_is_cut_down_to_letters(
    office: Office, browser: Browser
) -> None:
    faults: list[str] = []
    ticket = number(await office.desk.mail("Halo", sender_name="Budi"))
    async with signed_in(office, browser, faults) as page:
        composer = await show(office, page, ticket)
        await composer.focus()
        await _paste(page, composer, {"text/html": FROM_WORD, "text/plain": "Tebal dan biasa"})
        html = await written(composer)
        assert "<strong>Tebal</strong> dan biasa" in html
        assert '<a href="https://oss.go.id">baik</a>' in html
        assert "Judul" in html
        for trace in ("style", "class", "Mso", "<h1", "<img", "<table", "javascript", "pelacak"):
            assert trace not in html
        await expect(page.get_by_test_id("file")).to_have_count(0)
    assert faults == []


async def test_a_chat_has_plain_text_and_loads_no_editor(office: Office, browser: Browser) -> None:
    faults: list[str] = []
    ticket = number(await office.desk.chat("halo", sender_name="Budi"))
    loaded: list[str] = []
    async with signed_in(office, browser, faults) as page:
        page.on("request", lambda one: loaded.append(one.url))
        await page.goto(str(office.server.make_url(f"/console/#/open/{ticket}")))
        composer = page.get_by_test_id("composer")
        await composer.fill("tanpa **bentuk**")
        await page.wait_for_load_state("networkidle")
        assert await composer.evaluate("field => field.tagName") == "TEXTAREA"
        await expect(page.get_by_test_id("rich-toolbar")).to_have_count(0)
        assert not [url for url in loaded if "RichBox" in url]
        await page.get_by_test_id("send").click()
        await expect(page.get_by_text("tanpa **bentuk**").last).to_be_visible()
    assert faults == []


def _late(seconds: float) -> Callable[[Route], Awaitable[None]]:
    """Let it through after a while."""

    async def held(route: Route) -> None:
        await asyncio.sleep(seconds)
        await route.continue_()

    return held


async def _paste(page: Page, composer: Locator, what: dict[str, str]) -> None:
    """As the clipboard would."""
    await composer.evaluate(
        """(field, what) => {
            const data = new DataTransfer();
            for (const [type, value] of Object.entries(what)) {
                if (type === "Files") data.items.add(new File([value], "surat.pdf"));
                else data.setData(type, value);
            }
            const event = new ClipboardEvent(
                "paste", {clipboardData: data, bubbles: true, cancelable: true},
            );
            field.dispatchEvent(event);
        }""",
        what,
    )
    await page.wait_for_timeout(50)
