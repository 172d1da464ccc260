"""Sending: what is "not now", what is "never", and what goes over the wire."""

import asyncio
import dataclasses
import ssl
import time
from pathlib import Path

import pytest

from channels.base import Refused, TryLater
from channels.email.adapter import Email
from channels.email.settings import Smtp
from channels.email.smtp import Sender
from runtime.secret import Secret
from tests.channels.email.mailbox import ADDRESS, CITIZEN, adapter, email_settings
from tests.channels.rig import outbound
from tests.peers.dovecot import certify
from tests.peers.imap import Postbox
from tests.peers.smtp import MailServer, Mode, smtp_server
from tickets.domain.message import Cause

NO_BOX = Postbox("127.0.0.1", 1, "nobody", "x")


@pytest.fixture
def email(smtp: MailServer) -> Email:
    return adapter(email_settings(NO_BOX, smtp))


async def test_it_returns_the_message_id_the_same_on_every_try(
    email: Email, smtp: MailServer
) -> None:
    out = outbound(email, CITIZEN, "Selamat pagi")
    first, second = await email.send(out), await email.send(out)
    assert first == second == smtp.received[0].mail["Message-ID"]
    assert smtp.received[0].sender == ADDRESS
    assert smtp.received[0].recipients == [CITIZEN]


async def test_rich_text_goes_out_as_page_and_as_text(email: Email, smtp: MailServer) -> None:
    html = (
        '<p>Lihat <a href="https://jakarta.go.id">situs <em>kami</em></a></p><ol><li>KTP</li></ol>'
    )
    text = "Lihat situs kami (https://jakarta.go.id)\n\n1. KTP"
    await email.send(dataclasses.replace(outbound(email, CITIZEN, text), html=html))

    (got,) = smtp.received
    page = got.mail.get_body(("html",))
    assert page is not None
    assert got.text.replace("\r\n", "\n").strip() == text
    assert html in page.get_content()


@pytest.mark.parametrize(
    ("mode", "error", "cause", "words"),
    [
        ("later", TryLater, Cause.NOT_NOW, "451 4.7.1 greylisted"),
        ("refused", Refused, None, "550 5.1.1 no such person"),
        ("data_refused", Refused, None, "looks like spam"),
        ("sender_refused", TryLater, Cause.SETUP, "does not take our address"),
        ("drop", TryLater, Cause.UNREACHABLE, "cannot be reached"),
        ("data_dropped", TryLater, Cause.UNREACHABLE, "cannot be reached"),
        ("greylisting", TryLater, Cause.NOT_NOW, "450 4.2.0 greylisted"),
    ],
)
async def test_answers(
    email: Email,
    smtp: MailServer,
    mode: Mode,
    error: type[Exception],
    cause: Cause | None,
    words: str,
) -> None:
    smtp.mode = mode
    with pytest.raises(error, match=words) as why:
        await email.send(outbound(email, CITIZEN, "halo"))
    assert not getattr(why.value, "blocked", False)
    assert getattr(why.value, "cause", None) == cause


async def test_a_server_that_hangs_is_left(smtp: MailServer) -> None:
    smtp.mode = "hang"
    email = adapter(email_settings(NO_BOX, smtp), smtp_seconds=0.3)
    started = time.monotonic()
    with pytest.raises(TryLater, match="in time"):
        await email.send(outbound(email, CITIZEN, "halo"))
    assert time.monotonic() - started < 10


async def test_nobody_there(smtp: MailServer) -> None:
    email = adapter(email_settings(NO_BOX, dataclasses.replace(smtp, port=1)))
    with pytest.raises(TryLater, match="cannot be reached") as why:
        await email.send(outbound(email, CITIZEN, "halo"))
    assert why.value.away, "no mail at all can go"


@pytest.mark.parametrize(
    ("mode", "away"),
    [
        ("later", False),
        ("greylisting", False),
        ("data_dropped", False),  # perhaps because of what is in it
        ("sender_refused", True),
    ],
)
async def test_what_is_wrong_with_one_mail_is_not_wrong_with_all(
    email: Email, smtp: MailServer, mode: Mode, *, away: bool
) -> None:
    smtp.mode = mode
    with pytest.raises(TryLater) as why:
        await email.send(outbound(email, CITIZEN, "halo"))
    assert why.value.away is away


