"""Administration over the API: who may, what it does, and how the house is described."""

import asyncio
import datetime as dt

import pytest
import sqlalchemy as sa

from app.migrate import head
from runtime.jobs import jobs
from tests.channels.rig import until
from tests.console.caller import Caller, Office
from tests.tickets.desk import Desk, number
from tickets.commands.actor import Actor
from tickets.domain.access import Role

pytestmark = pytest.mark.slow  # the whole house behind a real web server

ADMIN = "/api/v1/admin"
PASSWORD = "rahasia-sekali"
SOMEONE = "00000000-0000-0000-0000-000000000001"
ROUTES = [
    ("GET", "agents", Role.ADMIN),
    ("POST", "agents", Role.ADMIN),
    ("PATCH", f"agents/{SOMEONE}", Role.ADMIN),
    ("GET", f"agents/{SOMEONE}/sessions", Role.ADMIN),
    ("POST", f"agents/{SOMEONE}/sessions/x/end", Role.ADMIN),
    ("GET", f"agents/{SOMEONE}/tokens", Role.ADMIN),
    ("POST", f"agents/{SOMEONE}/tokens/x/revoke", Role.ADMIN),
    ("POST", f"agents/{SOMEONE}/deactivate", Role.ADMIN),
    ("POST", f"agents/{SOMEONE}/password", Role.ADMIN),
    ("GET", "log", Role.ADMIN),
    ("GET", "jobs", Role.SUPERVISOR),
    ("POST", "jobs/retry", Role.SUPERVISOR),
    ("POST", "jobs/1/retry", Role.SUPERVISOR),
    ("POST", "jobs/1/discard", Role.SUPERVISOR),
    ("GET", "health", Role.SUPERVISOR),
    ("GET", "hours", Role.SUPERVISOR),
]
RANK = list(Role)


async def browser(office: Office, name: str, role: Role) -> Caller:
    """Someone of this role, signed in with a browser."""
    email = f"{name.lower()}@kantor.id"
    await office.house.people.add(email=email, name=name, role=role, password=PASSWORD)
    body = {"email": email, "password": PASSWORD}
    answer = await office.stranger().post("/api/v1/session", body)
    cookie = answer.headers["Set-Cookie"].partition(";")[0]
    return office.stranger(Cookie=cookie, Origin=office.origin)


@pytest.fixture
async def dewi(office: Office) -> Caller:
    return await browser(office, "Dewi", Role.ADMIN)


@pytest.mark.parametrize("role", Role)
async def test_each_route_is_for_its_role(office: Office, role: Role) -> None:
    caller = await browser(office, "Orang", role)
    for method, path, least in ROUTES:
        answer = await caller.call(method, f"{ADMIN}/{path}", json={})
        allowed = RANK.index(role) >= RANK.index(least)
        assert (answer.status == 403) != allowed, (path, answer.text)
        assert answer.status < 500, (path, answer.text)


async def test_a_stranger_sees_none_of_it(office: Office) -> None:
    for method, path, _ in ROUTES:
        assert (await office.stranger().call(method, f"{ADMIN}/{path}", json={})).status == 401


async def test_agents_are_listed_with_what_there_is_to_know(
    office: Office, dewi: Caller, desk: Desk
) -> None:
    sari = await desk.agent("Sari")
    ticket = number(await desk.mail())
    await desk.agents.take(ticket, sari)
    await office.house.people.create_token("sari@kantor.id", "skrip")
    found = {one["name"]: one for one in (await dewi.get(f"{ADMIN}/agents")).body["agents"]}

    assert (found["Sari"]["tickets"], found["Sari"]["tokens"]) == (1, 1)
    assert (found["Dewi"]["sessions"], found["Dewi"]["role"]) == (1, "admin")
    assert found["Sari"]["active"]


async def test_an_agent_is_deactivated_and_their_ticket_is_seen_in_the_queue(
    dewi: Caller, desk: Desk
) -> None:
    sari = await desk.agent("Sari")
    ticket = number(await desk.mail())
    await desk.agents.take(ticket, sari)
    done = await dewi.post(f"{ADMIN}/agents/{sari.id}/deactivate")
    queue = (await dewi.get("/api/v1/tickets", handler="queue")).body["data"]

    assert (done.status, done.body["released"]) == (200, 1)
    assert [one["number"] for one in queue] == [ticket]


async def test_what_is_refused_says_why_with_a_code(dewi: Caller) -> None:
    mine = (await dewi.get("/api/v1/session")).body["agent"]["id"]
    double = {"email": "DEWI@kantor.id", "name": "Dewi", "role": "agent"}
    refused = [
        await dewi.post(f"{ADMIN}/agents/{mine}/deactivate"),
        await dewi.call("PATCH", f"{ADMIN}/agents/{mine}", json={"role": "agent"}),
        await dewi.post(f"{ADMIN}/agents", double),
        await dewi.post(f"{ADMIN}/agents/{SOMEONE}/unlock"),
        await dewi.post(f"{ADMIN}/agents/{mine}/nonsense"),
        await dewi.post(f"{ADMIN}/agents", double | {"email": "bukan surel"}),
    ]

    assert [(one.status, one.body["code"]) for one in refused] == [
        (409, "oneself"),
        (409, "oneself"),
        (409, "already_there"),
        (404, "not_found"),
        (404, "not_found"),
        (400, "invalid"),
    ]
    assert all(one.is_problem for one in refused)


