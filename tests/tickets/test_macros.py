"""Macros: everything at once or nothing, each deed with its own event."""

import datetime as dt
from uuid import UUID

import pytest

from tests.tickets.desk import Desk, number
from tickets.commands.actor import Actor
from tickets.commands.agents import AgentCommands
from tickets.commands.canned import CannedCommands, InUse
from tickets.commands.case import NotFound
from tickets.commands.macros import MacroCommands
from tickets.domain.canned import MissingValue, UnknownVariable
from tickets.domain.lifecycle import Handler, NotAllowed, Status
from tickets.domain.macro import BadMacro, Deeds
from tickets.domain.marks import BadTag, Priority
from tickets.queries.writing import WritingQueries
from tickets.store import macros as table

HOLD = dt.timedelta(seconds=10)


@pytest.fixture
def agents(desk: Desk) -> AgentCommands:
    return AgentCommands(desk.db, desk.clock, desk.names, holds={"surat": HOLD})


@pytest.fixture
def macros(desk: Desk, agents: AgentCommands) -> MacroCommands:
    return MacroCommands(desk.db, desk.clock, desk.names, agents, office="DPMPTSP")


@pytest.fixture
def book(desk: Desk) -> CannedCommands:
    return CannedCommands(desk.db, desk.clock, desk.names)


@pytest.fixture
async def sari(desk: Desk) -> Actor:
    return await desk.agent("Sari")


@pytest.fixture
async def ticket(desk: Desk) -> str:
    """A mail in the queue."""
    receipt = await desk.mail("Mohon informasi", sender_name="Budi")
    await desk.bot_turn(receipt, hand_off="asked")
    return number(receipt)


@pytest.fixture
async def thanks(book: CannedCommands) -> UUID:
    text = "Terima kasih, {contact.name}."
    return await book.create(None, name="terima kasih", text_id=text, text_en="")


async def test_it_does_everything_in_one_go(
    desk: Desk, macros: MacroCommands, sari: Actor, ticket: str, thanks: UUID
) -> None:
    deeds = Deeds(
        take=True, add=("Selesai",), priority=Priority.LOW, note="Dari {office.name}",
        reply=thanks, resolve=True,
    )  # fmt: skip
    one = await macros.create(None, name="Tutup", deeds=deeds)
    before, version = await desk.log(), (await desk.ticket(ticket)).version
    await macros.run(ticket, sari, one)

    now = await desk.ticket(ticket)
    assert (now.standing.status, now.standing.handler) == (Status.RESOLVED, Handler.AGENT)
    assert now.agent is not None
    assert (now.agent.id, now.tags, now.priority) == (sari.id, ("selesai",), "low")
    assert now.version == version + 1
    said = (await desk.messages(ticket))[1:]
    assert [(m.text, m.private) for m in said] == [
        ("Dari DPMPTSP", True),
        ("Terima kasih, Budi.", False),
    ]
    assert [(e.kind, e.actor) for e in (await desk.log())[len(before) :]] == [
        ("ticket.tagged", sari.label),
        ("ticket.prioritised", sari.label),
        ("message.added", sari.label),
        ("message.added", sari.label),
        ("ticket.changed", sari.label),
    ]


async def test_what_fails_at_its_end_undoes_all_of_it(
    desk: Desk, macros: MacroCommands, sari: Actor
) -> None:
    receipt = await desk.mail("Halo", sender_name="Budi")  # with the bot: it cannot be snoozed
    deeds = Deeds(add=("x",), note="n", snooze=dt.timedelta(hours=1))
    one = await macros.create(None, name="Tunda", deeds=deeds)
    before, log = await desk.ticket(receipt), await desk.log()
    with pytest.raises(NotAllowed):
        await macros.run(number(receipt), sari, one)

    assert (await desk.ticket(receipt), await desk.log()) == (before, log)
    assert await desk.texts(receipt) == ["Halo"]


