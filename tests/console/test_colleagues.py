"""Colleagues over the API and the live socket: presence, teams, and who is on which ticket."""

import contextlib
from collections.abc import AsyncIterator

import pytest

from tests.console.caller import Caller, Office
from tests.console.test_live import Screen, opened
from tests.tickets.desk import Desk, number
from tickets.commands.actor import Actor
from tickets.domain.access import Role

pytestmark = pytest.mark.slow  # the whole house behind a real web server


@pytest.fixture
async def budi(desk: Desk) -> Actor:
    return await desk.agent("Budi")


@contextlib.asynccontextmanager
async def live(who: Caller) -> AsyncIterator[Screen]:
    async with opened(who) as screen:
        await screen.until_ready()
        yield screen


async def _colleague(screen: Screen) -> tuple[str, str, str]:
    """The next that is told of a colleague."""
    while True:
        frame = await screen.frame()
        if frame["type"] == "colleague":
            return frame["ticket"], frame["agent"], frame["doing"]


async def _say(screen: Screen, what: str, ticket: str | None) -> None:
    await screen.ws.send_json({"type": what, "ticket": ticket})


async def test_presence_follows_the_socket_and_the_choice(
    api: Caller, office: Office, budi: Actor
) -> None:
    other = await office.script(budi)

    async def states() -> dict[str, str]:
        data = (await other.get("/api/v1/colleagues")).body["data"]
        return {one["name"]: one["presence"] for one in data}

    assert await states() == {"Budi": "offline", "Sari": "offline"}
    async with live(other) as screen, live(api):
        assert await screen.frame() == {"type": "presence"}
        assert await states() == {"Budi": "available", "Sari": "available"}
        assert (await api.post("/api/v1/presence", {"presence": "busy"})).status == 204
        assert await screen.frame() == {"type": "presence"}
        assert await states() == {"Budi": "available", "Sari": "busy"}
    for wrong in ({}, {"presence": "asleep"}, {"presence": "busy", "more": 1}):
        answer = await api.post("/api/v1/presence", wrong)
        assert (answer.status, answer.is_problem) == (400, True)


async def test_the_heartbeat_of_a_console_brings_its_agent_back(
    api: Caller, desk: Desk, sari: Actor
) -> None:
    async with live(api) as screen:
        desk.clock.forward(minutes=6)
        await desk.attendance.seen(sari.id)
        assert await screen.frame() == {"type": "presence"}
        [away] = await desk.colleagues.colleagues()
        await screen.ws.send_json({"type": "active"})
        assert await screen.frame() == {"type": "presence"}
        [back] = await desk.colleagues.colleagues()

    assert (away.presence, back.presence) == ("away", "available")


async def test_teams_over_the_api(supervisor: Caller, api: Caller, sari: Actor) -> None:
    made = await supervisor.post("/api/v1/teams", {"name": "Izin usaha"})
    assert (made.status, made.body) == (
        201,
        {"id": "izin-usaha", "name": "Izin usaha", "members": []},
    )
    again = await supervisor.post("/api/v1/teams", {"name": "izin usaha"})
    assert (again.status, again.is_problem, again.body["code"]) == (409, True, "name_taken")
    nameless = await supervisor.post("/api/v1/teams", {"name": "?"})
    assert (nameless.status, nameless.body["code"]) == (400, "no_name")
    filled = await supervisor.call(
        "PATCH", "/api/v1/teams/izin-usaha", json={"members": [str(sari.id)]}
    )
    assert filled.body["members"] == [str(sari.id)]
    missing = await supervisor.call("PATCH", "/api/v1/teams/tidak-ada", json={"name": "X"})
    assert (missing.status, missing.is_problem) == (404, True)
    assert (await api.get("/api/v1/teams")).body["data"] == [filled.body]


async def test_a_ticket_is_given_to_a_team_and_to_an_agent(
    supervisor: Caller, desk: Desk, budi: Actor
) -> None:
    ticket = f"/api/v1/tickets/{number(await desk.mail())}/assign"
    await desk.teams.create("Usaha", "operator")
    given = (await supervisor.post(ticket, {"team": "usaha", "agent": str(budi.id)})).body
    assert (given["team"], given["agent"]["name"]) == ("usaha", "Budi")
    given = (await supervisor.post(ticket, {"team": None})).body
    assert (given["team"], given["agent"], given["handler"]) == (None, None, "queue")
    for wrong, status in (({}, 400), ({"agent": None}, 400), ({"team": "tidak-ada"}, 404)):
        assert (await supervisor.post(ticket, wrong)).status == status


async def test_a_note_mentions_and_a_reply_does_not(
    api: Caller, office: Office, desk: Desk, budi: Actor
) -> None:
    ticket = number(await desk.mail())
    await desk.mail(sender="b@contoh.id")
    path, other = f"/api/v1/tickets/{ticket}/messages", await office.script(budi)
    note = {"text": "@Budi tolong", "private": True, "mentions": [str(budi.id)]}
    assert (await api.post(path, note)).status == 201
    mentioned = (await other.get("/api/v1/tickets", mentioned="me")).body["data"]
    assert [one["number"] for one in mentioned] == [ticket]
    assert (await api.get("/api/v1/tickets", mentioned="me")).body["data"] == []
    assert (await api.get("/api/v1/tickets", mentioned=str(budi.id))).status == 400
    assert (await api.post(path, note | {"private": False})).status == 400


