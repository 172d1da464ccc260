"""Who is at work, as several processes agree on it; and what becomes of tickets when they go."""

import pytest
import sqlalchemy as sa

from runtime.worker import Done, Job
from tests.tickets.desk import MORNING, Desk, at_once, number
from tickets.attendance import Attendance, RoundRobin
from tickets.commands.actor import Actor
from tickets.commands.assigning import AssignCommands
from tickets.commands.marks import MarkCommands
from tickets.commands.staff import StaffCommands
from tickets.domain.access import Role
from tickets.domain.assigning import Budget
from tickets.domain.lifecycle import Handler, Status
from tickets.domain.message import AuthorKind
from tickets.domain.presence import Presence
from tickets.store import tickets


@pytest.fixture
async def sari(desk: Desk) -> Actor:
    return await desk.agent("Sari")


def _job(kind: str, actor: Actor | None = None) -> Job:
    payload = {"agent": actor.id.hex} if actor is not None else {}
    return Job(id=1, kind=kind, payload=payload, attempt=1, first_at=MORNING)


def _jobs(desk: Desk) -> Attendance:
    return Attendance(desk.attendance, desk.giving)


async def _presence(desk: Desk, actor: Actor) -> Presence:
    [found] = [one for one in await desk.colleagues.colleagues() if one.id == actor.id]
    return found.presence


async def _waiting(desk: Desk, n: int = 0) -> str:
    """A live chat in the queue."""
    receipt = await desk.chat("agen", sender=f"{n:064x}")
    await desk.bot_turn(receipt, hand_off="asked")
    return number(receipt)


async def test_who_comes_is_available_and_who_goes_is_offline_after_a_minute(
    desk: Desk, sari: Actor
) -> None:
    assert await _presence(desk, sari) is Presence.OFFLINE
    async with desk.bus.listen("presence") as bell:
        await desk.attendance.came(sari.id)
        assert await bell.wait(1)
    assert await _presence(desk, sari) is Presence.AVAILABLE
    [job] = await desk.jobs("presence")
    assert (job.run_at, job.lane) == (MORNING.replace(minute=1), f"presence:{sari.id.hex}")
    desk.clock.forward(seconds=59)
    await _jobs(desk).lapse(_job("presence", sari))
    assert await _presence(desk, sari) is Presence.AVAILABLE
    desk.clock.forward(seconds=1)
    assert await _jobs(desk).lapse(_job("presence", sari)) == Done()
    assert await _presence(desk, sari) is Presence.OFFLINE


async def test_who_does_nothing_for_five_minutes_is_away_until_they_do(
    desk: Desk, sari: Actor
) -> None:
    await desk.attendance.came(sari.id)
    for _ in range(10):
        desk.clock.forward(seconds=30)
        await desk.attendance.seen(sari.id)
    assert await _presence(desk, sari) is Presence.AWAY
    await desk.attendance.beat(sari.id)
    assert await _presence(desk, sari) is Presence.AVAILABLE
    await desk.attendance.choose(sari.id, Presence.BUSY)
    assert await _presence(desk, sari) is Presence.BUSY


async def test_nobody_is_available_by_saying_so_without_a_console(desk: Desk, sari: Actor) -> None:
    await desk.attendance.choose(sari.id, Presence.AVAILABLE)
    assert await _presence(desk, sari) is Presence.OFFLINE
    assert await desk.jobs("presence") == []


async def test_what_one_chose_outlives_a_reload(desk: Desk, sari: Actor) -> None:
    await desk.attendance.came(sari.id)
    await desk.attendance.choose(sari.id, Presence.BUSY)
    await desk.attendance.came(sari.id)
    assert await _presence(desk, sari) is Presence.BUSY


async def test_signs_at_once_make_one_row_and_one_job(desk: Desk, sari: Actor) -> None:
    await at_once(*(desk.attendance.came(sari.id) for _ in range(8)))
    assert await _presence(desk, sari) is Presence.AVAILABLE
    assert len(await desk.jobs("presence")) == 1


