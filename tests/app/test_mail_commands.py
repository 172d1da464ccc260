"""Mail from an archive and mail that was set aside, by the command line."""

import mailbox
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.channels.email.mailbox import mail
from tests.peers.commands import run

pytestmark = pytest.mark.slow
CONFIG = """
data: {folder}
database: {{url: "sqlite+aiosqlite:///{folder}/tanya.db"}}
nlu: {{url: "http://127.0.0.1:9"}}
channels:
  surat:
    kind: email
    address: tanya@kantor.example
    imap: {{host: 127.0.0.1, port: 9, user: tanya, password: {{env: MAIL_PASSWORD}}}}
    smtp: {{host: 127.0.0.1, port: 9}}
"""
UNREADABLE = b"Subject: tanpa pengirim\n\nisi"


@pytest.fixture
def tanya(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Run a command of an office with one mailbox; its output, or its message when it fails."""
    monkeypatch.setenv("MAIL_PASSWORD", "rahasia")
    config = tmp_path / "config.yml"
    config.write_text(CONFIG.format(folder=tmp_path / "var"))

    def command(*arguments: object, code: int = 0) -> str:
        done = run(*arguments, "--config", config)
        assert done.returncode == code, done
        return done.stdout + done.stderr

    return command


def last(output: str) -> str:
    return output.strip().splitlines()[-1]


def test_a_folder_is_imported_once_and_what_is_unreadable_is_set_aside(
    tanya: Callable[..., str], tmp_path: Path
) -> None:
    folder = tmp_path / "old" / "2020"
    folder.mkdir(parents=True)
    for number in range(3):
        (folder / f"{number}.eml").write_bytes(mail(f"Syarat izin nomor {number}?"))
    (folder / "copy.eml").write_bytes((folder / "1.eml").read_bytes())
    (folder / "broken.eml").write_bytes(UNREADABLE)
    (folder / "notes.txt").write_text("no mail")

    counted = last(tanya("mail", "import", tmp_path / "old"))
    assert counted == "3 filed, 1 here before, 1 set aside"
    assert last(tanya("mail", "import", folder)) == "0 filed, 5 here before, 0 set aside"

    first, aside = tanya("mail", "ledger").strip().splitlines()
    assert first == "surat: 4 seen = 3 filed + 1 set aside (1 quarantined, 3 ticket)"
    assert "no address of a sender" in aside
    for which in (aside.split()[0], "--all"):
        assert last(tanya("mail", "replay", which)) == "0 filed, 0 here before, 1 set aside"
    assert tanya("mail", "ledger").strip().splitlines()[0] == first


def test_all_that_was_set_aside_or_got_stuck_is_filed_anew(
    tanya: Callable[..., str], tmp_path: Path
) -> None:
    folder = tmp_path / "old"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.eml").write_bytes(mail(f"Syarat izin nomor {number}?"))
    tanya("mail", "import", folder)
    with sqlite3.connect(tmp_path / "var" / "tanya.db") as db:
        for table in ("thread_keys", "messages"):
            db.execute(f"delete from {table}")  # noqa: S608  as if they had not been filed
        db.execute(
            "update ingress set outcome = 'quarantined', reason = 'a fault of before', "
            "message = null, fingerprint = null, at = '2026-01-01 00:00:00.000000'"
        )
        db.execute("update ingress set outcome = 'kept' where rowid = 1")

    assert "1 kept for more than 5 minutes" in tanya("mail", "ledger", code=1)
    assert last(tanya("mail", "replay", "--all", "--channel", "surat")).startswith("3 filed")
    assert "3 seen = 3 filed + 0 set aside (3 ticket)" in tanya("mail", "ledger")
    assert last(tanya("mail", "replay", "--all")).startswith("0 filed")


def test_boxes_and_maildirs_are_read(tanya: Callable[..., str], tmp_path: Path) -> None:
    box = mailbox.mbox(tmp_path / "old.mbox")
    folder = mailbox.Maildir(tmp_path / "maildir")
    for number in range(2):
        box.add(mail(f"Dari kotak: {number}\n\nFrom mana pun"))
        folder.add(mail(f"Dari map: {number}"))
    box.flush()
    assert last(tanya("mail", "import", tmp_path / "old.mbox")).startswith("2 filed")
    assert last(tanya("mail", "import", tmp_path / "maildir")).startswith("2 filed")
    assert last(tanya("mail", "import", tmp_path / "old.mbox")).startswith("0 filed, 2 here before")


def test_mail_for_the_record_calls_nobody(tanya: Callable[..., str], tmp_path: Path) -> None:
    one = tmp_path / "one.eml"
    one.write_bytes(mail("Syarat PBG?"))
    tanya("mail", "import", one, "--for-the-record")

    with sqlite3.connect(tmp_path / "var" / "tanya.db") as db:
        assert db.execute("select status from tickets").fetchall() == [("resolved",)]
        assert db.execute("select count(*) from jobs").fetchall() == [(0,)]


def test_what_cannot_be_done_is_said(tanya: Callable[..., str], tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    assert "holds no mail" in tanya("mail", "import", tmp_path / "nothing", code=1)
    one = tmp_path / "one.eml"
    one.write_bytes(mail("Halo"))
    said = tanya("mail", "import", one, "--channel", "lain", code=2)
    assert "--channel names one; there are: surat" in said
    unknown = "0190163d-8694-739b-aea5-966c26f8ad91"
    assert "there is no arrival" in tanya("mail", "replay", unknown, code=1)
    assert "say --all" in tanya("mail", "replay", code=2)
    assert "say --all" in tanya("mail", "replay", unknown, "--all", code=2)
