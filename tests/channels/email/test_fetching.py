"""What is fetched from where, and what becomes of it on the server."""

import asyncio
import contextlib
import dataclasses
import re
import threading

import pytest
from aioimaplib import aioimaplib
from pydantic import ValidationError

from channels.base import Refused, State
from channels.email import parsing
from channels.email.cursor import read
from channels.email.imap import Broken, Session
from channels.email.imap_names import quoted_folder
from channels.email.settings import EmailSettings, Imap
from runtime.secret import Secret
from tests.channels.email.conftest import Server
from tests.channels.email.mailbox import CITIZEN, adapter, email_settings, imap_settings, mail
from tests.channels.rig import NotedIntake, outbound, running, until
from tests.peers.dovecot import Dovecot
from tests.peers.imap import Postbox
from tests.peers.smtp import MailServer
from tickets.domain.message import Cause
from tickets.domain.traffic import Inbound


@pytest.fixture
async def box(imap: Server) -> Postbox:
    return await asyncio.to_thread(imap.postbox)


def settings_of(box: Postbox, smtp: MailServer, **imap: object) -> EmailSettings:
    return email_settings(box, smtp, imap=imap_settings(box, **imap))


async def into(box: Postbox, folder: str, *raws: bytes) -> None:
    """Put mails into a folder, which is made if it is not there."""

    def work() -> None:
        with box.client() as client:
            client.create(quoted_folder(folder))
            for raw in raws:
                assert client.append(quoted_folder(folder), "", "", raw)[0] == "OK"

    await asyncio.to_thread(work)


async def lying(box: Postbox, folder: str) -> dict[str, bool]:
    """The subjects in a folder, and whether each mail was read."""

    def work() -> dict[str, bool]:
        with box.client() as client:
            if client.select(quoted_folder(folder), readonly=True)[0] != "OK":
                return {}
            found = {}
            for number in client.search(None, "ALL")[1][0].split():
                wish = "(FLAGS BODY.PEEK[HEADER.FIELDS (SUBJECT)])"
                answer = client.fetch(number.decode(), wish)[1]
                said = b" ".join(b" ".join(p) if isinstance(p, tuple) else p for p in answer if p)
                subject = re.search(rb"Subject: (\S+)", said)
                found[subject[1].decode() if subject else ""] = b"Seen" in said
            return found

    return await asyncio.to_thread(work)


async def test_several_folders_are_read_and_their_numbers_are_not_confused(
    box: Postbox, smtp: MailServer
) -> None:
    other = f"{box.folder}-Pengaduan & Café"
    await box.deliver(mail("satu"), mail("dua"))
    await into(box, other, mail("tiga"), mail("empat"))
    settings = settings_of(box, smtp, folders=(box.folder, other), poll_seconds=0.2)
    intake = NotedIntake()
    async with running(adapter(settings), intake):
        await until(lambda: len(intake.received) == 4)
        await box.deliver(mail("lima"))
        await into(box, other, mail("enam"))
        await until(lambda: len(intake.received) == 6)
    assert sorted(intake.texts) == sorted(["satu", "dua", "tiga", "empat", "lima", "enam"])
    assert {one.place.mailbox for one in intake.kept.values() if one.place} == {box.folder, other}
    async with running(adapter(settings), intake):
        await box.deliver(mail("tujuh"))
        await until(lambda: len(intake.received) == 7)
    assert len(intake.kept) == 7


async def test_a_folder_that_is_not_there_is_told_and_stops_no_other(
    box: Postbox, smtp: MailServer
) -> None:
    missing = f"{box.folder}-Nanti"
    settings = settings_of(box, smtp, folders=(box.folder, missing), poll_seconds=0.2)
    channel, intake = adapter(settings), NotedIntake()
    await box.deliver(mail("satu"))
    async with running(channel, intake):
        await until(lambda: intake.texts == ["satu"])
        await until(lambda: channel.health.state is State.FAILING)
        assert f"has no folder {missing}" in channel.health.reason
        assert channel.health.cause is Cause.SETUP
        await into(box, missing, mail("dua"))
        await until(lambda: intake.texts == ["satu", "dua"])
        await until(lambda: channel.health.state is State.OK)


