"""A storm of mail: what an office gets, sent through Dovecot to a server that is being killed.

`plan` writes the mails, `Storm.rage` delivers them while it kills, `Storm.verdict` counts.
"""

import asyncio
import base64
import contextlib
import dataclasses
import datetime as dt
import email.message
import email.policy
import email.utils
import enum
import functools
import hashlib
import html
import imaplib
import itertools
import json
import random
import re
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app.bootstrap import database
from runtime.bus import Bus
from runtime.db import Database
from runtime.jobs import jobs
from tests.peers.dovecot import Dovecot
from tests.peers.imap import Postbox
from tests.peers.rasa import Gate
from tests.peers.server import Desk, Server, at_the_desk
from tests.peers.smtp import MailServer, smtp_server
from tickets.store import conversations, deliveries, ingress, messages, tickets

INBOX = "konsultasi@kantor.example"
LARGEST = 5_000_000  # bytes of a file
CHANNEL = "consultation"
_QUESTIONS = Path(__file__).parents[1] / "nlu" / "questions.jsonl"
_OURS = "<belum.diketahui@kantor.example>"  # stands for a mail of ours, known only when it is sent
_MONDAY = dt.datetime(2026, 11, 23, 2, 0, tzinfo=dt.UTC)
_MARK = re.compile(r"storm-\d{5}")
_AHEAD = 50  # mails at most that are delivered and not read yet: more come while it is down
_PATIENCE = 120  # seconds
_NAMES = (
    "Siti Rahma",
    "Budi Santoso",
    "Agnes",
    "Made Wirawan",
    "Ibu Nur'aini",
    "Jörg Müller",
    "陈伟",
)


class Kind(enum.StrEnum):
    """What a mail is."""

    LETTER = "first letter"
    FORWARD = "forward"
    REPLY = "reply to their own"
    ANSWER = "reply to ours"
    AUTOMATIC = "automatic"
    ECHO = "automatic, to ours"
    BROKEN = "broken"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """What is attached."""

    name: str
    size: int
    digest: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One mail, and what should become of it."""

    number: int
    kind: Kind
    sender: str
    raw: bytes
    thread: int  # the number of the letter whose ticket it belongs to
    answers: str = ""  # a letter: what we sent to it is what this mail answers
    file: File | None = None
    readable: bool = True  # else it is set aside

    @property
    def mark(self) -> str:
        """It stands in its text, once."""
        return _mark(self.number)

    @property
    def automatic(self) -> bool:
        """Whether a machine wrote it."""
        return self.kind in {Kind.AUTOMATIC, Kind.ECHO}


def plan(count: int, *, seed: int, large: int) -> list[Mail]:
    """Write so many mails, a few of them to be delivered twice; ``large`` files have 5 MB."""
    dice = random.Random(seed)  # noqa: S311  what citizens write
    kinds = _kinds(count, dice)
    may_be_large = [n for n, kind in enumerate(kinds) if kind in {Kind.LETTER, Kind.REPLY}]
    pen = _Pen(dice, frozenset(dice.sample(may_be_large, large)))
    mails = [pen.write(number, kind) for number, kind in enumerate(kinds)]
    for mail in dice.sample([m for m in mails if m.readable and not m.answers], count // 50):
        mails.insert(dice.randint(mails.index(mail) + 1, len(mails)), mail)
    return mails


def _kinds(count: int, dice: random.Random) -> list[Kind]:
    shares = {
        Kind.BROKEN: 0.03,
        Kind.AUTOMATIC: 0.03,
        Kind.ECHO: 0.02,
        Kind.FORWARD: 0.07,
        Kind.REPLY: 0.25,
        Kind.ANSWER: 0.1,
    }
    kinds = [kind for kind, share in shares.items() for _ in range(round(count * share))]
    first = [Kind.LETTER] * 8
    kinds += [Kind.LETTER] * (count - len(kinds) - len(first))
    dice.shuffle(kinds)
    return first + kinds


@dataclasses.dataclass(slots=True, kw_only=True)
class _Thread:
    """One matter of one citizen, as the citizen's own mail program has it."""

    number: int
    sender: str
    subject: str
    keys: list[str]
    said: list[str]