@pytest.mark.parametrize("to", ["", "nobody", "a@b\r\nBcc: c@d", "@x", "señor@x.example"])
async def test_an_address_that_is_none_is_refused(email: Email, to: str) -> None:
    with pytest.raises(Refused):
        await email.send(outbound(email, to, "halo"))


def settings(smtp: MailServer, **more: object) -> Smtp:
    return Smtp.model_validate({"host": smtp.host, "port": smtp.port, "tls": "none", **more})


async def test_logging_in(smtp: MailServer) -> None:
    right = settings(smtp, user="tanya", password=Secret("rahasia"))
    await Sender(right, ssl.create_default_context).send(ADDRESS, CITIZEN, b"Subject: x\r\n\r\nx")
    assert len(smtp.received) == 1
    wrong = settings(smtp, user="tanya", password=Secret("salah-sekali"))
    with pytest.raises(TryLater, match="does not let tanya in") as why:
        await Sender(wrong, ssl.create_default_context).check()
    assert "salah-sekali" not in str(why.value)


@pytest.mark.parametrize("tls", ["implicit", "starttls"])
async def test_tls_is_used_and_checked(tls: str, tmp_path: Path) -> None:
    await asyncio.to_thread(certify, tmp_path)
    served = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    served.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    trusted = ssl.create_default_context(cafile=str(tmp_path / "cert.pem"))
    async with smtp_server(**{tls: served}) as smtp:
        with pytest.raises(TryLater):
            await Sender(settings(smtp, tls=tls), ssl.create_default_context).check()
        await Sender(settings(smtp, tls=tls), lambda: trusted).send(ADDRESS, CITIZEN, b"\r\nx")
        assert len(smtp.received) == 1


async def test_greylisting_ends_and_the_mail_is_the_same(email: Email, smtp: MailServer) -> None:
    smtp.mode = "greylisting"
    out = outbound(email, CITIZEN, "halo")
    with pytest.raises(TryLater):
        await email.send(out)
    assert await email.send(out) == smtp.received[0].mail["Message-ID"]


async def test_a_connection_serves_several_mails(smtp: MailServer) -> None:
    sender = Sender(settings(smtp), ssl.create_default_context)
    for _ in range(5):
        await sender.send(ADDRESS, CITIZEN, b"Subject: x\r\n\r\nx")
    assert (smtp.connections, len(smtp.received)) == (1, 5)


async def test_a_connection_is_not_kept_for_long(smtp: MailServer) -> None:
    sender = Sender(settings(smtp, keep_seconds=0.05), ssl.create_default_context)
    for _ in range(2):
        await sender.send(ADDRESS, CITIZEN, b"\r\nx")
        await asyncio.sleep(0.2)
    assert smtp.connections == 2


async def test_a_connection_that_the_server_left_is_not_used(smtp: MailServer) -> None:
    sender = Sender(settings(smtp), ssl.create_default_context)
    await sender.send(ADDRESS, CITIZEN, b"\r\nx")
    smtp.cut_all()
    await sender.send(ADDRESS, CITIZEN, b"\r\nx")
    assert (smtp.connections, len(smtp.received)) == (2, 2)


async def test_a_connection_with_a_fault_is_not_kept(smtp: MailServer) -> None:
    sender = Sender(settings(smtp), ssl.create_default_context)
    smtp.mode = "refused"
    with pytest.raises(Refused):
        await sender.send(ADDRESS, CITIZEN, b"\r\nx")
    smtp.mode = "fair"
    await sender.send(ADDRESS, CITIZEN, b"\r\nx")
    assert (smtp.connections, len(smtp.received)) == (2, 1)


async def test_so_many_at_once_and_no_more(smtp: MailServer) -> None:
    smtp.mode = "slow"
    sender = Sender(settings(smtp, connections=2), ssl.create_default_context)
    async with asyncio.TaskGroup() as group:
        for _ in range(5):
            group.create_task(sender.send(ADDRESS, CITIZEN, b"\r\nx"))
    assert (smtp.most_at_once, smtp.connections, len(smtp.received)) == (2, 2, 5)


async def test_starttls_is_never_left_out(smtp: MailServer) -> None:
    with pytest.raises(TryLater, match="does not offer"):
        await Sender(settings(smtp, tls="starttls"), ssl.create_default_context).check()
    assert not smtp.received
