"""Writing mails: they thread, they cannot be tampered with, and machines know them."""

import base64
import dataclasses
import datetime as dt
import email
import email.policy
import re
import subprocess
import uuid
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

import dkim
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.email.composing import BadAddress, Writer, compose, message_id, reply_address
from channels.email.letters import BadTemplate, Letters
from channels.email.parsing import Reading, parse
from channels.email.phrases import PHRASES
from channels.email.signing import BadKey, Signer
from channels.email.token import sign
from tests.channels.email.mailbox import ADDRESS, CITIZEN, NOW, SECRET
from tickets.domain.message import Author, AuthorKind, Choice, Upload
from tickets.domain.traffic import Inbound, Outbound, Spoken

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


def test_rich_text_is_in_the_page_and_its_words_in_the_text() -> None:
    html = "<p>Syarat <strong>NIB</strong>:</p><ul><li><p>“KTP” &amp; a</p></li></ul>"
    mail = written(text="Syarat NIB:\n\n• “KTP” & a", html=html)
    assert mail.get_content_type() == "multipart/alternative"
    assert body(mail).strip() == "Syarat NIB:\n\n• “KTP” & a"
    assert html in body(mail, "html")
    assert "Nomor tiket: T-2026-000001-A" in body(mail, "html")
    plain = dataclasses.replace(PLAIN, text="<strong>x</strong>")
    assert "&lt;strong&gt;" in body(written(plain), "html"), "what is no rich text is escaped"


def test_choices_are_numbered() -> None:
    choices = (Choice(id="a", label="Syarat <b>"), Choice(id="b", label="Biaya"))
    mail = written(choices=choices)
    assert "1. Syarat <b>\n2. Biaya\n\nBalas surel ini dengan nomor" in body(mail)
    assert "<ol><li>Syarat &lt;b&gt;</li><li>Biaya</li></ol>" in body(mail, "html")
    assert "Reply to this e-mail with the number" in body(written(choices=choices, locale="en"))


def test_files_go_with_it() -> None:
    pdf = Upload(name="Surat café — izin.pdf", media_type="application/pdf", content=b"%PDF\0\xff")
    odd = Upload(name="a\r\nBcc: x@y", media_type="message/rfc822", content=b"\r\n.\r\n")
    wrong = Upload(name="", media_type="text\r\nX: y", content=b"x" * 5000)
    mail = written(uploads=(pdf, odd, wrong))
    parts = list(mail.iter_attachments())
    assert [p.get_filename() for p in parts] == ["Surat café — izin.pdf", "a Bcc: x@y", "file"]
    assert [p.get_content() for p in parts] == [pdf.content, odd.content, wrong.content]
    assert [p.get_content_type() for p in parts] == [
        "application/pdf",
        "application/octet-stream",
        "application/octet-stream",
    ]
    assert body(mail).strip() == PLAIN.text


def test_no_mail_passes_for_a_mailing_list() -> None:
    """With them mail programs offer to unsubscribe, and file our answers under newsletters."""
    names = {name.lower() for name in (*written().keys(), *written(automatic=True).keys())}
    assert not {name for name in names if name.startswith("list-") or name == "precedence"}


def test_links_can_be_followed_and_nothing_is_fetched() -> None:
    page = body(written(text="Lihat https://jakevo.jakarta.go.id/ ya\nsalam"), "html")
    assert 'href="https://jakevo.jakarta.go.id/"' in page
    assert "ya<br>" in page
    assert not re.search(r"<(img|link|script|iframe)|url\(", page)


def test_the_number_is_in_the_page_in_both_languages() -> None:
    assert "Nomor tiket: T-2026-000001-A" in body(written(), "html")
    assert "Ticket number: T-2026-000001-A" in body(written(locale="en"), "html")
    assert 'lang="en"' in body(written(locale="en"), "html")


def test_an_office_words_its_mails_anew(tmp_path: Path) -> None:
    (tmp_path / "id").mkdir()
    (tmp_path / "id" / "letter.txt").write_text("Yth. Warga,\n\n{{ text }}\n\n{{ ticket }}")
    own = dataclasses.replace(WRITER, letters=Letters(tmp_path))
    for out, plain in ((PLAIN, "Yth. Warga,\n\n"), (dataclasses.replace(PLAIN, locale="en"), "")):
        mail = email.message_from_bytes(
            compose(out, own, NOW).as_bytes(), policy=email.policy.default
        )
        assert body(mail).startswith(plain + PLAIN.text)
        assert "<p>Selamat pagi.</p>" in body(mail, "html")


@pytest.mark.parametrize("text", ["{% if %}", "{{ nobody }}", "{{ ''.__class__.__mro__ }}"])
def test_a_template_that_does_not_work_is_told_at_the_start(tmp_path: Path, text: str) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "letter.html").write_text(text)
    with pytest.raises(BadTemplate, match="en/letter"):
        Letters(tmp_path)