class _Pen:
    """Writes one mail after the other, as many hands would."""

    def __init__(self, dice: random.Random, large: frozenset[int]) -> None:
        self._dice, self._large = dice, large
        self._threads: list[_Thread] = []
        known = [json.loads(line) for line in _QUESTIONS.read_text("utf-8").splitlines()]
        self._questions = {
            lang: [one["text"] for one in known if one["lang"] == lang] for lang in ("id", "en")
        }
        self._breaks = itertools.cycle(
            (
                self._no_headers,
                self._bad_boundary,
                self._bad_charset,
                self._garbage,
                self._cut_base64,
                self._no_message_id,
                self._no_sender,
            )
        )
        self._machines = itertools.cycle((_away, _list, _null_sender, _suppressed))
        self._echoes = itertools.cycle((self._away_from_us, self._returned))

    def write(self, number: int, kind: Kind) -> Mail:
        """Write one."""
        match kind:
            case Kind.LETTER | Kind.FORWARD:
                return self._letter(number, kind)
            case Kind.REPLY | Kind.ANSWER:
                return self._reply(number, kind)
            case Kind.AUTOMATIC:
                return self._automatic(number)
            case Kind.ECHO:
                return self._echo(number)
            case Kind.BROKEN:
                return next(self._breaks)(number)

    def _letter(self, number: int, kind: Kind) -> Mail:
        lang = self._dice.choice(("id", "id", "en"))
        old = [one.sender for one in self._threads[-40:]]
        again = self._dice.random() < 0.2 and kind is Kind.LETTER and len(old) > 20
        sender = self._dice.choice(old) if again else f"warga{number}@contoh.example"
        asked = self._asked(lang)
        letter = _headed(number, sender, asked[:60], self._dice.choice(_NAMES))
        thread = _Thread(
            number=number, sender=sender, subject=asked[:60], keys=[_key(number)], said=[asked]
        )
        self._threads.append(thread)
        text = self._worded(number, lang, asked)
        if kind is Kind.LETTER:
            self._fill(letter, text)
            return self._posted(number, kind, letter, thread)
        letter.replace_header("Subject", self._dice.choice(("Fwd: ", "Trs: ")) + asked[:60])
        if self._dice.random() < 0.5:
            letter.set_content(f"{text}\n{self._forwarded(lang)}")
            return self._posted(number, kind, letter, thread)
        self._fill(letter, text)
        inner = EmailMessage(policy=email.policy.SMTP)
        inner["From"], inner["Subject"] = "dinas@lain.example", "Undangan"
        inner["Message-ID"] = f"<{number}@lain.example>"
        inner.set_content(self._asked(lang))
        letter.add_attachment(inner)
        return Mail(
            number=number, kind=kind, sender=sender, raw=_wire(letter.as_bytes()), thread=number
        )

    def _reply(self, number: int, kind: Kind) -> Mail:
        lang = self._dice.choice(("id", "id", "en"))
        thread = self._dice.choice([one for one in self._threads if len(one.keys) < 4])
        prefix = self._dice.choice(("Re: ", "Bls: ", "RE: Re: "))
        letter = _headed(number, thread.sender, prefix + thread.subject)
        if kind is Kind.ANSWER:
            letter["In-Reply-To"] = _OURS
            letter["References"] = f"{thread.keys[0]} {_OURS}"
        else:
            self._refer(letter, thread)
        asked = self._asked(lang)
        text = self._worded(number, lang, asked)
        if self._dice.random() < 0.6:
            letter.set_content(f"{text}\n{self._quoted(lang, thread)}", cte="quoted-printable")
        else:
            self._fill(letter, text)
        answers = thread.keys[0] if kind is Kind.ANSWER else ""
        thread.keys.append(_key(number))
        thread.said.append(asked)
        return self._posted(number, kind, letter, thread, answers)

    def _refer(self, letter: EmailMessage, thread: _Thread) -> None:
        """Name what it answers as mail programs do: in one header, in the other, in both."""
        shape = self._dice.randrange(4)
        if shape != 0:
            letter["In-Reply-To"] = self._dice.choice(thread.keys)
        if shape != 1:
            letter["References"] = " ".join(thread.keys)

    def _posted(
        self, number: int, kind: Kind, letter: EmailMessage, thread: _Thread, answers: str = ""
    ) -> Mail:
        """Attach a file to every fifth, and put it into the post."""
        file = None
        if number in self._large or self._dice.random() < 0.2:
            file = self._attach(letter, number)
        raw = _wire(letter.as_bytes())
        return Mail(
            number=number,
            kind=kind,
            sender=thread.sender,
            raw=raw,
            thread=thread.number,
            answers=answers,
            file=file,
        )

    def _attach(self, letter: EmailMessage, number: int) -> File:
        size = LARGEST if number in self._large else int(10_000 * 60 ** self._dice.random())
        name, kind = self._dice.choice(
            (
                ("KTP & KK.pdf", "pdf"),
                ("foto lokasi.jpg", "jpeg"),
                ("Rencana bangunan é.zip", "zip"),
            )
        )
        content = self._dice.randbytes(size)
        main = "image" if kind == "jpeg" else "application"
        letter.add_attachment(content, maintype=main, subtype=kind, filename=name)
        return File(name=name, size=size, digest=hashlib.sha256(content).hexdigest())

    def _fill(self, letter: EmailMessage, text: str) -> None:
        """Write the text as mail programs do."""
        match self._dice.randrange(6):
            case 0:
                letter.set_content(text)
            case 1:
                letter.set_content(text, cte="base64")
            case 2:
                letter.set_content(text, cte="8bit")
            case 3:
                letter.set_content(_as_html(text), subtype="html")
            case 4:
                plain = text.encode("latin-1", "ignore").decode("latin-1")
                letter.set_content(plain, charset="iso-8859-1", cte="quoted-printable")
            case _:
                letter.set_content(text)
                letter.add_alternative(_as_html(text), subtype="html")

    def _asked(self, lang: str) -> str:
        asked: str = self._dice.choice(self._questions[lang])
        return asked

    def _worded(self, number: int, lang: str, asked: str) -> str:
        hello = self._dice.choice(
            {"id": ("Selamat pagi,", "Yth. Bapak/Ibu"), "en": ("Hello,",)}[lang]
        )
        bye = self._dice.choice(
            {
                "id": ("Terima kasih 🙏", "Salam, Siti\n\nDikirim dari Yahoo Mail di Android"),
                "en": ("Thank you, Agnes", "Regards\n\nSent from my iPhone"),
            }[lang]
        )
        return f"{hello}\n\n{asked}\n\n({_mark(number)})\n\n{bye}\n"

    def _quoted(self, lang: str, thread: _Thread) -> str:
        """Quote what was said before, without its mark."""
        before = "\n".join(f"> {line}" for line in thread.said[-1].splitlines())
        heads = {
            "id": f"Pada Sen, 23 Nov 2026 pukul 09.00 Tanya <{INBOX}> menulis:\n\n{before}",
            "en": f"On Mon, 23 Nov 2026 at 09:00, Tanya <{INBOX}> wrote:\n\n{before}",
        }
        outlook = f"-----Original Message-----\nFrom: Tanya\nSent: Monday\n\n{thread.said[-1]}"
        return self._dice.choice((heads[lang], outlook, f"{before}\n"))

    def _forwarded(self, lang: str) -> str:
        head = {
            "id": "---------- Pesan terusan ----------\nDari: Dinas <dinas@lain.example>",
            "en": "---------- Forwarded message ----------\nFrom: Dinas <dinas@lain.example>",
        }[lang]
        return f"{head}\n\n{self._asked(lang)}\n"

    def _automatic(self, number: int) -> Mail:
        sender = f"mesin{number}@contoh.example"
        letter = _headed(number, sender, "Out of office")
        next(self._machines)(letter)
        letter.set_content(f"Saya sedang cuti. Jam buka kantor hari apa saja? ({_mark(number)})")
        return _alone(number, Kind.AUTOMATIC, letter.as_bytes(), sender=sender)

    def _echo(self, number: int) -> Mail:
        """A machine's answer to a mail of ours; nobody writes to that ticket any more."""
        thread = self._dice.choice([one for one in self._threads if len(one.keys) == 1])
        self._threads.remove(thread)
        sender, raw = next(self._echoes)(number)
        return Mail(
            number=number,
            kind=Kind.ECHO,
            sender=sender,
            raw=_wire(raw),
            thread=thread.number,
            answers=thread.keys[0],
        )

    def _away_from_us(self, number: int) -> tuple[str, bytes]:
        sender = f"sekretaris{number}@contoh.example"
        letter = _headed(number, sender, "Balasan otomatis: cuti")
        letter["In-Reply-To"] = _OURS
        letter["Auto-Submitted"] = "auto-replied"
        letter.set_content(f"Saya kembali hari Senin. Apa syarat KTP? ({_mark(number)})")
        return sender, letter.as_bytes()

    def _returned(self, number: int) -> tuple[str, bytes]:
        sender = f"mailer-daemon@mx{number}.example"
        return sender, _BOUNCE.format(
            sender=sender, inbox=INBOX, key=_key(number), mark=_mark(number), ours=_OURS
        ).encode()

    def _no_headers(self, number: int) -> Mail:
        raw = f"Selamat siang ({_mark(number)}), surat ini tanpa kepala.\n\nSalam".encode()
        return _alone(number, Kind.BROKEN, raw, readable=False)

    def _no_sender(self, number: int) -> Mail:
        raw = f"From: Bu Siti\nTo: {INBOX}\nSubject: Izin\n\nHalo ({_mark(number)})".encode()
        return _alone(number, Kind.BROKEN, raw, readable=False)

    def _bad_boundary(self, number: int) -> Mail:
        part = f"--lain\nContent-Type: text/plain\n\nHalo ({_mark(number)})\n--lain--\n"
        return self._damaged(number, 'multipart/mixed; boundary="hilang"', part.encode())

    def _bad_charset(self, number: int) -> Mail:
        text = f"Halo ({_mark(number)}), caf\xe9 di pulau".encode("latin-1")
        return self._damaged(number, 'text/plain; charset="x-tidak-ada"', text)

    def _garbage(self, number: int) -> Mail:
        noise = self._dice.randbytes(3000).replace(b"\0", b"\xff")
        return self._damaged(number, "text/plain", f"({_mark(number)})\n".encode() + noise)

    def _cut_base64(self, number: int) -> Mail:
        coded = base64.encodebytes(f"Halo ({_mark(number)}) {'tanya ' * 99}".encode())
        return self._damaged(
            number, "text/plain; charset=utf-8\nContent-Transfer-Encoding: base64", coded[:-9]
        )

    def _no_message_id(self, number: int) -> Mail:
        letter = _headed(number, f"rusak{number}@contoh.example", "Tanpa nama")
        del letter["Message-ID"]
        letter.set_content(f"Apa syarat membuat NIB? ({_mark(number)})")
        return _alone(number, Kind.BROKEN, letter.as_bytes())

    @staticmethod
    def _damaged(number: int, kind: str, body: bytes) -> Mail:
        head = (
            f"From: <rusak{number}@contoh.example>\nTo: {INBOX}\nSubject: =?utf-8?q?Rusak=Z?=\n"
            f"Date: kemarin sore\nMessage-ID: {_key(number)}\nContent-Type: {kind}\n\n"
        )
        return _alone(number, Kind.BROKEN, head.encode() + body)