async def test_a_reply_with_a_blank_is_not_sent(
    desk: Desk, macros: MacroCommands, sari: Actor, thanks: UUID
) -> None:
    receipt = await desk.chat("halo")  # nobody told their name
    one = await macros.create(None, name="Tutup", deeds=Deeds(add=("x",), reply=thanks))
    with pytest.raises(MissingValue, match=r"contact\.name"):
        await macros.run(number(receipt), sari, one)
    assert ((await desk.ticket(receipt)).tags, await desk.texts(receipt)) == ((), ["halo"])


async def test_the_same_key_writes_nothing_twice(
    desk: Desk, macros: MacroCommands, sari: Actor, ticket: str, thanks: UUID
) -> None:
    one = await macros.create(None, name="Tutup", deeds=Deeds(reply=thanks, resolve=True))
    for _ in range(2):
        await macros.run(ticket, sari, one, key="k1")
    assert len(await desk.messages(ticket)) == 2


async def test_its_reply_is_held_and_undone_like_any_other(
    desk: Desk, agents: AgentCommands, macros: MacroCommands, sari: Actor, ticket: str,
    thanks: UUID,
) -> None:  # fmt: skip
    one = await macros.create(None, name="Tutup", deeds=Deeds(reply=thanks, resolve=True))
    await macros.run(ticket, sari, one)
    said = (await desk.messages(ticket))[-1]
    await agents.undo(ticket, sari, said.id)

    now = await desk.ticket(ticket)
    assert (now.standing.status, now.standing.handler) == (Status.OPEN, Handler.AGENT)
    assert await desk.jobs("deliver") == []


async def test_it_snoozes_and_wakes(
    desk: Desk, macros: MacroCommands, sari: Actor, ticket: str
) -> None:
    deeds = Deeds(take=True, snooze=dt.timedelta(hours=2))
    await macros.run(ticket, sari, await macros.create(sari.id, name="Nanti", deeds=deeds))

    assert (await desk.ticket(ticket)).standing.status is Status.SNOOZED
    [job] = await desk.jobs("wake")
    assert job.run_at == desk.clock() + dt.timedelta(hours=2)


async def test_only_its_owner_runs_and_changes_it(
    desk: Desk, macros: MacroCommands, sari: Actor, ticket: str
) -> None:
    budi = await desk.agent("Budi")
    one = await macros.create(sari.id, name="Milik Sari", deeds=Deeds(take=True))
    with pytest.raises(NotFound):
        await macros.run(ticket, budi, one)
    for owner in (budi.id, None):
        with pytest.raises(NotFound):
            await macros.change(one, owner, name="x", deeds=Deeds(take=True))
        with pytest.raises(NotFound):
            await macros.delete(one, owner)
    reads = WritingQueries(desk.db, "DPMPTSP")
    assert await reads.macros(budi.id) == []
    assert [m.deeds for m in await reads.macros(sari.id)] == [Deeds(take=True)]


@pytest.mark.parametrize(
    ("deeds", "why"),
    [
        (Deeds(), BadMacro),
        (Deeds(resolve=True, snooze=dt.timedelta(hours=1)), BadMacro),
        (Deeds(snooze=dt.timedelta()), BadMacro),
        (Deeds(snooze=dt.timedelta(days=366)), BadMacro),
        (Deeds(add=("Nib",), remove=("nib",)), BadMacro),
        (Deeds(add=("<b>",)), BadTag),
        (Deeds(note="{kota}"), UnknownVariable),
        (Deeds(reply=UUID(int=7)), BadMacro),
    ],
    ids=str,
)
async def test_what_makes_no_sense_is_not_kept(
    desk: Desk, macros: MacroCommands, deeds: Deeds, why: type[Exception]
) -> None:
    with pytest.raises(why):
        await macros.create(None, name="x", deeds=deeds)
    assert await desk.count(table) == 0


async def test_a_shared_macro_says_only_what_is_shared(
    macros: MacroCommands, book: CannedCommands, sari: Actor
) -> None:
    mine = await book.create(sari.id, name="x", text_id="x", text_en="")
    with pytest.raises(BadMacro):
        await macros.create(None, name="x", deeds=Deeds(reply=mine))
    one = await macros.create(sari.id, name="x", deeds=Deeds(reply=mine))
    with pytest.raises(InUse):
        await book.delete(mine, sari.id)
    await macros.delete(one, sari.id)
    await book.delete(mine, sari.id)
