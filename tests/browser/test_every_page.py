"""Every page of the console in both themes and three widths: for everyone, and no wider than it.

A page is a row of `PAGES`; an address in the console's source without a row fails.
"""

import re
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest
import pytest_asyncio
import sqlalchemy as sa
from playwright.async_api import Browser, expect

import console
from app.bootstrap import assemble
from app.settings import DatabaseSettings, Settings
from runtime.clock import system_clock
from runtime.jobs import jobs
from tests.browser.screens import EVERY_SIZE, looked_at, page_of
from tests.console.caller import Office
from tests.console.offices import mailbox, serving
from tests.tickets.desk import SetClock, number
from tickets.commands.fields import Definition, FieldCommands
from tickets.domain.access import Role
from tickets.domain.fields import FieldKind
from tickets.domain.macro import Deeds
from tickets.domain.wanted import Wanted

PASSWORD = "rahasia-sekali"
SOURCE = Path(console.__file__).parent / "web" / "src"
# What is behind "#/", and what is on the screen once it is there.
PAGES: Mapping[str, str] = {
    "mine": "[data-testid=view-mine][aria-current=page]",
    "queue": "[data-testid=ticket-row]",
    "pending": "[data-testid=view-pending][aria-current=page]",
    "open": "[data-testid=ticket-row]",
    "mentions": "[data-testid=view-mentions][aria-current=page]",
    "team%3Aizin": "[data-testid='view-team:izin'][aria-current=page]",
    "filter%3A{filter}": "[data-testid='view-filter:{filter}'][aria-current=page]",
    "bot": "[data-testid=view-bot][aria-current=page]",
    "snoozed": "[data-testid=view-snoozed][aria-current=page]",
    "done": "[data-testid=view-done][aria-current=page]",
    "open/{ticket}": "[data-testid=composer]",
    "open/{ticket}?message={message}": "[data-testid=composer]",
    "search": "[data-testid=search-words]",
    "search?q=izin": "[data-testid=hit]",
    "ledger": "[data-testid=ledger]",
    "canned": "[data-testid=prepared]",
    "contact/{contact}": "[data-testid=contact-tickets]",
    "account": "[data-testid=sessions]",
    "admin/agents": "[data-testid=agents]",
    "admin/teams": "[data-testid=team-form]",
    "admin/fields": "[data-testid=fields]",
    "admin/jobs": "[data-testid=dead-jobs]",
    "admin/health": "[data-testid=parts]",
    "admin/hours": "[data-testid=calendar]",
    "admin/log": "[data-testid=log]",
    "supervise": "[data-testid=wall-agents]",
    "supervise/wall": "[data-testid=wall-agents]",
    "supervise/wall/{ticket}": "[data-testid=transcript]",
    "supervise/transcripts": "[data-testid=transcripts]",
    "supervise/reports": "[data-testid=metric-rating]",
    "supervise/audit": "[data-testid=audit]",
}
# Dialogs: on which page, what is pressed one after the other, and what is then on the screen.
DIALOGS: Mapping[tuple[str, str], str] = {
    ("admin/agents", "agent-add"): "[data-testid=add-email]",
    ("admin/agents", "agent-menu agent-access"): "[data-testid=sessions]",
    ("admin/agents", "agent-menu agent-edit"): "[data-testid=edit-submit]",
    ("admin/jobs", "job-discard"): "[data-testid=discard-reason]",
    ("open", "filter-new"): "[data-testid=filter-tag]",
    ("canned", "new-canned"): "[data-testid=canned-id]",
    ("canned", "new-macros"): "[data-testid=macro-end]",
}
# Addresses that are put together: the list each takes its part from.
LISTS: Mapping[str, tuple[str, str, str]] = {
    "#/${place}": ("list/views.ts", "VIEWS", "{}"),
    "#/${place}/${encodeURIComponent(route.number)}": ("", "", "open/{ticket}"),
    "#/admin/${page}": ("shell/route.ts", "ADMIN_PAGES", "admin/{}"),
    "#/supervise/${page}": ("supervise/places.ts", "PAGES", "supervise/{}"),
    "#/supervise/${page}/${encodeURIComponent(number)}": ("", "", "supervise/wall/{ticket}"),
}
_ADDRESS = re.compile(r"""(["`])(#/.*?)\1""")


def addresses() -> set[str]:
    """Every address that the console's source names."""
    files = [one for one in SOURCE.rglob("*.ts*") if ".test." not in one.name]
    texts = (re.sub(r"(?s)/\*.*?\*/", "", one.read_text(encoding="utf-8")) for one in files)
    return {found for text in texts for _, found in _ADDRESS.findall(text)}


