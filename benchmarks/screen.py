"""The console's first screen: what is fetched for it, and how soon an agent can work with it."""

import asyncio
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page

from app.bootstrap import database
from runtime.bus import Bus
from runtime.clock import system_clock
from runtime.ids import new_id
from tests.peers.chromium import chromium
from tests.peers.server import Server
from tests.tickets.desk import Desk, SetClock
from tickets.blobs import Blobs
from tickets.commands.people import PeopleCommands
from tickets.domain.access import Role

TIMES, TICKETS = 15, 60
AIM_MS, AIM_KB = 1000.0, 350.0
_EMAIL, _PASSWORD = "petugas@kantor.id", "rahasia-sekali"
_USABLE = "[data-testid=ticket-row]"


async def measure() -> None:
    """Print it: with nothing in the cache, beside a bare page of the same server."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        config: dict[str, Any] = {
            "data": f"{name}/data",
            "database": {"url": f"sqlite+aiosqlite:///{name}/tanya.db"},
            "nlu": {"url": "http://127.0.0.1:9"},  # nobody there, and nobody asks
            "channels": {"livechat": {"kind": "livechat"}},
        }
        server = Server(folder=folder, config=config, anew=True)
        await server.start()
        try:
            await _filled(config["database"]["url"], folder)
            async with chromium() as browser:
                await _print(browser, server.base)
        finally:
            await server.stop()


async def _filled(url: str, folder: Path) -> None:
    db = database(url, Bus())
    try:
        people = PeopleCommands(db, system_clock, new_id)
        await people.add(email=_EMAIL, name="Petugas", role=Role.AGENT, password=_PASSWORD)
        clock = SetClock(system_clock())
        desk = Desk(db=db, bus=Bus(), blobs=Blobs(folder / "blobs"), clock=clock)
        for n in range(TICKETS):
            await desk.bot_turn(
                await desk.chat(f"Pertanyaan {n}", sender=f"{n:064x}"), hand_off="x"
            )
    finally:
        await db.close()


async def _print(browser: Browser, base: str) -> None:
    kept = await _signed_in(browser, base)
    bare = [await _bare(browser, base) for _ in range(TIMES)]
    seen = [await _first_screen(browser, base, kept) for _ in range(TIMES)]
    took, sizes = [one for one, _ in seen], [size for _, size in seen]
    floor, usable = statistics.median(bare), statistics.median(took)
    print(f"the console's first screen, empty cache, {TICKETS} tickets, {TIMES} times")
    over = "" if usable <= AIM_MS else f"   over {AIM_MS:.0f} ms"
    _line("bare page of the same server, p50", f"{floor:.0f} ms")
    _line("list can be used, p50 / worst", f"{usable:.0f} / {max(took):.0f} ms{over}")
    _line("times the bare page", f"{usable / floor:.1f}")
    fetched = statistics.median(sizes) / 1024
    over = "" if fetched <= AIM_KB else f"   over {AIM_KB:.0f} kB"
    _line("scripts and styles fetched, as sent", f"{fetched:.0f} kB{over}")


async def _signed_in(browser: Browser, base: str) -> Any:  # noqa: ANN401  cookies as Playwright has them
    context = await browser.new_context()
    page = await context.new_page()
    await page.goto(f"{base}/console/")
    await page.get_by_test_id("login-email").fill(_EMAIL)
    await page.get_by_test_id("login-password").fill(_PASSWORD)
    await page.get_by_test_id("login-submit").click()
    await page.wait_for_selector(_USABLE)
    kept = await context.storage_state()
    await context.close()
    return kept


async def _bare(browser: Browser, base: str) -> float:
    context = await browser.new_context()
    page = await context.new_page()
    start = time.perf_counter()
    await page.goto(f"{base}/status/")
    await page.wait_for_selector("main")
    took = (time.perf_counter() - start) * 1000
    await context.close()
    return took


async def _first_screen(browser: Browser, base: str, kept: Any) -> tuple[float, int]:  # noqa: ANN401
    """Milliseconds from asking for the page until a ticket can be chosen; bytes of its parts."""
    context = await browser.new_context(storage_state=kept)
    page = await context.new_page()
    sizes = await _listening(page)
    start = time.perf_counter()
    await page.goto(f"{base}/console/", wait_until="commit")
    await page.wait_for_selector(_USABLE)
    took = (time.perf_counter() - start) * 1000
    fetched = sum(sizes)
    await context.close()
    return took, fetched


async def _listening(page: Page) -> list[int]:
    """Sizes on the wire of the page, its scripts and its styles, as they come in."""
    wire = await page.context.new_cdp_session(page)
    await wire.send("Network.enable")
    sizes: list[int] = []
    parts: set[str] = set()

    def begun(frame: dict[str, Any]) -> None:
        if frame["type"] in {"Document", "Script", "Stylesheet"}:
            parts.add(frame["requestId"])

    def ended(frame: dict[str, Any]) -> None:
        if frame["requestId"] in parts:
            sizes.append(int(frame["encodedDataLength"]))

    wire.on("Network.requestWillBeSent", begun)
    wire.on("Network.loadingFinished", ended)
    return sizes


def _line(what: str, figure: str) -> None:
    print(f"  {what:<52} {figure}", flush=True)


if __name__ == "__main__":
    asyncio.run(measure())
