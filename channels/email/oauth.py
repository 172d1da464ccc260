"""Access tokens for a mailbox whose provider takes no passwords (Google, Microsoft).

With a refresh token, a person of the office has let us in once; without one we come as an
application of our own (``client_credentials``).
"""

import asyncio
import dataclasses
import hashlib
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiohttp
import structlog
from oauthlib.oauth2 import BackendApplicationClient, OAuth2Error, WebApplicationClient
from oauthlib.oauth2.rfc6749.errors import (
    MissingTokenError,
    ServerError,
    TemporarilyUnavailableError,
)

from channels.email.settings import OAuth

log = structlog.get_logger()

_EARLY = 120.0  # seconds before its end a token is taken for over
_SHORTEST = 60.0  # seconds a token is kept, whatever was said
_PATIENCE = aiohttp.ClientTimeout(total=20)
_LARGEST = 100_000  # bytes of an answer
_SERVER = 500  # and above: its fault


class NotGranted(Exception):
    """The provider does not let us in; a person must set it right."""


class NoAnswer(Exception):
    """The provider does not answer just now."""


@dataclasses.dataclass(frozen=True, slots=True)
class _Token:
    access: str
    until: float  # on the monotonic clock, seconds


class Tokens:
    """Gives access tokens for one account, and gets new ones before they are over.

    ``kept``: the file for a refresh token that the provider has put in place of the configured one.
    """

    def __init__(
        self, settings: OAuth, kept: Path, *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._settings = settings
        self._kept = kept
        self._monotonic = monotonic
        self._token: _Token | None = None
        self._one = asyncio.Lock()  # several connections open at once want one token

    async def access(self, *, instead_of: str | None = None) -> str:
        """An access token, or raise `NotGranted` or `NoAnswer`.

        ``instead_of``: one that was not taken, although it was not over.
        """
        async with self._one:
            ours = self._token
            if ours is None or ours.access == instead_of or self._monotonic() >= ours.until:
                ours = self._token = await self._granted()
            return ours.access

    async def _granted(self) -> _Token:
        asked = self._monotonic()
        told = self._understood(*await self._post(self._body()))
        renewed = told.get("refresh_token")
        if renewed and renewed != self._refresh_token():
            await asyncio.to_thread(self._keep, renewed)
        lasts = float(told.get("expires_in") or 3600)
        log.info("oauth_token", provider=self._where, seconds=lasts)
        return _Token(told["access_token"], asked + max(lasts - _EARLY, min(lasts, _SHORTEST)))

    @property
    def _where(self) -> str:
        return self._settings.token_url.host or ""

    def _body(self) -> str:
        ours, refresh = self._settings, self._refresh_token()
        scope = ours.scope or None
        body: str
        if refresh is None:
            own = BackendApplicationClient(ours.client_id)
            body = own.prepare_request_body(scope=scope, **self._secret(), include_client_id=True)
        else:
            person = WebApplicationClient(ours.client_id)
            body = person.prepare_refresh_body(
                refresh_token=refresh, scope=scope, client_id=ours.client_id, **self._secret()
            )
        return body

    def _secret(self) -> dict[str, str]:
        secret = self._settings.client_secret
        return {"client_secret": secret.reveal()} if secret else {}

    async def _post(self, body: str) -> tuple[int, str]:
        form = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        try:
            async with (
                aiohttp.ClientSession(timeout=_PATIENCE) as http,
                http.post(
                    str(self._settings.token_url), data=body, headers=form, allow_redirects=False
                ) as answer,
            ):
                return answer.status, (await answer.content.read(_LARGEST)).decode(errors="replace")
        except (aiohttp.ClientError, TimeoutError, OSError) as why:
            raise NoAnswer(f"{self._where} gives no token: {type(why).__name__}") from None

    def _understood(self, status: int, body: str) -> dict[str, Any]:
        """The provider's answer; its own words are told, ours never."""
        if status >= _SERVER:
            raise NoAnswer(f"{self._where} gives no token: HTTP {status}")
        client = WebApplicationClient(self._settings.client_id)
        try:
            told: dict[str, Any] = client.parse_request_body_response(body, scope=None)
        except (MissingTokenError, ServerError, TemporarilyUnavailableError) as why:
            raise NoAnswer(f"{self._where} gives no token: {why.error}") from None
        except OAuth2Error as why:
            what = " ".join(str(why.description or "").split())[:200]
            reason = f"{self._where} grants no token: {why.error} {what}".strip()
            raise NotGranted(reason) from None
        except (ValueError, Warning):
            raise NoAnswer(f"{self._where} gives no token: HTTP {status}") from None
        return told

    def _refresh_token(self) -> str | None:
        configured = self._settings.refresh_token
        if configured is None:
            return None
        try:
            of, _, renewed = self._kept.read_text(encoding="utf-8").partition("\n")
        except FileNotFoundError:
            return configured.reveal()
        # a newer one in the configuration counts, not what became of the one before it
        return renewed if of == _print(configured.reveal()) and renewed else configured.reveal()

    def _keep(self, renewed: str) -> None:
        configured = self._settings.refresh_token
        if configured is None:
            return
        self._kept.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._kept.parent)  # for our own user alone
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(f"{_print(configured.reveal())}\n{renewed}")
        Path(name).replace(self._kept)


def _print(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
