"""What administrators do about those who work here, and what it does to tickets and scripts."""

import pytest

from tests.tickets.desk import Desk, at_once, number
from tickets.commands.actor import Actor
from tickets.commands.case import NotFound
from tickets.commands.people import Agent, AlreadyThere
from tickets.commands.signing_in import Came, Locked, Wrong
from tickets.commands.staff import LastAdmin, Oneself
from tickets.domain.access import Role
from tickets.store import admin_log, agents, web_sessions

pytestmark = pytest.mark.slow  # hashes real passwords

CAME = Came(address="203.0.113.7")
PASSWORD = "rahasia-sekali"
ACTOR = "operator"


@pytest.fixture
async def dewi(desk: Desk) -> Actor:
    """The administrator."""
    return await desk.agent("Dewi", Role.ADMIN)


@pytest.fixture
async def sari(desk: Desk) -> Agent:
    return await desk.people.add(
        email="sari@kantor.id", name="Sari", role=Role.AGENT, password=PASSWORD
    )


async def test_whoever_is_added_gets_a_password_to_be_changed(desk: Desk, dewi: Actor) -> None:
    agent, password = await desk.staff.add(
        email=" Rudi@Kantor.id", name="Rudi", role=Role.SUPERVISOR, actor=dewi.label
    )
    found, _ = await desk.door.sign_in("rudi@kantor.id", password, came=CAME)
    [line] = await desk.rows(admin_log)

    assert (found.id, found.must_change) == (agent.id, True)
    assert (line.actor, line.action, line.agent) == (dewi.label, "agent.added", agent.id)
    assert password not in str(line)
    await desk.account.change_password(found, password, "kata-sandi-rudi", came=CAME, keep="")
    again, _ = await desk.door.sign_in("rudi@kantor.id", "kata-sandi-rudi", came=CAME)
    assert not again.must_change


async def test_one_address_is_one_agent(desk: Desk, sari: Agent) -> None:
    with pytest.raises(AlreadyThere):
        await desk.staff.add(email=sari.email, name="Lain", role=Role.AGENT, actor=ACTOR)
    assert len(await desk.rows(admin_log)) == 1  # the one that was added


async def test_who_leaves_leaves_their_tickets_to_the_queue(
    desk: Desk, dewi: Actor, sari: Agent
) -> None:
    me = Actor(id=sari.id, name="Sari")
    taken, answered, resolved = [number(await desk.mail(sender=f"{n}@b.id")) for n in range(3)]
    await desk.agents.take(taken, me)
    await desk.agents.reply(answered, me, "Sudah kami terima.")
    await desk.agents.take(resolved, me)
    await desk.agents.resolve(resolved, me)
    cursor = await desk.latest()
    count = await desk.staff.deactivate(sari.id, dewi.label)

    assert count == 2
    for ticket in (taken, answered):
        assert await desk.standing(ticket) == ("open", "queue")
        assert (await desk.ticket(ticket)).agent is None
        assert (await desk.ticket(ticket)).waiting_since == desk.clock()
    assert (await desk.standing(resolved))[0] == "resolved"
    told = [(event.kind, event.ticket, event.actor) for event in await desk.log(cursor)]
    assert sorted(told) == sorted(
        [("ticket.changed", taken, dewi.label), ("ticket.changed", answered, dewi.label)]
    )


async def test_who_leaves_comes_in_no_more_nor_do_their_scripts(
    desk: Desk, dewi: Actor, sari: Agent
) -> None:
    _, session = await desk.door.sign_in(sari.email, PASSWORD, came=CAME)
    token = await desk.account.make_token(sari, "skrip", "write")
    await desk.staff.deactivate(sari.id, dewi.label)

    assert await desk.people.by_session(session) is None
    assert await desk.people.by_token(token) is None
    with pytest.raises(Wrong):
        await desk.door.sign_in(sari.email, PASSWORD, came=CAME)
    await desk.staff.activate(sari.id, dewi.label)
    assert await desk.people.by_session(session) is None
    assert await desk.people.by_token(token) is None
    assert await desk.door.sign_in(sari.email, PASSWORD, came=CAME)


async def test_nothing_of_it_happens_when_a_part_fails(desk: Desk, dewi: Actor) -> None:
    ticket = number(await desk.mail())
    await desk.agents.take(ticket, dewi)
    with pytest.raises(LastAdmin):
        await desk.staff.deactivate(dewi.id, ACTOR)

    assert (await desk.ticket(ticket)).agent is not None
    assert [row.active for row in await desk.rows(agents)] == [True]


async def test_a_ticket_is_not_given_to_who_left(desk: Desk, dewi: Actor, sari: Agent) -> None:
    ticket = number(await desk.mail())
    await desk.staff.deactivate(sari.id, dewi.label)
    with pytest.raises(NotFound):
        await desk.agents.assign(ticket, dewi, sari.id)


async def test_what_they_had_resolved_is_reopened_for_the_queue(
    desk: Desk, dewi: Actor, sari: Agent
) -> None:
    me, ticket = Actor(id=sari.id, name="Sari"), number(await desk.mail())
    await desk.agents.take(ticket, me)
    await desk.agents.resolve(ticket, me)
    await desk.staff.deactivate(sari.id, dewi.label)
    await desk.agents.reopen(ticket, dewi)

    assert await desk.standing(ticket) == ("open", "queue")
    assert (await desk.ticket(ticket)).agent is None


