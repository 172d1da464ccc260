"""Whatever comes in as a mail is read or refused: soon, and in clean words."""

import base64
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.channels.email.fuzz import SEEDS, check

LETTERS = [path.read_bytes() for path in sorted(SEEDS[0].glob("*.eml"))]
FOUND = sorted(path for path in SEEDS[1].iterdir() if not path.name.startswith("."))


@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.name)
def test_what_was_found_once(path: Path) -> None:
    check(path.read_bytes())


# --- mails put together from pieces

_LINE_ENDS = st.sampled_from([b"\n", b"\r\n", b"\r"])
_WORDS = st.sampled_from(
    [
        "Pada Sen, 23 Nov 2026 pukul 08.02 Tanya <t@k.example> menulis:",
        "On Mon, Nov 23, 2026 at 8:02 AM Tanya <t@k.example>",
        "wrote:",
        "> kutipan",
        ">",
        "-- ",
        "",
        "Dari: a\nKepada: b\nPerihal: c",
        "---------- Pesan terusan ---------",
        "Dikirim dari iPhone saya",
        "________________________________",
        "halo 🙏 \udcff\x00",
        "<p>halo<div style='margin-top:9em'>",
        "BEGIN:VEVENT\nSUMMARY:x\nDTSTART:20261123T0800\nEND:VEVENT",
        "Message-ID: <1.x@k.example>",
        "550 5.1.1 <a@b.example>: unknown",
        "--b",
        "--b--",
        "=?utf-8?q?=C3=A9?=",
    ]
)
_CHARSETS = ["utf-8", "us-ascii", "iso-2022-jp", "utf-16", "utf-7", "x", "", "\0", "hz", "punycode"]
_TYPES = [
    "text/plain",
    "text/plain; format=flowed; delsp=yes",
    "text/html",
    "text/calendar; method=REQUEST",
    "application/pdf; name*0*=utf-8''a%20; name*1=b",
    "application/ms-tnef",
    "message/rfc822",
    "message/delivery-status",
    "message/disposition-notification",
    "multipart/mixed; boundary=b",
    "multipart/alternative; boundary=c",
    "multipart/report; boundary=b",
    "multipart/digest; boundary=c",
    "multipart/mixed",
    ";;=",
    "é/\udcff",
]
_HEADERS = st.sampled_from(
    [
        *(f"Content-Type: {kind}" for kind in _TYPES),
        *(f"Content-Type: text/plain; charset={one}" for one in _CHARSETS),
        *(f"Content-Type: text/html; charset={one}" for one in _CHARSETS),
        *(f"Content-Transfer-Encoding: {one}" for one in ("base64", "quoted-printable", "x-uu")),
        'Content-Disposition: attachment; filename="=?utf-8?q?=C3=A9?="',
        "Content-ID: <x>",
        "From: =?utf-8?b?w6k=?= <MAILER-DAEMON@b.example>",
        "From: ((((((a@b.example",
        "Date: Fri, 31 Dec 9999 23:59:59 -1200",
        "Subject: Re: Fwd: [T-2026-000123-X] \udce9",
        "References: <a@b> <<c@d>>",
        "Message-ID: <\udcff@x>",
        "Return-Path: <>",
        "Authentication-Results: mx.kantor.example; dkim=pass (x header.d=b.example",
        " continued",
        "no header at all",
    ]
)
_PART = st.tuples(st.lists(_HEADERS, max_size=4), st.lists(_WORDS, max_size=6)).map(
    lambda part: "\n".join([*part[0], "", *part[1]])
)
_PARTS = st.lists(
    st.tuples(st.sampled_from(["--b", "--c", "--b--", "--c--", "--b \t", "-- b"]), _PART),
    max_size=5,
).map(lambda parts: "\n".join(f"{mark}\n{part}" for mark, part in parts))


@given(_PART, _PARTS, _LINE_ENDS)
@settings(max_examples=300, deadline=None)
def test_mails_made_of_pieces(head: str, rest: str, line_end: bytes) -> None:
    raw = f"From: a@b.example\n{head}\n{rest}".encode("utf-8", "surrogateescape")
    check(raw.replace(b"\n", line_end))


# --- letters that were damaged


def _flip(raw: bytes, at: int, size: int) -> bytes:
    return raw[:at] + bytes(byte ^ 0x81 for byte in raw[at : at + size]) + raw[at + size :]


def _drop(raw: bytes, at: int, size: int) -> bytes:
    return raw[:at] + raw[at + size :]


def _double(raw: bytes, at: int, size: int) -> bytes:
    return raw[: at + size] + raw[at:]


def _repeat(raw: bytes, at: int, size: int) -> bytes:
    return raw[:at] + raw[at : at + size] * 50 + raw[at:]


_DAMAGE = st.tuples(
    st.sampled_from([_flip, _drop, _double, _repeat]), st.integers(0, 3000), st.integers(1, 200)
)


@given(st.sampled_from(LETTERS), st.lists(_DAMAGE, min_size=1, max_size=4))
@settings(max_examples=300, deadline=None)
def test_damaged_letters(
    raw: bytes, damage: list[tuple[Callable[[bytes, int, int], bytes], int, int]]
) -> None:
    for hurt, at, size in damage:
        raw = hurt(raw, at % len(raw) if raw else 0, size)
    check(raw)


