"""The real web application on loopback, and browsers that know nothing but forms and cookies."""

import contextlib
import dataclasses
import re
from collections.abc import AsyncIterator, Mapping
from html import unescape
from pathlib import Path
from types import MappingProxyType

import aiohttp
import pytest
import sqlalchemy as sa
from aiohttp.test_utils import BaseTestServer, TestServer

from app.bootstrap import House, assemble
from app.settings import Settings
from app.web import application
from channels.pages import contact
from console.live import Live
from runtime.jobs import jobs
from tests.tickets.desk import Desk, SetClock
from tickets.codes import Codes
from tickets.store import messages


@dataclasses.dataclass(frozen=True)
class Page:
    """What a browser shows."""

    status: int
    html: str
    headers: Mapping[str, str]
    url: str

    @property
    def text(self) -> str:
        """Its words."""
        return unescape(re.sub(r"<[^>]+>", " ", self.html))

    def field(self, name: str) -> str:
        """The value of the first field of that name."""
        found = re.search(rf'name="{name}"[^>]*? value="([^"]*)"', self.html)
        assert found, f"no field {name}"
        return unescape(found[1])


class Browser:
    """One browser with its cookies; it follows redirects."""

    def __init__(self, server: BaseTestServer, http: aiohttp.ClientSession) -> None:
        self._server, self.http = server, http

    async def get(self, path: str, **headers: str) -> Page:
        """Look at a page."""
        async with self.http.get(self._server.make_url(path), headers=headers) as answer:
            return await _page(answer)

    async def post(
        self,
        path: str,
        form: Mapping[str, str] = MappingProxyType({}),
        /,
        *,
        follow: bool = True,
        headers: Mapping[str, str] | None = None,
        **more: str,
    ) -> Page:
        """Send a form, as a page of ours would."""
        origin = str(self._server.make_url("/")).rstrip("/")
        async with self.http.post(
            self._server.make_url(path),
            data={**form, **more},
            headers={"Origin": origin, **(headers or {})},
            allow_redirects=follow,
        ) as answer:
            return await _page(answer)

    async def send(
        self, text: str, form: Mapping[str, str] = MappingProxyType({}), **more: str
    ) -> Page:
        """Fill in the form for a message, and send it."""
        page = await self.get("/kontak")
        hidden = {name: page.field(name) for name in ("client_id", "start")}
        return await self.post("/kontak", {**hidden, "text": text, **form, **more})


async def _page(answer: aiohttp.ClientResponse) -> Page:
    html = (await answer.read()).decode()
    return Page(answer.status, html, answer.headers.copy(), str(answer.url))


@dataclasses.dataclass(frozen=True)
class Street:
    """The office, and people before it."""

    house: House
    server: BaseTestServer
    desk: Desk
    clock: SetClock

    @contextlib.asynccontextmanager
    async def browser(self) -> AsyncIterator[Browser]:
        """A browser of its own."""
        jar = aiohttp.CookieJar(unsafe=True)
        async with aiohttp.ClientSession(cookie_jar=jar) as http:
            yield Browser(self.server, http)

    async def sent_code(self) -> str | None:
        """Let the worker send what codes were asked for; the newest."""
        for job in await self.desk.jobs("code"):
            await Codes(self.house.codes)._commands.send(job.payload["flow"], job.payload["number"])
        await self.desk.db.write(lambda tx: tx.run(sa.delete(jobs).where(jobs.c.kind == "code")))
        rows = await self.desk.rows(messages, author="system", private=False)
        texts = [row.text for row in sorted(rows, key=lambda row: row.at)]
        found = re.search(r"\b\d{6}\n", texts[-1]) if texts else None
        return found[0].strip() if found else None


@pytest.fixture
async def street(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Street]:
    monkeypatch.setattr(contact, "PATIENCE", 0.02)  # no bot answers here
    settings = Settings.model_validate(
        {
            "data": tmp_path / "var",
            "database": {"url": sqlite_url},
            "channels": {"livechat": {"kind": "livechat", "messages_per_minute": 20}},
            "office": {"hours": {"mon": ["08:00-16:00"]}},
        }
    )
    clock = SetClock()
    async with assemble(settings, clock) as house:
        live = Live(house.queries, house.bus)
        async with TestServer(application(house, live)) as server:
            desk = Desk(db=house.db, bus=house.bus, blobs=house.blobs, clock=clock)
            yield Street(house, server, desk, clock)
            await live.close()


@pytest.fixture
async def browser(street: Street) -> AsyncIterator[Browser]:
    async with street.browser() as made:
        yield made
