"""A whole deployment for each story: our server, real Rasa, real mail, a Bot API server."""

import dataclasses
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.peers.botapi import TOKEN, BotApi
from tests.peers.exim import Exim
from tests.peers.imap import Postbox, imap_server
from tests.peers.rasa import Gate
from tests.peers.server import Desk, Server, at_the_desk
from tests.peers.smtp import MailServer, smtp_server

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ALWAYS: dict[str, Any] = {"hours": {day: ["00:00-24:00"] for day in DAYS}, "holidays": None}
INBOX = "konsultasi@kantor.example"


@dataclasses.dataclass
class World:
    """Everything a story needs."""

    server: Server
    telegram: BotApi
    mail: MailServer
    inbox: Postbox
    gate: Gate
    desk: Desk


@pytest.fixture
async def world(
    database_url: str, rasa_socket: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[World]:
    monkeypatch.setenv("TEST_TELEGRAM_TOKEN", TOKEN)
    async with (
        BotApi() as telegram,
        smtp_server() as mail,
        imap_server() as imap,
        Gate(rasa_socket).serving() as gate,
    ):
        inbox = imap.postbox()
        monkeypatch.setenv("TEST_IMAP_PASSWORD", inbox.password)
        config = configuration(tmp_path, database_url, telegram, mail, inbox, gate)
        server = Server(folder=tmp_path / "server", config=config)
        try:
            await server.start()
            async with at_the_desk(server) as desk:
                yield World(
                    server=server, telegram=telegram, mail=mail, inbox=inbox, gate=gate, desk=desk
                )
        finally:
            await server.stop()


def configuration(
    folder: Path, url: str, telegram: BotApi, mail: MailServer | Exim, inbox: Postbox, gate: Gate
) -> dict[str, Any]:
    """The operator's file for all this."""
    return {
        "data": str(folder / "data"),
        "database": {"url": url},
        "nlu": {"url": gate.url, "timeout_seconds": 1},
        "jobs": {"lease_seconds": 4},
        "office": dict(ALWAYS),  # stories are told at any time of the day
        "channels": {
            "livechat": {"kind": "livechat", "messages_per_minute": 100_000, "follow_seconds": 1.5},
            "telegram": {
                "kind": "telegram",
                "token": {"env": "TEST_TELEGRAM_TOKEN"},
                "api_base": telegram.url,
                "poll_seconds": 5,
            },
            "consultation": {
                "kind": "email",
                "address": INBOX,
                "imap": {
                    "host": inbox.host,
                    "port": inbox.port,
                    "tls": "none",
                    "user": inbox.user,
                    "password": {"env": "TEST_IMAP_PASSWORD"},
                    "folders": [inbox.folder],
                    "poll_seconds": 1,
                },
                "undo_seconds": 0,
                "smtp": {"host": mail.host, "port": mail.port, "tls": "none"},
            },
        },
    }