@pytest.mark.parametrize("chosen", [Presence.AWAY, Presence.OFFLINE])
async def test_chats_of_who_goes_away_wait_for_all_again_at_their_place(
    desk: Desk, sari: Actor, chosen: Presence
) -> None:
    await desk.attendance.came(sari.id)
    ticket = await _waiting(desk)
    mail = number(await desk.mail())
    for one in (ticket, mail):
        await desk.agents.take(one, sari)
    answered = await _waiting(desk, 2)
    await desk.agents.reply(answered, sari, "sudah dijawab")
    desk.clock.forward(minutes=2)
    await desk.attendance.seen(sari.id)
    await desk.attendance.choose(sari.id, chosen)
    [job] = await desk.jobs("give-back")
    async with desk.bus.listen(f"chat:{0:064x}") as bell:
        await _jobs(desk).give_back(_job(job.kind, sari))
        assert await bell.wait(1), "the citizen's page is told"
    view = await desk.ticket(ticket)

    assert (view.standing.handler, view.agent) == (Handler.QUEUE, None)
    assert view.waiting_since == MORNING, "since they wrote, not since the agent left"
    note = (await desk.messages(ticket))[-1]
    assert (note.author.kind, note.private, note.seq) == (AuthorKind.SYSTEM, True, None)
    assert "Sari" in note.text
    assert (await desk.standing(mail))[1] is Handler.AGENT, "a mail can wait"
    assert await desk.standing(answered) == (Status.PENDING, Handler.AGENT)
    assert (await desk.log())[-1].actor == "system"
    assert await desk.giving.give_back(sari.id) == 0


async def test_who_is_back_in_time_keeps_their_chats(desk: Desk, sari: Actor) -> None:
    await desk.attendance.came(sari.id)
    ticket = await _waiting(desk)
    await desk.agents.take(ticket, sari)
    await desk.attendance.choose(sari.id, Presence.AWAY)
    await desk.attendance.choose(sari.id, Presence.AVAILABLE)

    assert await desk.giving.give_back(sari.id) == 0
    assert (await desk.standing(ticket))[1] is Handler.AGENT


async def test_being_busy_gives_nothing_back(desk: Desk, sari: Actor) -> None:
    await desk.attendance.came(sari.id)
    await desk.attendance.choose(sari.id, Presence.BUSY)
    assert await desk.jobs("give-back") == []


async def test_tickets_go_round_and_nobody_gets_more_than_they_can_carry(desk: Desk) -> None:
    actors = [await desk.agent(name) for name in ("Ani", "Budi")]
    for actor in actors:
        await desk.attendance.came(actor.id)
    chats = [await _waiting(desk, n) for n in range(5)]
    await _jobs(desk).assign(_job("assign"))
    owners = [(await desk.ticket(one)).agent for one in chats]

    names = [owner.name if owner else None for owner in owners]
    assert sorted(filter(None, names)) == ["Ani", "Ani", "Budi", "Budi"], "two chats weigh four"
    assert names[:2] in (["Ani", "Budi"], ["Budi", "Ani"])
    assert names[4] is None
    given = [one for one in await desk.log() if one.kind == "ticket.assigned"]
    assert [one.actor for one in given] == ["system"] * 4
    await desk.agents.reply(chats[0], actors[0], "silakan")
    await _jobs(desk).assign(_job("assign"))
    fifth = (await desk.ticket(chats[4])).agent
    assert fifth is not None, "an answered chat is no load"


