"""``tanya agent …``: the way in when nobody can sign in; and who has to have an authenticator."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from app.settings import BadConfig, load
from tests.peers.commands import run
from tickets.domain.access import Role

CONFIG = """
data: {folder}
database: {{url: "sqlite+aiosqlite:///{folder}/tanya.db"}}
nlu: {{url: "http://127.0.0.1:9"}}
"""


@pytest.fixture
def tanya(tmp_path: Path) -> Callable[..., str]:
    """Run a command of an office; its output, or its message when it fails."""
    config = tmp_path / "config.yml"
    config.write_text(CONFIG.format(folder=tmp_path / "var"))

    def command(*arguments: str, code: int = 0, given: str = "") -> str:
        done = run(*arguments, "--config", config, given=given)
        assert done.returncode == code, done
        return (done.stdout + done.stderr).strip()

    return command


@pytest.mark.slow
def test_an_operator_helps_those_who_cannot_come_in(
    tanya: Callable[..., str], tmp_path: Path
) -> None:
    tanya("agent", "add", "a@b.id", "--name", "A", "--role", "admin")
    tanya("agent", "add", "c@d.id", "--name", "C", "--role", "agent")
    shown = tanya("agent", "password", "c@d.id").rpartition(": ")[2]
    silent = tanya("agent", "password", "a@b.id", "--password-stdin", given="kata-sandi-baru\n")

    assert len(shown) == 16
    assert "kata-sandi-baru" not in silent
    assert "0 ticket(s)" in tanya("agent", "deactivate", "c@d.id")
    assert tanya("agent", "activate", "C@D.id") == "C@D.id can sign in again."
    assert tanya("agent", "unlock", "c@d.id")
    assert tanya("agent", "totp-reset", "c@d.id")
    assert "another administrator" in tanya("agent", "deactivate", "a@b.id", code=1)
    assert "no agent with the address x@y.id" in tanya("agent", "unlock", "x@y.id", code=1)
    assert "at least 10" in tanya("agent", "password", "a@b.id", "--password-stdin", code=1)
    with sqlite3.connect(tmp_path / "var" / "tanya.db") as file:
        told = file.execute("select actor, action from admin_log order by id").fetchall()
        owing = file.execute("select sum(must_change) from agents").fetchone()
    assert {actor for actor, _ in told} == {"operator"}
    assert [action for _, action in told] == [
        "agent.added",
        "agent.added",
        "password.reset",
        "password.reset",
        "agent.deactivated",
        "agent.activated",
        "agent.unlocked",
        "factor.off",
    ]
    assert owing == (2,)


@pytest.mark.parametrize(
    ("text", "offered", "required"),
    [
        ("", True, set()),
        ("web: {totp: optional}", True, set()),
        ("web: {totp: off}", False, set()),
        ("web: {totp: {required_for: [admin, supervisor]}}", True, {Role.ADMIN, Role.SUPERVISOR}),
    ],
)
def test_who_has_to_have_an_authenticator(
    tmp_path: Path, text: str, required: set[Role], *, offered: bool
) -> None:
    (tmp_path / "config.yml").write_text(text)
    rule = load(tmp_path / "config.yml").web.factor_rule()

    assert rule.offered is offered
    assert {role for role in Role if rule.requires(role)} == required


@pytest.mark.parametrize(
    "text", ["web: {totp: on}", "web: {totp: {required_for: []}}", "web: {totp: {for: [admin]}}"]
)
def test_another_word_for_it_is_a_mistake(tmp_path: Path, text: str) -> None:
    (tmp_path / "config.yml").write_text(text)
    with pytest.raises(BadConfig, match=r"web\.totp"):
        load(tmp_path / "config.yml")
