"""Reads one mailbox over IMAP: aioimaplib behind a wrapper that outlives its known faults.

What it guards against is listed in ``tests/channels/email/test_imap_faults.py``, one test each.
Every call ends in bounded time: with an answer, or with `Broken`, after which the session is of
no more use and is opened anew.
"""

import asyncio
import base64
import contextlib
import dataclasses
import logging
import re
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, TypeVar

from aioimaplib import aioimaplib

from channels.email.imap_names import quoted, quoted_folder
from channels.email.oauth import NoAnswer, NotGranted, Tokens
from channels.email.settings import Imap

CHUNK = 1_000_000  # bytes of a mail asked for at once
MOST_UIDS = 200  # and of UIDs
_NUMBER = re.compile(rb"\d+")
_T = TypeVar("_T")


class Broken(Exception):
    """The connection is of no more use; connect again."""


class Rejected(Exception):
    """The server is there and does not let us in; the message names who and where."""


class NoFolder(Rejected):
    """The server has no such folder."""


class Gone(Exception):
    """There is no such message any more."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """What SELECT said."""

    uidvalidity: int
    uidnext: int


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long, in seconds, the server may take."""

    connect: float = 20
    command: float = 30
    chunk: float = 120


class Session:
    """One connection, logged in.  One call at a time.

    ``verified``: the folders whose numbers were found to be those we know.
    """

    def __init__(self, settings: Imap, patience: Patience, tokens: Tokens | None = None) -> None:
        self.verified: set[str] = set()
        self._settings = settings
        self._patience = patience
        self._tokens = tokens
        self._client: Any = None
        self._lost = False
        self._limit: asyncio.Timeout | None = None
        self._uidnext = 0

    @property
    def where(self) -> str:
        """The server, for people."""
        return f"{self._settings.host}:{self._settings.port}"

    async def connect(self, tls: Callable[[], ssl.SSLContext]) -> None:
        """Connect and log in, or raise `Broken` or `Rejected`."""
        logging.getLogger("aioimaplib").setLevel(logging.WARNING)  # it logs passwords and bodies
        settings = self._settings
        context = None if settings.tls == "none" else tls()
        self._client = aioimaplib.IMAP4(
            settings.host,
            settings.port,
            timeout=self._patience.chunk,
            conn_lost_cb=self._on_lost,
            ssl_context=context if settings.tls == "implicit" else None,
        )
        await self._ask(self._client.wait_hello_from_server(), self._patience.connect)
        if settings.tls == "starttls" and context is not None:
            await self._ask(self._start_tls(context), self._patience.connect)
        await self._log_in()
        await self._ask(self._client.protocol.capability())

    async def select(self, folder: str | None = None) -> Mailbox:
        """Open a folder, else the first, and learn what is new there; again and again."""
        folder = folder or self._settings.folders[0]
        answer = await self._ask(self._client.select(quoted_folder(folder)))
        if answer.result != "OK":
            raise NoFolder(f"{self.where} has no folder {folder}")
        uidvalidity = _code(answer.lines, b"UIDVALIDITY")
        if uidvalidity is None:
            raise Broken(f"{self.where} gives no UIDVALIDITY")
        uidnext = _code(answer.lines, b"UIDNEXT")
        if uidnext is None:  # old servers
            uidnext = max(await self._search("*"), default=0) + 1
        self._uidnext = uidnext
        return Mailbox(uidvalidity=uidvalidity, uidnext=uidnext)

    async def uids_after(self, uid: int) -> list[int]:
        """Give the next UIDs, at most 200, in order; only of what `select` saw."""
        start, width = uid + 1, MOST_UIDS
        while start < self._uidnext:
            end = min(start + width, self._uidnext) - 1
            found = [u for u in await self._search(f"{start}:{end}") if start <= u <= end]
            if found:
                return sorted(set(found))[:MOST_UIDS]
            start, width = end + 1, width * 2  # a hole: look further
        return []

    async def size(self, uid: int) -> int:
        """Give what the server takes the size to be, in bytes, or raise `Gone`."""
        lines = await self._fetch(uid, "(RFC822.SIZE)", self._patience.command)
        found = re.search(rb"RFC822\.SIZE (\d+)", b" ".join(bytes(line) for line in lines))
        if found is None:
            raise Gone(str(uid))
        return int(found[1])

    async def fetch(self, uid: int, *, at_most: int) -> bytes:
        """Give the whole message byte for byte, its first ``at_most`` bytes, or raise `Gone`."""
        raw = bytearray()
        while len(raw) < at_most:
            want = min(CHUNK, at_most - len(raw))
            piece = await self._piece(uid, len(raw), want)
            raw += piece
            if len(piece) < want:
                break
        return bytes(raw)

    async def mark_seen(self, uid: int) -> bool:
        """Mark it as read for other programs; False when the server does not let us."""
        answer = await self._ask(self._client.uid("store", str(uid), "+FLAGS.SILENT", r"(\Seen)"))
        return bool(answer.result == "OK")

    async def put_away(self, uid: int, folder: str) -> bool:
        """Move it to another folder, which is made if need be; False when that cannot be.

        On a server that cannot move it is copied and then deleted, and it alone (RFC 4315).
        """
        if self._client.has_capability("MOVE"):
            return await self._into(folder, lambda name: self._client.uid("move", str(uid), name))
        copied = await self._into(folder, lambda name: self._client.uid("copy", str(uid), name))
        if copied:
            deleted = ("+FLAGS.SILENT", r"(\Deleted)")
            self._check(await self._ask(self._client.uid("store", str(uid), *deleted)))
            if self._client.has_capability("UIDPLUS"):
                self._check(await self._ask(self._client.uid("expunge", str(uid))))
        return copied

    async def append(self, folder: str, raw: bytes) -> bool:
        """Put a mail there, as read; the folder is made if need be."""
        return await self._into(
            folder, lambda name: self._client.append(raw, name, flags=r"(\Seen)")
        )

    async def _into(self, folder: str, act: Callable[[str], Awaitable[Any]]) -> bool:
        """Do something with a folder that may have to be made first (RFC 3501, TRYCREATE)."""
        name = quoted_folder(folder)
        answer = await self._ask(act(name), self._patience.chunk)
        if answer.result != "OK" and b"TRYCREATE" in b" ".join(map(bytes, answer.lines)).upper():
            await self._ask(self._client.create(name))
            answer = await self._ask(act(name), self._patience.chunk)
        return bool(answer.result == "OK")

    async def idle(self, seconds: float) -> bool:
        """Wait until the server tells of a change, at most so long; True if it did."""
        if not self._client.has_capability("IDLE"):
            return await self._happens(asyncio.Event().wait(), seconds)  # only the line may break
        queue = self._client.protocol.idle_queue
        while not queue.empty():
            queue.get_nowait()
        idling = await self._ask(self._client.idle_start(timeout=seconds + 3600))
        woke = await self._happens(queue.get(), seconds)
        self._client.idle_done()
        await self._ask(idling)
        return woke

    def close(self) -> None:
        """Hang up, and leave nothing behind; what aioimaplib waits for would wait for ever."""
        if self._client is None:
            return
        transport = self._client.protocol.transport
        if transport is not None:
            transport.abort()
        else:
            self._client._client_task.cancel()  # noqa: SLF001
        if self._client._idle_waiter is not None:  # noqa: SLF001
            self._client._idle_waiter.cancel()  # noqa: SLF001
        for task in (*self._client.tasks, *self._client.protocol.tasks):
            task.cancel()

    async def _start_tls(self, context: ssl.SSLContext) -> None:
        """Speak TLS from here on; aioimaplib has no STARTTLS of its own."""
        protocol = self._client.protocol
        if protocol.state != aioimaplib.NONAUTH:  # PREAUTH in clear text: somebody in the middle
            raise Broken(f"{self.where} is logged in before TLS")
        answer = await protocol.execute(
            aioimaplib.Command("STARTTLS", protocol.new_tag(), loop=protocol.loop)
        )
        if answer.result != "OK" or protocol.incomplete_line:
            raise Broken(f"{self.where} offers no STARTTLS")
        loop = asyncio.get_running_loop()
        protocol.transport = await loop.start_tls(
            protocol.transport, protocol, context, server_hostname=self._settings.host
        )
        await protocol.capability()  # what was said in clear text counts no more

    async def _log_in(self) -> None:
        user, secret = self._settings.user, self._settings.password
        if secret is not None:
            password = secret.reveal()
            answer = await self._ask(self._client.login(quoted(user), password))
            told = _words(answer.lines).replace(password, "***")
        else:
            token = await self._token()
            answer = await self._ask(self._with_token(user, token))
            if answer.result != "OK":  # taken back before its time: once more with a new one
                token = await self._token(instead_of=token)
                answer = await self._ask(self._with_token(user, token))
            told = _words(answer.lines).replace(token, "***")
        if answer.result != "OK":
            raise Rejected(f"{self.where} does not let {user} in: {told}")

    async def _token(self, instead_of: str | None = None) -> str:
        if self._tokens is None:
            raise Rejected(f"{self.where}: there is neither a password nor a token")
        try:
            return await self._tokens.access(instead_of=instead_of)
        except NotGranted as why:
            raise Rejected(str(why)) from None
        except NoAnswer as why:
            raise Broken(str(why)) from None

    async def _with_token(self, user: str, token: str) -> Any:  # noqa: ANN401
        """Log in with XOAUTH2; aioimaplib's own waits for ever when the token is refused."""
        protocol = self._client.protocol
        told = base64.b64encode(f"user={user}\1auth=Bearer {token}\1\1".encode()).decode()
        command = _Authenticate(protocol, "XOAUTH2", told)
        answer = await protocol.execute(command, scrub=told)
        if answer.result == "OK":
            protocol.state = aioimaplib.AUTH
        return answer

    async def _search(self, uids: str) -> list[int]:
        answer = await self._ask(self._client.uid_search(f"UID {uids}", charset=None))
        self._check(answer)
        # the last line is the server's comment, the others hold numbers only
        return [int(n) for line in answer.lines[:-1] for n in _NUMBER.findall(bytes(line))]

    async def _piece(self, uid: int, offset: int, length: int) -> bytes:
        what = f"(BODY.PEEK[]<{offset}.{length}>)"
        lines = await self._fetch(uid, what, self._patience.chunk)
        literals = [bytes(line) for line in lines if isinstance(line, bytearray)]
        if literals:
            return literals[0]
        if any(b"BODY[]" in line for line in lines):
            return b""  # written as "" or NIL: nothing there
        if offset:
            raise Broken("the message went away while it was read")
        raise Gone(str(uid))

    async def _fetch(self, uid: int, what: str, seconds: float) -> list[bytes]:
        """Ask for one message; leave out what the server tells of others meanwhile."""
        answer = await self._ask(self._client.uid("fetch", str(uid), what), seconds)
        self._check(answer)
        return list(answer.lines[:-1])

    def _check(self, answer: Any) -> None:  # noqa: ANN401  # aioimaplib has no types
        if answer.result != "OK":
            raise Broken(f"{self.where} says {answer.result} {_words(answer.lines)}")

    async def _happens(self, what: Awaitable[object], seconds: float) -> bool:
        """Wait for something that need not happen."""
        try:
            await self._ask(what, seconds)
        except Broken:
            if self._lost:
                raise
            return False
        return True

    async def _ask(self, call: Awaitable[_T], seconds: float | None = None) -> _T:
        """Await an answer; a lost connection or the time limit ends the wait."""
        try:
            async with asyncio.timeout(seconds or self._patience.command) as limit:
                self._limit = limit
                if self._lost:
                    limit.reschedule(asyncio.get_running_loop().time())
                answer = await call
            self._heed_cancel(limit)
            return answer  # noqa: TRY300
        except TimeoutError as why:
            told = "lost the connection" if self._lost else "does not answer in time"
            raise Broken(f"{self.where} {told}") from why
        except ssl.SSLCertVerificationError as why:
            reason = f"{self.where} has no certificate we trust: {why.verify_message}"
            raise Broken(reason) from why
        except (OSError, EOFError, ValueError, AttributeError, aioimaplib.AioImapException) as why:
            raise Broken(f"{self.where} cannot be used: {type(why).__name__}") from why
        finally:
            self._limit = None

    @staticmethod
    def _heed_cancel(limit: asyncio.Timeout) -> None:
        """Python 3.11's ``wait_for``, in aioimaplib, swallows a cancel that meets the answer."""
        task = asyncio.current_task()
        if task is not None and task.cancelling() and not limit.expired():
            raise asyncio.CancelledError

    def _on_lost(self, why: Exception | None) -> None:  # noqa: ARG002
        """Wake whoever waits: aioimaplib itself would let them wait for ever."""
        self._lost = True
        if self._limit is not None and not self._limit.expired():
            self._limit.reschedule(asyncio.get_running_loop().time())


