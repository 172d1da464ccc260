"""The second factor: codes of an authenticator (TOTP), and recovery codes; both keyed by us."""

import base64
import datetime as dt
import hmac
import secrets

import pyotp
from cryptography.fernet import Fernet, InvalidToken

_STEP = 30  # seconds a code is shown for
_WIDE = 1  # steps before and after, for clocks that disagree
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that looks like another
_HALF = 5  # letters; twice that is 50 bits
RECOVERY_CODES = 10


class SecondFactor:
    """Seals secrets with a key of 32 bytes that is not in the database."""

    def __init__(self, key: bytes, issuer: str) -> None:
        self._fernet = Fernet(base64.urlsafe_b64encode(key))
        self._key, self._issuer = hmac.digest(key, b"recovery codes", "sha256"), issuer

    def fresh(self) -> str:
        """A new secret, in base32, as authenticators take it."""
        return pyotp.random_base32()

    def uri(self, secret: str, email: str) -> str:
        """What the QR code holds."""
        return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=self._issuer)

    def seal(self, secret: str) -> str:
        """As it is kept."""
        return self._fernet.encrypt(secret.encode()).decode()

    def step_of(self, sealed: str, code: str, now: dt.datetime) -> int | None:
        """The step a code belongs to, at most one off; None when it is wrong.

        Also when it cannot be unsealed: the key is another than it was.
        """
        try:
            totp = pyotp.TOTP(self._fernet.decrypt(sealed.encode()).decode())
        except InvalidToken:
            return None
        here = int(now.timestamp()) // _STEP
        steps = range(here - _WIDE, here + _WIDE + 1)
        right = [s for s in steps if hmac.compare_digest(totp.at(s * _STEP), digits(code))]
        return right[0] if right else None

    def recovery_codes(self) -> list[str]:
        """Ten codes, each good once, for whoever lost their authenticator."""
        return [f"{_word()}-{_word()}" for _ in range(RECOVERY_CODES)]

    def digest(self, code: str) -> str:
        """What is kept of a recovery code: worthless without the key."""
        plain = "".join(c for c in code.upper() if c.isalnum())
        return hmac.new(self._key, plain.encode(), "sha256").hexdigest()


def digits(code: str) -> str:
    """A code as an authenticator means it, however it was typed; ASCII only."""
    return "".join(c for c in code if c in "0123456789")


def _word() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(_HALF))
