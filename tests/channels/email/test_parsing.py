"""Reading mails: whatever comes, what a person wrote is found."""

import dataclasses
import datetime as dt
import string
import time
import uuid

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.email import token
from channels.email.parsing import LONGEST_TEXT, Reading, Unreadable, parse
from channels.email.structure import LONGEST_TEXT as LONGEST_READ
from tests.channels.email.corpus import DSN, FILES, TEXTS, mail
from tests.channels.email.mailbox import ADDRESS, SECRET
from tickets.domain.message import Trust
from tickets.domain.traffic import Inbound

READING = Reading(channel="surat", address=ADDRESS, secret=SECRET, max_bytes=1_000_000)
LARGE = dataclasses.replace(READING, max_bytes=25_000_000)
CONVERSATION = uuid.UUID("0190163d-8694-739b-aea5-966c26f8ad91")


def read(raw: bytes, reading: Reading = READING) -> Inbound:
    inbound = parse(raw, "1/7", reading)
    assert isinstance(inbound, Inbound), inbound
    return inbound


@pytest.mark.parametrize("name", TEXTS)
def test_the_text_is_found(name: str) -> None:
    raw, text = TEXTS[name]
    assert read(raw).text == text


@pytest.mark.parametrize("name", FILES)
def test_files_are_found(name: str) -> None:
    raw, file, inline = FILES[name]
    inbound = read(raw)
    [upload] = inbound.uploads
    assert (upload.name, upload.inline) == (file, inline)
    assert (upload.media_type, upload.content) == ("application/pdf", b"%PDF-1.4 isi")
    assert inbound.text == "Selamat pagi"


def test_the_rest_of_it() -> None:
    inbound = read(TEXTS["plain"][0])
    assert inbound.channel == "surat"
    assert inbound.external_id == "1/7"
    assert inbound.sender == "siti@warga.example"
    assert inbound.sender_name == "Siti Aminah"
    assert inbound.subject == "Izin usaha"
    assert inbound.sent_at == dt.datetime(2026, 3, 2, 3, 4, 5, tzinfo=dt.UTC)
    assert inbound.message_key == "<abc@warga.example>"
    assert inbound.thread_keys == ()
    assert not inbound.automatic


def test_the_number_of_a_ticket_in_the_subject_is_found() -> None:
    head = "From: siti@warga.example\nSubject: Re: =?utf-8?q?T-2026-000123-X?= izin saya\n"
    assert read(mail("", "lalu?", head=head)).thread_keys == ("ticket:T-2026-000123-X",)
    wrong = head.replace("123", "132")
    assert read(mail("", "lalu?", head=wrong)).thread_keys == ()


def test_the_receiving_servers_word_on_the_sender_is_read() -> None:
    said = "Authentication-Results: mx.kantor.example;\n dmarc=pass header.from=warga.example\n"
    reading = dataclasses.replace(READING, authserv_id="mx.kantor.example")
    assert read(mail(said, "halo"), reading).trust is Trust.VERIFIED
    assert read(mail(said, "halo")).trust is None


def test_html_is_kept_as_it_came() -> None:
    assert read(TEXTS["alternative"][0]).html == "<p>Selamat <b>pagi</b></p>"
    assert read(TEXTS["plain"][0]).html is None


@pytest.mark.parametrize(
    ("header", "name", "address"),
    [
        ("=?utf-8?q?Caf=C3=A9=2C_Budi?= <A@B.example>", "Café, Budi", "a@b.example"),
        ("=?x-tidak?q?Caf=C3=A9?= <a@b.example>", "Café", "a@b.example"),
        ("=?utf-8?b?SGFs?=\n =?utf-8?b?bG8=?= <a@b.example>", "Hallo", "a@b.example"),
        ("=?utf-8?b?w?= =?utf-8?q?=C3?= =?utf-8?q?=A9?= <a@b.example>", None, "a@b.example"),
        ('"Budi, S.H." <a@b.example>', "Budi, S.H.", "a@b.example"),
        ("Café <a@b.example>", "Café", "a@b.example"),
        ("a@b.example", "", "a@b.example"),
        ("<a@b.example>", "", "a@b.example"),
    ],
)
def test_senders(header: str, name: str | None, address: str) -> None:
    inbound = read(mail("", "x", head=f"From: {header}\n"))
    assert inbound.sender == address
    assert name is None or inbound.sender_name == name


def test_sender_elsewhere_when_from_has_none() -> None:
    assert read(mail("", "x", head="From: \nReply-To: B@c.example\n")).sender == "b@c.example"


@pytest.mark.parametrize(
    "raw",
    [b"", b"\n\n", b"\xff\x00\xfe", b"Subject: x\n\nx", b"From: \n\nx", b"From: Bu Siti\n\nx"],
)
def test_no_sender_cannot_be_read(raw: bytes) -> None:
    assert parse(raw, "1/7", READING) == Unreadable("no address of a sender")


