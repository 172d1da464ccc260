"""Teams, who is in them, tickets of theirs, and colleagues named in notes."""

import uuid

import pytest
import sqlalchemy as sa

from tests.tickets.desk import Desk, at_once, number
from tickets.commands.case import NotFound
from tickets.commands.teams import NameTaken, NoName
from tickets.domain.access import Role
from tickets.domain.lifecycle import Handler, Status
from tickets.queries.colleagues import Team
from tickets.queries.views import TicketFilter
from tickets.store import mentions, takes, tickets


async def test_a_team_is_made_renamed_and_filled(desk: Desk) -> None:
    sari, budi = await desk.agent("Sari"), await desk.agent("Budi")
    async with desk.bus.listen("teams") as bell:
        team = await desk.teams.create("  Izin  Usaha ", "operator")
        assert await bell.wait(1)
    await desk.teams.change(team, "operator", members=[sari.id, budi.id])
    await desk.teams.change(team, "operator", name="Perizinan usaha")
    await desk.teams.change(team, "operator", members=[budi.id])

    assert await desk.colleagues.teams() == [
        Team(id="izin-usaha", name="Perizinan usaha", members=(budi.id,))
    ]
    within = {one.name: one.teams for one in await desk.colleagues.colleagues()}
    assert within == {"Budi": ("izin-usaha",), "Sari": ()}


async def test_names_are_taken_once_and_handles_are_told_apart(desk: Desk) -> None:
    await desk.teams.create("Izin usaha", "operator")
    with pytest.raises(NameTaken):
        await desk.teams.create("IZIN USAHA", "operator")
    assert await desk.teams.create("Izin, usaha", "operator") == "izin-usaha-2"
    with pytest.raises(NameTaken):
        await desk.teams.change("izin-usaha-2", "operator", name="izin usaha")
    for nameless in ("", " ", "!!"):
        with pytest.raises(NoName):
            await desk.teams.create(nameless, "operator")
    with pytest.raises(NotFound):
        await desk.teams.change("tidak-ada", "operator", name="X")
    with pytest.raises(NotFound):
        await desk.teams.change("izin-usaha", "operator", members=[uuid.uuid4()])
    with pytest.raises(NotFound):
        await desk.teams.limit(uuid.uuid4(), "operator", limited=True)


async def test_two_who_make_the_same_team_at_once_make_one(desk: Desk) -> None:
    async def make() -> bool:
        try:
            await desk.teams.create("Usaha", "operator")
        except NameTaken:
            return False
        return True

    made = await at_once(*(make() for _ in range(4)))
    assert sorted(made) == [False, False, False, True]


async def test_a_ticket_of_a_team_waits_for_all_of_it(desk: Desk) -> None:
    sari = await desk.agent("Sari")
    dewi = await desk.agent("Dewi", Role.SUPERVISOR)
    team = await desk.teams.create("Usaha", "operator")
    receipt = await desk.chat("agen")
    ticket = number(receipt)
    await desk.agents.assign_to_team(ticket, dewi, team)
    assert await desk.standing(ticket) == (Status.NEW, Handler.BOT), "the bot goes on"
    await desk.bot_turn(receipt, hand_off="asked")
    await desk.agents.take(ticket, sari)
    [took] = await desk.rows(takes)
    await desk.agents.assign_to_team(ticket, dewi, None)
    view = await desk.ticket(ticket)

    assert took.team == team
    assert (view.team, view.agent, view.standing.handler) == (None, None, Handler.QUEUE)
    changes = [one.facts for one in await desk.log() if one.kind == "ticket.changed"]
    assert (changes[0]["team"], changes[0]["team_before"]) == (team, None)
    assert (changes[-1]["team"], changes[-1]["team_before"]) == (None, team)
    assert changes[-1]["agent_before"] == sari.id.hex
    with pytest.raises(NotFound):
        await desk.agents.assign_to_team(ticket, dewi, "tidak-ada")


async def test_the_database_knows_no_ticket_of_a_team_that_is_none(desk: Desk) -> None:
    await desk.mail()
    wrong = sa.update(tickets).values(team="tidak-ada")

    with pytest.raises(sa.exc.IntegrityError):
        await desk.db.write(lambda tx: tx.run(wrong))


async def test_a_take_over_is_told_though_the_standing_is_the_same(desk: Desk) -> None:
    sari, budi = await desk.agent("Sari"), await desk.agent("Budi")
    ticket = number(await desk.mail())
    await desk.agents.take(ticket, sari)
    await desk.agents.take(ticket, budi)
    last = (await desk.log())[-1]

    assert (last.kind, last.actor) == ("ticket.changed", budi.label)
    assert (last.facts["agent"], last.facts["agent_before"]) == (budi.id.hex, sari.id.hex)


async def test_who_is_mentioned_finds_the_ticket(desk: Desk) -> None:
    sari, budi = await desk.agent("Sari"), await desk.agent("Budi")
    ticket, other = number(await desk.mail()), number(await desk.mail(sender="b@contoh.id"))
    note = await desk.agents.note(
        ticket, sari, "@Budi tolong", key="a", mentioned=[budi.id, budi.id]
    )
    again = await desk.agents.note(ticket, sari, "@Budi tolong", key="a", mentioned=[budi.id])
    await desk.agents.note(other, sari, "tanpa sebutan")

    assert note == again
    assert await desk.count(mentions) == 1
    found = await desk.queries.tickets(TicketFilter(mentioned=budi.id))
    assert [one.number for one in found.rows] == [ticket]
    assert (await desk.queries.tickets(TicketFilter(mentioned=sari.id))).rows == []
    [told] = [one for one in await desk.log() if one.kind == "mentioned"]
    assert (told.ticket, told.facts) == (ticket, {"message": note.hex, "agent": budi.id.hex})
    with pytest.raises(NotFound):
        await desk.agents.note(ticket, sari, "@Siapa", mentioned=[uuid.uuid4()])
    assert len(await desk.messages(ticket)) == 2, "nothing of it was stored"
