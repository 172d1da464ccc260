"""Session tokens: random, kept only by the browser; we know them by their digest."""

import hashlib
import re
import secrets

_SHAPE = re.compile(r"[A-Za-z0-9_-]{43}")


def fresh_token() -> str:
    """A token nobody can guess: 256 bits."""
    return secrets.token_urlsafe(32)


def is_token(text: str | None) -> bool:
    """Whether it could be one of ours."""
    return text is not None and _SHAPE.fullmatch(text) is not None


def address_of(token: str) -> str:
    """The address a session's messages are filed under; tells nothing about the token."""
    return hashlib.sha256(token.encode()).hexdigest()
