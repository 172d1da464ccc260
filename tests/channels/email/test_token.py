"""The reply token: short, blind to upper and lower case, and not to be forged."""

import uuid

from hypothesis import given
from hypothesis import strategies as st

from channels.email import token

UUIDS = st.uuids()
SECRETS = st.binary(min_size=1, max_size=64)


@given(UUIDS, SECRETS)
def test_there_and_back(conversation: uuid.UUID, secret: bytes) -> None:
    signed = token.sign(conversation, secret)
    assert len(signed) == token.LENGTH
    assert signed == signed.lower()
    assert token.verify(signed, secret) == conversation
    assert token.verify(signed.upper(), secret) == conversation


@given(UUIDS, SECRETS, SECRETS)
def test_another_secret_does_not_do(conversation: uuid.UUID, one: bytes, two: bytes) -> None:
    if one.rstrip(b"\0") != two.rstrip(b"\0"):  # HMAC pads its key with NUL
        assert token.verify(token.sign(conversation, one), two) is None


@given(UUIDS, st.integers(0, token.LENGTH - 1), st.sampled_from("abcdefghijklmnopqrstuvwxyz234567"))
def test_one_changed_letter_does_not_do(conversation: uuid.UUID, at: int, letter: str) -> None:
    signed = token.sign(conversation, b"s")
    changed = signed[:at] + letter + signed[at + 1 :]
    assert (token.verify(changed, b"s") is not None) == (changed == signed)


@given(st.text(max_size=60))
def test_any_text_may_be_asked(text: str) -> None:
    assert token.verify(text, b"s") is None
    assert list(token.in_addresses(text, b"s")) == []
    assert token.in_message_id(text, b"s") is None