async def test_check_refuses_a_folder_that_is_not_there(box: Postbox, smtp: MailServer) -> None:
    settings = settings_of(box, smtp, folders=(box.folder, "Tidak Ada"))
    with pytest.raises(Refused, match="has no folder Tidak Ada"):
        await adapter(settings).check()


async def test_what_is_filed_is_marked_as_read(box: Postbox, smtp: MailServer) -> None:
    await box.deliver(mail("satu", subject="satu"), b"\x00\xff" * 500)
    intake = NotedIntake()
    async with running(adapter(settings_of(box, smtp, after_filing="seen")), intake):
        await until(lambda: len(intake.received) == len(intake.aside) == 1)
    assert await lying(box, box.folder) == {"satu": True, "": False}  # what is set aside is not


@pytest.mark.parametrize("able", [True, False], ids=["MOVE", "COPY"])
async def test_what_is_filed_is_moved_and_what_is_set_aside_stays(
    box: Postbox, smtp: MailServer, monkeypatch: pytest.MonkeyPatch, *, able: bool
) -> None:
    asked = aioimaplib.IMAP4.has_capability
    monkeypatch.setattr(
        aioimaplib.IMAP4,
        "has_capability",
        lambda client, name: asked(client, name) and (able or name != "MOVE"),
    )
    filed = f"{box.folder}-Selesai"  # nobody has made it
    await box.deliver(*(mail(f"surat {n}", subject=f"s{n}") for n in range(3)), b"\x00\xff" * 500)
    settings = settings_of(box, smtp, after_filing="move", filed_folder=filed)
    intake = NotedIntake()
    async with running(adapter(settings), intake):
        await until(lambda: len(intake.received) == 3 and len(intake.aside) == 1)
        await box.deliver(mail("lagi", subject="s3"))
        await until(lambda: len(intake.received) == 4)
        await until(lambda: len(read(intake.cursors["surat"])) == 1)
    async with running(adapter(settings), intake):
        await asyncio.sleep(0.3)
    assert sorted(await lying(box, filed)) == ["s0", "s1", "s2", "s3"]
    assert list(await lying(box, box.folder)) == [""]
    assert (len(intake.received), len(intake.aside)) == (4, 1)


