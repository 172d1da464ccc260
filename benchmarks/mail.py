"""How fast mail comes in: from Dovecot to committed tickets, beside reading it for nothing."""

import asyncio
import contextlib
import email
import email.policy
import random
import resource
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from pathlib import Path

import uvloop
from aioimaplib import aioimaplib

from app.migrate import migrate
from runtime import log
from tests.channels.email.mailbox import adapter, email_settings, mail
from tests.peers.dovecot import Dovecot
from tests.peers.imap import Postbox, serving
from tests.peers.postgres import postgres_server
from tests.peers.server import Desk as AgentDesk
from tests.peers.server import Server, at_the_desk
from tests.peers.smtp import MailServer, smtp_server
from tests.tickets.desk import Desk, opened

MAILS = 1000
APPENDED = 60  # mails that arrive one by one, for the time until the API shows their ticket
_SENTENCES = (
    "Selamat pagi, saya mau tanya syarat mengurus PBG untuk rumah tinggal dua lantai.",
    "Berkas sudah saya unggah minggu lalu tetapi statusnya belum berubah.",
    "Mohon info biaya dan lama prosesnya ya, terima kasih banyak sebelumnya.",
    "Could you tell me which documents a foreign company needs for an NIB?",
    "Apakah pengurusan bisa diwakilkan, dan surat kuasanya seperti apa?",
)


async def measure() -> None:
    """Print it."""
    log.configure(level=40)
    print("mail, from Dovecot to committed tickets, the ledger on")
    dice = random.Random(1)  # noqa: S311  texts
    raws = [_letter(number, dice) for number in range(MAILS)]
    with tempfile.TemporaryDirectory() as name, serving(Dovecot()) as server:
        assert isinstance(server, Dovecot)  # noqa: S101  what we started
        fetch = await _fetching(await _filled(server, raws))
        _line("floor: aioimaplib fetches them and throws them away", f"{fetch:,.0f} mails/s")
        parse = _parsing(raws)
        _line("floor: the standard library parses them", f"{parse:,.0f} mails/s")
        for engine in ("SQLite, synchronous=full", "PostgreSQL, the tests' (fsync off)"):
            with _database(engine, Path(name)) as (url, folder):
                await migrate(url)
                async with opened(url, folder) as desk:
                    await _ours(engine, desk, server, raws, (fetch, parse))
                await _until_shown(server, url, folder)


async def _ours(
    engine: str, desk: Desk, server: Dovecot, raws: Sequence[bytes], floors: tuple[float, float]
) -> None:
    box = await _filled(server, raws)
    before = _cpu()
    async with _reading(desk, box) as took:
        await _until(desk, len(raws), 0.1)
        seconds, cpu = took(), _cpu() - before
        rate = len(raws) / seconds
        ratios = " and ".join(f"{rate / floor:.2f}" for floor in floors)
        _line(engine, f"{rate:,.0f} mails/s, {cpu / len(raws) * 1000:.1f} ms CPU a mail")
        _line("", f"{ratios} of the floors")