@pytest.mark.parametrize(
    ("date", "hour"),
    [
        ("Mon, 2 Mar 2026 10:04:05 +0700", 3),
        ("2 Mar 2026 10:04 -0000", 10),
        ("Mon, 2 Mar 2026 10:04:05", 10),
        ("Mon, 2 Mar 2026 10:04:05 +0700 (WIB)", 3),
        ("kemarin", None),
        ("Mon, 99 Mar 2026 10:04:05 +0700", None),
        ("Fri, 31 Dec 9999 23:59:59 -1200", None),
    ],
)
def test_dates(date: str, hour: int | None) -> None:
    at = read(mail("", "x", head=f"From: a@b.example\nDate: {date}\n")).sent_at
    assert (at and at.hour) == hour
    assert at is None or at.tzinfo is dt.UTC


def test_a_bad_date_is_made_up_for_by_the_last_server() -> None:
    head = "From: a@b.example\nDate: ?\nReceived: from x by y; Mon, 2 Mar 2026 10:04:05 +0700\n"
    at = read(mail("", "x", head=head)).sent_at
    assert at is not None
    assert at.hour == 3


def test_a_large_mail_keeps_its_text_and_names_its_files() -> None:
    raw = FILES["plain name"][0]
    inbound = read(raw, Reading(channel="s", address=ADDRESS, secret=SECRET, max_bytes=100))
    assert inbound.text == "Selamat pagi"
    assert inbound.uploads == ()
    assert "terlalu besar: ktp.pdf" in inbound.quoted


def test_a_very_long_text_is_folded_not_lost() -> None:
    inbound = read(mail("", "a" * LONGEST_TEXT + "b" * 10))
    assert inbound.text == "a" * LONGEST_TEXT
    assert inbound.quoted == "b" * 10


def test_too_many_parts_are_left() -> None:
    part = "--b\nContent-Type: application/pdf\n\nx\n"
    inbound = read(mail('Content-Type: multipart/mixed; boundary="b"\n', part * 300 + "--b--\n"))
    assert len(inbound.uploads) == 200
    assert inbound.quoted.count(".pdf") == 100


def test_parts_that_are_not_even_told_apart_are_hinted_at() -> None:
    part = "--b\nContent-Type: application/pdf\n\nx\n"
    inbound = read(mail('Content-Type: multipart/mixed; boundary="b"\n', part * 5000 + "--b--\n"))
    assert len(inbound.uploads) == 200
    assert inbound.quoted.endswith("…")


@pytest.mark.parametrize("kind", ["text/plain", "text/html"])
def test_a_text_that_is_too_long_to_be_read_is_kept_whole_as_a_file(kind: str) -> None:
    body = b"selamat pagi\n" * 100_000
    inbound = read(mail(f"Content-Type: {kind}\n", body), LARGE)
    [upload] = inbound.uploads
    assert (upload.media_type, upload.content) == (kind, body)
    assert inbound.text.startswith("selamat pagi")
    assert len(inbound.text) + len(inbound.quoted) <= LONGEST_READ


def test_html_that_cannot_be_cleaned_in_time_is_not_shown() -> None:
    inbound = read(mail("Content-Type: text/html\n", "<div>" * 20_000 + "halo"))
    assert (inbound.text, inbound.html) == ("halo", None)


@pytest.mark.parametrize("depth", [30, 300, 900, 5000])
def test_nesting_stops_nothing(depth: int) -> None:
    body = "".join(
        f'--b{n}\nContent-Type: multipart/mixed; boundary="b{n + 1}"\n\n' for n in range(depth)
    )
    started = time.monotonic()
    parse(mail('Content-Type: multipart/mixed; boundary="b0"\n', body), "1/7", READING)
    assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    "raw",
    [
        mail("", "On " * 50_000),
        mail("", "On 1 wrote\n" * 20_000),
        mail("", "From: a\n" * 20_000),
        mail("", "> " * 100_000),
        mail("", "Pada 1 " * 60 + "\n" * 10_000 + "Le 2 a:\n" * 5_000),
        mail("Content-Type: text/html\n", "<div>" * 20_000),
        mail("Content-Type: text/html\n", "<" * 100_000),
        mail("Content-Type: text/html\n", "<style>" * 50_000),
        mail("Content-Type: text/html\n", "<table><tr><td>" * 3_000),
        mail("Content-Type: text/plain; charset=x\n", bytes(range(128, 256)) * 3_000),
        mail("References: " + "<a@b> " * 20_000 + "\n", "x"),
        mail("Subject: " + "Re: " * 20_000 + "\n", "x", head="From: a@b.example\n"),
        mail("", "x", head="From: " + '"' * 50_000 + "\n"),
        mail("", "x", head="From: " + "(" * 50_000 + "\nReply-To: a@b.example\n"),
        mail("", "x", head="From: a@b.example\nSubject: " + "=?utf-8?q?a?= " * 5_000 + "\n"),
        mail("Content-Type: text/plain" + "; a=b" * 20_000 + "\n", "x"),
    ],
    ids=lambda raw: repr(raw[-20:]),
)
def test_what_is_made_to_hurt_takes_no_time(raw: bytes) -> None:
    started = time.monotonic()
    parse(raw, "1/7", READING)
    assert time.monotonic() - started < 3


