"""Who is let in, how, and from which page."""

import asyncio
from collections import Counter

import pytest

from tests.console.caller import Answer, Caller, Office
from tests.tickets.desk import Desk, number
from tickets.commands.actor import Actor
from tickets.commands.people import SESSION_LENGTH
from tickets.domain.access import Role

pytestmark = pytest.mark.slow  # the whole house behind a real web server

PASSWORD = "rahasia-sekali"
RIGHT = {"email": "budi@kantor.id", "password": PASSWORD}


@pytest.fixture
async def stranger(office: Office) -> Caller:
    """Someone at the door; Budi works here."""
    people = office.house.people
    await people.add(email="budi@kantor.id", name="Budi", role=Role.AGENT, password=PASSWORD)
    return office.stranger()


def _cookie(answer: Answer) -> dict[str, str]:
    """The header a browser would send from now on."""
    return {"Cookie": answer.headers["Set-Cookie"].partition(";")[0]}


@pytest.fixture
async def cookie(stranger: Caller) -> dict[str, str]:
    return _cookie(await stranger.post("/api/v1/session", RIGHT))


async def test_signing_in_sets_a_cookie_no_script_and_no_other_page_can_use(
    stranger: Caller,
) -> None:
    answer = await stranger.post("/api/v1/session", RIGHT)

    assert (answer.status, answer.body["agent"]["name"]) == (200, "Budi")
    cookie = answer.headers["Set-Cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "path=/" in cookie
    assert "secure" not in cookie  # this server is not on HTTPS
    assert PASSWORD not in answer.text


async def test_the_cookie_says_who_one_is(stranger: Caller, cookie: dict[str, str]) -> None:
    answer = await stranger.call("GET", "/api/v1/session", headers=cookie)

    assert (answer.status, answer.body["agent"]["email"]) == (200, "budi@kantor.id")


async def test_signing_out_ends_it(stranger: Caller, cookie: dict[str, str]) -> None:
    out = await stranger.call("DELETE", "/api/v1/session", headers=cookie)

    assert out.status == 204
    assert (await stranger.call("GET", "/api/v1/session", headers=cookie)).status == 401
    assert (await stranger.call("GET", "/api/v1/tickets", headers=cookie)).status == 401


async def test_our_own_page_can_sign_out(
    office: Office, stranger: Caller, cookie: dict[str, str]
) -> None:
    headers = cookie | {"Origin": office.origin}  # a browser names no type without a body
    out = await stranger.call("DELETE", "/api/v1/session", headers=headers)

    assert out.status == 204
    assert "max-age=0" in out.headers["Set-Cookie"].lower()


async def test_a_session_ends_by_itself(
    office: Office, stranger: Caller, cookie: dict[str, str]
) -> None:
    office.desk.clock.forward(seconds=SESSION_LENGTH.total_seconds())

    assert (await stranger.call("GET", "/api/v1/session", headers=cookie)).status == 401


@pytest.mark.parametrize(
    "wrong",
    [RIGHT | {"password": "salah"}, RIGHT | {"email": "siapa@kantor.id"}],
    ids=["password", "address"],
)
async def test_a_wrong_pair_is_a_problem_that_does_not_say_which_half(
    stranger: Caller, wrong: dict[str, str]
) -> None:
    answer = await stranger.post("/api/v1/session", wrong)

    assert (answer.status, answer.is_problem) == (401, True)
    assert answer.body["code"] == "wrong"
    assert answer.body["detail"] == "the address or the password is wrong"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"email": "budi@kantor.id"}, "password"),
        ({"email": 5, "password": "x"}, "email"),
        (RIGHT | {"admin": True}, "admin"),
        (RIGHT | {"password": "x" * 1025}, "password"),
    ],
)
async def test_a_sign_in_that_is_not_valid_says_where(
    stranger: Caller, body: dict[str, object], place: str
) -> None:
    answer = await stranger.post("/api/v1/session", body)

    assert (answer.status, answer.is_problem) == (400, True)
    assert place in answer.body["detail"]
    assert [e["loc"][-1] for e in answer.body["errors"]] == [place]


async def test_passwords_cannot_be_tried_without_end(office: Office, stranger: Caller) -> None:
    wrong = RIGHT | {"password": "salah"}
    tries = [(await stranger.post("/api/v1/session", wrong)).status for _ in range(5)]
    locked = await stranger.post("/api/v1/session", RIGHT)

    assert tries == [401] * 5
    assert (locked.status, locked.is_problem, locked.body["code"]) == (429, True, "locked")
    assert locked.body["retry_after"] == 30
    assert locked.headers["Retry-After"] == "30"
    assert "30 s" in locked.body["detail"]
    office.desk.clock.forward(seconds=30)
    assert (await stranger.post("/api/v1/session", RIGHT)).status == 200