async def test_a_session_of_another_is_ended(office: Office, dewi: Caller) -> None:
    sari = await browser(office, "Sari", Role.AGENT)
    who = (await sari.get("/api/v1/session")).body["agent"]["id"]
    [session] = (await dewi.get(f"{ADMIN}/agents/{who}/sessions")).body["sessions"]
    done = await dewi.post(f"{ADMIN}/agents/{who}/sessions/{session['id']}/end")

    assert (done.status, session["current"]) == (204, False)
    assert (await sari.get("/api/v1/session")).status == 401
    assert (await dewi.get("/api/v1/session")).status == 200


async def test_a_deactivated_agents_token_and_browser_open_nothing(
    office: Office, dewi: Caller, desk: Desk
) -> None:
    browsing = await browser(office, "Sari", Role.AGENT)
    who = (await browsing.get("/api/v1/session")).body["agent"]["id"]
    token = (await browsing.post("/api/v1/me/tokens", {"name": "x", "scope": "write"})).body[
        "token"
    ]
    script = office.stranger(Authorization=f"Bearer {token}")
    before = (await script.get("/api/v1/tickets")).status
    await dewi.post(f"{ADMIN}/agents/{who}/deactivate")

    assert before == 200
    ticket = number(await desk.mail())
    for caller in (browsing, script):
        assert (await caller.get("/api/v1/tickets")).status == 401
        assert (await caller.post(f"/api/v1/tickets/{ticket}/take")).status == 401


async def test_dead_jobs_are_listed_tried_again_and_thrown_away(
    supervisor: Caller, desk: Desk, sari: Actor
) -> None:
    ticket = number(await desk.mail())
    await desk.agents.reply(ticket, sari, "Sudah kami terima.")
    dead = sa.update(jobs).values(state="dead", error="crashed on try 5")
    await desk.db.write(lambda tx: tx.run(dead))
    listed = (await supervisor.get(f"{ADMIN}/jobs")).body
    turn, deliver = listed["dead"]
    again = await supervisor.post(f"{ADMIN}/jobs/{turn['id']}/retry")
    short = await supervisor.post(f"{ADMIN}/jobs/{deliver['id']}/discard", {"reason": " "})
    gone = await supervisor.post(f"{ADMIN}/jobs/{deliver['id']}/discard", {"reason": "salah"})
    twice = await supervisor.post(f"{ADMIN}/jobs/{deliver['id']}/retry")

    assert listed["counts"] == {"dead": 2}
    assert (deliver["kind"], deliver["ticket"], deliver["why"]) == (
        "deliver",
        ticket,
        "crashed on try 5",
    )
    assert (again.body, short.status, gone.status, twice.status) == ({"count": 1}, 400, 204, 404)
    assert (await supervisor.get(f"{ADMIN}/jobs")).body == {"counts": {"todo": 1}, "dead": []}


async def test_every_part_is_described_and_since_when(office: Office, dewi: Caller) -> None:
    first = (await dewi.get(f"{ADMIN}/health")).body
    office.desk.clock.forward(minutes=5)
    later = (await dewi.get(f"{ADMIN}/health")).body
    parts = {(one["kind"], one["name"]): one for one in later["parts"]}

    assert set(parts) == {("database", ""), ("nlu", ""), ("channel", "livechat")}
    assert parts["database", ""]["state"] == "ok"
    assert parts["database", ""]["about"].startswith("sqlite")
    assert parts["channel", "livechat"]["state"] == "starting"
    assert [one["since"] for one in later["parts"]] == [one["since"] for one in first["parts"]]
    assert all(one["at_first"] for one in later["parts"]), "it may have been so for longer"

    chat, intake = office.house.livechats[0], office.house.intake
    async with asyncio.TaskGroup() as group:
        task = group.create_task(chat.run(intake))
        await until(lambda: chat.health.state == "ok")
        begun = (await dewi.get(f"{ADMIN}/health")).body
        task.cancel()
    [moved] = [one for one in begun["parts"] if one["kind"] == "channel"]
    assert (moved["state"], moved["at_first"], moved["connected"]) == ("ok", False, 0)
    assert moved["since"] > parts["channel", "livechat"]["since"]
    assert set(later["versions"]) == {"tanya", "python", "schema", "sqlite"}
    assert later["versions"]["schema"] == head()


async def test_an_office_without_hours_says_so(dewi: Caller) -> None:
    [office] = (await dewi.get(f"{ADMIN}/hours")).body["calendars"]

    assert office == {
        "name": "",
        "timezone": "Asia/Jakarta",
        "channels": ["livechat"],
        "configured": False,
        "days": [],
    }


async def test_the_log_tells_who_did_what(office: Office, dewi: Caller) -> None:
    body = {"email": "rudi@kantor.id", "name": "Rudi", "role": "supervisor"}
    await dewi.post(f"{ADMIN}/agents", body)
    newest = (await dewi.get(f"{ADMIN}/log")).body["lines"][0]

    assert (newest["actor"], newest["action"], newest["agent"]) == ("Dewi", "agent.added", "Rudi")
    assert dt.datetime.fromisoformat(newest["at"]) == office.desk.clock()