@given(st.binary(max_size=300))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_read_or_refused(junk: bytes) -> None:
    for raw in (junk, b"From: a@b.example\n" + junk, b"From: a@b.example\n\n" + junk):
        match parse(raw, "1/7", READING):
            case Inbound() as inbound:
                for told in (inbound.text, inbound.quoted, inbound.subject, inbound.sender_name):
                    assert "\0" not in told
                    told.encode()


_PIECES = st.sampled_from(sorted({raw for raw, _ in TEXTS.values()}))


@given(_PIECES, st.integers(0, 600), st.binary(max_size=20), st.integers(0, 40))
@settings(max_examples=200, deadline=None)
def test_damaged_mails_are_read_or_refused(raw: bytes, at: int, junk: bytes, cut: int) -> None:
    parse(raw[:at] + junk + raw[at + cut :], "1/7", READING)


def test_fingerprint_and_made_up_id_depend_on_the_mail_alone() -> None:
    raw = mail("", "halo", head="From: a@b.example\nDate: Mon, 2 Mar 2026 10:04:05 +0700\n")
    again = b"Received: x\nDelivered-To: y\n" + raw.replace(b"\n", b"\r\n")
    other = raw.replace(b"halo", b"hai")
    first, second, third = (read(one) for one in (raw, again, other))
    assert first.message_key == second.message_key != third.message_key
    assert first.fingerprint == second.fingerprint != third.fingerprint
    assert str(first.message_key).endswith("@no-message-id.invalid>")


def test_language() -> None:
    assert read(mail("Content-Language: en-GB\n", "x")).locale == "en"
    assert read(mail("Content-Language: fr\n", "x")).locale is None


TOKEN = token.sign(CONVERSATION, SECRET)
FORGED = token.sign(CONVERSATION, b"another secret")
OURS = f"<{uuid.UUID(int=5).hex}.{TOKEN}@kantor.example>"


@pytest.mark.parametrize("header", ["To", "Cc", "Delivered-To", "X-Original-To"])
@pytest.mark.parametrize("form", [str.lower, str.upper, string.capwords])
def test_the_token_is_found_in_an_address(header: str, form: type[str]) -> None:
    value = f"x@y, Tanya <{form(f'tanya+{TOKEN}@kantor.example')}>"
    head = f"From: a@b.example\n{header}: {value}\n"
    assert read(mail("", "x", head=head)).thread_keys == (f"conversation:{CONVERSATION}",)


def test_keys_are_strongest_and_nearest_first() -> None:
    headers = (
        f"References: <old@x> {OURS}\n <near@x>\nIn-Reply-To: <near@x>\n"
        f"Cc: tanya+{FORGED}@kantor.example\n"
    )
    assert read(mail(headers, "x")).thread_keys == (
        f"conversation:{CONVERSATION}",
        "message:<near@x>",
        f"message:{OURS}",
        "message:<old@x>",
    )


def test_a_forged_token_names_nothing() -> None:
    headers = f"In-Reply-To: {OURS.replace(TOKEN, FORGED)}\nTo: tanya+{FORGED}@kantor.example\n"
    assert all(key.startswith("message:") for key in read(mail(headers, "x")).thread_keys)


def test_a_delivery_report_names_what_came_back() -> None:
    inbound = read(DSN.replace(b"{message_id}", OURS.encode()))
    assert inbound.automatic
    assert inbound.thread_keys == (f"conversation:{CONVERSATION}", f"message:{OURS}")
    assert inbound.text == "Your mail could not be delivered."


@pytest.mark.parametrize(
    "headers",
    [
        "Auto-Submitted: auto-replied\n",
        "Auto-Submitted: auto-generated (vacation)\n",
        "Precedence: bulk\n",
        "Precedence: LIST\n",
        "Precedence: auto_reply\n",
        "List-Id: <warga.example>\n",
        "X-Auto-Response-Suppress: DR, OOF\n",
        "X-Autoreply: yes\n",
        "X-Autorespond: libur\n",
        "Return-Path: <>\n",
        "X-Tanya-Loop: x\n",
        "Content-Type: multipart/report; boundary=b\n",
    ],
)
def test_machines_are_told_by_their_headers(headers: str) -> None:
    assert read(mail(headers, "x")).automatic


@pytest.mark.parametrize(
    "sender",
    [
        "MAILER-DAEMON@x.example",
        "postmaster@x.example",
        "MAILER-DAEMON",
        ADDRESS,
        f"Tanya+{TOKEN}@kantor.example",
    ],
)
def test_machines_and_ourselves_are_told_by_their_address(sender: str) -> None:
    assert read(mail("", "x", head=f"From: {sender}\n")).automatic


@pytest.mark.parametrize(
    "headers",
    [
        "Auto-Submitted: no\n",
        "Precedence: normal\n",
        "X-Auto-Response-Suppress: None\n",
        "Return-Path: <siti@warga.example>\n",
        "List-Unsubscribe: <x>\n",
    ],
)
def test_people_are_people(headers: str) -> None:
    assert not read(mail(headers, "x")).automatic
