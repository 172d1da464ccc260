"""What is kept and shown in place of tokens and of addresses somebody typed."""

import hashlib

_SHOWN = 32  # characters: enough to name one, and nothing of the token is in them


def digest_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def name_of(digest: str) -> str:
    """What names a session or a token where it is listed and ended."""
    return digest[:_SHOWN]


def account_key(email: str) -> str:
    """Under which name the failures of an account are counted, whether or not it exists."""
    return f"account:{digest_of(email.strip().lower())}"