async def test_viewing_and_typing_are_seen_by_colleagues(
    api: Caller, office: Office, desk: Desk, sari: Actor, budi: Actor
) -> None:
    ticket, next_one = number(await desk.mail()), number(await desk.mail(sender="b@contoh.id"))
    me, you = str(sari.id), str(budi.id)
    async with live(api) as first, live(await office.script(budi)) as second:
        await _say(first, "viewing", ticket)
        assert await _colleague(second) == (ticket, me, "viewing")
        await _say(second, "viewing", ticket)
        assert await _colleague(first) == (ticket, you, "viewing")
        assert await _colleague(second) == (ticket, me, "viewing"), "who comes learns who is there"
        await _say(first, "typing", ticket)
        assert await _colleague(second) == (ticket, me, "typing")
        await _say(first, "viewing", next_one)
        assert await _colleague(second) == (ticket, me, "left")
        assert await _colleague(second) == (next_one, me, "viewing")
        await first.ws.close()
        assert await _colleague(second) == (next_one, me, "left")


async def test_a_second_tab_stays_when_the_first_one_leaves(
    api: Caller, office: Office, desk: Desk, sari: Actor, budi: Actor
) -> None:
    ticket, me = number(await desk.mail()), str(sari.id)
    async with live(await office.script(budi)) as other, live(api) as first, live(api) as second:
        for tab in (first, second):
            await _say(tab, "viewing", ticket)
            assert await _colleague(other) == (ticket, me, "viewing")
        await _say(first, "viewing", None)
        assert await _colleague(other) == (ticket, me, "left")
        assert await _colleague(other) == (ticket, me, "viewing")


@pytest.mark.parametrize(
    "said",
    [
        "{bukan json", "[]", '{"type":"viewing"}', '{"type":"viewing","ticket":"../x"}',
        '{"type":"typing","ticket":null}', '{"type":"typing","ticket":"T-2026-000099-X"}',
        '{"type":"viewing","ticket":"a,events"}', '{"type":"nonsense"}',
    ],
)  # fmt: skip
async def test_what_is_no_frame_of_ours_is_passed_over(
    api: Caller, office: Office, desk: Desk, budi: Actor, said: str
) -> None:
    ticket = number(await desk.mail())
    async with live(await office.script(budi)) as other, live(api) as screen:
        await screen.ws.send_str(said)
        await _say(screen, "viewing", ticket)
        assert (await _colleague(other))[0] == ticket


async def test_a_console_that_shouts_is_not_heard(
    api: Caller, office: Office, desk: Desk, budi: Actor
) -> None:
    ticket = number(await desk.mail())
    heard: list[str] = []
    async with live(await office.script(budi)) as other, live(api) as screen:
        for _ in range(400):
            await _say(screen, "typing", ticket)
        with contextlib.suppress(TimeoutError):  # until all is quiet
            while True:
                heard.append((await other.frame(1))["type"])
    assert 100 <= heard.count("colleague") <= 130


async def test_who_is_put_into_a_team_sees_its_tickets_at_once_and_out_of_it_no_more(
    office: Office, desk: Desk
) -> None:
    lia, dewi = await desk.agent("Lia"), await desk.agent("Dewi", Role.SUPERVISOR)
    team = await desk.teams.create("Usaha", "operator")
    await desk.teams.limit(lia.id, "operator", limited=True)
    ticket = number(await desk.mail())
    await desk.agents.assign_to_team(ticket, dewi, team)
    who = await office.script(lia)
    async with live(who) as screen:
        assert (await who.get(f"/api/v1/tickets/{ticket}")).status == 404
        await desk.teams.change(team, "operator", members=[lia.id])
        types = [(await screen.frame())["type"] for _ in range(3)]
        assert set(types) == {"resync", "ready", "teams"}
        assert (await who.get(f"/api/v1/tickets/{ticket}")).status == 200
        await desk.agents.note(ticket, dewi, "halo")
        assert (await screen.frame())["ticket"] == ticket
        await desk.agents.assign_to_team(ticket, dewi, None)
        assert await screen.frame() == {"type": "gone", "ticket": ticket}
        await desk.agents.assign(ticket, dewi, lia.id)
        frame = await screen.frame()
    assert (frame["kind"], frame["facts"]["agent"]) == ("ticket.changed", lia.id.hex)


async def test_who_was_put_into_a_team_while_away_reads_everything_anew(
    office: Office, desk: Desk
) -> None:
    lia, dewi = await desk.agent("Lia"), await desk.agent("Dewi", Role.SUPERVISOR)
    team = await desk.teams.create("Usaha", "operator")
    await desk.teams.limit(lia.id, "operator", limited=True)
    left, there = number(await desk.mail()), number(await desk.mail(sender="b@contoh.id"))
    await desk.agents.assign_to_team(left, dewi, team)
    await desk.agents.assign_to_team(there, dewi, team)
    who = await office.script(lia)
    async with opened(who) as screen:
        cursor = (await screen.until_ready())[-1]["id"]
    await desk.agents.assign_to_team(left, dewi, None)
    await desk.teams.change(team, "operator", members=[lia.id])
    async with opened(who, after=cursor) as screen:
        frames = await screen.until_ready()
        assert [one["type"] for one in frames] == ["resync", "ready"], "nor is the other one named"
    async with opened(who, after=frames[-1]["id"]) as screen:
        assert [one["type"] for one in await screen.until_ready()] == ["ready"]
    assert (await who.get(f"/api/v1/tickets/{there}")).body["cursor"] == frames[-1]["id"]