async def test_whom_nobody_knows_is_locked_out_just_the_same(stranger: Caller) -> None:
    nobody = {"email": "siapa@kantor.id", "password": "salah"}
    tries = [await stranger.post("/api/v1/session", nobody) for _ in range(6)]
    known = [await stranger.post("/api/v1/session", RIGHT | {"password": "x"}) for _ in range(4)]

    assert [one.status for one in tries] == [401] * 5 + [429]
    assert {one.text for one in tries[:5]} == {one.text for one in known}


async def test_an_address_cannot_hurry_through_accounts(stranger: Caller) -> None:
    async def tried(email: str) -> int:
        return (await stranger.post("/api/v1/session", {"email": email, "password": "x"})).status

    async with asyncio.TaskGroup() as group:  # at once: in 6 s another would be let through
        tries = [group.create_task(tried(f"a{n}@b.id")) for n in range(11)]

    assert Counter(one.result() for one in tries) == {401: 10, 429: 1}


async def test_a_token_is_as_good_as_a_cookie(api: Caller) -> None:
    assert (await api.get("/api/v1/session")).body["agent"]["name"] == "Sari"
    assert (await api.get("/api/v1/tickets")).status == 200


@pytest.mark.parametrize(
    "header", ["Bearer nonsense", "Bearer ", "Bearer", "Basic c2FyaTpzYXJp", "nonsense"]
)
@pytest.mark.parametrize("path", ["/api/v1/tickets", "/api/v1/live", "/api/v1/session"])
async def test_a_token_nobody_gave_out_opens_nothing(
    office: Office, header: str, path: str
) -> None:
    answer = await office.stranger(Authorization=header).get(path)

    assert (answer.status, answer.is_problem) == (401, True)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/v1/tickets"),
        ("GET", "/api/v1/tickets/T-2026-000001-P"),
        ("GET", "/api/v1/tickets/T-2026-000001-P/messages"),
        ("POST", "/api/v1/tickets/T-2026-000001-P/messages"),
        ("POST", "/api/v1/tickets/T-2026-000001-P/take"),
        ("GET", "/api/v1/attachments/00000000-0000-0000-0000-000000000001"),
        ("GET", "/api/v1/live"),
        ("GET", "/api/v1/nothing"),
        ("GET", "/api/"),
        ("GET", "/api/v1/session/../tickets"),
        ("GET", "/api/v1//tickets"),
    ],
)
async def test_a_stranger_sees_nothing(office: Office, method: str, path: str) -> None:
    answer = await office.stranger().call(method, path)

    assert (answer.status, answer.is_problem) == (401, True)


async def test_an_agent_may_not_assign_and_a_supervisor_may(
    api: Caller, supervisor: Caller, sari: Actor, desk: Desk
) -> None:
    ticket = number(await desk.chat())
    body = {"agent": str(sari.id)}
    refused = await api.post(f"/api/v1/tickets/{ticket}/assign", body)

    assert (refused.status, refused.is_problem) == (403, True)
    assert "agent" in refused.body["detail"]
    assert (await desk.ticket(ticket)).agent is None
    done = await supervisor.post(f"/api/v1/tickets/{ticket}/assign", body)
    assert (done.status, done.body["agent"]["name"]) == (200, "Sari")


@pytest.mark.parametrize("origin", ["https://jahat.example", "null", "file://", "http://x"])
async def test_another_page_cannot_use_the_cookie(
    stranger: Caller, cookie: dict[str, str], origin: str, desk: Desk
) -> None:
    ticket = number(await desk.chat())
    headers = cookie | {"Origin": origin}
    for method, path in (
        ("POST", f"/api/v1/tickets/{ticket}/close"),
        ("GET", "/api/v1/live"),
        ("GET", "/api/v1/tickets"),
        ("DELETE", "/api/v1/session"),
    ):
        answer = await stranger.call(method, path, headers=headers, json={})
        assert (answer.status, answer.is_problem) == (403, True)
    assert (await desk.ticket(ticket)).standing.status == "new"


async def test_our_own_page_can(
    office: Office, stranger: Caller, cookie: dict[str, str], desk: Desk
) -> None:
    ticket = number(await desk.chat())
    answer = await stranger.call(
        "POST", f"/api/v1/tickets/{ticket}/take", json={},
        headers=cookie | {"Origin": office.origin},
    )  # fmt: skip

    assert answer.status == 200


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
async def test_a_form_cannot_be_sent_as_if_it_were_json(
    office: Office, stranger: Caller, cookie: dict[str, str], desk: Desk, kind: str
) -> None:
    ticket = number(await desk.chat())
    answer = await stranger.call(
        "POST", f"/api/v1/tickets/{ticket}/close", data=b"{}",
        headers=cookie | {"Origin": office.origin, "Content-Type": kind},
    )  # fmt: skip

    assert (answer.status, answer.is_problem) == (415, True)
    assert (await desk.ticket(ticket)).standing.status == "new"