async def test_the_last_administrator_stays_one(desk: Desk, dewi: Actor) -> None:
    with pytest.raises(LastAdmin):
        await desk.staff.change(dewi.id, ACTOR, role=Role.AGENT)
    other = await desk.agent("Rudi", Role.ADMIN)
    await desk.staff.change(dewi.id, other.label, role=Role.AGENT)
    with pytest.raises(LastAdmin):
        await desk.staff.deactivate(other.id, ACTOR)


async def test_of_two_who_dismiss_each_other_one_stays(desk: Desk, dewi: Actor) -> None:
    other = await desk.agent("Rudi", Role.ADMIN)

    async def dismiss(who: Actor, by: Actor) -> bool:
        try:
            await desk.staff.deactivate(who.id, by.label)
        except LastAdmin:
            return False
        return True

    assert sorted(await at_once(dismiss(dewi, other), dismiss(other, dewi))) == [False, True]
    assert sorted(row.active for row in await desk.rows(agents)) == [False, True]


async def test_what_another_has_to_do_for_you(desk: Desk, dewi: Actor) -> None:
    await desk.agent("Rudi", Role.ADMIN)
    with pytest.raises(Oneself):
        await desk.staff.deactivate(dewi.id, dewi.label)
    with pytest.raises(Oneself):
        await desk.staff.change(dewi.id, dewi.label, role=Role.AGENT)
    with pytest.raises(Oneself):
        await desk.staff.reset_password(dewi.id, dewi.label)
    with pytest.raises(Oneself):
        await desk.staff.reset_factor(dewi.id, dewi.label)
    await desk.staff.change(dewi.id, dewi.label, name="Dewi Lestari", role=Role.ADMIN)
    assert [one.name for one in await desk.people_queries.staff()] == ["Dewi Lestari", "Rudi"]


async def test_a_reset_password_is_for_once_and_ends_sessions(
    desk: Desk, dewi: Actor, sari: Agent
) -> None:
    _, session = await desk.door.sign_in(sari.email, PASSWORD, came=CAME)
    for _ in range(5):
        with pytest.raises(Wrong):
            await desk.door.sign_in(sari.email, "salah", came=CAME)
    new = await desk.staff.reset_password(sari.id, dewi.label)

    assert await desk.people.by_session(session) is None
    found, _ = await desk.door.sign_in(sari.email, new, came=CAME)
    assert found.must_change
    with pytest.raises(Wrong):
        await desk.door.sign_in(sari.email, PASSWORD, came=CAME)


async def test_an_administrator_sees_who_is_locked_and_unlocks(
    desk: Desk, dewi: Actor, sari: Agent
) -> None:
    for _ in range(5):
        with pytest.raises(Wrong):
            await desk.door.sign_in(sari.email, "salah", came=CAME)
    locked = {one.name: one.locked_seconds for one in await desk.people_queries.staff()}
    with pytest.raises(Locked):
        await desk.door.sign_in(sari.email, PASSWORD, came=CAME)
    await desk.staff.unlock(sari.id, dewi.label)

    assert (locked["Dewi"], 0 < locked["Sari"] <= 31) == (0, True)
    assert await desk.door.sign_in(sari.email, PASSWORD, came=CAME)


async def test_all_sessions_of_one_agent_end_and_no_other(
    desk: Desk, dewi: Actor, sari: Agent
) -> None:
    rudi = await desk.people.add(
        email="rudi@kantor.id", name="Rudi", role=Role.AGENT, password=PASSWORD
    )
    for email in (sari.email, sari.email, rudi.email):
        await desk.door.sign_in(email, PASSWORD, came=CAME)
    await desk.staff.end_sessions(sari.id, dewi.label)

    assert [row.agent for row in await desk.rows(web_sessions)] == [rudi.id]


async def test_whom_nobody_knows_is_told_so(desk: Desk, dewi: Actor) -> None:
    nobody = desk.names()
    for step in (desk.staff.deactivate, desk.staff.unlock, desk.staff.end_sessions):
        with pytest.raises(NotFound):
            await step(nobody, dewi.label)
    with pytest.raises(NotFound):
        await desk.account.end_session(dewi.id, "0" * 32, dewi.label)
    with pytest.raises(NotFound):
        await desk.staff.find("siapa@kantor.id")


async def test_the_log_names_people_as_they_are_called_now(desk: Desk, dewi: Actor) -> None:
    agent, _ = await desk.staff.add(
        email="rudi@kantor.id", name="Rudi", role=Role.AGENT, actor=dewi.label
    )
    await desk.staff.change(agent.id, dewi.label, name="Rudi Hartono", role=Role.SUPERVISOR)
    lines = await desk.people_queries.log()

    assert [(one.actor, one.action, one.agent) for one in lines] == [
        ("Dewi", "agent.changed", "Rudi Hartono"),
        ("Dewi", "agent.added", "Rudi Hartono"),
    ]
    assert lines[0].facts == {"role": "supervisor"}
