"""An e-mail adapter before real servers, as the contract and the other tests want it."""

import asyncio
import datetime as dt
import uuid
from email.message import EmailMessage

from channels.base import Health, Intake
from channels.email.adapter import Email
from channels.email.cursor import Cursor, read, written
from channels.email.imap import Patience
from channels.email.oauth import Tokens
from channels.email.settings import EmailSettings, Imap, Smtp
from runtime.secret import Secret
from tests.channels.rig import NotedIntake, Weather
from tests.peers.imap import Postbox
from tests.peers.smtp import MailServer
from tickets.domain.traffic import Outbound

SECRET = b"a secret of at least 32 bytes ......"
ADDRESS = "tanya@kantor.example"
NOW = dt.datetime(2026, 3, 2, 3, 4, 5, tzinfo=dt.UTC)
CITIZEN = "siti@warga.example"


def mail(text: str, *, sender: str = f"Siti <{CITIZEN}>", subject: str = "Tanya izin") -> bytes:
    """Write a citizen's plain mail."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = ADDRESS
    message["Subject"] = subject
    message["Message-ID"] = f"<{uuid.uuid4().hex}@warga.example>"
    message.set_content(text)
    return message.as_bytes()


def imap_settings(box: Postbox, **more: object) -> Imap:
    """Read this postbox, without TLS."""
    return Imap.model_validate(
        {
            "host": box.host,
            "port": box.port,
            "tls": "none",
            "user": box.user,
            "password": Secret(box.password),
            "folders": (box.folder,),
            "poll_seconds": 30,
            **more,
        }
    )


def email_settings(box: Postbox, smtp: MailServer, **more: object) -> EmailSettings:
    """Read this postbox, and send there."""
    return EmailSettings.model_validate(
        {
            "kind": "email",
            "address": ADDRESS,
            "imap": imap_settings(box),
            "smtp": Smtp(host=smtp.host, port=smtp.port, tls="none"),
            **more,
        }
    )


def adapter(settings: EmailSettings, *, tokens: Tokens | None = None, **more: float) -> Email:
    """Make the adapter; it does not wait long between tries."""
    return Email(
        "surat",
        settings,
        secret=SECRET,
        now=lambda: NOW,
        jitter=lambda: -0.9,
        patience=Patience(connect=5, command=5, chunk=20),
        smtp_seconds=more.get("smtp_seconds", 10),
        tokens=tokens,
    )


class Watched:
    """The adapter, and which intake it was given."""

    def __init__(self, email: Email) -> None:
        self.email = email
        self.name = email.name
        self.kind = email.kind
        self.intake: Intake | None = None

    @property
    def health(self) -> Health:
        return self.email.health

    async def run(self, intake: Intake) -> None:
        self.intake = intake
        await self.email.run(intake)

    async def send(self, out: Outbound) -> str:
        return await self.email.send(out)

    async def check(self) -> str:
        return await self.email.check()


class EmailRig:
    """See `tests.channels.rig.Rig`; the provider's acknowledgement is the cursor."""

    def __init__(self, box: Postbox, smtp: MailServer, first_uid: int = 1) -> None:
        self.box = box
        self.smtp = smtp
        self.first_uid = first_uid
        self.channel = Watched(adapter(email_settings(box, smtp)))

    async def arrive(self, text: str) -> None:
        await self.box.deliver(mail(text))

    async def offer_again(self) -> None:
        """Put the cursor back, as after a crash before it was moved."""
        while await self.acknowledged() != 1:
            await asyncio.sleep(0.01)
        stored, at = self._intake().cursors, self._cursor()
        assert at is not None
        before = Cursor(at.uidvalidity, at.uid - 1)
        stored[self.channel.name] = written({self.box.folder: before})

    async def arrive_unreadable(self) -> None:
        await self.box.deliver(b"\xff\xfe\x00 no headers\r\n\r\n\x00\x00")

    async def acknowledged(self) -> int:
        at = self._cursor()
        return at.uid - self.first_uid + 1 if at else 0

    def weather(self, weather: Weather) -> None:
        self.smtp.mode = weather

    def address(self) -> str:
        return CITIZEN

    async def sent(self) -> list[str]:
        return [one.text for one in self.smtp.received]

    def _cursor(self) -> Cursor | None:
        return read(self._intake().cursors.get(self.channel.name)).get(self.box.folder)

    def _intake(self) -> NotedIntake:
        assert isinstance(self.channel.intake, NotedIntake)
        return self.channel.intake
