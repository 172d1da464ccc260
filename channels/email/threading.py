"""Which conversation a mail belongs to: the keys it carries, strongest first."""

import re
from collections.abc import Iterator

from channels.email import decoding, token
from channels.email.automatic import Fields
from tickets.domain import link, number

_RECIPIENTS = ("to", "cc", "delivered-to", "x-original-to", "envelope-to")
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,500}>")
_MOST = 50
_LONGEST = 2000


def message_ids(value: str) -> list[str]:
    """Find the Message-IDs in a header, with their brackets."""
    return _MESSAGE_ID.findall(value)


def thread_keys(
    fields: Fields, returned: tuple[str, ...], secret: bytes, address: str
) -> tuple[str, ...]:
    """Give keys: ``link:``, ``conversation:`` for verified tokens, ``message:``, ``ticket:``.

    ``returned`` are the Message-IDs of a mail of ours that came back as undeliverable;
    ``address`` is ours.
    """
    referred = [*_referred(fields), *returned][:_MOST]
    found = [
        *(link.key(one) for one in _linked(fields, address)),
        *(f"conversation:{one}" for one in _signed(fields, referred, secret)),
        *(f"message:{one}" for one in referred),
        *(f"ticket:{one}" for one in _named(fields)),
    ]
    return tuple(dict.fromkeys(found))


def _referred(fields: Fields) -> Iterator[str]:
    for value in fields.get("in-reply-to", ()):
        yield from message_ids(value)
    for value in fields.get("references", ()):
        yield from reversed(message_ids(value))


def _named(fields: Fields) -> Iterator[str]:
    for value in fields.get("subject", ()):
        if found := number.find(decoding.header(value[:_LONGEST])):
            yield found


def _linked(fields: Fields, address: str) -> Iterator[str]:
    """Find one-time tokens in our own address, as `Email.link` writes it."""
    local, _, domain = map(re.escape, address.rpartition("@"))
    ours = re.compile(
        rf"(?<![\w.+-]){local}\+([a-z2-7]{{{link.LENGTH}}})@{domain}(?![\w.-])", re.IGNORECASE
    )
    for name in _RECIPIENTS:
        for value in fields.get(name, ()):
            yield from (found.lower() for found in ours.findall(value))


def _signed(fields: Fields, referred: list[str], secret: bytes) -> Iterator[str]:
    for name in _RECIPIENTS:
        for value in fields.get(name, ()):
            yield from map(str, token.in_addresses(value, secret))
    for one in referred:
        if conversation := token.in_message_id(one, secret):
            yield str(conversation)
