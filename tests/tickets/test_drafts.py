"""Drafts: kept for each agent and ticket, the last who saves wins, gone when sent."""

import pytest

from tests.tickets.desk import Desk, at_once, number
from tickets.commands.actor import Actor
from tickets.commands.case import NotFound
from tickets.commands.drafts import LONGEST_DRAFT, DraftCommands
from tickets.queries.writing import Draft, WritingQueries
from tickets.store import drafts


@pytest.fixture
def keeper(desk: Desk) -> DraftCommands:
    return DraftCommands(desk.db, desk.clock, desk.names)


@pytest.fixture
def reads(desk: Desk) -> WritingQueries:
    return WritingQueries(desk.db, "DPMPTSP")


@pytest.fixture
async def sari(desk: Desk) -> Actor:
    return await desk.agent("Sari")


@pytest.fixture
async def ticket(desk: Desk) -> str:
    return number(await desk.chat("halo"))


async def test_the_last_who_saves_wins_under_another_version(
    desk: Desk, keeper: DraftCommands, reads: WritingQueries, sari: Actor, ticket: str
) -> None:
    first = await keeper.save(ticket, sari.id, "Selamat pagi", private=False)
    second = await keeper.save(ticket, sari.id, "Cek dulu\x00", private=True)

    assert second is not None
    assert first != second
    assert await reads.draft(ticket, sari.id) == Draft(
        text="Cek dulu", private=True, version=second, updated_at=desk.clock()
    )


async def test_two_browsers_that_save_at_once_leave_one_draft(
    desk: Desk, keeper: DraftCommands, reads: WritingQueries, sari: Actor, ticket: str
) -> None:
    saves = (keeper.save(ticket, sari.id, f"kata {n}", private=False) for n in range(8))
    versions = await at_once(*saves)

    assert await desk.count(drafts) == 1
    kept = await reads.draft(ticket, sari.id)
    assert kept is not None
    assert kept.version in versions


async def test_each_agent_has_their_own(
    desk: Desk, keeper: DraftCommands, reads: WritingQueries, sari: Actor, ticket: str
) -> None:
    budi = await desk.agent("Budi")
    await keeper.save(ticket, sari.id, "dari Sari", private=False)

    assert await reads.draft(ticket, budi.id) is None
    await keeper.erase(ticket, budi.id)
    assert await reads.draft(ticket, sari.id) is not None


async def test_empty_words_are_no_draft(
    keeper: DraftCommands, reads: WritingQueries, sari: Actor, ticket: str
) -> None:
    await keeper.save(ticket, sari.id, "Halo", private=False)
    await keeper.save(ticket, sari.id, " \n", private=False)

    assert await reads.draft(ticket, sari.id) is None


async def test_it_is_gone_when_it_was_sent(
    desk: Desk, keeper: DraftCommands, reads: WritingQueries, sari: Actor, ticket: str
) -> None:
    for write in (desk.agents.reply, desk.agents.note):
        version = await keeper.save(ticket, sari.id, "Selamat pagi", private=False)
        await write(ticket, sari, "Selamat pagi", draft=version)
        assert await reads.draft(ticket, sari.id) is None


async def test_what_was_written_since_in_another_browser_stays(
    desk: Desk, keeper: DraftCommands, reads: WritingQueries, sari: Actor, ticket: str
) -> None:
    sent = await keeper.save(ticket, sari.id, "Selamat pagi", private=False)
    await keeper.save(ticket, sari.id, "Selamat pagi, Pak Budi", private=False)
    await desk.agents.reply(ticket, sari, "Selamat pagi", draft=sent)
    await keeper.erase(ticket, sari.id, sent)

    kept = await reads.draft(ticket, sari.id)
    assert kept is not None
    assert kept.text == "Selamat pagi, Pak Budi"


async def test_a_reply_that_was_no_draft_leaves_it(
    desk: Desk, keeper: DraftCommands, reads: WritingQueries, sari: Actor, ticket: str
) -> None:
    await keeper.save(ticket, sari.id, "Setengah jadi", private=False)
    await desk.agents.reply(ticket, sari, "Dari skrip")

    assert await reads.draft(ticket, sari.id) is not None


async def test_it_is_in_no_log_and_does_not_move_the_ticket(
    desk: Desk, keeper: DraftCommands, sari: Actor, ticket: str
) -> None:
    before, log = await desk.ticket(ticket), await desk.log()
    async with desk.bus.listen(f"draft:{sari.id.hex}:*") as bell:
        await keeper.save(ticket, sari.id, "Halo", private=False)
        assert await bell.wait(2)
        assert bell.heard() == {f"draft:{sari.id.hex}:{ticket}"}

    assert (await desk.ticket(ticket), await desk.log()) == (before, log)


async def test_it_is_cut_where_a_message_would_be(
    keeper: DraftCommands, reads: WritingQueries, sari: Actor, ticket: str
) -> None:
    await keeper.save(ticket, sari.id, "x" * (LONGEST_DRAFT + 5), private=False)

    kept = await reads.draft(ticket, sari.id)
    assert kept is not None
    assert len(kept.text) == LONGEST_DRAFT


async def test_there_is_none_on_a_ticket_that_is_not(keeper: DraftCommands, sari: Actor) -> None:
    with pytest.raises(NotFound):
        await keeper.save("T-2026-999999-A", sari.id, "Halo", private=False)
    with pytest.raises(NotFound):
        await keeper.erase("T-2026-999999-A", sari.id)