_BOUNCE = """\
Return-Path: <>
From: Mail Delivery System <{sender}>
To: {inbox}
Subject: Undelivered Mail Returned to Sender
Message-ID: {key}
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="batas"

--batas

I am sorry: your mail could not be delivered ({mark}).

--batas
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; warga@contoh.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user

--batas
Content-Type: message/rfc822

From: {inbox}
Message-ID: {ours}
Subject: Re: izin

Jawaban
--batas--
"""


def _away(letter: EmailMessage) -> None:
    letter["Auto-Submitted"] = "auto-replied (vacation)"


def _list(letter: EmailMessage) -> None:
    letter["List-Id"] = "<pengumuman.contoh.example>"
    letter["Precedence"] = "bulk"


def _null_sender(letter: EmailMessage) -> None:
    letter["Return-Path"] = "<>"


def _suppressed(letter: EmailMessage) -> None:
    letter["X-Auto-Response-Suppress"] = "All"


def _mark(number: int) -> str:
    return f"storm-{number:05}"


def _key(number: int) -> str:
    return f"<surat.{number}@contoh.example>"


def _headed(number: int, sender: str, subject: str, name: str = "") -> EmailMessage:
    letter = EmailMessage(policy=email.policy.SMTP)
    letter["From"] = Address(name, addr_spec=sender)
    letter["To"] = INBOX
    letter["Subject"] = " ".join(subject.split())
    letter["Date"] = _MONDAY + dt.timedelta(seconds=number)
    letter["Message-ID"] = _key(number)
    return letter


