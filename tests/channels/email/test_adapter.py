"""The adapter before real servers: what must not be lost, doubled or stopped."""

import asyncio
import dataclasses
import time
from collections import Counter

import pytest

from channels.base import Refused, State, TryLater
from channels.email.cursor import read
from channels.email.parsing import Reading
from channels.email.reader import Reader
from channels.email.settings import EmailSettings
from tests.channels.email.conftest import Server
from tests.channels.email.mailbox import ADDRESS, SECRET, adapter, email_settings, mail
from tests.channels.rig import NotedIntake, running, until
from tests.peers.dovecot import Dovecot
from tests.peers.imap import Postbox
from tests.peers.smtp import MailServer
from tests.peers.wire import wire_to
from tickets.domain.message import Cause
from tickets.domain.traffic import Inbound, Receipt


@pytest.fixture
async def box(imap: Server) -> Postbox:
    return await asyncio.to_thread(imap.postbox)


@pytest.fixture
def settings(box: Postbox, smtp: MailServer) -> EmailSettings:
    return email_settings(box, smtp)


async def test_everything_from_the_very_first_mail_in_order(
    box: Postbox, settings: EmailSettings
) -> None:
    await box.deliver(*(mail(f"surat {n}") for n in range(12)))
    intake = NotedIntake()
    async with running(adapter(settings), intake):
        await until(lambda: len(intake.received) == 12)
    assert intake.texts == [f"surat {n}" for n in range(12)]


async def test_flags_change_nothing_and_are_not_changed(
    box: Postbox, settings: EmailSettings
) -> None:
    await box.deliver(mail("dibaca"), mail("belum"))

    def flags(command: str = "") -> list[bytes]:
        with box.client() as client:
            client.select(box.folder)
            if command:
                client.store("1", command, r"(\Seen)")
            answer = client.fetch("1:2", "(FLAGS)")[1]
            return [bytes(line) for line in answer if isinstance(line, bytes)]

    before = await asyncio.to_thread(flags, "+FLAGS")
    intake = NotedIntake()
    async with running(adapter(settings), intake):
        await until(lambda: intake.texts == ["dibaca", "belum"])
    assert b"Seen" in before[0]
    assert [b"Seen" in line for line in await asyncio.to_thread(flags)] == [True, False]


async def test_a_poison_mail_is_set_aside_and_the_next_is_taken(
    box: Postbox, settings: EmailSettings
) -> None:
    await box.deliver(b"\x00\xff" * 500, b"\r\n", mail("sehat"))
    intake = NotedIntake()
    async with running(adapter(settings), intake):
        await until(lambda: intake.texts == ["sehat"])
    assert len(intake.aside) == len(intake.kept) - 1 == 2


@dataclasses.dataclass
class Choking(NotedIntake):
    """An intake that fails: on one text for ever, or altogether for a while."""

    on: str = ""
    times: int = 10**6
    tries: Counter[str] = dataclasses.field(default_factory=Counter)

    async def receive(self, inbound: Inbound) -> Receipt:
        if self.on in inbound.text and self.times > 0:
            self.times -= 1
            self.tries[inbound.text] += 1
            raise RuntimeError("the database says no")
        return await super().receive(inbound)


@pytest.mark.slow
async def test_a_mail_the_desk_cannot_file_does_not_stop_the_next(
    box: Postbox, settings: EmailSettings
) -> None:
    await box.deliver(mail("racun"), mail("sehat"))
    intake = Choking(on="racun")
    async with running(adapter(settings), intake):
        await until(lambda: intake.texts == ["sehat"])
    assert intake.tries["racun"] == 5
    assert ["RuntimeError" in reason for reason in intake.aside.values()] == [True]


async def test_a_desk_that_was_down_gets_everything_once(
    box: Postbox, settings: EmailSettings
) -> None:
    await box.deliver(mail("satu"), mail("dua"))
    intake, channel = Choking(times=3), adapter(settings)
    async with running(channel, intake):
        await until(lambda: channel.health.state is State.FAILING)
        assert channel.health.reason == "the desk failed: RuntimeError"
        assert channel.health.cause is Cause.OWN
        await until(lambda: intake.texts == ["satu", "dua"])
        await until(lambda: channel.health.state is State.OK)
    assert not intake.aside


async def test_a_mail_beyond_all_bounds_is_set_aside(box: Postbox, settings: EmailSettings) -> None:
    await box.deliver(mail("x" * 5000), mail("kecil"))
    intake, channel = NotedIntake(), adapter(settings)
    reading = Reading(channel="surat", address=ADDRESS, secret=SECRET, max_bytes=10_000)
    channel.reader = Reader(reading, largest=3000)
    async with running(channel, intake):
        await until(lambda: intake.texts == ["kecil"])
    [reason] = intake.aside.values()
    assert "larger than 3000" in reason


@pytest.mark.slow
async def test_wrong_password_is_told_and_tried_again(box: Postbox, smtp: MailServer) -> None:
    wrong = dataclasses.replace(box, password="salah-sekali")
    channel = adapter(email_settings(wrong, smtp))
    async with running(channel, NotedIntake()):
        await until(lambda: channel.health.state is State.FAILING)
        reason = channel.health.reason
    assert channel.health.cause is Cause.SETUP
    assert box.user in reason
    assert str(box.port) in reason
    assert "salah-sekali" not in reason
    with pytest.raises(Refused, match="does not let"):
        await channel.check()


