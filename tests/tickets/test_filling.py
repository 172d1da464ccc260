"""A desk that the benchmark fills in bulk is one that people could have filled."""

from pathlib import Path

import pytest

from benchmarks.filling import MESSAGES, fill
from tests.tickets.desk import opened
from tickets.domain.access import Sight
from tickets.queries import TicketFilter
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
