"""``tanya doctor``: what is wrong is one line each, with what to do; it tells no secret."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.doctor import Line, table
from tests.peers.commands import run

pytestmark = pytest.mark.slow  # each runs the command in a process of its own
CONFIG = """
data: {folder}
database: {{url: "sqlite+aiosqlite:///{folder}/tanya.db"}}
nlu: {{url: "http://127.0.0.1:9"}}
channels:
  livechat: {{kind: livechat}}
  surat:
    kind: email
    address: tanya@kantor.example
    imap: {{host: 127.0.0.1, port: 9, user: tanya, password: {{env: MAIL_PASSWORD}}}}
    smtp: {{host: 127.0.0.1, port: 9, user: tanya, password: {{env: MAIL_PASSWORD}}}}
"""
Checks = dict[str, dict[str, Any]]


def tanya(*arguments: object, code: int) -> str:
    done = run(*arguments)
    assert done.returncode == code, done
    assert "rahasia-sekali" not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MAIL_PASSWORD", "rahasia-sekali")
    file = tmp_path / "config.yml"
    file.write_text(CONFIG.format(folder=tmp_path / "var"))
    return file


@pytest.fixture
def examined(config: Path) -> Callable[..., Checks]:
    """What the doctor says, by name."""

    def examine(code: int = 1) -> Checks:
        said = json.loads(tanya("doctor", "--json", "--config", config, code=code))
        assert said["healthy"] is (code == 0)
        checks = {one["name"]: one for one in said["checks"]}
        assert all(bool(one["todo"]) is not one["ok"] for one in checks.values())
        return checks

    return examine


@pytest.fixture
def var(config: Path, tmp_path: Path) -> Path:
    """The data folder of an office that was started once."""
    tanya("mail", "ledger", "--config", config, code=0)
    return tmp_path / "var"


def test_what_is_well_and_what_is_wrong_is_told_apart(
    examined: Callable[..., Checks], var: Path
) -> None:
    checks = examined()

    wrong = {name for name, one in checks.items() if not one["ok"]}
    assert wrong - {"pages"} == {"nlu", "email surat"}  # nobody listens at port 9
    well = {"configuration", "data", "disk", "livechat livechat", "database", "clock", "jobs"}
    assert set(checks) - wrong - {"pages"} == well | {"ledger surat"}
    assert checks["ledger surat"]["words"] == "0 seen = 0 filed + 0 set aside"
    assert str(var) in checks["data"]["words"]


def test_a_wrong_configuration_is_the_one_thing_it_says(
    config: Path, examined: Callable[..., Checks]
) -> None:
    config.write_text("wep: {}")
    [one] = examined().values()

    assert (one["name"], one["ok"]) == ("configuration", False)
    assert "wep" in one["words"]


def test_it_makes_nothing_where_nothing_is(examined: Callable[..., Checks], tmp_path: Path) -> None:
    assert "cannot be written to" in examined()["data"]["words"]
    (tmp_path / "var").mkdir()
    assert "secret.key is not there" in examined()["data"]["words"]
    assert list((tmp_path / "var").iterdir()) == []


def test_a_key_that_is_not_ours_is_reported(examined: Callable[..., Checks], var: Path) -> None:
    (var / "secret.key").write_text("not a key")

    assert "is not a key of ours" in examined()["data"]["words"]


def test_a_database_at_another_step_is_reported(examined: Callable[..., Checks], var: Path) -> None:
    with sqlite3.connect(var / "tanya.db") as db:
        db.execute("update alembic_version set version_num = '0001'")
    checks = examined()
    (var / "tanya.db").unlink()

    assert "stands at step 0001, this version needs" in checks["database"]["words"]
    assert "tanya migrate" in checks["database"]["todo"]
    assert "jobs" not in checks
    assert "is not there yet" in examined()["database"]["words"]
    assert not (var / "tanya.db").exists()


def test_what_is_wrong_in_the_database_is_reported(
    examined: Callable[..., Checks], var: Path
) -> None:
    with sqlite3.connect(var / "tanya.db") as db:
        db.execute(
            "insert into jobs (kind, lane, payload, run_at, state, first_at) "
            "values ('turn', 'x', '{}', '2026-01-01 00:00:00', 'dead', '2026-01-01 00:00:00')"
        )
        db.execute(
            "insert into ingress (channel, external_id, id, outcome, at) "
            "values ('surat', '17/4', 'aa', 'kept', '2026-01-01 00:00:00.000000')"
        )
        db.execute(
            "insert into events (at, kind, actor, ticket, number, facts) "
            "values ('2099-01-01 00:00:00.000000', 'x', 'system', 'aa', 'T-1', '{}')"
        )
    checks = examined()

    assert checks["jobs"]["words"] == "1 were given up"
    assert checks["ledger surat"]["words"] == (
        "1 seen = 0 filed + 0 set aside + 1 waiting; 1 kept for more than 5 minutes, and not filed"
    )
    assert "the newest event is of 2099-01-01" in checks["clock"]["words"]


def test_the_table_has_what_to_do_below_what_is_wrong() -> None:
    said = table(
        [
            Line(name="disk", good=True, words="10.0 GiB free"),
            Line(name="database", good=False, words="is not there yet", todo="make it"),
        ]
    )

    assert said.splitlines() == [
        "OK     disk      10.0 GiB free",
        "WRONG  database  is not there yet",
        "                 -> make it",
    ]