async def test_check_says_what_it_found(settings: EmailSettings, smtp: MailServer) -> None:
    told = await adapter(settings).check()
    assert "IMAP 127.0.0.1" in told
    assert f"SMTP 127.0.0.1:{smtp.port}: ready" in told


async def test_check_without_servers_says_try_later(box: Postbox, smtp: MailServer) -> None:
    nobody = dataclasses.replace(box, port=1)
    with pytest.raises(TryLater, match="cannot be used"):
        await adapter(email_settings(nobody, smtp)).check()


async def test_a_server_killed_while_idling_is_found_again(
    dovecot: Dovecot, smtp: MailServer
) -> None:
    box = dovecot.postbox()
    channel, intake = adapter(email_settings(box, smtp)), NotedIntake()
    async with running(channel, intake):
        await box.deliver(mail("sebelum"))
        await until(lambda: intake.texts == ["sebelum"])
        await asyncio.sleep(0.2)
        await asyncio.to_thread(dovecot.kill)
        await until(lambda: channel.health.state is State.FAILING)
        await asyncio.to_thread(dovecot.start)
        await box.deliver(mail("sesudah"))
        await until(lambda: intake.texts == ["sebelum", "sesudah"])
        assert channel.health.state is State.OK


async def test_a_frozen_line_is_left_for_a_new_one(
    shared_dovecot: Dovecot, smtp: MailServer
) -> None:
    box = shared_dovecot.postbox()
    async with wire_to(box.port) as wire:
        channel = adapter(email_settings(dataclasses.replace(box, port=wire.port), smtp))
        channel._settings = channel._settings.model_copy(
            update={"imap": channel._settings.imap.model_copy(update={"poll_seconds": 0.2})}
        )
        channel._patience = dataclasses.replace(channel._patience, command=0.5, connect=1)
        intake = NotedIntake()
        async with running(channel, intake):
            await until(lambda: channel.health.state is State.OK)
            wire.freeze()
            await box.deliver(mail("masih?"))
            await until(lambda: channel.health.state is State.FAILING)
            wire.thaw()
            await until(lambda: intake.texts == ["masih?"])
        assert wire.connections >= 2


@pytest.mark.slow
async def test_a_flood_of_changes_by_another_client_stops_nothing(
    shared_dovecot: Dovecot, smtp: MailServer
) -> None:
    box = shared_dovecot.postbox()
    shared_dovecot.put(box.user, (mail(str(n)) for n in range(1500)))

    def flag_all() -> None:
        with box.client() as client:
            client.select()
            client.store("1:*", "+FLAGS", r"(\Flagged)")

    channel, intake = adapter(email_settings(box, smtp)), NotedIntake()
    async with running(channel, intake):
        await until(lambda: len(intake.received) == 1500, 30)
        await asyncio.sleep(0.2)
        await asyncio.to_thread(flag_all)
        await box.deliver(mail("sesudah banjir"))
        await until(lambda: "sesudah banjir" in intake.texts)
    assert len(intake.received) == 1501


async def test_new_numbers_make_nothing_twice(dovecot: Dovecot, smtp: MailServer) -> None:
    box = dovecot.postbox()
    await box.deliver(*(mail(f"surat {n}") for n in range(3)))
    channel, intake = adapter(email_settings(box, smtp)), NotedIntake()
    async with running(channel, intake):
        await until(lambda: len(intake.received) == 3)
    before = read(intake.cursors["surat"])["INBOX"].uidvalidity
    dovecot.kill()
    dovecot.renumber(box.user)
    dovecot.start()
    async with running(channel, intake):
        await until(lambda: len(intake.received) == 6)
        await until(lambda: read(intake.cursors["surat"])["INBOX"].uidvalidity > before)
    prints = [inbound.fingerprint for inbound in intake.received.values()]
    assert prints[:3] == prints[3:]
    assert len(set(prints)) == 3


async def test_the_copy_of_a_mail_has_the_same_fingerprint(
    box: Postbox, settings: EmailSettings
) -> None:
    raw = mail("sekali saja")
    await box.deliver(raw, b"Received: from elsewhere; x\r\n" + raw)
    intake = NotedIntake()
    async with running(adapter(settings), intake):
        await until(lambda: len(intake.received) == 2)
    assert len({inbound.fingerprint for inbound in intake.received.values()}) == 1


@pytest.mark.slow
async def test_thirty_megabytes_arrive_byte_for_byte(
    shared_dovecot: Dovecot, smtp: MailServer
) -> None:
    box = shared_dovecot.postbox()
    head = mail("lihat lampiran").replace(b"\n", b"\r\n")
    raw = head + b"".join(b"%070d\r\n" % n for n in range(30_000_000 // 72))
    await box.deliver(raw, mail("sesudahnya"))
    intake = NotedIntake()
    started = time.monotonic()
    async with running(adapter(email_settings(box, smtp)), intake):
        await until(lambda: "sesudahnya" in intake.texts, 30)
    assert time.monotonic() - started < 20
    assert next(iter(intake.kept.values())).raw == raw
    assert intake.texts[0].startswith("lihat lampiran")
