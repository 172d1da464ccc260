"""Typing and reading at the desk, and what a ticket shows of the citizen in a live chat."""

import pytest

from tests.console.caller import Caller, Office
from tests.console.test_live import opened
from tests.tickets.desk import SESSION, Desk, number
from tickets.commands.actor import Actor
from tickets.domain.traffic import Receipt, Visitor

pytestmark = pytest.mark.slow  # the whole house behind a real web server


@pytest.fixture
async def chat(desk: Desk) -> Receipt:
    visitor = Visitor(user="17", email="siti@contoh.id", attributes=(("halaman", "/pbg"),))
    return await desk.chat(visitor=visitor)


async def test_the_citizen_who_types_is_seen_on_the_screen(api: Caller, desk: Desk) -> None:
    async with opened(api) as screen:
        await screen.until_ready()
        await desk.chats.typing("T-2026-000001-X")
        assert await screen.frame(1) == {"type": "typing", "ticket": "T-2026-000001-X"}
        await desk.mail()
        assert (await screen.frame(1))["type"] == "event"


async def test_an_agent_types_and_reads(
    api: Caller, desk: Desk, chat: Receipt, sari: Actor
) -> None:
    ticket = f"/api/v1/tickets/{number(chat)}"
    async with desk.bus.listen(f"typing:{SESSION}:*") as bell:
        assert (await api.post(f"{ticket}/typing")).status == 204
        assert await bell.wait(1)
    assert bell.heard() == {f"typing:{SESSION}:{sari.id.hex}"}
    assert (await api.post(f"{ticket}/read", {"seq": 1})).status == 204
    state = await desk.queries.thread_state("livechat", SESSION)
    assert state is not None
    assert state.office_read == 1


async def test_bad_calls_are_told_what_is_wrong(api: Caller, office: Office, chat: Receipt) -> None:
    ticket = f"/api/v1/tickets/{number(chat)}"
    for body in ({}, {"seq": -1}, {"seq": "x"}, {"seq": 1, "more": 1}):
        answer = await api.post(f"{ticket}/read", body)
        assert (answer.status, answer.is_problem) == (400, True)
    for path in ("typing", "read"):
        answer = await api.post(f"/api/v1/tickets/T-2026-000009-X/{path}", {"seq": 1})
        assert (answer.status, answer.is_problem) == (404, True)
        answer = await office.stranger().post(f"{ticket}/{path}", {"seq": 1})
        assert (answer.status, answer.is_problem) == (401, True)


async def test_a_ticket_shows_who_the_page_says_it_is_and_the_rating(
    api: Caller, desk: Desk, chat: Receipt, sari: Actor
) -> None:
    await desk.agents.resolve(number(chat), sari)
    await desk.chats.rate("livechat", SESSION, "a", 4, "baik")
    ticket = (await api.get(f"/api/v1/tickets/{number(chat)}")).body
    mail = (await api.get(f"/api/v1/tickets/{number(await desk.mail())}")).body

    assert ticket["visitor"] == {
        "user": "17", "name": "", "email": "siti@contoh.id", "attributes": {"halaman": "/pbg"}
    }  # fmt: skip
    assert (ticket["rating"]["score"], ticket["rating"]["comment"]) == (4, "baik")
    assert (mail["visitor"], mail["rating"]) == (None, None)
