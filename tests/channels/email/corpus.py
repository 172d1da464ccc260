"""Mails as they come, made up here: the bytes of each, by name."""

# ruff: noqa: E501  # a mail's line stays a line

import base64
from collections.abc import Mapping

_HEAD = (
    "From: Siti Aminah <Siti@Warga.example>\n"
    "To: tanya@kantor.example\n"
    "Subject: Izin usaha\n"
    "Date: Mon, 2 Mar 2026 10:04:05 +0700\n"
    "Message-ID: <abc@warga.example>\n"
    "MIME-Version: 1.0\n"
)


def mail(headers: str, body: bytes | str, *, head: str = _HEAD) -> bytes:
    """Put a mail together."""
    raw = body.encode() if isinstance(body, str) else body
    return f"{head}{headers}\n".encode() + raw


def _multipart(kind: str, *parts: str) -> bytes:
    joined = "".join(f"--b\n{part}\n" for part in parts)
    return mail(f'Content-Type: multipart/{kind}; boundary="b"\n', f"{joined}--b--\n")


_PDF = base64.b64encode(b"%PDF-1.4 isi").decode()
_PLAIN = "Content-Type: text/plain; charset=utf-8\n\nSelamat pagi"
_HTML = "Content-Type: text/html; charset=utf-8\n\n<p>Selamat <b>pagi</b></p>"
_ATTACHED = (
    "Content-Type: application/pdf\nContent-Transfer-Encoding: base64\nContent-Disposition: "
)
_JAPANESE = "こんにちは"
_RUSSIAN = "Здравствуйте, подскажите пожалуйста часы работы вашего офиса. "
_CHINESE = "請問貴辦公室的辦公時間是什麼時候。謝謝您"
_LATIN = "Où est le café? Déjà vu à Genève, très élégant, naïveté, Zürich. " * 3

TEXTS: Mapping[str, tuple[bytes, str]] = {
    "plain": (mail("Content-Type: text/plain; charset=utf-8\n", "Selamat pagi"), "Selamat pagi"),
    "no MIME at all": (mail("", "Selamat pagi\n"), "Selamat pagi"),
    "crlf": (mail("", "Selamat\r\npagi\r\n"), "Selamat\npagi"),
    "html only": (
        mail(
            "Content-Type: text/html; charset=utf-8\n",
            "<html><head><title>t</title><style>p {color: red}</style></head><body>"
            "<p>Selamat pagi,</p><p>Biaya &lt; 5 juta &amp; cepat?</p><script>x()</script>",
        ),
        "Selamat pagi,\n\nBiaya < 5 juta & cepat?",
    ),
    "html that is broken": (
        mail("Content-Type: text/html\n", "<table><tr><td>Selamat <b>pagi<div></table>"),
        "Selamat pagi",
    ),
    "html with an xml declaration": (
        mail("Content-Type: text/html\n", '<?xml version="1.0" encoding="x"?><p>Selamat</p>'),
        "Selamat",
    ),
    "latin-1": (
        mail("Content-Type: text/plain; charset=iso-8859-1\n", "café".encode("latin-1")),
        "café",
    ),
    "windows-1252 declared latin-1": (
        mail("Content-Type: text/plain; charset=iso-8859-1\n", "“café”".encode("cp1252")),
        "“café”",
    ),
    "windows-1252 declared utf-8": (
        mail("Content-Type: text/plain; charset=utf-8\n", _LATIN.encode("cp1252")),
        _LATIN.strip(),
    ),
    "windows-1251 not declared": (
        mail("", (_RUSSIAN * 3).encode("cp1251")),
        _RUSSIAN.strip() + " " + (_RUSSIAN * 2).strip(),
    ),
    "big5 declared wrong": (
        mail("Content-Type: text/plain; charset=utf-8\n", (_CHINESE * 5).encode("big5")),
        _CHINESE * 5,
    ),
    "utf-8 declared ascii": (
        mail("Content-Type: text/plain; charset=us-ascii\n", "harga “murah”"),
        "harga “murah”",
    ),
    "utf-8 not declared": (mail("", "café"), "café"),
    "unknown charset": (mail("Content-Type: text/plain; charset=x-tidak-ada\n", "café"), "café"),
    "charset that is no charset": (
        mail("Content-Type: text/plain; charset=punycode\n", "Selamat pagi-"),
        "Selamat pagi-",
    ),
    "charset that is a compressor": (
        mail("Content-Type: text/plain; charset=zlib\n", "Selamat pagi"),
        "Selamat pagi",
    ),
    "charset with NUL": (mail('Content-Type: text/plain; charset="u\0"\n', "Selamat"), "Selamat"),
    "iso-2022-jp": (
        mail("Content-Type: text/plain; charset=iso-2022-jp\n", _JAPANESE.encode("iso-2022-jp")),
        _JAPANESE,
    ),
    "quoted-printable": (
        mail(
            "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n",
            "caf=C3=A9 sangat=\n panjang =ZZ",
        ),
        "café sangat panjang =ZZ",
    ),
    "broken base64": (
        mail("Content-Transfer-Encoding: base64\n", base64.b64encode(b"Selamat pagi") + b"!"),
        "Selamat pagi",
    ),
    "unknown transfer encoding": (
        mail("Content-Transfer-Encoding: x-aneh\n", "Selamat pagi"),
        "Selamat pagi",
    ),
    "format=flowed": (
        mail(
            "Content-Type: text/plain; format=flowed\n",
            "Saya ingin \nbertanya tentang \nizin.\n\n From sini\n-- \nSiti\n",
        ),
        "Saya ingin bertanya tentang izin.\n\nFrom sini",
    ),
    "format=flowed delsp": (
        mail("Content-Type: text/plain; format=flowed; delsp=yes\n", "panjang \nsekali"),
        "panjangsekali",
    ),
    "NUL and controls": (mail("", b"Sela\x00mat\x07 \x1b[31mpagi"), "Selamat [31mpagi"),
    "alternative": (_multipart("alternative", _PLAIN, _HTML), "Selamat pagi"),
    "alternative with a blank plain part": (
        _multipart("alternative", "Content-Type: text/plain\n\n \n", _HTML),
        "Selamat pagi",
    ),
    "html with a plain footer": (
        _multipart("mixed", _HTML, "Content-Type: text/plain\n\nkaki"),
        "Selamat pagi\n\nkaki",
    ),
    "nested": (
        _multipart(
            "mixed",
            'Content-Type: multipart/related; boundary="c"\n\n--c\n'
            'Content-Type: multipart/alternative; boundary="d"\n\n'
            f"--d\n{_PLAIN}\n--d\n{_HTML}\n--d--\n--c--\n",
        ),
        "Selamat pagi",
    ),
    "boundary that never ends": (
        mail('Content-Type: multipart/mixed; boundary="b"\n', f"--b\n{_PLAIN}\n"),
        "Selamat pagi",
    ),
    "boundary that never comes": (
        mail('Content-Type: multipart/mixed; boundary="zzz"\n', "Selamat pagi\n"),
        "Selamat pagi",
    ),
    "boundary not declared": (
        mail("Content-Type: multipart/mixed\n", f"--b\n{_PLAIN}\n"),
        "--b\nContent-Type: text/plain; charset=utf-8\n\nSelamat pagi",
    ),
    "subject only": (mail("", ""), "Izin usaha"),
    "bad content type": (mail("Content-Type: ;;=\n", "Selamat pagi"), "Selamat pagi"),
}

