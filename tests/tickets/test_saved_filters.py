"""Saved filters: whose they are, what they find, how many."""

import uuid

import pytest

from tests.tickets.desk import Desk, number
from tickets.commands.actor import Actor
from tickets.commands.canned import MOST, TooManyPrepared
from tickets.commands.case import NotFound
from tickets.commands.marks import MarkCommands
from tickets.commands.saved_filters import SavedFilterCommands
from tickets.commands.written import Empty
from tickets.domain.access import Sight
from tickets.domain.lifecycle import Handler, Status
from tickets.domain.marks import Priority
from tickets.domain.wanted import ME, NOBODY, NothingWanted, Wanted
from tickets.queries.saved_filters import SavedFilterQueries, which
from tickets.store import saved_filters


@pytest.fixture
def book(desk: Desk) -> SavedFilterCommands:
    return SavedFilterCommands(desk.db, desk.clock, desk.names)


@pytest.fixture
def reads(desk: Desk) -> SavedFilterQueries:
    return SavedFilterQueries(desk.db)


@pytest.fixture
async def sari(desk: Desk) -> Actor:
    return await desk.agent("Sari")


async def _found(desk: Desk, wanted: Wanted, me: Actor) -> set[str]:
    return {one.number for one in (await desk.queries.tickets(which(wanted, me.id))).rows}


async def test_one_has_the_shared_ones_and_ones_own(
    desk: Desk, book: SavedFilterCommands, reads: SavedFilterQueries, sari: Actor
) -> None:
    budi, mail = await desk.agent("Budi"), Wanted(channel="email")
    await book.create(None, name="Surel", wanted=mail)
    mine = await book.create(sari.id, name=" antre  saya ", wanted=Wanted(assignee=ME))
    his = await book.create(budi.id, name="rahasia", wanted=mail)

    found = await reads.all(sari.id)
    assert [(one.name, one.shared) for one in found] == [("antre saya", False), ("Surel", True)]
    assert found[0].wanted == Wanted(assignee=ME)
    assert await reads.which(his, sari.id) is None
    for one, owner in ((his, sari.id), (mine, None), (uuid.uuid4(), sari.id)):
        with pytest.raises(NotFound):
            await book.change(one, owner, name="x", wanted=mail)
        with pytest.raises(NotFound):
            await book.delete(one, owner)
    await book.change(mine, sari.id, name="lain", wanted=mail)
    await book.delete(his, budi.id)
    assert [one.name for one in await reads.all(sari.id)] == ["lain", "Surel"]
    assert await reads.all(budi.id) == [one for one in await reads.all(sari.id) if one.shared]


async def test_everything_that_can_be_asked_narrows_it(desk: Desk, sari: Actor) -> None:
    budi = await desk.agent("Budi")
    team = await desk.teams.create("Usaha", "operator")
    letter, other = number(await desk.mail()), number(await desk.mail(sender="b@contoh.id"))
    chat = await desk.chat("halo")
    await desk.bot_turn(chat, hand_off="asked")
    await desk.agents.take(letter, sari)
    await desk.agents.assign(other, sari, budi.id)
    await desk.agents.assign_to_team(number(chat), sari, team)
    marks = MarkCommands(desk.db, desk.clock, desk.names)
    await marks.tag(letter, sari, add=["mendesak"], remove=[])
    await marks.prioritise(other, sari, Priority.URGENT)
    for wanted, expected in (
        (Wanted(channel="email"), {letter, other}),
        (Wanted(channel="surat", tag="mendesak"), {letter}),
        (Wanted(handler=Handler.QUEUE), {number(chat)}),
        (Wanted(statuses=(Status.OPEN,), assignee=ME), {letter}),
        (Wanted(assignee=NOBODY), {number(chat)}),
        (Wanted(assignee=str(budi.id)), {other}),
        (Wanted(team=team), {number(chat)}),
        (Wanted(team=team, channel="email"), set()),
        (Wanted(priority=Priority.URGENT), {other}),
    ):
        assert Wanted.read(wanted.kept()) == wanted
        assert await _found(desk, wanted, sari) == expected, wanted


async def test_they_are_counted_for_whoever_looks(
    desk: Desk, book: SavedFilterCommands, sari: Actor
) -> None:
    budi = await desk.agent("Budi")
    mine = await book.create(None, name="Milik saya", wanted=Wanted(assignee=ME))
    his = await book.create(budi.id, name="Surel", wanted=Wanted(channel="email"))
    await desk.agents.take(number(await desk.mail()), sari)

    assert (await desk.queries.tallies(Sight(agent=sari.id))).filters == {mine: 1}
    assert (await desk.queries.tallies(Sight(agent=budi.id))).filters == {mine: 0, his: 1}
    limited = Sight(agent=budi.id, limited=True)
    assert (await desk.queries.tallies(limited)).filters == {mine: 0, his: 0}


@pytest.mark.parametrize("asks", [{}, {"assignee": "siapa saja"}])
def test_what_asks_nothing_is_no_filter(asks: dict[str, str]) -> None:
    with pytest.raises(NothingWanted):
        Wanted(**asks)  # type: ignore[arg-type]


async def test_it_has_a_name_and_there_are_not_too_many(
    desk: Desk, book: SavedFilterCommands, sari: Actor
) -> None:
    with pytest.raises(Empty):
        await book.create(sari.id, name="  ", wanted=Wanted(tag="x"))
    for n in range(MOST):
        await book.create(sari.id, name=f"n{n}", wanted=Wanted(tag="x"))
    with pytest.raises(TooManyPrepared):
        await book.create(sari.id, name="lagi", wanted=Wanted(tag="x"))
    assert len(await desk.rows(saved_filters)) == MOST
