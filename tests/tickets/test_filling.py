"""A desk that the benchmark fills in bulk is one that people could have filled."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from benchmarks.filling import MESSAGES, fill
from runtime.db import Tx
from tests.tickets.desk import Desk, opened
from tickets.commands.indexing import as_tsvector
from tickets.domain.access import Sight
from tickets.domain.searching import document
from tickets.queries import TicketFilter, TicketView
from tickets.queries.search import SearchFilter

pytestmark = pytest.mark.slow


async def test_what_is_filled_in_bulk_is_listed_read_and_found(
    postgres_url: str, tmp_path: Path
) -> None:
    async with opened(postgres_url, tmp_path) as desk:
        sari = await desk.agent("Sari")
        dsn = postgres_url.replace("postgresql+asyncpg", "postgresql")
        filled = await fill(dsn, 12, [sari.id])
        eyes = Sight(agent=sari.id)

        page = await desk.queries.tickets(TicketFilter(), limit=20)
        assert {view.number for view in page.rows} == set(filled.numbers)
        assert len(filled.numbers) == 12
        for number, code in zip(filled.numbers, filled.codes, strict=True):
            texts = await desk.texts(number)
            assert len(texts) == MESSAGES
            [hit] = (await desk.search.search(code.lower(), eyes, SearchFilter())).rows
            assert (hit.ticket.number, hit.author_name) == (number, hit.ticket.contact.name)
            assert code in texts[2]
        await _words_are_those_of_the_desk(desk)
        before = filled.numbers[0]
        receipt = await desk.mail("berkas baru", sender="baru@contoh.id")
        assert {view.number for view in await _newest(desk)} > {before, receipt.ticket}
        [hit, *_] = (await desk.search.search("berkas baru", eyes, SearchFilter())).rows
        assert hit.ticket.number == receipt.ticket


async def _newest(desk: Desk) -> list[TicketView]:
    return list((await desk.queries.tickets(TicketFilter(), limit=20)).rows)


async def _words_are_those_of_the_desk(desk: Desk) -> None:
    """What is put together in bulk is what is kept of a message that is said."""
    asked = sa.text(
        "select m.author_name, m.text, s.words::text as words, "
        "case when m.seq = 1 and c.kind = 'email' then t.subject else '' end as title "
        "from search_messages s join messages m on m.id = s.message "
        "join conversations c on c.id = m.conversation join tickets t on t.id = c.ticket"
    )
    same = sa.text("select cast(:words as tsvector)::text")

    def look(tx: Tx) -> None:
        rows = tx.all(asked)
        assert len(rows) == 12 * MESSAGES
        for row in rows:
            words = as_tsvector(document(row.title, row.author_name, row.text))
            assert tx.run(same, {"words": words}).scalar_one() == row.words

    await desk.db.read(look)
