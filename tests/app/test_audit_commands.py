"""``tanya audit verify`` says whether the log is as it was written, and which end was noted."""

import asyncio
import sqlite3
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest

from app.bootstrap import database
from runtime.bus import Bus
from runtime.clock import system_clock
from runtime.ids import new_id
from tests.peers.commands import run
from tickets.commands.audit import AuditCommands, Reader

pytestmark = pytest.mark.slow
CONFIG = """
data: {folder}
database: {{url: "{url}"}}
nlu: {{url: "http://127.0.0.1:9"}}
channels: {{livechat: {{kind: livechat}}}}
"""


@pytest.fixture
def verify(tmp_path: Path, sqlite_url: str) -> Callable[..., str]:
    config = tmp_path / "config.yml"
    config.write_text(CONFIG.format(folder=tmp_path / "var", url=sqlite_url))

    def command(*arguments: str, code: int = 0) -> str:
        done = run("audit", "verify", *arguments, "--config", config)
        assert done.returncode == code, done
        return done.stdout

    return command


def test_it_finds_what_was_changed_and_what_was_cut_off(
    verify: Callable[..., str], sqlite_url: str
) -> None:
    assert "0 lines, all as they were written." in verify()

    async def read() -> None:
        db = database(sqlite_url, Bus())
        reader = Reader(agent=uuid.UUID(int=7))
        await AuditCommands(db, system_clock, new_id).exported(reader, ["A-1", "A-2", "A-3"], "")
        await db.close()

    asyncio.run(read())
    said = verify()
    assert "3 lines" in said
    noted = said.strip().split()[-1]
    assert "3 lines" in verify("--expect", noted)
    verify("--expect", "x", code=2)
    with sqlite3.connect(sqlite_url.partition("///")[2]) as raw:
        raw.execute("delete from audit where id = 3")
    assert "2 lines" in verify()
    assert "Line 3 is gone" in verify("--expect", noted, code=1)
    with sqlite3.connect(sqlite_url.partition("///")[2]) as raw:
        raw.execute("update audit set ticket = 'B-1' where id = 1")
    assert "Line 1 is not as it was written" in verify(code=1)
