"""Mail that came back: which one, for good or not, and why."""

import pytest

from channels.email.parsing import Reading, parse
from tests.channels.email.corpus import mail
from tests.channels.email.mailbox import ADDRESS, SECRET
from tickets.domain.traffic import Bounce, Inbound

READING = Reading(channel="surat", address=ADDRESS, secret=SECRET, max_bytes=1_000_000)
OURS = "<1.x@kantor.example>"
DAEMON = "From: MAILER-DAEMON@mx.example\nTo: tanya@kantor.example\nSubject: Undelivered Mail\n"
REPORT = 'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n'


def report(recipient: str, *, returned: str = "message/rfc822", key: str = OURS) -> bytes:
    body = (
        "--b\n\nYour mail could not be delivered.\n"
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
        f"Final-Recipient: rfc822; siti@warga.example\n{recipient}\n"
        f"--b\nContent-Type: {returned}\n\nSubject: Re: Izin\nMessage-ID: {key}\n\nisi\n--b--\n"
    )
    return mail(REPORT, body, head=DAEMON)


def bounce(raw: bytes) -> Bounce | None:
    inbound = parse(raw, "1/7", READING)
    assert isinstance(inbound, Inbound), inbound
    return inbound.bounce


FAILED = "Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 User unknown\n"


@pytest.mark.parametrize("returned", ["message/rfc822", "text/rfc822-headers"])
def test_a_report_of_failure(returned: str) -> None:
    assert bounce(report(FAILED, returned=returned)) == Bounce(
        message_key=OURS,
        final=True,
        reason="there is no such address (550 5.1.1 User unknown)",
    )


@pytest.mark.parametrize(
    ("recipient", "final", "reason"),
    [
        ("Action: delayed\nStatus: 4.4.1\n", False, "not yet; the server keeps trying (4.4.1)"),
        ("Action: FAILED\nStatus: 5.2.2 (full)\n", True, "the mailbox is full (5.2.2)"),
        (
            "Action: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 550 5.7.1\n  spam\n",
            True,
            "it cannot be delivered (550 5.7.1 spam)",
        ),
        ("Action: failed\n", True, "it cannot be delivered"),
    ],
)
def test_what_it_means(recipient: str, reason: str, *, final: bool) -> None:
    found = bounce(report(recipient))
    assert found is not None
    assert (found.final, found.reason) == (final, reason)


def test_the_one_that_failed_is_told_of_several() -> None:
    both = "Action: delayed\nStatus: 4.0.0\n\nFinal-Recipient: rfc822; b@x.example\n" + FAILED
    found = bounce(report(both))
    assert found is not None
    assert found.final
    assert found.reason.startswith("there is no such address")


QMAIL = f"""Hi. This is the qmail-send program at mx.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<siti@warga.example>:
192.0.2.1 does not like recipient.
Remote host said: 550 5.1.1 no such user here

--- Below this line is a copy of the message.

Return-Path: <tanya@kantor.example>
Message-ID: {OURS}
Subject: Re: Izin

isi
"""
EXIM = f"""This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  siti@warga.example
    Unrouteable address

------ This is a copy of the message, including all the headers. ------

Message-ID: {OURS}
Subject: Re: Izin

isi
"""


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (
            QMAIL,
            "there is no such address (Remote host said: 550 5.1.1 no such user here)",
        ),
        (EXIM, "it cannot be delivered"),
    ],
    ids=["qmail", "exim"],
)
def test_servers_that_tell_it_in_words(body: str, reason: str) -> None:
    found = bounce(mail("Return-Path: <>\n", body, head=DAEMON))
    assert found == Bounce(message_key=OURS, final=True, reason=reason)


def test_a_report_in_words_with_raw_8_bit_is_understood() -> None:
    head = "From: Kantor Pos Café <MAILER-DAEMON@mx.example>\nReturn-Path: <>\n"
    found = bounce(mail("", EXIM, head=head))
    assert found == Bounce(message_key=OURS, final=True, reason="it cannot be delivered")


@pytest.mark.parametrize(
    "raw",
    [
        mail("", "Saya sedang cuti sampai Senin.", head=DAEMON),
        mail("", f"Message-ID: {OURS}\n\nMaaf, saya cuti.", head=DAEMON),
        mail("", QMAIL),  # a person forwards one
        report("Action: delivered\nStatus: 2.0.0\n"),
        report(FAILED, key=""),
        mail(REPORT, f"--b\n\n{QMAIL}\n--b--\n", head=DAEMON),
    ],
    ids=["absent", "absent, with a copy", "from a person", "delivered", "no copy", "no status"],
)
def test_what_is_no_report(raw: bytes) -> None:
    assert bounce(raw) is None
