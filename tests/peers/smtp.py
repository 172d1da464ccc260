"""A real SMTP server for tests (aiosmtpd), in this event loop, that can be told to misbehave."""

import asyncio
import base64
import contextlib
import dataclasses
import email
import email.policy
import ssl
from collections.abc import AsyncIterator
from email.message import EmailMessage
from typing import Any, Literal

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

Mode = Literal[
    "fair",
    "later",
    "refused",
    "hang",
    "drop",
    "sender_refused",
    "data_refused",
    "data_dropped",
    "greylisting",
    "slow",
    "taken_then_silent",
]
_SLOW = 0.3  # seconds


@dataclasses.dataclass
class Received:
    """A mail that was taken, with its envelope."""

    sender: str
    recipients: list[str]
    raw: bytes

    @property
    def mail(self) -> EmailMessage:
        """The mail, parsed."""
        return email.message_from_bytes(self.raw, policy=email.policy.default)

    @property
    def text(self) -> str:
        """Its plain text."""
        body = self.mail.get_body(("plain",))
        assert body is not None
        return str(body.get_content())


@dataclasses.dataclass
class MailServer:
    """What arrived, and how the server behaves from now on."""

    host: str = "127.0.0.1"
    port: int = 0
    mode: Mode = "fair"
    user: str = "tanya"
    password: str = "rahasia"
    token: str = ""  # the access token that is taken
    received: list[Received] = dataclasses.field(default_factory=list)
    connections: int = 0  # so far
    at_once: int = 0  # mails being taken just now
    most_at_once: int = 0
    seen: set[str] = dataclasses.field(default_factory=set)  # recipients that tried before
    sessions: list[SMTP] = dataclasses.field(default_factory=list)
    let_go: asyncio.Event = dataclasses.field(default_factory=asyncio.Event)

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's name
        self,
        server: SMTP,
        session: Session,  # noqa: ARG002
        envelope: Envelope,
        address: str,
        options: list[str],  # noqa: ARG002
    ) -> str:
        """Take a recipient, or not."""
        match self.mode:
            case "later":
                return "451 4.7.1 greylisted, try again"
            case "greylisting" if address not in self.seen:
                self.seen.add(address)
                return "450 4.2.0 greylisted, come back later"
            case "refused":
                return "550 5.1.1 no such person"
            case "hang":
                await self.let_go.wait()
            case "drop":
                cut(server)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_MAIL(  # noqa: N802
        self,
        server: SMTP,  # noqa: ARG002
        session: Session,  # noqa: ARG002
        envelope: Envelope,
        address: str,
        options: list[str],  # noqa: ARG002
    ) -> str:
        """Take a sender, or not."""
        if self.mode == "sender_refused":
            return "553 5.7.1 not your address"
        envelope.mail_from = address
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self,
        server: SMTP,
        session: Session,  # noqa: ARG002
        envelope: Envelope,
    ) -> str:
        """Take a mail, or not."""
        match self.mode:
            case "data_refused":
                return "554 5.7.1 looks like spam"
            case "data_dropped":
                cut(server)
                return "451 gone"
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        if self.mode == "slow":
            await asyncio.sleep(_SLOW)
        self.at_once -= 1
        raw = envelope.content
        assert isinstance(raw, bytes)
        sender = envelope.mail_from or ""
        self.received.append(Received(sender, list(envelope.rcpt_tos), raw))
        if self.mode == "taken_then_silent":
            await self.let_go.wait()
        return "250 taken"

    def cut_all(self) -> None:
        """Break every connection there is."""
        for one in self.sessions:
            cut(one)
        self.sessions.clear()

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:  # noqa: N802
        """Log in with an access token; aiosmtpd finds this by its name."""
        user, _, token = base64.b64decode(args[1]).decode().partition("\1auth=Bearer ")
        right = (user, token.strip("\1")) == (f"user={self.user}", self.token)
        if not right:
            await server.challenge_auth('{"status":"401"}')
        return AuthResult(success=right, handled=False)

    def let_in(self, *told: Any) -> AuthResult:  # noqa: ANN401  # aiosmtpd's own shapes
        """Check who logs in."""
        login = told[-1]
        right = (login.login, login.password) == (self.user.encode(), self.password.encode())
        return AuthResult(success=right, handled=False)


@contextlib.asynccontextmanager
async def smtp_server(
    *, starttls: ssl.SSLContext | None = None, implicit: ssl.SSLContext | None = None
) -> AsyncIterator[MailServer]:
    """Run a server for as long as the block lasts."""
    state = MailServer()

    def session() -> SMTP:
        state.connections += 1
        one = SMTP(
            state,
            authenticator=state.let_in,
            auth_require_tls=False,
            tls_context=starttls,
            loop=asyncio.get_running_loop(),
        )
        state.sessions.append(one)
        return one

    loop = asyncio.get_running_loop()
    server = await loop.create_server(session, state.host, 0, ssl=implicit)
    state.port = server.sockets[0].getsockname()[1]
    try:
        yield state
    finally:
        state.let_go.set()
        server.close()
        state.cut_all()
        await asyncio.sleep(0)


def cut(session: SMTP) -> None:
    """Break one connection."""
    transport: Any = session.transport  # uvloop's is no subclass of asyncio's
    if transport is not None:
        transport.abort()