class _Authenticate(aioimaplib.Command):  # type: ignore[misc]  # aioimaplib has no types
    """What the server asks back is why it refuses: an empty line ends it (RFC 7628 3.2.3)."""

    def __init__(self, protocol: Any, *told: str) -> None:  # noqa: ANN401
        super().__init__("AUTHENTICATE", protocol.new_tag(), *told, loop=protocol.loop)
        self._protocol = protocol

    def append_to_resp(self, line: bytes, result: str = "Pending") -> None:
        """Take a line of the server."""
        super().append_to_resp(line, result)
        if line.startswith(b"+"):
            self._protocol.transport.write(b"\r\n")


@contextlib.asynccontextmanager
async def opened(
    settings: Imap,
    tls: Callable[[], ssl.SSLContext],
    patience: Patience,
    tokens: Tokens | None = None,
) -> AsyncIterator[Session]:
    """Connect for as long as the block lasts."""
    session = Session(settings, patience, tokens)
    try:
        await session.connect(tls)
        yield session
    finally:
        session.close()


def _code(lines: list[bytes], name: bytes) -> int | None:
    """Find ``[NAME number]`` in what the server said."""
    for line in lines:
        if found := re.search(rb"\[" + name + rb" (\d+)\]", bytes(line), re.IGNORECASE):
            return int(found[1])
    return None


def _words(lines: list[bytes]) -> str:
    """Give the server's own words, on one line."""
    return bytes(lines[-1]).decode(errors="replace")[:300] if lines else ""
