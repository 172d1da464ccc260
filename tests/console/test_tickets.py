"""Lists of tickets, one ticket, and every move."""

import datetime as dt
from typing import Any

import pytest

from tests.console.caller import Caller, Office
from tests.tickets.desk import TELEGRAM, Desk, number
from tickets.commands.actor import Actor
from tickets.domain.marks import Priority
from tickets.domain.sla import SlaPolicy

pytestmark = pytest.mark.slow  # the whole house behind a real web server

TICKETS = "/api/v1/tickets"


def _numbers(body: Any) -> list[str]:  # noqa: ANN401
    return [ticket["number"] for ticket in body["data"]]


async def test_a_ticket_is_shown_whole(api: Caller, desk: Desk) -> None:
    receipt = await desk.chat("jam buka?", sender_name="Siti")
    body = (await api.get(f"{TICKETS}/{receipt.ticket}")).body

    assert (body["number"], body["subject"], body["preview"]) == (
        receipt.ticket,
        "jam buka?",
        "jam buka?",
    )
    assert (body["status"], body["handler"], body["agent"]) == ("new", "bot", None)
    assert body["contact"]["name"] == "Siti"
    assert body["channels"] == [{"name": "livechat", "kind": "livechat", "blocked": False}]
    assert body["has_email"] is False
    assert body["cursor"] == await desk.latest()
    assert dt.datetime.fromisoformat(body["created_at"]) == desk.clock()


async def test_a_list_is_filtered(api: Caller, desk: Desk, sari: Actor) -> None:
    chat, mail = await desk.chat(), await desk.mail(subject="Izin usaha")
    await desk.agents.take(number(chat), sari)

    for filters, expected in (
        ({}, {number(chat), number(mail)}),
        ({"status": "open"}, {number(chat)}),
        ({"status": "open,new"}, {number(chat), number(mail)}),
        ({"handler": "bot"}, {number(mail)}),
        ({"assignee": "me"}, {number(chat)}),
        ({"assignee": str(sari.id)}, {number(chat)}),
        ({"assignee": "none"}, {number(mail)}),
        ({"channel": "surat"}, {number(mail)}),
        ({"q": "usaha"}, {number(mail)}),
        ({"priority": "normal", "channel": "surat"}, {number(mail)}),
        ({"priority": "urgent"}, set()),
        ({"q": " "}, {number(chat), number(mail)}),
        ({"team": "tidak-ada"}, set()),
        ({"tag": "tidak-ada"}, set()),
    ):
        answer = await api.get(TICKETS, **filters)
        assert set(_numbers(answer.body)) == expected, filters
        assert answer.body["next"] is None


async def test_an_answer_that_is_owed_has_a_due_time(
    api: Caller, desk: Desk, office: Office, sari: Actor
) -> None:
    office.house.queries.sla = SlaPolicy(minutes={Priority.NORMAL: 60})
    early, late = await desk.mail(), await desk.chat()
    assert (await api.get(f"{TICKETS}/{number(early)}")).body["due_at"] is None
    await desk.bot_turn(late, hand_off="requested")
    desk.clock.forward(minutes=5)
    await desk.agents.take(number(early), sari)
    body = (await api.get(TICKETS, sort="due")).body
    assert _numbers(body) == [number(late), number(early)]
    due = [dt.datetime.fromisoformat(one["due_at"]) - desk.clock() for one in body["data"]]
    assert due == [dt.timedelta(minutes=55), dt.timedelta(minutes=60)]


async def test_pages_follow_each_other(api: Caller, desk: Desk) -> None:
    made = {number(await desk.mail()) for _ in range(5)}
    seen: list[str] = []
    page = (await api.get(TICKETS, limit=2)).body
    seen += _numbers(page)
    while page["next"]:
        page = (await api.get(TICKETS, limit=2, after=page["next"])).body
        seen += _numbers(page)

    assert (len(seen), set(seen)) == (5, made)


@pytest.mark.parametrize(
    ("filters", "words"),
    [
        ({"status": "asleep"}, "status: unknown asleep"),
        ({"status": "open,asleep"}, "status: unknown asleep"),
        ({"handler": "cat"}, "handler: unknown cat"),
        ({"assignee": "somebody"}, "assignee"),
        ({"priority": "soon"}, "priority: unknown soon"),
        ({"view": "everything"}, "view: unknown everything"),
        ({"sort": "size"}, "sort: unknown size"),
        ({"limit": 0}, "limit"),
        ({"limit": 201}, "limit"),
        ({"limit": "ten"}, "limit"),
        ({"after": "nonsense"}, "cursor"),
    ],
    ids=str,
)
async def test_a_filter_that_makes_no_sense_is_refused_and_named(
    api: Caller, filters: dict[str, str | int], words: str
) -> None:
    answer = await api.get(TICKETS, **filters)

    assert (answer.status, answer.is_problem) == (400, True)
    assert words in answer.body["detail"]


