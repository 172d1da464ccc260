"""The lists of a team, of mentions and of saved filters: found, counted live, kept and shared."""

import pytest
from playwright.async_api import Browser, expect

from tests.browser.screens import audit, looked_at, picture
from tests.browser.test_together import office, signed_in
from tests.console.caller import Office
from tickets.domain.access import Role

pytestmark = pytest.mark.slow
__all__ = ["office"]


async def test_a_team_a_mention_and_a_filter_are_lists_of_their_own(
    office: Office, browser: Browser
) -> None:
    desk = office.desk
    eko = await desk.agent("Eko")
    team = await desk.teams.create("Izin usaha", "operator")
    letter, chat = await desk.mail("Surat"), await desk.chat("Obrolan")
    await desk.bot_turn(chat, hand_off="asked")
    async with signed_in(office, browser, "Dewi", Role.SUPERVISOR) as dewi:
        await expect(dewi.get_by_test_id(f"count-team:{team}")).to_contain_text("0")
        await desk.agents.assign_to_team(letter.ticket or "", eko, team)
        await expect(dewi.get_by_test_id(f"count-team:{team}")).to_contain_text("1")
        await dewi.get_by_test_id(f"view-team:{team}").click()
        await expect(dewi.get_by_test_id("ticket-row")).to_have_count(1)

        [me] = [one for one in await desk.colleagues.colleagues() if one.name == "Dewi"]
        await desk.agents.note(chat.ticket or "", eko, "@Dewi mohon dilihat", mentioned=[me.id])
        await expect(dewi.get_by_test_id("count-mentions")).to_contain_text("1")
        await dewi.keyboard.press("g")
        await dewi.keyboard.press("a")
        await expect(dewi.locator(f"li[data-number='{chat.ticket}']")).to_be_visible()

        await dewi.get_by_test_id("filter-new").click()
        await dewi.get_by_test_id("prepared-name").fill("Surel tim usaha")
        await dewi.get_by_text("Semua petugas").click()
        await dewi.get_by_test_id("prepared-save").click()
        await expect(dewi.get_by_role("alert")).to_contain_text("Saringan perlu isi")
        await dewi.get_by_test_id("filter-team").select_option(team)
        await dewi.get_by_test_id("filter-channel").select_option("email")
        await expect(dewi.get_by_role("dialog")).to_have_css("opacity", "1")
        assert await audit(dewi) == []
        await picture(dewi, "filter-1440-light")
        await dewi.get_by_test_id("prepared-save").click()
        await expect(dewi.get_by_test_id("prepared-form")).to_have_count(0)
        await expect(dewi.get_by_test_id("ticket-row")).to_have_count(1)
        await expect(dewi.locator(f"li[data-number='{letter.ticket}']")).to_be_visible()
        here = dewi.locator("nav a[aria-current=page]")
        await expect(here).to_contain_text("Surel tim usaha")
        assert await audit(dewi) == []
        await picture(dewi, "views-1440-light")
        async with signed_in(office, browser, "Budi") as budi:
            await budi.locator("nav a", has_text="Surel tim usaha").click()
            await expect(budi.get_by_test_id("ticket-row")).to_have_count(1)
            await expect(budi.get_by_test_id("filter-edit")).to_have_count(0)
            await dewi.get_by_test_id("filter-edit").click()
            await dewi.get_by_test_id("prepared-delete").click()
            await dewi.get_by_test_id("prepared-delete").click()
            await expect(budi.locator("nav a", has_text="Surel tim usaha")).to_have_count(0)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # screens know no engine
async def test_the_form_of_a_filter_at_every_width(office: Office, browser: Browser) -> None:
    await office.desk.teams.create("Izin usaha", "operator")
    async with signed_in(office, browser, "Budi") as budi:
        await budi.get_by_test_id("filter-new").click()
        await budi.get_by_test_id("prepared-name").fill("Antrean Telegram")
        await budi.get_by_text("Menunggu warga", exact=True).last.click()
        await expect(budi.get_by_role("dialog")).to_have_css("opacity", "1")
        assert await looked_at(budi, "filter") == []
        await budi.get_by_test_id("prepared-save").click()
        await expect(budi.get_by_test_id("prepared-form")).to_have_count(0)
        assert await looked_at(budi, "views") == []