async def test_a_crash_between_filing_and_moving_moves_it_later_and_files_nothing_twice(
    box: Postbox, smtp: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    filed = f"{box.folder}-Selesai"
    settings = settings_of(box, smtp, after_filing="move", filed_folder=filed)
    await box.deliver(mail("satu", subject="satu"))
    intake = NotedIntake()

    async def lost(*_: object) -> bool:
        raise Broken("the line went dead")

    with monkeypatch.context() as patched:
        patched.setattr(Session, "put_away", lost)
        channel = adapter(settings)
        async with running(channel, intake):
            await until(lambda: intake.texts == ["satu"])
            await until(lambda: channel.health.state is State.FAILING)
    async with running(adapter(settings), intake):
        await until(lambda: bool(intake.cursors))
    assert await lying(box, filed) == {"satu": False}
    assert (len(intake.received), len(intake.kept), intake.aside) == (1, 1, {})


async def test_a_copy_of_what_we_send_lies_in_the_sent_folder(
    box: Postbox, smtp: MailServer
) -> None:
    sent = f"{box.folder}-Terkirim"
    channel = adapter(settings_of(box, smtp, sent_folder=sent))
    await channel.send(outbound(channel, CITIZEN, "Syaratnya ada di sini."))
    assert list((await lying(box, sent)).values()) == [True]
    assert len(smtp.received) == 1


async def test_a_copy_that_cannot_be_made_holds_nothing_up(box: Postbox, smtp: MailServer) -> None:
    nobody = dataclasses.replace(box, password="salah")
    channel = adapter(settings_of(nobody, smtp, sent_folder="Sent"))
    await channel.send(outbound(channel, CITIZEN, "Halo"))
    assert len(smtp.received) == 1


@pytest.mark.parametrize("away", [False, True], ids=["connected", "stopped"])
async def test_a_mailbox_put_back_from_an_older_backup_loses_nothing(
    dovecot: Dovecot, smtp: MailServer, *, away: bool
) -> None:
    """The numbers of the mails since the backup are given again, to other mails."""
    box = dovecot.postbox()
    await box.deliver(*(mail(f"surat {n}") for n in range(5)))
    settings = email_settings(box, smtp)
    channel, intake = adapter(settings), NotedIntake()
    async with contextlib.AsyncExitStack() as stack:
        await stack.enter_async_context(running(channel, intake))
        await until(lambda: len(intake.received) == 5)
        await until(lambda: read(intake.cursors["surat"])["INBOX"].uid == 5)
        if away:
            await stack.aclose()
        dovecot.kill()
        dovecot.put_back(box.user, 2)
        dovecot.start()
        # with four new mails its numbers have overtaken ours: nothing seems to go backwards
        await box.deliver(*(mail(f"baru {n}") for n in range(4 if away else 1)))
        if away:
            await stack.enter_async_context(running(adapter(settings), intake))
        await until(lambda: len(intake.received) == (9 if away else 6))
    fresh = [text for text in intake.texts if text.startswith("baru")]
    assert fresh == [f"baru {n}" for n in range(4 if away else 1)]
    assert len(intake.kept) == len(intake.received)  # the two of the backup are known


async def test_a_mail_that_takes_too_long_to_read_is_set_aside_and_the_next_is_taken(
    box: Postbox, smtp: MailServer
) -> None:
    await box.deliver(mail("lambat"), mail("cepat"))
    let_go = threading.Event()

    def slow(raw: bytes, external_id: str, about: parsing.Reading) -> Inbound | parsing.Unreadable:
        if b"lambat" in raw:
            let_go.wait(20)
        return parsing.parse(raw, external_id, about)

    channel, intake = adapter(email_settings(box, smtp)), NotedIntake()
    channel.reader = dataclasses.replace(channel.reader, parse=slow, parse_seconds=0.2)
    try:
        async with running(channel, intake):
            await until(lambda: intake.texts == ["cepat"])
    finally:
        let_go.set()
    assert list(intake.aside.values()) == ["reading it took too long"]


async def test_a_mail_taken_away_under_our_hands_is_on_the_record(
    box: Postbox, smtp: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    await box.deliver(mail("satu"), mail("dua"))
    really = Session.uids_after

    async def and_one_more(session: Session, uid: int) -> list[int]:
        found = await really(session, uid)
        return [*found, found[-1] + 50] if found else []

    monkeypatch.setattr(Session, "uids_after", and_one_more)
    intake = NotedIntake()
    async with running(adapter(email_settings(box, smtp)), intake):
        await until(lambda: len(intake.aside) == 1)
    assert intake.texts == ["satu", "dua"]
    assert list(intake.aside.values()) == ["removed from the mailbox before it could be read"]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"folders": ["INBOX", "INBOX"]}, "named twice"),
        ({"folders": []}, "at least 1"),
        ({"after_filing": "move"}, "go together"),
        ({"filed_folder": "Selesai"}, "go together"),
        ({"after_filing": "move", "filed_folder": "INBOX"}, "must not be read there again"),
        ({"sent_folder": "INBOX"}, "must not be read there again"),
    ],
)
def test_folders_that_contradict_each_other_are_refused(
    wrong: dict[str, object], words: str
) -> None:
    known = {"host": "h", "user": "u", "password": Secret("x")}
    with pytest.raises(ValidationError, match=words):
        Imap.model_validate(known | wrong)
