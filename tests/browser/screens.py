"""What walks share: a page of a size and a scheme, its picture, and what axe-core finds.

Pictures are kept under ``var/screens`` when ``SCREENS=1`` is set: for who wants to look at them.
"""

import itertools
import os
import struct
import zlib
from collections.abc import AsyncIterator, Iterable
from pathlib import Path

from playwright.async_api import Browser, FilePayload, Page

_ROOT = Path(__file__).parents[2]
_SCREENS = _ROOT / "var" / "screens"
_AXE = _ROOT / "channels/livechat/widget/node_modules/axe-core/axe.min.js"
_SETTLED = """async () => {
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  await new Promise((done) => setTimeout(done));
  await frame();
  await frame();
  const ends = (one) => one.effect?.getComputedTiming().endTime !== Infinity;
  document.getAnimations().filter(ends).forEach((one) => one.finish());
  await frame();
}"""
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_SEEN = "1024-dark"  # has the colours of 1440-dark and the places of 1024-light
EVERY_SIZE = tuple(itertools.product((1440, 1024, 390), ("light", "dark")))
_RUN = """
async ([rules, part]) => {
  const place = part === null ? document : part;
  const {violations} = await axe.run(place, {runOnly: rules, resultTypes: ["violations"]});
  const where = (node) => node.target.flat().join(" ") + " " + node.failureSummary;
  return violations.map((found) => found.id + ": " + found.nodes.map(where).join("; "));
}
"""


async def page_of(
    browser: Browser, faults: list[str], width: int, *, scheme: str = "light", zoom: float = 1
) -> Page:
    """A fresh visitor; what breaks on the page is added to ``faults``."""
    phone = width < 600
    context = await browser.new_context(
        viewport={"width": round(width / zoom), "height": round((844 if phone else 900) / zoom)},
        locale="id-ID",
        timezone_id="Asia/Jakarta",
        color_scheme="dark" if scheme == "dark" else "light",
        has_touch=phone,
        is_mobile=phone,
    )
    page = await context.new_page()
    page.on("pageerror", lambda why: faults.append(str(why)))
    return page


async def sign_in(page: Page, console: str, email: str, password: str) -> None:
    """Come in by the form, and wait until the console is live; ``console`` is its address."""
    await page.goto(console)
    await page.get_by_test_id("login-email").fill(email)
    await page.get_by_test_id("login-password").fill(password)
    await page.get_by_test_id("login-submit").click()
    await page.wait_for_selector("[data-testid=connection][data-phase=live]")


async def settled(page: Page) -> None:
    """See what has begun to its end: timers that are due, the next frames, what moves or fades."""
    await page.evaluate(_SETTLED)


async def resized(page: Page, sizes: Iterable[tuple[int, str]] = EVERY_SIZE) -> AsyncIterator[str]:
    """The same page in one size and scheme after the other, and at last as it was; how it is."""
    before = page.viewport_size
    for width, scheme in sizes:
        await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        await page.set_viewport_size({"width": width, "height": 844 if width < 600 else 900})
        await settled(page)
        yield f"{width}-{scheme}"
    await page.emulate_media(color_scheme="light")
    if before is not None:
        await page.set_viewport_size(before)


async def fits(page: Page, part: str | None = None, *, how: str = "") -> list[str]:
    """What axe-core finds, and whether the page is wider than its screen."""
    wide = await page.evaluate("document.documentElement.scrollWidth > innerWidth")
    found = [] if how == _SEEN else await audit(page, part)
    return [*found, "wider than the screen"] if wide else found


async def looked_at(
    page: Page,
    name: str,
    sizes: Iterable[tuple[int, str]] = EVERY_SIZE,
    part: str | None = None,
) -> list[str]:
    """Look at the page in these sizes, each with its picture; what is wrong, and where."""
    found: list[str] = []
    async for how in resized(page, sizes):
        found += [f"{name} {how}: {one}" for one in await fits(page, part, how=how)]
        await picture(page, f"{name}-{how}")
    return found


async def picture(page: Page, name: str, *, whole: bool = False) -> None:
    """Keep what is on the screen, or the whole page, where pictures are asked for."""
    if os.environ.get("SCREENS"):
        _SCREENS.mkdir(parents=True, exist_ok=True)
        await page.screenshot(path=_SCREENS / f"{name}.png", full_page=whole)


async def audit(page: Page, part: str | None = None) -> list[str]:
    """What axe-core finds by the rules of WCAG 2.2 AA and by good practice, on a part of it."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(_AXE.read_text("utf-8"))
    found: list[str] = await page.evaluate(_RUN, [_RULES, part])
    return found


def png(width: int, height: int, colour: tuple[int, int, int] = (14, 90, 125)) -> bytes:
    """Make a picture of one colour with a lighter band, so that its edges are seen."""
    light = tuple(255 - (255 - one) // 3 for one in colour)
    rows = b"".join(
        b"\0" + bytes(light if height // 3 < y < height // 2 else colour) * width
        for y in range(height)
    )
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )


def given(name: str, media_type: str, data: bytes) -> FilePayload:
    """Make a file as a citizen picks it."""
    return {"name": name, "mimeType": media_type, "buffer": data}
