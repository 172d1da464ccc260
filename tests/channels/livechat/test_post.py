"""What a citizen asks about e-mail over the socket: "write to me there", and a copy."""

import contextlib
import datetime as dt
import uuid
from collections.abc import AsyncIterator
from zoneinfo import ZoneInfo

import pytest

from app.by_mail import ChatPost
from app.desks import ChatDesk
from channels.livechat.session import address_of
from runtime.bus import Bus
from tests.channels.livechat.rig import Browser, Frame, MemoryDesk, Place, livechat, served
from tests.channels.rig import NotedIntake
from tests.tickets.desk import Desk
from tickets.commands.reach import ReachCommands
from tickets.commands.transcripts import TranscriptCommands
from tickets.domain.traffic import ByMail
from tickets.store import conversations, transcripts

pytestmark = pytest.mark.slow  # a real web server


@contextlib.asynccontextmanager
async def open_for(desk: Desk, a_minute: int = 60) -> AsyncIterator[Place]:
    """A live chat with a mailbox behind it, on the real desk."""
    own = {"konsultasi@kantor.id"}
    db, clock, names = desk.db, desk.clock, desk.names
    post = ChatPost(
        channel="obrolan",
        by_mail=ByMail(channel="surat", after=dt.timedelta(minutes=2)),
        reach=ReachCommands(db, clock, names, own=own),
        transcripts=TranscriptCommands(db, clock, names, zone=ZoneInfo("Asia/Jakarta"), own=own),
        clock=clock,
    )
    threads = ChatDesk(desk.queries, desk.deliveries, desk.chats, desk.blobs)
    chat = livechat(threads, desk.bus, post=post, messages_per_minute=a_minute)
    async with served(chat, desk.intake) as place:
        yield place


async def asked(browser: Browser, kind: str, email: object, **more: object) -> Frame:
    """Ask for something; what is said to it."""
    client_id = str(uuid.uuid4())
    await browser.send(**{"type": kind, "client_id": client_id, "email": email} | more)
    while (frame := await browser.frame())["type"] not in {"done", "error"}:
        pass
    assert frame["client_id"] == client_id
    return frame


async def begun(browser: Browser, locale: str = "id") -> None:
    """Say hello, and a first message."""
    await browser.hello(locale=locale)
    await browser.write("halo")
    seen: set[str] = set()
    while not {"ack", "message"} <= seen:  # in either order
        seen.add((await browser.frame())["type"])


async def test_the_welcome_tells_whether_we_write_mails(desk: Desk) -> None:
    async with open_for(desk) as place, place.browser() as browser:
        assert (await browser.hello())["options"]["mail"] is True
    chat = livechat(MemoryDesk(), Bus())
    async with served(chat, NotedIntake()) as place, place.browser() as browser:
        assert (await browser.hello())["options"]["mail"] is False
        error = await asked(browser, "contact", "siti@contoh.id")
        assert (error["code"], bool(error["detail"])) == ("no_mail", True)


@pytest.mark.parametrize(
    ("locale", "words"),
    [("id", "Kami akan menulis ke s•••@contoh.id"), ("en", "We will write to s•••@contoh.id")],
)
async def test_where_to_write_to_is_noted_and_confirmed_in_the_thread(
    desk: Desk, locale: str, words: str
) -> None:
    async with open_for(desk) as place, place.browser() as browser:
        await begun(browser, locale)
        await browser.send(
            type="contact",
            client_id=(one := str(uuid.uuid4())),
            email="Siti@contoh.id",
            name="Siti",
        )
        frames = {f["type"]: f for f in await browser.quiet()}
        assert frames["done"] == {"type": "done", "client_id": one}
        said = frames["message"]
        assert (said["seq"], said["author"]["kind"]) == (2, "system")
        assert said["text"].startswith(words)
        assert "client_id" not in said

    _, state = await desk.queries.thread("obrolan", address_of(browser.session), 0)
    assert state is not None
    assert state.ticket is not None
    ticket = await desk.ticket(state.ticket)
    assert (ticket.reply_to, ticket.contact.name) == ("siti@contoh.id", "Siti")


async def test_a_copy_is_queued_once_and_the_next_must_wait(desk: Desk) -> None:
    async with open_for(desk) as place, place.browser() as browser:
        await begun(browser)
        client_id = str(uuid.uuid4())
        for _ in range(2):
            await browser.send(type="transcript", client_id=client_id, email="siti@contoh.id")
            assert (await browser.next("done"))["client_id"] == client_id
        error = await asked(browser, "transcript", "siti@contoh.id")
        assert error["code"] == "too_often"
        assert "10 menit" in error["detail"]
        desk.clock.forward(minutes=9, seconds=30)
        error = await asked(browser, "transcript", "siti@contoh.id")
        assert "1 menit" in error["detail"]
        for _ in range(2):
            desk.clock.forward(minutes=10)
            assert (await asked(browser, "transcript", "siti@contoh.id"))["type"] == "done"
        error = await asked(browser, "transcript", "siti@contoh.id")
        assert "24 jam" in error["detail"]
    assert await desk.count(transcripts) == 3


@pytest.mark.parametrize("kind", ["contact", "transcript"])
@pytest.mark.parametrize(
    ("email", "code"),
    [
        ("siti", "bad_email"),
        ("siti@contoh.id\r\nBcc: x@y.id", "bad_email"),
        ("konsultasi+x@kantor.id", "bad_email"),
        ("", "bad_frame"),
        ("x" * 321, "bad_frame"),
        (5, "bad_frame"),
    ],
)
async def test_a_bad_address_is_told_and_nothing_is_lost(
    desk: Desk, kind: str, email: object, code: str
) -> None:
    async with open_for(desk) as place, place.browser() as browser:
        await begun(browser)
        error = await asked(browser, kind, email)
        assert (error["code"], bool(error["detail"])) == (code, True)
        assert (await asked(browser, kind, "siti@contoh.id"))["type"] == "done"
        await browser.write("berikutnya")
        await browser.next("ack")


@pytest.mark.parametrize("kind", ["contact", "transcript"])
async def test_before_the_first_message_there_is_nothing_to_do(desk: Desk, kind: str) -> None:
    async with open_for(desk) as place, place.browser() as browser:
        await browser.hello()
        error = await asked(browser, kind, "siti@contoh.id")
        assert error["code"] == "nothing_yet"
    assert await desk.count(conversations) == 0


async def test_wishes_count_as_messages_do(desk: Desk) -> None:
    async with open_for(desk, a_minute=2) as place, place.browser() as browser:
        await begun(browser)
        assert (await asked(browser, "contact", "siti@contoh.id"))["type"] == "done"
        assert (await asked(browser, "contact", "siti@contoh.id"))["code"] == "too_fast"


async def test_what_could_not_be_noted_is_told(desk: Desk) -> None:
    async with open_for(desk) as place, place.browser() as browser:
        await begun(browser)
        await desk.db.write(lambda tx: transcripts.drop(tx.conn))
        error = await asked(browser, "transcript", "siti@contoh.id")
        assert error["code"] == "not_stored"
        await browser.write("berikutnya")
        await browser.next("ack")
