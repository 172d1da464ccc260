"""Offices for tests: a house behind its web application on loopback, and a mailbox for it."""

import contextlib
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp.test_utils import TestServer

from app.bootstrap import House
from app.web import application
from channels.email.settings import EmailSettings
from console.live import Live
from tests.console.caller import Office
from tests.tickets.desk import Desk, SetClock


@contextlib.asynccontextmanager
async def serving(house: House, clock: SetClock, live: Live | None = None) -> AsyncIterator[Office]:
    """The office while the block lasts; its desk keeps to ``clock``."""
    live = live or Live(house.queries, house.bus)
    async with (
        TestServer(application(house, live)) as server,
        aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http,
    ):
        desk = Desk(db=house.db, bus=house.bus, blobs=house.blobs, clock=clock)
        yield Office(house, server, http, desk)
        await live.close()


def mailbox(monkeypatch: pytest.MonkeyPatch, *, undo_seconds: float = 10) -> EmailSettings:
    """A mailbox that nobody reads and whose mail nobody sends; replies are held so long."""
    monkeypatch.setenv("MAIL_PASSWORD", "rahasia")
    return EmailSettings.model_validate(
        {
            "kind": "email",
            "address": "tanya@kantor.example",
            "undo_seconds": undo_seconds,
            "imap": {"host": "127.0.0.1", "user": "tanya", "password": {"env": "MAIL_PASSWORD"}},
            "smtp": {"host": "127.0.0.1"},
        }
    )