def members(file: str, name: str) -> list[str]:
    found = re.search(rf"{name} = \[(.*?)\]", (SOURCE / file).read_text(encoding="utf-8"))
    assert found, f"{name} in {file}"
    return re.findall(r'"([^"]+)"', found[1])


def test_every_address_has_a_row() -> None:
    needed: set[str] = set()
    for one in addresses():
        if "${" in one:
            file, name, row = LISTS[one]
            needed |= {row.format(each) for each in members(file, name)} if file else {row}
        else:
            needed.add(one.removeprefix("#/"))
    assert len(needed) > 15, "the source was read"
    lacking = {one for one in needed if not any(row.startswith(one) for row in PAGES)}
    assert lacking == set(), "a page that is never looked at: give it a row in PAGES"


@pytest_asyncio.fixture(loop_scope="session")
async def office(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Office]:
    """An office with something on every page; Dewi, an administrator, looks at them."""
    settings = Settings.model_validate(
        {
            "data": tmp_path / "var",
            "database": DatabaseSettings(url=sqlite_url),
            "office": {"hours": {"mon": ["08:00-16:00"], "wed": ["08:00-12:00", "13:00-16:00"]}},
            "channels": {"surat": mailbox(monkeypatch), "livechat": {"kind": "livechat"}},
        }
    )
    clock = SetClock(system_clock())
    async with assemble(settings) as house, serving(house, clock) as office:
        await house.people.add(
            email="dewi@kantor.id", name="Dewi Lestari", role=Role.ADMIN, password=PASSWORD
        )
        yield office


async def _furnish(office: Office) -> dict[str, str]:
    """Something on every page; what the addresses name."""
    desk, writing = office.desk, office.house.writing
    mail = await desk.mail("Apa syarat izin usaha?", channel="surat", sender_name="Siti Aminah")
    chat = await desk.chat("Saya ingin berbicara dengan petugas")
    await desk.bot_turn(chat, "Baik, kami teruskan.", hand_off="requested")
    reply = await writing.canned.create(None, name="Salam", text_id="Halo.", text_en="Hello.")
    deeds = Deeds(take=True, reply=reply, resolve=True)
    await writing.macros.create(None, name="Tutup", deeds=deeds)
    await office.house.together.teams.create("Izin", "operator")
    kept = await writing.filters.create(None, name="Surel", wanted=Wanted(channel="email"))
    field = Definition(label_id="Jenis izin", label_en="Permit", required=True)
    await FieldCommands(desk.db, desk.clock, desk.names).define(
        "operator", "jenis", FieldKind.TEXT, field
    )
    dead = sa.update(jobs).values(state="dead", error="no route to the mail server")
    await office.house.db.write(lambda tx: tx.run(dead))
    ticket = number(mail)
    found = await office.house.queries.ticket(ticket)
    said = (await office.house.queries.transcript(ticket)).rows[0]
    assert found is not None
    return {
        "ticket": ticket,
        "message": str(said.id),
        "contact": str(found.contact.id),
        "filter": str(kept),
    }


@pytest.mark.slow
@pytest.mark.parametrize("width", [1440, 390])
async def test_every_page_is_for_everyone(office: Office, browser: Browser, width: int) -> None:
    """On a desktop, wide and narrow, and on a phone."""
    faults: list[str] = []
    sizes = [one for one in EVERY_SIZE if (one[0] < 600) == (width < 600)]
    names = await _furnish(office)
    console_ = str(office.server.make_url("/console/"))
    page = await page_of(browser, faults, width)
    await page.goto(console_)
    found = await looked_at(page, "every-login", sizes)
    await page.get_by_test_id("login-email").fill("dewi@kantor.id")
    await page.get_by_test_id("login-password").fill(PASSWORD)
    await page.get_by_test_id("login-submit").click()
    await page.wait_for_selector("[data-testid=connection][data-phase=live]")
    for row, shown in PAGES.items():
        await page.goto(f"{console_}#/{row.format(**names)}")
        await page.locator(shown.format(**names)).first.wait_for(state="attached")
        await page.locator("[role=img][aria-label='Memuat…']").first.wait_for(state="detached")
        name = re.sub(r"[^a-z]+", "-", row).strip("-")
        found += await looked_at(page, f"every-{name}", sizes)
    for (row, pressed), shown in DIALOGS.items():
        await page.goto(f"{console_}#/{row}")
        for one in pressed.split():
            await page.get_by_test_id(one).first.click()
        await page.locator("[role=dialog]").locator(shown).first.wait_for()
        await page.locator("[role=menu]").first.wait_for(state="detached")
        found += await looked_at(page, f"every-{pressed.replace(' ', '-')}", sizes)
        await page.keyboard.press("Escape")
        await page.locator("[role=dialog]").wait_for(state="detached")
        await expect(page.locator(":focus")).to_have_count(1)  # the keyboard is not lost
    assert found == []
    assert faults == []
