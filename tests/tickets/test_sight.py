"""What limited agents see: the decision and the condition in SQL say the same of every ticket."""

import itertools

import pytest
import sqlalchemy as sa

from tests.tickets.desk import Desk, number
from tickets.commands.actor import Actor
from tickets.domain.access import Role, Sight, sight
from tickets.queries.cursors import CursorTooOld
from tickets.queries.sight import visible
from tickets.queries.views import TicketFilter
from tickets.store import tickets


async def _eyes(desk: Desk, actor: Actor) -> Sight:
    eyes = await desk.people.sight(actor.id)
    assert eyes is not None
    return eyes


async def test_the_decision_and_the_sql_agree_on_every_ticket(desk: Desk) -> None:
    sari, budi = await desk.agent("Sari"), await desk.agent("Budi")
    for name in ("Usaha", "Bangunan"):
        await desk.teams.create(name, "operator")
    whose = list(itertools.product((None, sari, budi), (None, "usaha", "bangunan")))
    for agent, team in whose:
        ticket = number(await desk.mail())
        await desk.agents.assign_to_team(ticket, sari, team)
        if agent is not None:
            await desk.agents.assign(ticket, sari, agent.id)
    some = [frozenset[str](), frozenset({"usaha"}), frozenset({"usaha", "bangunan"})]
    for limited, teams in itertools.product((False, True), some):
        eyes = Sight(agent=sari.id, limited=limited, teams=teams)
        rows = await desk.rows(tickets)
        which = sa.select(tickets.c.id).where(visible(eyes))
        shown = {row.id for row in await desk.db.read(lambda tx, w=which: tx.all(w))}  # type: ignore[misc]
        decided = {row.id for row in rows if eyes.sees(agent=row.agent, team=row.team)}
        assert shown == decided, eyes
        assert len(shown) == (len(whose) if not limited else 3 + 2 * len(teams))


@pytest.mark.parametrize("role", Role)
async def test_only_agents_can_be_limited(desk: Desk, role: Role) -> None:
    who = await desk.agent("Sari", role)
    team = await desk.teams.create("Usaha", "operator")
    await desk.teams.change(team, "operator", members=[who.id])
    assert await _eyes(desk, who) == Sight(agent=who.id)
    await desk.teams.limit(who.id, "operator", limited=True)

    seen = await _eyes(desk, who)
    assert seen.limited == (role is Role.AGENT)
    assert seen == sight(who.id, role, limited=True, teams=frozenset({"usaha"}))
    await desk.teams.limit(who.id, "operator", limited=False)
    assert await _eyes(desk, who) == Sight(agent=who.id)


async def test_lists_related_tickets_and_contacts_hold_nothing_of_others(desk: Desk) -> None:
    lia = await desk.agent("Lia")
    team = await desk.teams.create("Usaha", "operator")
    await desk.teams.change(team, "operator", members=[lia.id])
    await desk.teams.limit(lia.id, "operator", limited=True)
    first = await desk.mail()
    await desk.agents.close(number(first), lia)
    mine = await desk.mail()  # of the same citizen, and goes on from the first
    other = await desk.mail(sender="budi@contoh.id")
    await desk.agents.assign_to_team(number(mine), lia, team)
    eyes = await _eyes(desk, lia)

    page = await desk.queries.tickets(TicketFilter(eyes=eyes))
    assert [one.number for one in page.rows] == [number(mine)]
    whole, narrow = await desk.ticket(mine), await desk.queries.ticket(number(mine), eyes)
    assert narrow is not None
    assert (whole.follows or whole.maybe or number(first)) == number(first)
    assert (narrow.follows, narrow.maybe) == (None, None)
    contacts = await desk.contact_queries.contacts(eyes=eyes)
    assert [one.id for one in contacts.rows] == [whole.contact.id]
    card = await desk.contact_queries.contact(whole.contact.id, eyes)
    assert card is not None
    assert [one.number for one in card.tickets] == [number(mine)]
    stranger = (await desk.ticket(other)).contact.id
    assert await desk.contact_queries.contact(stranger, eyes) is None
    assert await desk.contact_queries.contact(stranger) is not None


async def test_the_log_tells_nothing_of_others_and_what_went_away_is_named(desk: Desk) -> None:
    lia, dewi = await desk.agent("Lia"), await desk.agent("Dewi", Role.SUPERVISOR)
    team = await desk.teams.create("Usaha", "operator")
    await desk.teams.change(team, "operator", members=[lia.id])
    await desk.teams.limit(lia.id, "operator", limited=True)
    eyes = await _eyes(desk, lia)
    mine, other = number(await desk.mail()), number(await desk.mail(sender="b@contoh.id"))
    await desk.agents.assign_to_team(mine, dewi, team)
    start = await desk.latest(eyes)
    await desk.agents.note(other, dewi, "rahasia")
    await desk.agents.note(mine, dewi, "untuk tim")
    seen = await desk.queries.seen(eyes, start)

    assert [one.ticket for one in seen.events] == [mine]
    assert (seen.gone, seen.cursor) == ([], await desk.latest(eyes))
    await desk.agents.assign_to_team(mine, dewi, None)
    gone = await desk.queries.seen(eyes, str(seen.cursor))
    assert ([*gone.events], gone.gone) == ([], [mine])
    last = await desk.queries.seen(eyes, str(gone.cursor))
    assert ([*last.events], last.gone, last.cursor) == ([], [], None)


async def test_who_sees_other_tickets_than_before_goes_on_from_no_old_cursor(desk: Desk) -> None:
    lia, dewi = await desk.agent("Lia"), await desk.agent("Dewi", Role.SUPERVISOR)
    team = await desk.teams.create("Usaha", "operator")
    left = number(await desk.mail())
    await desk.agents.assign_to_team(left, dewi, team)
    seen = [await _eyes(desk, lia)]
    cursors = [await desk.latest(seen[0])]
    await desk.agents.assign_to_team(left, dewi, None)
    await desk.teams.limit(lia.id, "operator", limited=True)
    for members in ([], [lia.id], []):
        await desk.teams.change(team, "operator", members=members)
        seen.append(await _eyes(desk, lia))
        cursors.append(await desk.latest(seen[-1]))

    for eyes, cursor in itertools.product(seen, cursors):
        if seen[cursors.index(cursor)] == eyes:
            assert (await desk.queries.seen(eyes, cursor)).gone == []
        else:
            with pytest.raises(CursorTooOld):
                await desk.queries.seen(eyes, cursor)
    assert (cursors[1], len(set(cursors))) == (cursors[3], 3), (
        "back in the team's absence: as before"
    )
