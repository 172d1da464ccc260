"""Transcripts are found by when they began and how they went."""

import datetime as dt

import pytest
import sqlalchemy as sa

from tests.tickets.desk import Desk, number
from tickets.commands.actor import Actor
from tickets.commands.bot import Say
from tickets.queries.transcripts import TranscriptFilter, TranscriptQueries
from tickets.store import ratings, tickets


@pytest.fixture
async def sari(desk: Desk) -> Actor:
    return await desk.agent("Sari")


@pytest.fixture
async def three(desk: Desk, sari: Actor) -> dict[str, str]:
    """``b`` the bot settled alone, ``p`` a person settled, ``o`` is open; an hour apart."""
    bot = await desk.chat("jam buka?", sender="b" * 64, sender_name="Budi")
    ranking = {"ranking": [["lokasi_jam", 0.9], ["tanya_biaya", 0.05]]}
    await desk.bot_turn(bot, Say(text="Jam 8", understood=ranking))
    await desk.agents.resolve(number(bot), sari)
    desk.clock.forward(hours=1)
    person = await desk.mail("biaya?", subject="Biaya 100% gratis")
    ranking = {"ranking": [["tanya_biaya", 0.6], ["lokasi_jam", 0.3]]}
    await desk.bot_turn(person, Say(text="Gratis", understood=ranking))
    await desk.agents.reply(number(person), sari, "Benar, gratis.")
    await desk.agents.note(number(person), sari, "Catatan kita")
    await desk.agents.resolve(number(person), sari)
    (row,) = await desk.rows(tickets, number=number(person))
    rated = {"id": desk.names(), "ticket": row.id, "settled_at": desk.clock(), "score": 2}
    rated |= {"client_id": "x", "at": desk.clock()}
    await desk.db.write(lambda tx: tx.run(sa.insert(ratings), rated))
    desk.clock.forward(hours=1)
    return {"b": number(bot), "p": number(person), "o": number(await desk.telegram())}


async def _found(desk: Desk, three: dict[str, str], **which: object) -> str:
    wanted = TranscriptFilter(**which)  # type: ignore[arg-type]
    page = await TranscriptQueries(desk.db).find(wanted)
    names = {number: name for name, number in three.items()}
    return "".join(names[row.number] for row in page.rows)


async def test_by_each_filter(desk: Desk, three: dict[str, str], sari: Actor) -> None:
    hour = dt.timedelta(hours=1)
    now = desk.clock()
    for which, expected in (
        ({}, "opb"),
        ({"since": now - hour}, "op"),
        ({"until": now - hour}, "b"),
        ({"since": now - hour, "until": now}, "p"),
        ({"channel": "surat"}, "p"),
        ({"agent": sari.id}, "p"),
        ({"agent": desk.names()}, ""),
        ({"intent": "lokasi_jam"}, "b"),
        ({"intent": "tanya_biaya"}, "p"),
        ({"outcome": "bot"}, "b"),
        ({"outcome": "person"}, "p"),
        ({"outcome": "open"}, "o"),
        ({"rating": 2}, "p"),
        ({"rating": 5}, ""),
        ({"words": "budi"}, "b"),
        ({"words": "100%"}, "p"),
        ({"words": "1%0"}, ""),
        ({"words": three["o"]}, "o"),
        ({"numbers": (three["o"], three["b"])}, "ob"),
    ):
        assert await _found(desk, three, **which) == expected, which


async def test_page_by_page(desk: Desk, three: dict[str, str]) -> None:
    found = TranscriptQueries(desk.db)
    first = await found.find(TranscriptFilter(), limit=2)
    second = await found.find(TranscriptFilter(), after=first.next, limit=2)
    numbers = [row.number for row in (*first.rows, *second.rows)]
    assert numbers == [three["o"], three["p"], three["b"]]
    assert second.next is None
    row = first.rows[1]
    assert (row.channels, row.rating, row.outcome) == (("surat",), 2, "person")


async def test_notes_are_left_out_unless_they_are_asked_for(
    desk: Desk, three: dict[str, str]
) -> None:
    found = TranscriptQueries(desk.db)
    (row,) = (await found.find(TranscriptFilter(numbers=(three["p"],)))).rows
    plain = await found.whole(row, notes=False)
    assert [said.text for said in plain.messages] == ["biaya?", "Gratis", "Benar, gratis."]
    whole = await found.whole(row, notes=True)
    assert [said.text for said in whole.messages][-1] == "Catatan kita"
    assert (plain.cut, whole.cut) == (False, False)
