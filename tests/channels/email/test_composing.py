"""Writing mails: they thread, they cannot be tampered with, and machines know them."""

import dataclasses
import email
import email.policy
import re
import uuid
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.email.composing import BadAddress, Writer, compose, message_id, reply_address
from channels.email.parsing import Reading, parse
from channels.email.phrases import PHRASES
from channels.email.token import sign
from tests.channels.email.mailbox import ADDRESS, CITIZEN, NOW, SECRET
from tickets.domain.message import Author, AuthorKind, Choice
from tickets.domain.traffic import Inbound, Outbound

WRITER = Writer(address=ADDRESS, display_name="Tanya — Perizinan", secret=SECRET)
PLAIN = Outbound(
    key=uuid.UUID(int=9),
    conversation=uuid.UUID(int=1),
    ticket="T-2026-000001-A",
    channel="surat",
    to=CITIZEN,
    to_name="Siti, S.H.",
    author=Author(kind=AuthorKind.BOT, name="Tanya"),
    text="Selamat pagi.\n\nBiaya < 5 juta & cepat: “ya”.",
    subject="Izin usaha",
)


def written(out: Outbound = PLAIN, **more: object) -> EmailMessage:
    out = dataclasses.replace(out, **more)  # type: ignore[arg-type]
    raw = compose(out, WRITER, NOW).as_bytes()
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert raw.isascii()
    return email.message_from_bytes(raw, policy=email.policy.default)


def body(mail: EmailMessage, kind: str = "plain") -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def test_headers() -> None:
    mail = written()
    token = sign(PLAIN.conversation, SECRET)
    assert mail["From"].addresses[0].addr_spec == ADDRESS
    assert mail["From"].addresses[0].display_name == "Tanya — Perizinan"
    assert mail["To"].addresses[0].display_name == "Siti, S.H."
    assert mail["Subject"] == "Re: Izin usaha [T-2026-000001-A]"
    assert mail["Message-ID"] == f"<{PLAIN.key.hex}.{token}@kantor.example>"
    assert mail["Reply-To"].addresses[0].addr_spec == f"tanya+{token}@kantor.example"
    assert mail["X-Tanya-Loop"] == token
    assert mail["Date"].datetime == NOW
    assert mail["Auto-Submitted"] is None
    assert mail["In-Reply-To"] is None


def test_automatic_mails_say_so() -> None:
    mail = written(automatic=True)
    assert mail["Auto-Submitted"] == "auto-replied"
    assert mail["X-Auto-Response-Suppress"] == "All"


@pytest.mark.parametrize(
    "subject", ["Izin", "Re: Izin", "Bls: Re: Izin [T-2026-000001-A]", "[T-2026-000001-A] Izin"]
)
def test_the_number_comes_once(subject: str) -> None:
    assert written(subject=subject)["Subject"] == "Re: Izin [T-2026-000001-A]"


def test_no_subject_gets_words() -> None:
    assert written(subject="", locale="en")["Subject"].startswith("Re: Your question [")


def test_a_long_chain_keeps_its_ids_whole() -> None:
    keys = tuple(f"<{n:03}.{'x' * 90}@a-rather-long-domain-name.warga.example>" for n in range(40))
    mail = written(in_reply_to=keys[-1], references=keys[:-1])
    raw = compose(dataclasses.replace(PLAIN, in_reply_to=keys[-1]), WRITER, NOW).as_bytes()
    assert f"In-Reply-To: {keys[-1]}\r\n".encode() in raw
    assert str(mail["References"]).split() == [keys[0], *keys[-20:]]


def test_plain_and_html_say_the_same() -> None:
    mail = written()
    assert body(mail).strip() == PLAIN.text
    assert "<p>Biaya &lt; 5 juta &amp; cepat: “ya”.</p>" in body(mail, "html")


def test_choices_are_numbered() -> None:
    choices = (Choice(id="a", label="Syarat <b>"), Choice(id="b", label="Biaya"))
    mail = written(choices=choices)
    assert "1. Syarat <b>\n2. Biaya\n\nBalas email ini dengan nomor" in body(mail)
    assert "<ol><li>Syarat &lt;b&gt;</li><li>Biaya</li></ol>" in body(mail, "html")
    assert "Reply to this e-mail with the number" in body(written(choices=choices, locale="en"))


NASTY = st.text(st.sampled_from('a\r\n\0:<>@ \u2028\u0085é,"\\=?\ud800'), max_size=40)


@given(NASTY, NASTY, NASTY, NASTY)
@settings(max_examples=40, deadline=None)
def test_nobody_writes_headers_of_ours(subject: str, name: str, key: str, text: str) -> None:
    evil = "\r\nBcc: evil@x.example\r\n\r\n"
    mail = written(
        subject=subject + evil,
        to_name=name + evil,
        in_reply_to=key + evil,
        references=(evil, f"<{key}{evil}>"),
        text=text + evil,
    )
    assert mail["Bcc"] is None
    assert [a.addr_spec for a in mail["To"].addresses] == [CITIZEN]
    assert len(mail.get_all("Subject") or ()) == 1
    assert mail.is_multipart()


@pytest.mark.parametrize("to", ["", "a", "a@", "@b", "a b@c", "a@b\n", "a@b>, <c@d", "é@b.example"])
def test_bad_addresses(to: str) -> None:
    with pytest.raises(BadAddress):
        written(to=to)


def test_an_international_domain() -> None:
    assert written(to="a@café.example")["To"].addresses[0].addr_spec == "a@xn--caf-dma.example"


def test_a_long_local_part_has_no_room_for_a_token() -> None:
    address = "layanan-perizinan-terpadu@kantor.example"
    assert reply_address(address, "a" * 42) == address
    assert len(reply_address("a" * 21 + "@x", "b" * 42).partition("@")[0]) == 64


def test_the_answer_finds_its_way_back() -> None:
    mail = written()
    raw = (
        f"From: {CITIZEN}\r\nTo: {mail['Reply-To']}\r\nIn-Reply-To: {mail['Message-ID']}\r\n\r\nya"
    ).encode()
    reading = Reading(channel="surat", address=ADDRESS, secret=SECRET, max_bytes=10**6)
    inbound = parse(raw, "1/1", reading)
    assert isinstance(inbound, Inbound)
    assert inbound.thread_keys[:2] == (
        f"conversation:{PLAIN.conversation}",
        f"message:{message_id(PLAIN, WRITER)}",
    )


def test_our_own_mail_is_known_when_it_comes_back() -> None:
    reading = Reading(channel="surat", address=ADDRESS, secret=SECRET, max_bytes=10**6)
    inbound = parse(compose(PLAIN, WRITER, NOW).as_bytes(), "1/1", reading)
    assert isinstance(inbound, Inbound)
    assert inbound.automatic


def test_phrases_are_in_both_languages() -> None:
    assert PHRASES["id"].keys() == PHRASES["en"].keys()
    for key, words in PHRASES["id"].items():
        assert re.findall(r"{\w+}", words) == re.findall(r"{\w+}", PHRASES["en"][key])