async def test_a_teams_ticket_goes_to_its_members_and_others_to_who_sees_them(desk: Desk) -> None:
    sari, lia = await desk.agent("Sari"), await desk.agent("Lia")
    dewi = await desk.agent("Dewi", Role.SUPERVISOR)
    team = await desk.teams.create("Usaha", "operator")
    await desk.teams.change(team, "operator", members=[lia.id])
    await desk.teams.limit(lia.id, "operator", limited=True)
    await desk.attendance.came(sari.id)
    await desk.attendance.came(lia.id)
    theirs, anyones = await _waiting(desk, 1), await _waiting(desk, 2)
    await desk.agents.assign_to_team(theirs, dewi, team)
    await _jobs(desk).assign(_job("assign"))

    owners = [(await desk.ticket(one)).agent for one in (theirs, anyones)]
    assert [owner.name for owner in owners if owner] == ["Lia", "Sari"]


@pytest.mark.parametrize("chosen", [Presence.BUSY, Presence.AWAY, Presence.OFFLINE])
async def test_who_is_not_available_is_given_nothing(
    desk: Desk, sari: Actor, chosen: Presence
) -> None:
    await desk.attendance.came(sari.id)
    await desk.attendance.choose(sari.id, chosen)
    ticket = await _waiting(desk)
    await _jobs(desk).assign(_job("assign"))
    assert (await desk.standing(ticket))[1] is Handler.QUEUE


async def test_two_workers_at_once_give_each_ticket_once_and_nobody_too_much(desk: Desk) -> None:
    for name in ("Ani", "Budi"):
        await desk.attendance.came((await desk.agent(name)).id)
    for n in range(4):
        await _waiting(desk, n)
    office = AssignCommands(desk.db, desk.clock, desk.names, budget=Budget(capacity=2))
    work = await office.waiting()
    await at_once(*(office.give(one) for one in work + work))
    given = [one.facts["agent"] for one in await desk.log() if one.kind == "ticket.assigned"]

    assert len(given) == len(set(given)) == 2


async def test_the_job_is_asked_for_when_someone_waits_and_only_then(
    desk: Desk, sari: Actor
) -> None:
    robin = RoundRobin(desk.db, desk.clock, desk.giving)
    await robin.ask()
    assert await desk.jobs("assign") == []
    await _waiting(desk)
    await robin.ask()
    await robin.ask()
    assert len(await desk.jobs("assign")) == 1
    await desk.attendance.came(sari.id)
    await _jobs(desk).assign(_job("assign"))
    state = await desk.queries.thread_state("livechat", f"{0:064x}")
    assert state is not None
    assert state.agent == "Sari"


async def test_of_those_with_room_first_who_speaks_it_then_who_knows_it(desk: Desk) -> None:
    staff = StaffCommands(desk.db, desk.clock, desk.names, desk.people, desk.passwords)
    ani, budi, citra = [await desk.agent(name) for name in ("Ani", "Budi", "Citra")]
    await staff.change(ani.id, "operator", languages=["id"], skills=["  Reklame "])
    await staff.change(budi.id, "operator", languages=["en"])
    await staff.change(citra.id, "operator", skills=["air"])
    for one in (ani, budi, citra):
        await desk.attendance.came(one.id)
    marks = MarkCommands(desk.db, desk.clock, desk.names)
    chats = [await _waiting(desk, n) for n in range(3)]
    await marks.tag(chats[0], ani, add=["reklame"], remove=[])
    await desk.db.write(
        lambda tx: tx.run(
            sa.update(tickets).where(tickets.c.number == chats[1]).values(locale="en")
        )
    )
    await marks.tag(chats[2], ani, add=["reklame"], remove=[])
    await _jobs(desk).assign(_job("assign"))
    owners = [(await desk.ticket(one)).agent for one in chats]

    assert [owner.name if owner else None for owner in owners] == ["Ani", "Budi", "Ani"]
    for n in range(3, 7):
        await _waiting(desk, n)
    await _jobs(desk).assign(_job("assign"))
    held = [one.facts["agent"] for one in await desk.log() if one.kind == "ticket.assigned"]
    assert held.count(budi.id.hex) == 2, "somebody else is better than nobody"
