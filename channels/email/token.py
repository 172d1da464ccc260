"""The signed reply token: names a conversation in an address or a Message-ID, unforgeably."""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterator
from uuid import UUID

LENGTH = 42  # 16 bytes of UUID and 10 of signature, in base32 without padding
_ALPHABET = "[a-z2-7]"
_IN_ADDRESS = re.compile(rf"\+({_ALPHABET}{{{LENGTH}}})@", re.IGNORECASE)
_IN_MESSAGE_ID = re.compile(rf"<[0-9a-f]{{32}}\.({_ALPHABET}{{{LENGTH}}})@", re.IGNORECASE)


def sign(conversation: UUID, secret: bytes) -> str:
    """Return the token: lower-case base32, safe where upper and lower case are mixed up.

    >>> len(sign(UUID(int=7), b"secret"))
    42
    """
    mark = hmac.new(secret, b"reply:" + conversation.bytes, hashlib.sha256).digest()[:10]
    return base64.b32encode(conversation.bytes + mark).decode().rstrip("=").lower()


def verify(token: str, secret: bytes) -> UUID | None:
    """Return the conversation of a token of ours, in constant time; None for any other."""
    if len(token) != LENGTH or not token.isascii():
        return None
    try:
        raw = base64.b32decode(token.upper() + "=" * (-LENGTH % 8))
    except ValueError:
        return None
    conversation = UUID(bytes=raw[:16])
    ours = hmac.compare_digest(sign(conversation, secret), token.lower())
    return conversation if ours else None


def in_addresses(header: str, secret: bytes) -> Iterator[UUID]:
    """Find the conversations named by plus-addresses in a header's value."""
    for found in _IN_ADDRESS.finditer(header):
        if conversation := verify(found[1], secret):
            yield conversation


def in_message_id(message_id: str, secret: bytes) -> UUID | None:
    """Find the conversation in a Message-ID that we gave (see `composing`)."""
    found = _IN_MESSAGE_ID.match(message_id)
    return verify(found[1], secret) if found else None
