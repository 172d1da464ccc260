"""Whether the page that a citizen chats on vouches for who they are; pure but for the time."""

import hashlib
import hmac
from typing import Any

import jwt

from channels.livechat.frames import User
from tickets.domain.traffic import Visitor


class BadIdentity(Exception):
    """The proof is wrong, over, or missing; the message is for who builds the page."""


def verified(user: User, secret: str | None) -> Visitor:
    """The user, if the page's signature proves their id; raises `BadIdentity`.

    Name and e-mail are the page's word: inside a JWT they are signed too, and come first.
    """
    if secret is None:
        raise BadIdentity("this chat has no identity_secret to check a user with")
    if user.hmac is None and user.jwt is None:
        raise BadIdentity("user has neither hmac nor jwt")
    if user.hmac is not None:
        _check_hmac(user.id, user.hmac, secret)
    claims = _claims(user.id, user.jwt, secret) if user.jwt is not None else {}
    return Visitor(
        user=user.id,
        name=_text(claims, "name", 200) or user.name,
        email=(_text(claims, "email", 320) or user.email).strip().lower(),
    )


def _check_hmac(user: str, given: str, secret: str) -> None:
    right = hmac.new(secret.encode(), user.encode(), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(right.encode(), given.lower().encode()):
        raise BadIdentity("user.hmac is not the HMAC-SHA256 of user.id, in hex")


def _claims(user: str, token: str, secret: str) -> dict[str, Any]:
    try:
        claims: dict[str, Any] = jwt.decode(
            token, secret, algorithms=["HS256"], options={"require": ["exp", "sub"]}
        )
    except jwt.ExpiredSignatureError:
        raise BadIdentity("user.jwt is over") from None
    except jwt.PyJWTError as why:
        raise BadIdentity(f"user.jwt is not valid: {type(why).__name__}") from None
    if claims["sub"] != user:
        raise BadIdentity("user.jwt is another user's")
    return claims


def _text(claims: dict[str, Any], name: str, at_most: int) -> str:
    value = claims.get(name)
    return value[:at_most] if isinstance(value, str) else ""