def _alone(number: int, kind: Kind, raw: bytes, *, sender: str = "", readable: bool = True) -> Mail:
    return Mail(
        number=number, kind=kind, sender=sender, raw=_wire(raw), thread=number, readable=readable
    )


def _wire(raw: bytes) -> bytes:
    """End each line as IMAP wants it."""
    return re.sub(rb"\r\n|\r|\n", b"\r\n", raw)


def _as_html(text: str) -> str:
    lines = html.escape(text).replace("\n", "<br>\n")
    return f'<html><body style="font-family: Arial"><p>{lines}</p></body></html>'


class Postman:
    """Brings mails to Dovecot, each once, also while it goes down and comes back."""

    def __init__(self, box: Postbox) -> None:
        self._box = box
        self._stack = contextlib.ExitStack()
        self._client: imaplib.IMAP4 | None = None

    def bring(self, raw: bytes, number: int) -> None:
        """Append what is to be mail ``number``, counted from 0.  Blocks: use a thread."""
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until:
            try:
                if self._brought(raw, number):
                    return
            except (OSError, imaplib.IMAP4.error):
                self.go_home()
            time.sleep(0.1)
        raise AssertionError("Dovecot takes no mail")

    def go_home(self) -> None:
        """Hang up."""
        self._client = None
        with contextlib.suppress(OSError, imaplib.IMAP4.error):
            self._stack.close()

    def _brought(self, raw: bytes, number: int) -> bool:
        if self._client is None:
            self._client = self._stack.enter_context(self._box.client())
            if self._there(self._client) > number:
                return True  # the last try was cut off, and did succeed
        answer, _ = self._client.append(self._box.folder, "", "", raw)
        if answer != "OK":
            self.go_home()
        return answer == "OK"

    def _there(self, client: imaplib.IMAP4) -> int:
        """How many mails are there: nobody else brings any, and nobody takes any away."""
        _, told = client.status(self._box.folder, "(MESSAGES)")
        found = re.search(rb"MESSAGES (\d+)", told[0] or b"")
        assert found, told
        return int(found[1])