@given(st.sampled_from(LETTERS), st.sampled_from(LETTERS), st.integers(0, 3000))
@settings(max_examples=100, deadline=None)
def test_letters_that_run_into_each_other(one: bytes, other: bytes, at: int) -> None:
    check(one[:at] + other[at // 2 :])


# --- mails that are made to take long, a third of the limit of 25 MB

MB = 1_000_000
_FROM = b"From: a@b.example\n"
_DAEMON = b"From: mailer-daemon@b.example\nReturn-Path: <>\n"
_MIXED = b'Content-Type: multipart/mixed; boundary="b"\n'
_HTML = b"Content-Type: text/html\n"


def _filled(headers: bytes, unit: bytes, size: int = 8 * MB, head: bytes = _FROM) -> bytes:
    return head + headers + b"\n" + unit * (size // len(unit))


def _in_header(name: bytes, unit: bytes, size: int = 8 * MB) -> bytes:
    return _FROM + name + unit * (size // len(unit)) + b"\n\nx"


def _nested(depth: int, rest: bytes) -> bytes:
    parts = (
        b'--b%d\nContent-Type: multipart/mixed; boundary="b%d"\n\n' % (n, n + 1)
        for n in range(depth)
    )
    return _FROM + b'Content-Type: multipart/mixed; boundary="b0"\n\n' + b"".join(parts) + rest


BOMBS: dict[str, Callable[[], bytes]] = {
    "lines of >": lambda: _filled(b"", b">\n"),
    "blank lines": lambda: _filled(b"", b"\n"),
    "one line": lambda: _filled(b"", b"Pada 1 menulis "),
    "lines that may be wrapped": lambda: _filled(b"", b"Pada 1:\n"),
    "lines in other languages": lambda: _filled(b"", b"Am 1 schrieb:\nLe 2:\n"),
    "Outlook's first line": lambda: _filled(b"", b"From: a\n"),
    "dashes": lambda: _filled(b"", b"-"),
    "blanks": lambda: _filled(b"", b" "),
    "format=flowed": lambda: _filled(b"Content-Type: text/plain; format=flowed\n", b"a \n"),
    "one long header": lambda: _in_header(b"X-A: ", b"a"),
    "many headers": lambda: _in_header(b"", b"X-A: b\n"),
    "one folded header": lambda: _in_header(b"X-A: b\n", b" c\n"),
    "headers in no charset": lambda: _in_header(b"", b"X-A: \xff\xfe caf\xe9\n"),
    "encoded words": lambda: _in_header(b"Subject: ", b"=?utf-8?b?YWE=?= "),
    "Message-IDs": lambda: _in_header(b"References: ", b"<a@b.example> "),
    "addresses": lambda: _in_header(b"To: ", b'"<,'),
    "parameters": lambda: _in_header(b"Content-Type: text/plain", b'; a="'),
    "comments": lambda: _in_header(b"Authentication-Results: mx.kantor.example; ", b"("),
    "parts": lambda: _filled(_MIXED, b"--b\n\nx\n"),
    "boundaries": lambda: _filled(_MIXED, b"--b\n"),
    "a long boundary": lambda: _in_header(b"Content-Type: multipart/mixed; boundary=", b"b"),
    "nested parts": lambda: _nested(5000, b""),
    "nested parts and lines": lambda: _nested(100, b"--x\n" * 2 * MB),
    "nested mails": lambda: _filled(b"Content-Type: message/rfc822\n", b"Content-Type: a/b\n\n"),
    "delivery reports": lambda: _filled(
        b'Content-Type: multipart/report; boundary="b"\n',
        b"--b\nContent-Type: message/delivery-status\n\n" + b"Action: failed\n\n" * 1000,
        head=_DAEMON,
    ),
    "a report in words": lambda: _filled(b"", b"Message-ID: <a@b>\n> <a@b.c>\n", head=_DAEMON),
    "a report of blank lines": lambda: _DAEMON + b"\nMessage-ID: <a@b>" + b"\n" * 5 * MB,
    "nested tags": lambda: _filled(_HTML, b"<div>"),
    "nested tables": lambda: _filled(_HTML, b"<table><tr><td>a"),
    "a wide table": lambda: _filled(_HTML + b"\n<table><tr>", b"<td>a</td>"),
    "a long table": lambda: _filled(_HTML + b"\n<table>", b"<tr><td>a</td></tr>"),
    "a wide column": lambda: _filled(
        _HTML + b"\n<table><tr><td>" + b"A" * 300_000, b"<tr><td>x", MB // 20
    ),
    "wide tables within tables": lambda: _filled(
        _HTML + b"\n" + b"<table><tr><td>" * 60 + b"A" * 100_000, b"<br>x", MB // 20
    ),
    "lines in Italian": lambda: _filled(b"", b"Il 1" + b" ha scritto" * 15 + b" :\n", MB),
    "invitations": lambda: _filled(b"Content-Type: text/calendar\n", b"\nBEGIN:VEVENT\nSUMMARY:"),
    "line breaks": lambda: _filled(_HTML, b"a<br>"),
    "brackets": lambda: _filled(_HTML, b"<"),
    "margins": lambda: _filled(_HTML, b'<p style="margin-top:99999999em">x</p>', MB),
    "base64": lambda: (
        _FROM + b"Content-Transfer-Encoding: base64\n\n" + base64.encodebytes(b"selamat\n" * MB)
    ),
    "quoted-printable": lambda: _filled(
        b"Content-Transfer-Encoding: quoted-printable\n" + _HTML, b"=3Cp=3E=\n"
    ),
    "uuencode": lambda: _filled(
        b"Content-Transfer-Encoding: x-uuencode\n\nbegin 644 a", b"#0V%T\n"
    ),
    "no charset": lambda: _filled(b"Content-Type: text/plain; charset=x\n", b"\x80\xff\xe9"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_what_is_made_to_take_long(name: str) -> None:
    check(BOMBS[name]())
