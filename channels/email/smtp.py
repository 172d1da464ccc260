"""Hands a mail to the SMTP server, and tells "not now" from "never".

The envelope sender is always our address.  RFC 3834 prefers ``<>`` for automatic answers, but
ours answer a question: that it did not arrive must come back to us, and loops are stopped by
the headers (`composing`) and by never answering machines (`automatic`).
"""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Callable

import aiosmtplib

from channels.base import Refused, TryLater
from channels.email.oauth import NoAnswer, NotGranted, Tokens
from channels.email.settings import Smtp
from tickets.domain.message import Cause

_CONNECT_SECONDS = 20.0
_ALL_SECONDS = 120.0  # a big mail over a slow line
_OUR_FAULT = frozenset({530, 534, 535, 538, 454})  # authentication: the mail must not be lost
_NEVER = 500  # and above
_FAULTS = (TimeoutError, OSError, aiosmtplib.SMTPException, NotGranted, NoAnswer)


class Sender:
    """Sends through one server, over a few connections that are kept open for the next mail."""

    def __init__(
        self,
        settings: Smtp,
        tls: Callable[[], ssl.SSLContext],
        *,
        seconds: float = _ALL_SECONDS,
        tokens: Tokens | None = None,
    ) -> None:
        self._settings = settings
        self._tls = tls
        self._seconds = seconds
        self._tokens = tokens
        self._room = asyncio.Semaphore(settings.connections)
        self._idle: dict[aiosmtplib.SMTP, asyncio.TimerHandle] = {}

    async def send(self, sender: str, recipient: str, raw: bytes) -> None:
        """Send; returns once the server took it, or raises `TryLater` or `Refused`."""
        begun = False
        try:
            async with asyncio.timeout(self._seconds), self._room, self._lent() as client:
                begun = True
                await client.sendmail(sender, [recipient], raw)
        except _FAULTS as why:
            raise self._told(why, begun=begun) from why

    async def check(self) -> str:
        """Log in once."""
        try:
            async with asyncio.timeout(self._seconds):
                client = await self._connected()
                client.close()
        except _FAULTS as why:
            raise self._told(why) from why
        who = f", logged in as {self._settings.user}" if self._settings.user else ""
        return f"SMTP {self._where}: ready{who}"

    @property
    def _where(self) -> str:
        return f"{self._settings.host}:{self._settings.port}"

    @contextlib.asynccontextmanager
    async def _lent(self) -> AsyncIterator[aiosmtplib.SMTP]:
        """A connection that works; after a fault it is not used again."""
        client = await self._awake() or await self._connected()
        try:
            yield client
        except BaseException:
            client.close()
            raise
        loop = asyncio.get_running_loop()
        self._idle[client] = loop.call_later(self._settings.keep_seconds, self._drop, client)

    async def _awake(self) -> aiosmtplib.SMTP | None:
        """One of those that were kept, if the server still keeps it too."""
        while self._idle:
            client, timer = self._idle.popitem()
            timer.cancel()
            try:
                await client.noop()
            except (OSError, aiosmtplib.SMTPException):
                client.close()
            except BaseException:
                client.close()
                raise
            else:
                return client
        return None

    def _drop(self, client: aiosmtplib.SMTP) -> None:
        self._idle.pop(client, None)
        client.close()  # what QUIT says changes nothing any more

    async def _connected(self) -> aiosmtplib.SMTP:
        settings = self._settings
        client = aiosmtplib.SMTP(
            hostname=settings.host,
            port=settings.port,
            use_tls=settings.tls == "implicit",
            start_tls=settings.tls == "starttls",
            tls_context=None if settings.tls == "none" else self._tls(),
            timeout=min(_CONNECT_SECONDS, self._seconds),
        )
        await client.connect()
        try:
            if settings.user:
                await self._log_in(client, settings.user)
        except BaseException:
            client.close()
            raise
        return client

    async def _log_in(self, client: aiosmtplib.SMTP, user: str) -> None:
        if self._settings.password is not None:
            await client.login(user, self._settings.password.reveal())
        elif self._tokens is not None:
            token = await self._tokens.access()
            try:
                await client.auth_xoauth2(user, token)
            except aiosmtplib.SMTPAuthenticationError:  # taken back before its time
                await client.auth_xoauth2(user, await self._tokens.access(instead_of=token))

    def _told(self, why: Exception, *, begun: bool = False) -> TryLater | Refused:
        """Translate what went wrong into the channel's two words.

        ``begun``: the server was there; what broke then may be due to this mail.
        """
        match why:
            case aiosmtplib.SMTPRecipientsRefused(recipients=[first, *_]):
                return self._told(first)
            case aiosmtplib.SMTPResponseException():
                return self._answered(why)
            case NotGranted() | NoAnswer():
                return _ours(str(why))
            case TimeoutError():
                reason, cause = "does not answer in time", Cause.UNREACHABLE
            case ssl.SSLCertVerificationError(verify_message=message):
                reason, cause = f"has no certificate we trust: {message}", Cause.SETUP
            case ConnectionError():
                reason, cause = f"cannot be reached: {type(why).__name__}", Cause.UNREACHABLE
            case aiosmtplib.SMTPException(message=message):
                reason = f"does not offer what the configuration asks for: {message}"
                cause = Cause.SETUP
            case _:
                reason, cause = f"cannot be reached: {type(why).__name__}", Cause.UNREACHABLE
        return TryLater(f"{self._where} {reason}", cause=cause, away=not begun)

    def _answered(self, why: aiosmtplib.SMTPResponseException) -> TryLater | Refused:
        """Only what is final, and about this mail, is a refusal; the rest we can set right."""
        match why:
            case aiosmtplib.SMTPAuthenticationError():
                user = self._settings.user
                return _ours(f"{self._where} does not let {user} in ({why.code})")
            case aiosmtplib.SMTPConnectResponseError() | aiosmtplib.SMTPHeloError():
                told = f"{self._where} takes no mail just now: {_words(why)}"
                return TryLater(told, cause=Cause.NOT_NOW, away=True)
            case aiosmtplib.SMTPSenderRefused():
                return _ours(f"{self._where} does not take our address: {_words(why)}")
            case _ if why.code in _OUR_FAULT:
                return _ours(f"{self._where} does not let us in: {_words(why)}")
            case _ if why.code >= _NEVER:
                return Refused(f"{self._where}: {_words(why)}")
            case _:
                told = f"{self._where} says not now: {_words(why)}"
                return TryLater(told, cause=Cause.NOT_NOW)


def _ours(reason: str) -> TryLater:
    """Ours to set right: the mail must not be lost."""
    return TryLater(reason, cause=Cause.SETUP, away=True)


def _words(why: aiosmtplib.SMTPResponseException) -> str:
    """Give the server's own words, on one line."""
    return f"{why.code} {' '.join(str(why.message).split())[:300]}"
