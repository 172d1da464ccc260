"""Taking back a reply by mail while it is held."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.bootstrap import assemble
from app.settings import DatabaseSettings, Settings
from runtime import jobs
from runtime.ids import new_id
from tests.console.caller import Caller, Office
from tests.console.offices import serving
from tests.tickets.desk import Desk, SetClock
from tickets.commands.agents import AgentCommands
from tickets.domain.traffic import Receipt

pytestmark = pytest.mark.slow  # the whole house behind a real web server
HOLD = dt.timedelta(seconds=8)


@pytest.fixture
async def office(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Office]:
    """An office that holds its mail for a while."""
    settings = Settings(data=tmp_path / "var", database=DatabaseSettings(url=sqlite_url))
    clock = SetClock()
    async with assemble(settings, clock) as plain:
        agents = AgentCommands(plain.db, clock, new_id, holds={"surat": HOLD})
        house = dataclasses.replace(plain, agents=agents)
        async with serving(house, clock) as office:
            yield office


@pytest.fixture
async def mail(desk: Desk) -> Receipt:
    return await desk.mail()


@pytest.fixture
def path(mail: Receipt) -> str:
    return f"/api/v1/tickets/{mail.ticket}/messages"


async def test_a_held_reply_is_withdrawn(api: Caller, desk: Desk, path: str) -> None:
    said = (await api.post(path, {"text": "Salah kirim"})).body
    until = (desk.clock() + HOLD).isoformat().replace("+00:00", "Z")
    assert said["delivery"] == {
        "state": "queued", "reason": "", "cause": None, "next_try": None,
        "undo_until": until, "mailed": None,
    }  # fmt: skip
    answer = await api.post(f"{path}/{said['id']}/undo")

    assert (answer.status, answer.text) == (204, "")
    [_, after] = (await api.get(path)).body["data"]
    assert (after["text"], after["delivery"]["state"]) == ("Salah kirim", "withdrawn")
    assert after["delivery"]["undo_until"] is None
    ticket = (await api.get(path.removesuffix("/messages"))).body
    assert (ticket["status"], ticket["agent"]["name"]) == ("open", "Sari")
    assert await desk.jobs("deliver") == []


async def test_once_it_is_on_its_way_it_is_too_late(api: Caller, desk: Desk, path: str) -> None:
    said = (await api.post(path, {"text": "Halo"})).body
    now, lease = desk.clock.forward(seconds=8), dt.timedelta(seconds=90)
    await desk.db.write(lambda tx: jobs.claim(tx, "w", now, lease, 10))
    answer = await api.post(f"{path}/{said['id']}/undo")

    assert (answer.status, answer.is_problem, answer.body["code"]) == (409, True, "too_late")
    assert (await api.get(path)).body["data"][1]["delivery"]["undo_until"] is None


async def test_it_is_offered_to_and_done_by_nobody_else(
    api: Caller, supervisor: Caller, path: str
) -> None:
    said = (await api.post(path, {"text": "Halo"})).body
    seen = (await supervisor.get(path)).body["data"][1]
    answer = await supervisor.post(f"{path}/{said['id']}/undo")

    assert seen["delivery"]["undo_until"] is None
    assert (answer.status, answer.is_problem, answer.body["code"]) == (403, True, "not_yours")


async def test_what_is_not_there_cannot_be_withdrawn(api: Caller, desk: Desk, path: str) -> None:
    said = (await api.post(path, {"text": "Halo"})).body
    other = await desk.mail()
    for place in (
        f"{path}/{uuid.uuid4()}",
        f"/api/v1/tickets/{other.ticket}/messages/{said['id']}",
        f"/api/v1/tickets/T-2026-999999-A/messages/{said['id']}",
    ):
        answer = await api.post(f"{place}/undo")
        assert (answer.status, answer.body["code"]) == (404, "not_found")
    assert (await api.post(f"{path}/nonsense/undo")).status == 400