async def _until_shown(dovecot: Dovecot, url: str, folder: Path) -> None:
    """Append mails one by one to a mailbox the whole server reads, and ask its API for them."""
    box = dovecot.postbox()
    async with smtp_server() as smtp:
        server = Server(
            folder=folder / "server", config=_configuration(folder, url, box, smtp), anew=True
        )
        await server.start()
        try:
            async with at_the_desk(server) as desk:
                waits = [await _shown(desk, box, number) for number in range(APPENDED)]
        finally:
            await server.stop()
    waits = sorted(waits[1:])  # the first was there before the server had connected
    half, most = waits[len(waits) // 2], waits[int(0.95 * (len(waits) - 1))]
    _line("appended to shown by the API, p50 / p95", f"{half * 1000:.0f} / {most * 1000:.0f} ms")


async def _shown(desk: AgentDesk, box: Postbox, number: int) -> float:
    await asyncio.sleep(0.1)  # it is in IDLE again
    start = time.perf_counter()
    subject = f"Izin nomor {number:03}"
    sender = f"warga{number}@contoh.example"
    await box.deliver(mail("Saya mau tanya syarat PBG.", subject=subject, sender=sender))
    # The bot may put the one before it on top meanwhile.
    while subject not in [one["subject"] for one in await desk.tickets(limit="5")]:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    return time.perf_counter() - start


def _configuration(folder: Path, url: str, box: Postbox, smtp: MailServer) -> dict[str, object]:
    """An office with this mailbox, where nobody reads the questions: the bot calls a person."""
    password = folder / "password"
    password.write_text(box.password)
    imap = {"host": box.host, "port": box.port, "tls": "none", "user": box.user}
    return {
        "data": str(folder / "data"),
        "database": {"url": url},
        "nlu": {"url": "http://127.0.0.1:1", "timeout_seconds": 1},
        "channels": {
            "surat": {
                "kind": "email",
                "address": "tanya@kantor.example",
                "imap": imap | {"password": {"file": str(password)}},
                "smtp": {"host": smtp.host, "port": smtp.port, "tls": "none"},
            }
        },
    }


@contextlib.asynccontextmanager
async def _reading(desk: Desk, box: Postbox) -> AsyncIterator[Callable[[], float]]:
    async with smtp_server() as smtp, asyncio.TaskGroup() as group:
        start = time.perf_counter()
        task = group.create_task(adapter(email_settings(box, smtp)).run(desk.intake))
        yield lambda: time.perf_counter() - start
        task.cancel()


async def _until(desk: Desk, filed: int, look: float) -> None:
    while (await desk.queries.ledger()).get("surat", {}).get("ticket", 0) < filed:  # noqa: ASYNC110
        await asyncio.sleep(look)


async def _filled(server: Dovecot, raws: Sequence[bytes]) -> Postbox:
    box = server.postbox()
    await box.deliver(*raws)
    return box


async def _fetching(box: Postbox) -> float:
    client = aioimaplib.IMAP4(box.host, box.port, timeout=60)
    await client.wait_hello_from_server()
    await client.login(box.user, box.password)
    await client.select(box.folder)
    start = time.perf_counter()
    for uid in range(1, MAILS + 1):
        answer = await client.uid("fetch", str(uid), "(BODY.PEEK[])")
        assert any(isinstance(line, bytearray) for line in answer.lines)  # noqa: S101  the mail
    took = time.perf_counter() - start
    await client.logout()
    return MAILS / took


def _parsing(raws: Sequence[bytes]) -> float:
    start = time.perf_counter()
    for raw in raws:
        message = email.message_from_bytes(raw, policy=email.policy.default)
        body = message.get_body(("plain",))
        assert body is not None  # noqa: S101  each has a text
        body.get_content()
    return len(raws) / (time.perf_counter() - start)


@contextlib.contextmanager
def _database(engine: str, folder: Path) -> Iterator[tuple[str, Path]]:
    place = folder / engine.split(",", maxsplit=1)[0]
    place.mkdir()
    if engine.startswith("SQLite"):
        yield f"sqlite+aiosqlite:///{place}/tanya.db", place
    else:
        with postgres_server() as server:
            yield server.url(), place


def _letter(number: int, dice: random.Random) -> bytes:
    text = "\n\n".join(dice.sample(_SENTENCES, 3))
    quoted = "\n".join(f"> {line}" for line in dice.sample(_SENTENCES, 2))
    asked = f"{text}\n\nPada Sen, 2 Mar 2026 pukul 10.04 Tanya menulis:\n{quoted}"
    return mail(
        asked, sender=f"Warga <warga{number % 400}@contoh.example>", subject=f"Izin {number}"
    )


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _line(what: str, figure: str) -> None:
    print(f"  {what:<52} {figure}")


if __name__ == "__main__":
    uvloop.run(measure())
