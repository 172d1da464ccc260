"""Passwords: hashed with argon2, made up for others, and compared in the same time always."""

import asyncio
import functools
import secrets

import argon2

from tickets.domain.refusal import Refusal

SHORTEST_PASSWORD = 10


class PasswordTooShort(Refusal):
    """Too easy to guess."""


class Passwords:
    """Hashes and compares in a thread of their own: both are meant to be slow."""

    def __init__(self, hasher: argon2.PasswordHasher | None = None) -> None:
        """``hasher``: how slowly; without one as slowly as argon2's authors advise."""
        self._hasher = hasher or argon2.PasswordHasher()

    async def hashed(self, password: str) -> str:
        """What is kept of a password; raise `PasswordTooShort`."""
        if len(password) < SHORTEST_PASSWORD:
            raise PasswordTooShort(
                f"a password has at least {SHORTEST_PASSWORD} characters", least=SHORTEST_PASSWORD
            )
        return await asyncio.to_thread(self._hasher.hash, password)

    async def matches(self, digest: str | None, password: str) -> bool:
        """Whether this is the password; None takes as long, and never is."""
        right = await asyncio.to_thread(self._verified, digest, password)
        return right and digest is not None

    def made_up(self) -> str:
        """A password that nobody chose."""
        return secrets.token_urlsafe(12)

    def _verified(self, digest: str | None, password: str) -> bool:
        decoy = _decoy()  # so that no answer is faster
        try:
            return self._hasher.verify(digest or decoy, password)
        except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHashError):
            return False


@functools.cache
def _decoy() -> str:
    """The digest of a password that nobody knows: one for the process, for it takes a while."""
    return argon2.PasswordHasher().hash(secrets.token_hex())