class Outbox:
    """What we sent, by what it answers."""

    def __init__(self, mail: MailServer) -> None:
        self._mail = mail
        self._read = 0
        self._by_reference: dict[str, email.message.Message] = {}

    def answer_to(self, key: str) -> email.message.Message | None:
        """The first mail of ours that refers to this one."""
        for one in self._mail.received[self._read :]:
            letter = email.message_from_bytes(one.raw)
            for named in letter.get("References", "").split():
                self._by_reference.setdefault(named, letter)
            self._read += 1
        return self._by_reference.get(key)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What came of a storm."""

    mails: int
    tickets: int
    duplicates: int
    aside: int
    sent: int
    resent: int  # with the same Message-ID


@dataclasses.dataclass(kw_only=True)
class Storm:
    """A server, a Dovecot of its own, a mail server that takes what we send, and the mails."""

    mails: Sequence[Mail]
    server: Server
    dovecot: Dovecot
    box: Postbox
    outgoing: MailServer
    db: Database
    dice: random.Random
    brought: list[bytes] = dataclasses.field(default_factory=list)

    async def rage(self, *, kills: int, restarts: int) -> None:
        """Deliver everything, kill server and Dovecot meanwhile; wait until all is settled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._deliver())
            group.create_task(self._strike(kills, self.server.restart))
            group.create_task(self._strike(restarts, self._restart_dovecot))
        await _until(self._settled, "the server does not finish")

    async def verdict(self) -> Verdict:
        """Count; raise `AssertionError` when anything is lost, doubled, misplaced or answered."""
        outcomes = await self._ledger()
        async with at_the_desk(self.server) as desk:
            said = await _transcripts(desk)
            self._placed(said)
            await self._complete(desk, said)
        sent = await self._sent_once()
        self._answered_once(said)
        await self._machines_unanswered()
        return Verdict(
            mails=len(self.mails),
            tickets=len(said),
            duplicates=outcomes["duplicate"],
            aside=outcomes["quarantined"],
            sent=len(sent),
            resent=sent.total() - len(sent),
        )

    async def _deliver(self) -> None:
        postman, outbox = Postman(self.box), Outbox(self.outgoing)
        try:
            for number, mail in enumerate(self.mails):
                await _until(functools.partial(self._has_seen, number - _AHEAD), "it reads no mail")
                raw = mail.raw
                if mail.answers:
                    raw = _answering(raw, await self._answered(outbox, mail.answers))
                await asyncio.to_thread(postman.bring, raw, number)
                self.brought.append(raw)
        finally:
            postman.go_home()

    @staticmethod
    async def _answered(outbox: Outbox, key: str) -> email.message.Message:
        """What we sent to a letter."""

        async def there() -> bool:
            return outbox.answer_to(key) is not None

        await _until(there, f"nobody answers {key}")
        answer = outbox.answer_to(key)
        assert answer is not None
        return answer

    async def _strike(self, times: int, strike: Callable[[], Awaitable[None]]) -> None:
        """At moments spread over the storm: when so many mails have been read, and a bit later."""
        for seen in sorted(self.dice.sample(range(1, len(self.mails)), times)):
            await _until(functools.partial(self._has_seen, seen), "it reads no mail")
            await asyncio.sleep(self.dice.uniform(0, 0.5))
            await strike()

    async def _restart_dovecot(self) -> None:
        await asyncio.to_thread(self.dovecot.kill)
        await asyncio.sleep(self.dice.uniform(0, 1))
        await asyncio.to_thread(self.dovecot.start)

    async def _has_seen(self, count: int) -> bool:
        seen = sa.select(sa.func.count()).select_from(ingress)
        return bool(await self.db.read(lambda tx: tx.value(seen)) >= count)

    async def _settled(self) -> bool:
        waiting = sa.select(sa.func.count()).select_from(jobs).where(jobs.c.state != "dead")
        kept = sa.select(sa.func.count()).select_from(ingress).where(ingress.c.outcome == "kept")
        return await self._has_seen(len(self.mails)) and not await self.db.read(
            lambda tx: tx.value(waiting) + tx.value(kept)
        )

    async def _ledger(self) -> Counter[str]:
        """Each mail that Dovecot holds is in the book once, byte for byte, with its outcome."""
        held = await asyncio.to_thread(self._held)
        code, told = await self.server.run("mail", "ledger")
        assert code == 0, told
        assert f"{CHANNEL}: {held.total()} seen = " in told, told
        rows = await self._all(sa.select(ingress.c.raw, ingress.c.outcome))
        kept = Counter(row.raw for row in rows)
        assert kept == held, f"{len(kept - held)} too many, {len(held - kept)} missing"
        brought = Counter(hashlib.sha256(raw).hexdigest() for raw in self.brought)
        assert brought <= held, "all that was brought is there"
        unreadable = sum(not mail.readable for mail in self.mails)
        copies = held.total() - len(held)
        outcomes = Counter(row.outcome for row in rows)
        assert (outcomes["quarantined"], outcomes["duplicate"]) == (unreadable, copies), outcomes
        return outcomes

    def _held(self) -> Counter[str]:
        """What Dovecot holds: one more when it was killed between storing a mail and saying so."""
        with self.box.client() as client:
            client.select(self.box.folder, readonly=True)
            _, found = client.search(None, "ALL")
            fetched = [client.fetch(number, "(BODY.PEEK[])")[1][0] for number in found[0].split()]
        raws = [bytes(one[1]) for one in fetched if isinstance(one, tuple)]
        return Counter(hashlib.sha256(raw).hexdigest() for raw in raws)

    def _placed(self, said: Mapping[str, Sequence[Any]]) -> None:
        """Each mail is one message, in the ticket of its first letter, and of no other's."""
        places: defaultdict[str, list[str]] = defaultdict(list)
        for ticket, transcript in said.items():
            for one in transcript:
                for mark in _MARK.findall(one["text"]):
                    places[mark].append(ticket)
        expected = {mail for mail in self.mails if mail.readable}
        odd = {mail.mark: places[mail.mark] for mail in expected if len(places[mail.mark]) != 1}
        assert not odd, f"not exactly one message: {odd}"
        assert len(places) == len(expected)
        strayed = [m.mark for m in expected if places[m.mark] != places[_mark(m.thread)]]
        assert not strayed, f"not in the ticket of its first letter: {strayed}"
        assert len(said) == len({mail.thread for mail in expected}), "a ticket for each matter"

    async def _complete(self, desk: Desk, said: Mapping[str, Sequence[Any]]) -> None:
        """Each file can be had over the API as it was sent."""
        files = {mail.mark: mail.file for mail in self.mails if mail.file is not None}
        for one in itertools.chain.from_iterable(said.values()):
            found = _MARK.search(one["text"])
            file = files.pop(found[0], None) if found else None
            if file is not None:
                (got,) = one["attachments"]
                assert (got["name"], got["size"]) == (file.name, file.size)
                content = await desk.download(got["url"])
                assert hashlib.sha256(content).hexdigest() == file.digest, found
        assert not files

    async def _sent_once(self) -> Counter[str]:
        """How often each Message-ID went out: every message has one, and was taken."""
        rows = await self._all(
            sa.select(deliveries.c.state, messages.c.key).join_from(
                deliveries, messages, deliveries.c.message == messages.c.id
            )
        )
        assert {row.state for row in rows} <= {"sent", "bounced"}, Counter(r.state for r in rows)
        sent: Counter[str] = Counter()
        words: dict[str, str] = {}
        for one in self.outgoing.received:
            key = str(one.mail["Message-ID"])
            sent[key] += 1
            assert words.setdefault(key, one.text) == one.text, "the same again, in other words"
        assert set(sent) == {row.key for row in rows}, "as many mails as messages"
        dead = sa.select(jobs.c.kind, jobs.c.error).where(jobs.c.state == "dead")
        assert not await self._all(dead)
        return sent

    @staticmethod
    def _answered_once(said: Mapping[str, Sequence[Any]]) -> None:
        """The bot says the same again only to somebody who wrote again."""
        for ticket, transcript in said.items():
            heard = 0
            told: Counter[str] = Counter()
            for one in transcript:
                heard += one["author"]["kind"] == "contact"
                told[one["text"]] += one["author"]["kind"] == "bot"
                assert told[one["text"]] <= heard, f"{ticket} was told the same twice"

    async def _machines_unanswered(self) -> None:
        """Nothing was sent to a machine, or because of one."""
        machines = {mail.sender for mail in self.mails if mail.automatic}
        told = {to for one in self.outgoing.received for to in one.recipients}
        assert not machines & told
        rows = await self._all(
            sa.select(messages.c.conversation, messages.c.author, messages.c.text, messages.c.id)
            .join_from(messages, conversations)
            .order_by(messages.c.conversation, messages.c.id)
        )
        automatic = {mail.mark for mail in self.mails if mail.automatic}
        for _, talk in itertools.groupby(rows, key=lambda row: row.conversation):
            *_, last = transcript = list(talk)
            for one in transcript:
                if automatic & set(_MARK.findall(one.text)):
                    assert one is last, f"somebody answered: {one.text}"
        mine = tickets.c.id == conversations.c.ticket
        asked = sa.select(tickets.c.status).join_from(tickets, conversations, mine)
        alone = asked.where(conversations.c.address.in_(machines))
        assert {row.status for row in await self._all(alone)} == {"resolved"}

    async def _all(self, statement: sa.Executable) -> Sequence[sa.Row[Any]]:
        return await self.db.read(lambda tx: tx.all(statement))