@pytest.mark.parametrize("path", ["", "/messages"])
async def test_a_ticket_nobody_knows_is_not_found(api: Caller, path: str) -> None:
    answer = await api.get(f"{TICKETS}/T-2026-999999-A{path}")

    assert (answer.status, answer.is_problem, answer.body["code"]) == (404, True, "not_found")


@pytest.mark.parametrize("named", ["%00", "..%2f..", "' or 1=1", "🙂", "x" * 3000])
async def test_a_strange_number_is_not_found_either(api: Caller, named: str) -> None:
    answer = await api.get(f"{TICKETS}/{named}")

    assert (answer.status, answer.is_problem) == (404, True)


async def test_a_ticket_goes_through_its_life(api: Caller, desk: Desk) -> None:
    ticket = number(await desk.chat())
    for move, status, handler in (
        ("take", "open", "agent"),
        ("release", "open", "queue"),
        ("return-to-bot", "open", "bot"),
        ("take", "open", "agent"),
        ("resolve", "resolved", "agent"),
        ("reopen", "open", "agent"),
        ("spam", "spam", "queue"),
        ("reopen", "open", "queue"),
        ("close", "closed", "queue"),
    ):
        answer = await api.post(f"{TICKETS}/{ticket}/{move}")
        assert answer.status == 200, (move, answer.text)
        assert (answer.body["status"], answer.body["handler"]) == (status, handler), move


async def test_what_is_not_possible_now_is_a_conflict(api: Caller, desk: Desk) -> None:
    ticket = number(await desk.chat())
    await api.post(f"{TICKETS}/{ticket}/close")
    answer = await api.post(f"{TICKETS}/{ticket}/take")

    assert (answer.status, answer.is_problem, answer.body["code"]) == (409, True, "not_allowed")
    assert answer.body["detail"] == "cannot take a ticket that is closed with the bot"
    assert answer.body["reason"] == "no_move"
    assert answer.body["params"] == {"status": "closed", "handler": "bot", "verb": "take"}


@pytest.mark.parametrize(
    ("text", "reason", "limit"), [("", "text_too_short", 1), ("x" * 301, "text_too_long", 300)]
)
async def test_a_fault_that_a_person_can_mend_comes_with_its_limit(
    api: Caller, text: str, reason: str, limit: int
) -> None:
    answer = await api.get(f"/api/v1/search?q={text}")

    assert (answer.status, answer.body["code"]) == (400, "invalid")
    assert (answer.body["reason"], answer.body["params"]) == (reason, {"limit": limit})


async def test_a_move_nobody_knows_is_not_found(api: Caller, desk: Desk) -> None:
    answer = await api.post(f"{TICKETS}/{number(await desk.chat())}/dance")

    assert (answer.status, answer.is_problem) == (404, True)


async def test_a_snooze_says_until_when(api: Caller, desk: Desk) -> None:
    ticket = number(await desk.chat())
    await api.post(f"{TICKETS}/{ticket}/take")
    for body in ({}, {"until": "2026-06-01T08:00:00"}, {"until": "besok"}):
        answer = await api.post(f"{TICKETS}/{ticket}/snooze", body)
        assert (answer.status, answer.is_problem) == (400, True)
        assert "until" in answer.body["detail"]
    answer = await api.post(f"{TICKETS}/{ticket}/snooze", {"until": "2026-06-01T08:00:00+07:00"})

    assert answer.body["status"] == "snoozed"
    assert len(await desk.jobs("wake")) == 1


async def test_a_merge_says_into_which_and_can_be_taken_back(api: Caller, desk: Desk) -> None:
    one, other = number(await desk.chat()), number(await desk.mail())
    nowhere = await api.post(f"{TICKETS}/{one}/merge")
    itself = await api.post(f"{TICKETS}/{one}/merge", {"into": one})
    unknown = await api.post(f"{TICKETS}/{one}/merge", {"into": "T-2026-999999-A"})
    assert (nowhere.status, itself.status, unknown.status) == (400, 409, 404)
    merged = await api.post(f"{TICKETS}/{one}/merge", {"into": other})
    assert merged.body["status"] == "merged"
    assert len((await api.get(f"{TICKETS}/{other}/messages")).body["data"]) == 2

    assert (await api.post(f"{TICKETS}/{one}/unmerge")).body["status"] == "new"
    assert len((await api.get(f"{TICKETS}/{other}/messages")).body["data"]) == 1


