"""Canned responses: whose they are, what may stand in them, how they read on a ticket."""

import uuid
from uuid import UUID

import pytest

from tests.tickets.desk import Desk, number
from tickets.commands.actor import Actor
from tickets.commands.canned import MOST, CannedCommands, TooManyPrepared
from tickets.commands.case import NotFound
from tickets.commands.written import Empty
from tickets.domain.canned import UnknownVariable
from tickets.queries.writing import WritingQueries
from tickets.store import canned


@pytest.fixture
def book(desk: Desk) -> CannedCommands:
    return CannedCommands(desk.db, desk.clock, desk.names)


@pytest.fixture
def reads(desk: Desk) -> WritingQueries:
    return WritingQueries(desk.db, "DPMPTSP")


@pytest.fixture
async def sari(desk: Desk) -> Actor:
    return await desk.agent("Sari")


async def greet(book: CannedCommands, owner: UUID | None, name: str = "salam") -> UUID:
    text = "Yth. {contact.name}, tiket {ticket.number}. {agent.name}, {office.name}"
    return await book.create(owner, name=name, text_id=text, text_en="Dear {contact.name}")


async def test_one_has_the_shared_ones_and_ones_own(
    desk: Desk, book: CannedCommands, reads: WritingQueries, sari: Actor
) -> None:
    budi = await desk.agent("Budi")
    await greet(book, None, "Bersama")
    await greet(book, sari.id, "alamat")
    await greet(book, budi.id, "rahasia Budi")

    assert [(c.name, c.shared) for c in await reads.canned(sari.id)] == [
        ("alamat", False),
        ("Bersama", True),
    ]


async def test_only_its_owner_changes_or_deletes_it(
    desk: Desk, book: CannedCommands, reads: WritingQueries, sari: Actor
) -> None:
    budi, words = await desk.agent("Budi"), {"name": "x", "text_id": "x", "text_en": ""}
    mine, shared = await greet(book, sari.id), await greet(book, None)
    for one, owner in ((mine, budi.id), (mine, None), (shared, sari.id), (uuid.uuid4(), sari.id)):
        with pytest.raises(NotFound):
            await book.change(one, owner, **words)
        with pytest.raises(NotFound):
            await book.delete(one, owner)
    assert {c.name for c in await reads.canned(sari.id)} == {"salam"}

    await book.change(mine, sari.id, **words)
    await book.delete(shared, None)
    assert [c.name for c in await reads.canned(sari.id)] == ["x"]


@pytest.mark.parametrize("text", ["Yth. {contact.nama}", "{}", "{contact.name} {kota}", "{ x }"])
async def test_an_unknown_variable_is_refused_in_either_language(
    desk: Desk, book: CannedCommands, text: str
) -> None:
    for texts in ({"text_id": text, "text_en": ""}, {"text_id": "baik", "text_en": text}):
        with pytest.raises(UnknownVariable):
            await book.create(None, name="salam", **texts)
    assert await desk.count(canned) == 0


async def test_it_needs_a_name_and_one_text(book: CannedCommands) -> None:
    with pytest.raises(Empty):
        await book.create(None, name="salam", text_id=" ", text_en="\x00")
    with pytest.raises(Empty):
        await book.create(None, name=" \n", text_id="Halo", text_en="")


async def test_it_reads_as_the_ticket_says_in_the_citizens_language(
    desk: Desk, book: CannedCommands, reads: WritingQueries, sari: Actor
) -> None:
    await greet(book, None)
    await book.create(None, name="tutup", text_id="Sampai jumpa", text_en="")
    ticket = number(await desk.mail(sender_name="Budi {agent.name}"))
    english = number(await desk.chat("hello", locale="en"))

    filled = await reads.filled(ticket, sari.id, sari.name)
    assert filled is not None
    assert filled[0].text == f"Yth. Budi {{agent.name}}, tiket {ticket}. Sari, DPMPTSP"
    assert (filled[0].language, filled[0].missing) == ("id", ())

    other = await reads.filled(english, sari.id, sari.name)
    assert other is not None
    assert [(f.text, f.language, f.missing) for f in other] == [
        ("Dear ____", "en", ("contact.name",)),
        ("Sampai jumpa", "id", ()),
    ]
    assert await reads.filled("T-2026-999999-A", sari.id, sari.name) is None


async def test_an_owner_keeps_only_so_many(desk: Desk, book: CannedCommands, sari: Actor) -> None:
    row = {"owner": sari.id, "name": "x", "text_id": "x", "text_en": ""}
    rows = [row | {"id": desk.names(), "updated_at": desk.clock()} for _ in range(MOST)]
    await desk.db.write(lambda tx: tx.run(canned.insert(), rows))
    with pytest.raises(TooManyPrepared):
        await greet(book, sari.id)
    await greet(book, None)