FOLLOW = dataclasses.replace(
    PLAIN,
    letter="follow",
    text="Formulirnya ada di loket.\n\nSalam",
    author=Author(kind=AuthorKind.AGENT, name="Sari"),
    subject="halo",
)


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("id", ("Yth. Siti, S.H.,", "Petugas kami, Sari,", "balas surel ini", "Nomor tiket: T-")),
        ("en", ("Dear Siti, S.H.,", "Our officer Sari", "reply to this e-mail", "Ticket number:")),
    ],
)
def test_what_was_unread_in_a_chat_goes_on_as_a_letter(locale: str, words: tuple[str, ...]) -> None:
    mail = written(FOLLOW, locale=locale)
    for kind in ("plain", "html"):
        said = " ".join(re.sub(r"<[^>]+>", "", body(mail, kind)).split())
        assert all(word in said for word in words), said
        assert "Formulirnya ada di loket. Salam" in said
    assert mail["Subject"] == "halo [T-2026-000001-A]", "it answers no mail"
    assert written(FOLLOW, in_reply_to="<a@b.id>")["Subject"] == "Re: halo [T-2026-000001-A]"
    assert mail["Auto-Submitted"] is None, "a person wrote it"
    assert sign(PLAIN.conversation, SECRET) in mail["Reply-To"], "the answer comes to the ticket"


def test_a_letter_to_someone_without_a_name() -> None:
    assert body(written(FOLLOW, to_name="")).startswith("Yth. Bapak/Ibu,\n")
    assert body(written(FOLLOW, to_name="", locale="en")).startswith("Dear Sir or Madam,\n")


COPY = (
    Spoken(
        at=dt.datetime(2026, 5, 4, 8, 5, tzinfo=ZoneInfo("Asia/Jakarta")),
        author=Author(kind=AuthorKind.CONTACT),
        text="halo <b>lihat</b> https://tipu.example\nbaris dua",
        files=("ktp\r\nBcc: x.png",),
    ),
    Spoken(
        at=dt.datetime(2026, 5, 4, 8, 6, tzinfo=ZoneInfo("Asia/Jakarta")),
        author=Author(kind=AuthorKind.AGENT, name="Sari"),
        text="",
        files=("a.pdf", "b.pdf"),
    ),
)


@pytest.mark.parametrize(
    ("locale", "plain"),
    [
        (
            "id",
            (
                "Ini salinan percakapan dengan nomor tiket T-2026-000001-A.\n\n"
                "4 Mei 2026, 08.05 WIB - Anda:\n"
                "halo <b>lihat</b> https://tipu.example\nbaris dua\n[Berkas: ktp Bcc: x.png]\n\n"
                "4 Mei 2026, 08.06 WIB - Sari (petugas):\n[Berkas: a.pdf, b.pdf]\n\n--------\n"
            ),
        ),
        (
            "en",
            (
                "This is a copy of the conversation with ticket number T-2026-000001-A.\n\n"
                "4 May 2026, 08:05 WIB - you:\n"
                "halo <b>lihat</b> https://tipu.example\nbaris dua\n[Files: ktp Bcc: x.png]\n\n"
                "4 May 2026, 08:06 WIB - Sari (officer):\n[Files: a.pdf, b.pdf]\n\n--------\n"
            ),
        ),
    ],
)
def test_a_copy_of_a_conversation(locale: str, plain: str) -> None:
    mail = written(transcript=COPY, automatic=True, locale=locale, text="", subject="Beli ini!")
    assert body(mail).startswith(plain)
    page = body(mail, "html")
    assert "halo &lt;b&gt;lihat&lt;/b&gt; https://tipu.example\nbaris dua\n[" in page
    assert "<a " not in page, "no link is made of what people wrote"
    assert not re.search(r"<(img|link|script|iframe)|url\(", page)


def test_a_copy_holds_nothing_else_and_opens_no_ticket() -> None:
    mail = written(transcript=COPY, automatic=True, to_name="", subject="Beli ini!")
    assert mail["Subject"] == "Salinan percakapan Anda [T-2026-000001-A]"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Reply-To"].addresses[0].addr_spec == ADDRESS
    assert sign(PLAIN.conversation, SECRET) not in mail.as_string()
    again = written(transcript=COPY, automatic=True, to_name="", subject="Beli ini!")
    assert mail["Message-ID"] == again["Message-ID"] != written()["Message-ID"]


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, bytes]:
    """An RSA key, and what stands in DNS for it."""
    file = tmp_path_factory.mktemp("dkim") / "key.pem"
    for call in (
        f"genrsa -out {file} 2048",
        f"rsa -in {file} -pubout -outform DER -out {file}.pub",
    ):
        subprocess.run(["openssl", *call.split()], check=True, capture_output=True)  # noqa: S603, S607
    public = base64.b64encode(Path(f"{file}.pub").read_bytes())
    return file.read_text(), b"v=DKIM1; k=rsa; p=" + public


def test_a_signature_holds_and_shows_what_was_changed(key: tuple[str, bytes]) -> None:
    private, public = key
    names: list[bytes] = []

    def dns(name: bytes, timeout: int = 5) -> bytes:  # noqa: ARG001  # the library's shape
        names.append(name)
        return public

    signer = Signer(selector="tanya1", domain="kantor.example", key=private)
    out = dataclasses.replace(PLAIN, in_reply_to="<a@b.example>")
    raw = signer.signed(compose(out, WRITER, NOW).as_bytes())
    assert dkim.verify(raw, dnsfunc=dns)
    assert names == [b"tanya1._domainkey.kantor.example."]
    assert not dkim.verify(raw.replace(b"Selamat pagi", b"Selamat sore", 1), dnsfunc=dns)
    assert not dkim.verify(raw.replace(b"Re: Izin", b"Re: Uang", 1), dnsfunc=dns)


def test_a_key_that_is_none_says_so_and_not_what_it_is() -> None:
    with pytest.raises(BadKey, match="cannot sign") as why:
        Signer(selector="a", domain="b.example", key="RAHASIA").signed(b"From: a@b\r\n\r\nx")
    assert "RAHASIA" not in str(why.value)


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
