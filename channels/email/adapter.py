"""The e-mail channel: a mailbox read over IMAP and answered over SMTP."""

import asyncio
import contextlib
import datetime as dt
import ssl
from collections.abc import Callable
from typing import Final

import structlog

from channels.base import Health, Intake, Refused, State, TryLater
from channels.email import backoff, imap, parsing
from channels.email.composing import BadAddress, Writer, compose, message_id, reply_address
from channels.email.letters import Letters
from channels.email.oauth import Tokens
from channels.email.reader import Reader, hourly
from channels.email.settings import EmailSettings
from channels.email.signing import BadKey, Signer
from channels.email.smtp import Sender
from tickets.domain.message import Cause
from tickets.domain.traffic import Outbound

log = structlog.get_logger()

_COPY_SECONDS = 20.0  # a delivery does not wait longer for the copy of what was sent


class Email:
    """One mailbox.

    ``secret`` signs the reply tokens: whoever has it can write into any conversation.
    ``jitter`` gives numbers in [0, 1); ``tls`` says whom to trust; ``tokens`` stand in
    for passwords.
    """

    kind: Final = "email"

    def __init__(
        self,
        name: str,
        settings: EmailSettings,
        *,
        secret: bytes,
        now: Callable[[], dt.datetime],
        jitter: Callable[[], float],
        tls: Callable[[], ssl.SSLContext] = ssl.create_default_context,
        tokens: Tokens | None = None,
        patience: imap.Patience | None = None,
        smtp_seconds: float = 120,
    ) -> None:
        self.name: Final = name
        self._settings = settings
        self._writer = Writer(
            address=settings.address,
            display_name=settings.display_name,
            secret=secret,
            letters=Letters(settings.templates),
        )
        self._signer = _signer(settings)
        self._now = now
        self._jitter = jitter
        self._tls = tls
        self._patience = patience or imap.Patience()
        self._tokens = tokens
        self._sender = Sender(settings.smtp, tls, seconds=smtp_seconds, tokens=tokens)
        self._health = Health(state=State.STARTING)
        reading = parsing.Reading(
            channel=name,
            address=settings.address,
            secret=secret,
            max_bytes=settings.max_bytes,
            authserv_id=settings.authserv_id,
        )
        self.reader = Reader(
            reading,
            after_filing=settings.imap.after_filing,
            filed_folder=settings.imap.filed_folder or "",
            paces=hourly(settings.mails_per_hour),
        )

    @property
    def health(self) -> Health:
        """How reading goes; what cannot be sent is told for each message."""
        return self._health

    async def run(self, intake: Intake) -> None:
        """Read until cancelled; connect again by itself, ever more slowly while it fails."""
        failures = 0
        while True:
            try:
                async with self._opened() as session:
                    await self._follow(session, intake)
            except Exception as why:  # noqa: BLE001  # the network, the server or our database
                failures = 1 if self._health.state is State.OK else failures + 1
                self._fail(why, failures)
            await asyncio.sleep(backoff.seconds(failures, self._jitter()))

    async def send(self, out: Outbound) -> str:
        """Send, and return the Message-ID: the same on every try."""
        try:
            mail = compose(out, self._writer, self._now())
        except BadAddress as why:
            raise Refused(str(why)) from why
        recipient = mail["To"].addresses[0].addr_spec
        raw = self._signed(mail.as_bytes())
        await self._sender.send(self._settings.address, recipient, raw)
        if self._settings.imap.sent_folder is not None:
            await self._copy(raw, self._settings.imap.sent_folder)
        return message_id(out, self._writer)

    def link(self, token: str) -> str | None:
        """Give the address that a one-time token makes; None where it would grow too long."""
        address = reply_address(self._settings.address, token)
        return None if address == self._settings.address else address

    async def check(self) -> str:
        """Log in to both servers."""
        self._signed(b"From: x@example.org\r\n\r\n")
        try:
            async with self._opened() as session:
                opened = [
                    f"folder {folder} opened, next UID {(await session.select(folder)).uidnext}"
                    for folder in self._settings.imap.folders
                ]
        except imap.Rejected as why:
            raise Refused(str(why)) from why
        except imap.Broken as why:
            raise TryLater(str(why)) from why
        read = f"IMAP {session.where}: {', '.join(opened)}"
        return f"{read}; {await self._sender.check()}"

    def _opened(self) -> contextlib.AbstractAsyncContextManager[imap.Session]:
        return imap.opened(self._settings.imap, self._tls, self._patience, self._tokens)

    async def _copy(self, raw: bytes, folder: str) -> None:
        """Put a copy of what was sent where mail programs show it; the mail is sent without it."""
        try:
            async with asyncio.timeout(_COPY_SECONDS), self._opened() as session:
                copied = await session.append(folder, raw)
        except (TimeoutError, imap.Broken, imap.Rejected) as why:
            log.warning("mail_not_copied", channel=self.name, reason=str(why))
        else:
            if not copied:
                log.warning("mail_not_copied", channel=self.name, reason=f"no folder {folder}")

    def _signed(self, raw: bytes) -> bytes:
        try:
            return self._signer.signed(raw) if self._signer else raw
        except BadKey as why:
            # Ours to set right: the mail must not be lost.
            raise TryLater(str(why), cause=Cause.SETUP, away=True) from None

    async def _follow(self, session: imap.Session, intake: Intake) -> None:
        """Sweep until nothing is left, then wait for more; the poll is behind the IDLE."""
        settings = self._settings.imap
        main, *more = settings.folders
        while True:
            told = [await self._extra(session, intake, folder) for folder in more]
            while await self.reader.sweep(session, intake, main):
                self._well()
            self._well(", ".join(filter(None, told)))
            await session.idle(min(settings.idle_seconds, settings.poll_seconds))

    async def _extra(self, session: imap.Session, intake: Intake, folder: str) -> str:
        """Read a further folder; that it is not there does not stop the others, and is told."""
        try:
            while await self.reader.sweep(session, intake, folder):
                pass
        except imap.NoFolder as why:
            return str(why)
        return ""

    def _well(self, missing: str = "") -> None:
        """Reading goes on; ``missing``: what there is not to read."""
        health = Health(state=State.OK)
        if missing:
            health = Health(state=State.FAILING, reason=missing, cause=Cause.SETUP)
        if self._health != health:
            log.info("mailbox_open", channel=self.name, missing=missing or None)
        self._health = health

    def _fail(self, why: Exception, failures: int) -> None:
        match why:
            case imap.Rejected():
                reason, cause = str(why), Cause.SETUP
            case imap.Broken():
                reason, cause = str(why), Cause.UNREACHABLE
            case _:
                reason, cause = f"the desk failed: {type(why).__name__}", Cause.OWN
        self._health = Health(state=State.FAILING, reason=reason, cause=cause)
        log.warning("mailbox_failing", channel=self.name, reason=reason, failures=failures)


def _signer(settings: EmailSettings) -> Signer | None:
    ours = settings.dkim
    if ours is None:
        return None
    domain = ours.domain or settings.address.rpartition("@")[2]
    return Signer(selector=ours.selector, domain=domain, key=ours.key.reveal())
