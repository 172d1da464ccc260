"""Session tokens: random, kept only by the browser; we know them by their digest."""

import hashlib
import re
import secrets

_SHAPE = re.compile(r"[A-Za-z0-9_-]{43}")
_BOUND = re.compile(r"u[A-Za-z0-9_-]{43}")


def fresh_token() -> str:
    """A token nobody can guess: 256 bits."""
    return secrets.token_urlsafe(32)


def fresh_bound_token() -> str:
    """The same for a signed user, whose thread does not hang on it."""
    return f"u{secrets.token_urlsafe(32)}"


def is_token(text: str | None) -> bool:
    """Whether it could be one of ours, of an anonymous visitor."""
    return text is not None and _SHAPE.fullmatch(text) is not None


def is_bound_token(text: str | None) -> bool:
    """Whether it could be one of ours, of a signed user."""
    return text is not None and _BOUND.fullmatch(text) is not None


def address_of(token: str) -> str:
    """The address a session's messages are filed under; tells nothing about the token."""
    return hashlib.sha256(token.encode()).hexdigest()


def address_of_user(channel: str, user: str) -> str:
    """The address of a signed user, the same on every device; no token has the same."""
    return hashlib.sha256(f"user:{channel}:{user}".encode()).hexdigest()