async def _until(done: Callable[[], Awaitable[bool]], complaint: str) -> None:
    until = time.monotonic() + _PATIENCE
    while not await done():
        assert time.monotonic() < until, complaint
        await asyncio.sleep(0.05)


def _answering(raw: bytes, ours: email.message.Message) -> bytes:
    """Let a mail answer one of ours, as a mail program would."""
    _, address = email.utils.parseaddr(ours["Reply-To"])
    raw = raw.replace(_OURS.encode(), ours["Message-ID"].strip().encode())
    return raw.replace(f"To: {INBOX}\r\n".encode(), f"To: {address}\r\n".encode(), 1)


async def _transcripts(desk: Desk) -> dict[str, Sequence[Any]]:
    """What was said on each ticket."""
    said: dict[str, Sequence[Any]] = {}
    async for number in _numbers(desk):
        page = await desk.get(f"/tickets/{number}/messages")
        assert page["next"] is None
        said[number] = page["data"]
    return said


async def _numbers(desk: Desk) -> AsyncIterator[str]:
    more: dict[str, str] = {}
    while True:
        page = await desk.get("/tickets", limit="200", **more)
        for row in page["data"]:
            yield row["number"]
        if page["next"] is None:
            return
        more = {"after": page["next"]}


@contextlib.asynccontextmanager
async def brewing(
    folder: Path, url: str, rasa_socket: Path, mails: Sequence[Mail], *, seed: int
) -> AsyncIterator[Storm]:
    """Everything a storm needs, for as long as the block lasts."""
    async with contextlib.AsyncExitStack() as stack:
        outgoing = await stack.enter_async_context(smtp_server())
        gate = await stack.enter_async_context(Gate(rasa_socket).serving())
        dovecot = Dovecot()
        stack.callback(dovecot.stop)
        await asyncio.to_thread(dovecot.start)
        box = dovecot.postbox()
        (folder / "password").write_text(box.password)
        server = Server(
            folder=folder / "server", config=_configuration(folder, url, gate, box, outgoing)
        )
        stack.push_async_callback(server.stop)
        await server.start()
        db = database(url, Bus())
        stack.push_async_callback(db.close)
        yield Storm(
            mails=mails,
            server=server,
            dovecot=dovecot,
            box=box,
            outgoing=outgoing,
            db=db,
            dice=random.Random(seed),  # noqa: S311  moments
        )


def _configuration(
    folder: Path, url: str, gate: Gate, box: Postbox, outgoing: MailServer
) -> dict[str, Any]:
    """The operator's file."""
    return {
        "data": str(folder / "data"),
        "database": {"url": url},
        "nlu": {"url": gate.url, "timeout_seconds": 3},
        "jobs": {"lease_seconds": 4},
        "channels": {
            CHANNEL: {
                "kind": "email",
                "address": INBOX,
                "imap": {
                    "host": box.host,
                    "port": box.port,
                    "tls": "none",
                    "user": box.user,
                    "password": {"file": str(folder / "password")},
                    "folders": [box.folder],
                    "poll_seconds": 1,
                },
                "undo_seconds": 0,
                "smtp": {"host": outgoing.host, "port": outgoing.port, "tls": "none"},
            },
        },
    }
