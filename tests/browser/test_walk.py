"""One walk: ask in Indonesian, get the answer, ask for a person, and be answered by one."""

import pytest
from playwright.async_api import Browser, Page, expect

from tests.peers.server import Server

pytestmark = pytest.mark.slow


async def page_of(browser: Browser, faults: list[str], width: int) -> Page:
    context = await browser.new_context(
        viewport={"width": width, "height": 844}, locale="id-ID", color_scheme="dark"
    )
    page = await context.new_page()
    page.on("pageerror", lambda why: faults.append(str(why)))
    return page


async def test_from_the_question_to_the_persons_reply(browser: Browser, server: Server) -> None:
    faults: list[str] = []
    citizen = await page_of(browser, faults, 390)
    await citizen.goto(server.base + "/")
    await citizen.get_by_test_id("input").fill("jam buka kantor hari apa saja?")
    await citizen.get_by_test_id("send").click()
    answer = citizen.locator("[data-testid=message][data-author=bot]")
    await expect(answer.first).to_contain_text("17 Juni 2020")

    agent = await page_of(browser, faults, 1440)
    await agent.goto(server.base + "/console/")
    email, password = server.administrator
    await agent.get_by_test_id("login-email").fill(email)
    await agent.get_by_test_id("login-password").fill(password)
    await agent.get_by_test_id("login-submit").click()
    await expect(agent.get_by_test_id("connection")).to_have_attribute("data-phase", "live")

    await citizen.get_by_test_id("talk-to-person").click()
    await expect(citizen.get_by_test_id("state")).to_have_attribute("data-handler", "queue")
    row = agent.get_by_test_id("ticket-row")
    await expect(row).to_contain_text("jam buka kantor")

    await row.click()
    await agent.get_by_test_id("action-take").click()
    await agent.get_by_test_id("composer").fill("Selamat siang, saya Sari.")
    await agent.get_by_test_id("send").click()
    reply = citizen.locator("[data-testid=message][data-author=agent]")
    await expect(reply).to_contain_text("saya Sari")
    await expect(citizen.get_by_test_id("state")).to_have_attribute("data-handler", "agent")

    await agent.get_by_test_id("action-resolve").click()
    await expect(row).to_have_count(0)
    assert faults == []


async def test_the_chat_goes_on_after_the_server_was_killed(
    browser: Browser, server: Server
) -> None:
    faults: list[str] = []
    citizen = await page_of(browser, faults, 390)
    await citizen.goto(server.base + "/")
    await citizen.get_by_test_id("input").fill("halo")
    await citizen.get_by_test_id("send").click()
    bot = citizen.locator("[data-testid=message][data-author=bot]")
    await expect(bot).to_have_count(1)

    port = server.base.rsplit(":", 1)[1]
    await server.kill()
    await citizen.get_by_test_id("input").fill("jam buka kantor hari apa saja?")
    await citizen.get_by_test_id("send").click()
    server.config = {**server.config, "web": {"port": int(port)}}
    await server.start(same_port=True)
    await expect(bot).to_have_count(2, timeout=25_000)
    mine = citizen.locator("[data-testid=message][data-author=contact]")
    await expect(mine).to_have_count(2)
    assert faults == []
