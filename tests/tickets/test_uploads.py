"""Files of agents: sent here first, then named by a message, then sent on with it."""

import datetime as dt
import uuid

import pytest

from tests.tickets.desk import Desk, number
from tickets.commands.actor import Actor
from tickets.commands.agents import UPLOADS_LAST
from tickets.commands.case import NotFound
from tickets.commands.written import LARGEST_MESSAGE, TooMuch
from tickets.domain.message import Attachment, Upload
from tickets.domain.traffic import Receipt
from tickets.store import attachments, messages, uploads


@pytest.fixture
async def sari(desk: Desk) -> Actor:
    return await desk.agent("Sari")


@pytest.fixture
async def mail(desk: Desk) -> Receipt:
    return await desk.mail()


async def sent_here(
    desk: Desk, actor: Actor, name: str = "izin.pdf", size: int | None = None
) -> Attachment:
    content = f"isi {name}".encode()
    return await desk.agents.upload(
        actor,
        digest=desk.blobs.put(content),
        name=name,
        media_type="application/pdf",
        size=len(content) if size is None else size,
    )


async def test_files_are_shown_with_the_message_and_sent_with_it_in_order(
    desk: Desk, sari: Actor, mail: Receipt
) -> None:
    files = [await sent_here(desk, sari, name) for name in ("b.pdf", "a.pdf")]
    ids = [file.id for file in files]
    reply = await desk.agents.reply(number(mail), sari, "Terlampir", files=[*ids, ids[0]])

    said = await desk.queries.message(reply)
    assert said is not None
    assert [(f.name, f.digest, f.size) for f in said.attachments] == [
        (f.name, f.digest, f.size) for f in files
    ]
    out = await desk.deliveries.outbound(reply)
    assert out is not None
    assert out.uploads == tuple(
        Upload(name=n, media_type="application/pdf", content=f"isi {n}".encode())
        for n in ("b.pdf", "a.pdf")
    )


async def test_a_message_without_files_has_none(desk: Desk, sari: Actor, mail: Receipt) -> None:
    reply = await desk.agents.reply(number(mail), sari, "Halo")
    out = await desk.deliveries.outbound(reply)
    assert out is not None
    assert out.uploads == ()


async def test_a_note_may_have_files_too(desk: Desk, sari: Actor, mail: Receipt) -> None:
    file = await sent_here(desk, sari)
    note = await desk.agents.note(number(mail), sari, "Lihat", files=[file.id])

    said = await desk.queries.message(note)
    assert said is not None
    assert [f.name for f in said.attachments] == ["izin.pdf"]


async def test_nobody_takes_a_colleagues_file_or_one_that_is_not_there(
    desk: Desk, sari: Actor, mail: Receipt
) -> None:
    mine = await sent_here(desk, sari)
    budis = await sent_here(desk, await desk.agent("Budi"))
    before = await desk.log()
    for other in (budis.id, uuid.uuid4()):
        with pytest.raises(NotFound):
            await desk.agents.reply(number(mail), sari, "Terlampir", files=[mine.id, other])

    assert await desk.log() == before
    assert (await desk.count(messages), await desk.count(attachments)) == (1, 0)
    assert await desk.jobs("deliver") == []


async def test_files_that_are_too_large_together_are_refused(
    desk: Desk, sari: Actor, mail: Receipt
) -> None:
    half = await sent_here(desk, sari, "a.pdf", LARGEST_MESSAGE // 2)
    other = await sent_here(desk, sari, "b.pdf", LARGEST_MESSAGE // 2)
    over = await sent_here(desk, sari, "c.pdf", LARGEST_MESSAGE // 2 + 1)
    with pytest.raises(TooMuch):
        await desk.agents.reply(number(mail), sari, "Terlampir", files=[half.id, over.id])
    assert await desk.count(messages) == 1
    await desk.agents.reply(number(mail), sari, "Terlampir", files=[half.id, other.id])
    assert await desk.count(attachments) == 2


async def test_a_reply_with_the_same_key_has_its_files_once(
    desk: Desk, sari: Actor, mail: Receipt
) -> None:
    file = await sent_here(desk, sari)
    for _ in range(2):
        await desk.agents.reply(number(mail), sari, "Terlampir", key="k1", files=[file.id])
    desk.clock.forward(days=9)
    await desk.agents.forget_uploads()
    await desk.agents.reply(number(mail), sari, "Terlampir", key="k1", files=[file.id])

    assert await desk.count(attachments) == 1


async def test_old_uploads_are_forgotten_and_what_went_with_a_message_stays(
    desk: Desk, sari: Actor, mail: Receipt
) -> None:
    used = await sent_here(desk, sari, "a.pdf")
    reply = await desk.agents.reply(number(mail), sari, "Terlampir", files=[used.id])
    desk.clock.forward(seconds=(UPLOADS_LAST - dt.timedelta(hours=1)).total_seconds())
    young = await sent_here(desk, sari, "b.pdf")
    desk.clock.forward(hours=1)

    assert await desk.agents.forget_uploads() == 1
    assert [row.id for row in await desk.rows(uploads)] == [young.id]
    out = await desk.deliveries.outbound(reply)
    assert out is not None
    assert [u.name for u in out.uploads] == ["a.pdf"]
