"""One-time addresses: ours, with a token in it, wherever a mail names it."""

import uuid

import pytest

from channels.email import token
from channels.email.adapter import Email
from channels.email.parsing import parse
from channels.email.settings import EmailSettings, Imap, Smtp
from runtime.secret import Secret
from tests.channels.email.mailbox import ADDRESS, NOW, SECRET
from tests.channels.email.test_parsing import READING
from tickets.domain import link
from tickets.domain.message import Trust
from tickets.domain.traffic import Inbound

WRITTEN = "abcdefghijklmnopqrstuvwxyz234567"
ONE_TIME = f"tanya+{WRITTEN}@kantor.example"


def keys(to: str = ADDRESS, **headers: str) -> tuple[str, ...]:
    """The thread keys of a mail to this address."""
    more = "".join(f"{name.replace('_', '-')}: {value}\n" for name, value in headers.items())
    raw = f"From: siti@warga.example\nTo: {to}\nSubject: halo\n{more}\nhalo\n"
    inbound = parse(raw.encode(), "1/7", READING)
    assert isinstance(inbound, Inbound)
    return inbound.thread_keys


@pytest.mark.parametrize(
    "to",
    [
        ONE_TIME,
        ONE_TIME.upper(),
        f"Tanya <{ONE_TIME}>",
        f'"Kantor, Tanya" <{ONE_TIME}>, budi@warga.example',
        f"budi@warga.example,{ONE_TIME}",
    ],
)
def test_the_token_in_our_address_is_found(to: str) -> None:
    assert keys(to) == (link.key(WRITTEN),)


@pytest.mark.parametrize("header", ["Cc", "Delivered_To", "X_Original_To", "Envelope_To"])
def test_it_is_found_in_every_header_that_names_recipients(header: str) -> None:
    assert keys(**{header: ONE_TIME}) == (link.key(WRITTEN),)


@pytest.mark.parametrize(
    "to",
    [
        ADDRESS,
        f"tanya+{WRITTEN}@kantor.example.org",
        f"tanya+{WRITTEN}@lain.example",
        f"bertanya+{WRITTEN}@kantor.example",
        f"x.tanya+{WRITTEN}@kantor.example",
        f"tanya+{WRITTEN}a@kantor.example",
        f"tanya+{WRITTEN[:-1]}@kantor.example",
        f"tanya+{WRITTEN[:-1]}1@kantor.example",
    ],
)
def test_nothing_else_is_one(to: str) -> None:
    assert keys(to) == ()


def test_the_reply_token_of_a_conversation_is_none() -> None:
    conversation = uuid.uuid4()
    signed = token.sign(conversation, SECRET)
    assert keys(f"tanya+{signed}@kantor.example") == (f"conversation:{conversation}",)


def test_it_comes_before_what_else_the_mail_names() -> None:
    found = keys(ONE_TIME, In_Reply_To="<a@b>", X_Original_To=ONE_TIME)
    assert found == (link.key(WRITTEN), "message:<a@b>")


def test_a_forged_sender_is_told_beside_it() -> None:
    said = "mx.kantor.example; dmarc=fail header.from=warga.example"
    raw = f"Authentication-Results: {said}\nFrom: siti@warga.example\nTo: {ONE_TIME}\n\nhalo\n"
    reading = READING.__class__(
        channel="surat", address=ADDRESS, secret=SECRET, max_bytes=1_000_000,
        authserv_id="mx.kantor.example",
    )  # fmt: skip
    inbound = parse(raw.encode(), "1/7", reading)
    assert isinstance(inbound, Inbound)
    assert inbound.thread_keys == (link.key(WRITTEN),)
    assert inbound.trust is Trust.FAILED


def mailbox(address: str) -> Email:
    nowhere = {"host": "127.0.0.1", "port": 9, "tls": "none"}
    settings = EmailSettings(
        kind="email",
        address=address,
        imap=Imap.model_validate({**nowhere, "user": "x", "password": Secret("x")}),
        smtp=Smtp.model_validate(nowhere),
    )
    return Email("surat", settings, secret=SECRET, now=lambda: NOW, jitter=lambda: 0.0)


def test_the_mailbox_gives_the_address_it_reads() -> None:
    assert mailbox(ADDRESS).link(WRITTEN) == ONE_TIME
    assert keys(ONE_TIME) == (link.key(WRITTEN),)


@pytest.mark.parametrize(("length", "given"), [(31, True), (32, False)])
def test_no_address_longer_than_mail_servers_take(*, length: int, given: bool) -> None:
    address = mailbox("a" * length + "@kantor.example").link(WRITTEN)
    assert (address is not None) is given
    assert address is None or len(address.partition("@")[0]) <= 64