async def test_a_ticket_is_assigned_to_someone_who_exists(supervisor: Caller, desk: Desk) -> None:
    path = f"{TICKETS}/{number(await desk.chat())}/assign"
    nobody = await supervisor.post(path)
    ghost = await supervisor.post(path, {"agent": "00000000-0000-0000-0000-000000000001"})
    nonsense = await supervisor.post(path, {"agent": "Sari"})

    assert (nobody.status, ghost.status, nonsense.status) == (400, 404, 400)
    assert nobody.is_problem
    assert ghost.is_problem
    assert nonsense.is_problem


@pytest.mark.parametrize("raw", [b"{", b"", b"[]", b"null", b"\xff", b'{"agent": NaN}'])
async def test_a_body_that_is_no_json_object_is_a_problem(
    api: Caller, desk: Desk, raw: bytes
) -> None:
    ticket = number(await desk.chat())
    answer = await api.call(
        "POST", f"{TICKETS}/{ticket}/close", data=raw,
        headers={"Content-Type": "application/json"},
    )  # fmt: skip

    assert (answer.status, answer.is_problem) == (400, True)
    assert answer.body["detail"]
    assert (await desk.ticket(ticket)).standing.status == "new"


async def test_the_wrong_method_is_a_problem_that_names_the_right_ones(api: Caller) -> None:
    answer = await api.call("PUT", TICKETS, json={})

    assert (answer.status, answer.is_problem) == (405, True)
    assert "GET" in answer.headers["Allow"]


async def test_a_path_nobody_knows_is_a_problem(api: Caller) -> None:
    answer = await api.get("/api/v1/nothing")

    assert (answer.status, answer.is_problem) == (404, True)


async def test_a_body_without_end_is_refused(api: Caller, desk: Desk) -> None:
    path = f"{TICKETS}/{number(await desk.chat())}/messages"
    answer = await api.post(path, {"text": "x" * 2_000_000})

    assert (answer.status, answer.is_problem) == (413, True)


async def test_who_blocked_us_is_told_with_how_else_to_write(api: Caller, desk: Desk) -> None:
    chat, mail = await desk.telegram(), await desk.mail()
    await desk.intake.reached("telegram", TELEGRAM, blocked=True)
    one = (await api.get(f"/api/v1/tickets/{chat.ticket}")).body
    assert one["channels"] == [{"name": "telegram", "kind": "telegram", "blocked": True}]
    assert one["has_email"] is False
    (other,) = (await api.get("/api/v1/tickets", channel="surat")).body["data"]
    assert (other["number"], other["channels"][0]["blocked"]) == (mail.ticket, False)
    assert other["has_email"] is True


async def test_the_views_of_the_desk_are_counted_for_whoever_asks(
    office: Office, api: Caller, supervisor: Caller, desk: Desk, sari: Actor
) -> None:
    chat, mail = await desk.chat(), await desk.mail()
    await desk.agents.take(number(chat), sari)
    hers = (await api.get(f"{TICKETS}/counts")).body
    others = (await supervisor.get(f"{TICKETS}/counts")).body
    stranger = await office.stranger().get(f"{TICKETS}/counts")

    assert hers == {
        "counts": {
            "mine": 1,
            "mentions": 0,
            "queue": 0,
            "pending": 0,
            "open": 2,
            "bot": 1,
            "snoozed": 0,
        },
        "teams": {},
        "filters": {},
        "bound": 1000,
    }
    assert others["counts"] == hers["counts"] | {"mine": 0}
    assert (stranger.status, stranger.is_problem) == (401, True)
    for view, expected in (("mine", {number(chat)}), ("bot", {number(mail)}), ("done", set())):
        assert set(_numbers((await api.get(TICKETS, view=view)).body)) == expected
    assert _numbers((await supervisor.get(TICKETS, view="mine")).body) == []
    narrowed = await api.get(TICKETS, view="open", channel="surat")
    assert _numbers(narrowed.body) == [number(mail)]


async def test_a_list_comes_in_the_order_that_is_asked_for(api: Caller, desk: Desk) -> None:
    made = []
    for n in range(3):
        desk.clock.forward(minutes=1)
        made.append(number(await desk.mail(sender=f"w{n}@contoh.id")))

    assert _numbers((await api.get(TICKETS, sort="newest")).body) == made[::-1]
    first = (await api.get(TICKETS, sort="waiting", limit=2)).body
    rest = (await api.get(TICKETS, sort="waiting", limit=2, after=first["next"])).body
    assert _numbers(first) + _numbers(rest) == made