FILES: Mapping[str, tuple[bytes, str, bool]] = {
    "plain name": (
        _multipart("mixed", _PLAIN, f'{_ATTACHED}attachment; filename="ktp.pdf"\n\n{_PDF}'),
        "ktp.pdf",
        False,
    ),
    "RFC 2231": (
        _multipart(
            "mixed",
            _PLAIN,
            f"{_ATTACHED}attachment; filename*0*=utf-8''surat%20keterangan%20;\n"
            f" filename*1*=caf%C3%A9.pdf\n\n{_PDF}",
        ),
        "surat keterangan café.pdf",
        False,
    ),
    "RFC 2231 with an unknown charset": (
        _multipart("mixed", _PLAIN, f"{_ATTACHED}attachment; filename*=x-no''a%20b.pdf\n\n{_PDF}"),
        "a b.pdf",
        False,
    ),
    "RFC 2047 in quotes": (
        _multipart(
            "mixed",
            _PLAIN,
            f'{_ATTACHED}attachment; filename="=?utf-8?q?caf=C3=A9=2Epdf?="\n\n{_PDF}',
        ),
        "café.pdf",
        False,
    ),
    "raw utf-8": (
        _multipart("mixed", _PLAIN, f'{_ATTACHED}attachment; filename="café.pdf"\n\n{_PDF}'),
        "café.pdf",
        False,
    ),
    "a path": (
        _multipart("mixed", _PLAIN, f'{_ATTACHED}attachment; filename="../../etc/x.pdf"\n\n{_PDF}'),
        "x.pdf",
        False,
    ),
    "a trap": (
        _multipart(
            "mixed", _PLAIN, f"{_ATTACHED}attachment; filename*=utf-8''a%E2%80%AEfdp.exe\n\n{_PDF}"
        ),
        "a_fdp.exe",
        False,
    ),
    "inline without a name": (
        _multipart("related", _HTML, f"Content-ID: <x@y>\n{_ATTACHED}inline\n\n{_PDF}"),
        "application-2.pdf",
        True,
    ),
    "name in the type": (
        _multipart(
            "mixed",
            _PLAIN,
            f'Content-Transfer-Encoding: base64\nContent-Type: application/pdf; name="a.pdf"\n\n{_PDF}',
        ),
        "a.pdf",
        False,
    ),
}

DSN = mail(
    "Return-Path: <>\nAuto-Submitted: auto-replied\n"
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n',
    "--b\n\nYour mail could not be delivered.\n"
    "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\n"
    "Final-Recipient: rfc822; a@b\nAction: failed\nStatus: 5.1.1\n"
    "--b\nContent-Type: message/rfc822\n\nMessage-ID: {message_id}\nSubject: Re: Izin\n\nisi\n--b--\n",
    head="From: Mail Delivery System <MAILER-DAEMON@mx.example>\nTo: tanya@kantor.example\n"
    "Subject: Undelivered\nMessage-ID: <dsn@mx.example>\n",
)
