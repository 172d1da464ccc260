"""One's own account over the API: codes, sessions and tokens, and what a thief gets of them."""

import contextlib
import json
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import aiohttp
import pyotp
import pytest
from aiohttp import WSMsgType

from app.bootstrap import assemble
from app.settings import DatabaseSettings, RequiredFactor, Settings, WebSettings
from channels.livechat.settings import LiveChatSettings
from tests.console.caller import Answer, Caller, Office
from tests.console.offices import serving
from tests.tickets.desk import Desk, SetClock
from tickets.domain.access import Role

pytestmark = pytest.mark.slow  # the whole house behind a real web server

PASSWORD = "rahasia-sekali"
EMAIL = "budi@kantor.id"
ME, SESSION = "/api/v1/me", "/api/v1/session"


async def browser(office: Office, code: str = "", password: str = PASSWORD) -> Caller:
    """Budi's browser, signed in; it names its page, as browsers do."""
    body = {"email": EMAIL, "password": password, "code": code}
    answer = await office.stranger(**{"User-Agent": "Firefox/140.0 (X11; Linux)"}).post(
        SESSION, body
    )
    assert answer.status == 200, answer.text
    return office.stranger(Cookie=cookie(answer), Origin=office.origin)


def cookie(answer: Answer) -> str:
    return answer.headers["Set-Cookie"].partition(";")[0]


@pytest.fixture
async def budi(office: Office) -> Caller:
    await office.house.people.add(email=EMAIL, name="Budi", role=Role.ADMIN, password=PASSWORD)
    return await browser(office)


async def enrolled(budi: Caller, desk: Desk) -> tuple[pyotp.TOTP, list[str]]:
    begun = await budi.post(f"{ME}/totp", {"password": PASSWORD})
    totp = pyotp.TOTP(begun.body["secret"])
    done = await budi.post(f"{ME}/totp/confirm", {"code": totp.at(desk.clock())})
    assert done.status == 200, done.text
    desk.clock.forward(seconds=60)
    return totp, done.body["codes"]


async def test_an_authenticator_from_the_picture_to_the_next_sign_in(
    office: Office, budi: Caller, desk: Desk
) -> None:
    before = (await budi.get(f"{ME}/totp")).body
    begun = await budi.post(f"{ME}/totp", {"password": PASSWORD})
    uri = begun.body["uri"]

    assert before == {"on": False, "offered": True, "required": False, "recovery_codes": 0}
    assert begun.headers["Cache-Control"] == "no-store"
    assert begun.body["qr"].startswith("data:image/svg+xml")
    assert pyotp.parse_uri(uri).secret == begun.body["secret"]
    assert "budi%40kantor.id" in uri
    totp, codes = await enrolled(budi, desk)
    assert (len(codes), len(set(codes))) == (10, 10)
    asked = await office.stranger().post(SESSION, {"email": EMAIL, "password": PASSWORD})
    assert (asked.status, asked.body["code"]) == (401, "code_needed")
    assert "Set-Cookie" not in asked.headers
    again = await browser(office, totp.at(desk.clock()))
    assert (await again.get(f"{ME}/totp")).body["on"]


async def test_a_code_that_was_seen_over_a_shoulder_is_worth_nothing(
    office: Office, budi: Caller, desk: Desk
) -> None:
    totp, _ = await enrolled(budi, desk)
    code = totp.at(desk.clock())
    await browser(office, code)
    body = {"email": EMAIL, "password": PASSWORD, "code": code}
    replayed = await office.stranger().post(SESSION, body)

    assert (replayed.status, replayed.body["code"]) == (401, "code_wrong")
    assert "Set-Cookie" not in replayed.headers


async def test_a_stolen_session_is_worth_nothing_once_it_is_ended(
    office: Office, budi: Caller
) -> None:
    thief = await browser(office)
    mine = (await budi.get(f"{ME}/sessions")).body["sessions"]
    [other] = [one for one in mine if not one["current"]]
    ended = await budi.post(f"{ME}/sessions/{other['id']}/end")

    assert len(mine) == 2
    assert other["browser"] == "Firefox, Linux"
    assert ended.status == 204
    for path in ("/api/v1/tickets", f"{ME}/sessions", SESSION, "/api/v1/live"):
        assert (await thief.get(path)).status == 401
    assert (await budi.get("/api/v1/tickets")).status == 200
    token = thief.headers["Cookie"].partition("=")[2]
    assert token not in json.dumps(mine)
    assert other["id"] not in token


async def test_all_others_are_ended_at_once(office: Office, budi: Caller) -> None:
    others = [await browser(office) for _ in range(2)]
    await budi.post(f"{ME}/sessions/end")

    assert [(await one.get(SESSION)).status for one in others] == [401, 401]
    assert (await budi.get(SESSION)).status == 200


@contextlib.asynccontextmanager
async def live(who: Caller) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    url = who.server.make_url("/api/v1/live")
    async with who.http.ws_connect(url, headers=who.headers) as ws:
        assert json.loads((await ws.receive(5)).data)["type"] == "ready"
        yield ws


async def test_a_live_socket_ends_with_its_session(
    office: Office, budi: Caller, desk: Desk
) -> None:
    other = await browser(office)
    async with live(other) as theirs, live(budi) as mine:
        await budi.post(f"{ME}/sessions/end")
        closed = await theirs.receive(3)
        await desk.chat()
        goes_on = await mine.receive(3)

    assert (closed.type, closed.data) == (WSMsgType.CLOSE, 1008)
    assert goes_on.type is WSMsgType.TEXT


async def test_a_live_socket_ends_with_its_token(office: Office, budi: Caller) -> None:
    token = (await budi.post(f"{ME}/tokens", {"name": "papan", "scope": "read"})).body["token"]
    script = office.stranger(Authorization=f"Bearer {token}")
    [listed] = (await budi.get(f"{ME}/tokens")).body["tokens"]
    async with live(script) as ws:
        await budi.post(f"{ME}/tokens/{listed['id']}/revoke")
        closed = await ws.receive(3)

    assert closed.data == 1008
    assert (await script.get("/api/v1/tickets")).status == 401


async def test_a_token_is_shown_once_and_may_be_for_reading_only(
    office: Office, budi: Caller, desk: Desk
) -> None:
    ticket = (await desk.chat()).ticket
    made = await budi.post(f"{ME}/tokens", {"name": "laporan"})
    listed = await budi.get(f"{ME}/tokens")
    script = office.stranger(Authorization=f"Bearer {made.body['token']}")

    assert (made.status, made.headers["Cache-Control"]) == (201, "no-store")
    assert made.body["token"] not in listed.text
    assert (await script.get("/api/v1/tickets")).status == 200
    refused = await script.post(f"/api/v1/tickets/{ticket}/take")
    assert (refused.status, refused.is_problem) == (403, True)
    assert (await desk.ticket(ticket or "")).agent is None


async def test_a_stolen_token_opens_no_door_that_stays_open(
    office: Office, budi: Caller, desk: Desk
) -> None:
    made = await budi.post(f"{ME}/tokens", {"name": "skrip", "scope": "write"})
    script = office.stranger(Authorization=f"Bearer {made.body['token']}")
    sari = await desk.agent("Sari")
    for path, body in (
        (f"{ME}/tokens", {"name": "lagi"}),
        (f"{ME}/password", {"current": PASSWORD, "new": "x" * 12}),
        ("/api/v1/admin/agents", {"email": "a@b.id", "name": "A", "role": "admin"}),
        (f"/api/v1/admin/agents/{sari.id}/password", {}),
    ):
        answer = await script.post(path, body)
        assert (answer.status, answer.is_problem) == (403, True), path
    assert len((await budi.get(f"{ME}/tokens")).body["tokens"]) == 1


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("password", {"current": PASSWORD, "new": "kata-sandi-penjahat"}),
        ("sessions/end", {}),
        ("tokens", {"name": "x"}),
        ("totp", {"password": PASSWORD}),
    ],
)
async def test_another_page_changes_nothing_with_the_cookie(
    budi: Caller, path: str, body: dict[str, str]
) -> None:
    for headers in (
        {"Origin": "https://jahat.example"},
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
    ):
        answer = await budi.call("POST", f"{ME}/{path}", data=json.dumps(body), headers=headers)
        assert answer.status in {403, 415}
    assert (await budi.get(f"{ME}/tokens")).body == {"tokens": []}


async def test_a_wrong_password_is_no_way_on_and_keeps_one_signed_in(budi: Caller) -> None:
    wrong = {"current": "salah", "new": "kata-sandi-baru"}
    tries = [await budi.post(f"{ME}/password", wrong) for _ in range(6)]

    assert [one.body["code"] for one in tries] == ["not_proven"] * 5 + ["locked"]
    assert [one.status for one in tries] == [403] * 5 + [429]
    assert (await budi.get(SESSION)).status == 200


async def test_nothing_secret_is_in_the_log_or_in_answers(
    office: Office, budi: Caller, desk: Desk, capfd: pytest.CaptureFixture[str]
) -> None:
    totp, codes = await enrolled(budi, desk)
    token = (await budi.post(f"{ME}/tokens", {"name": "skrip"})).body["token"]
    lost = {"email": EMAIL, "password": PASSWORD, "code": "000000"}
    said = [
        await office.stranger().post(SESSION, lost),
        await office.stranger().post(SESSION, lost | {"code": "x" * 65}),
        await budi.get(f"{ME}/totp"),
        await budi.get(f"{ME}/tokens"),
        await budi.get(f"{ME}/sessions"),
        await budi.get("/api/v1/admin/agents"),
        await budi.get("/api/v1/admin/log"),
    ]
    written = capfd.readouterr()
    everything = "".join([*(one.text for one in said), written.out, written.err])

    for secret in (PASSWORD, totp.secret, token, budi.headers["Cookie"].partition("=")[2], *codes):
        assert secret not in everything
    assert "argon2" not in everything


@contextlib.asynccontextmanager
async def strict(url: str, folder: Path, roles: Sequence[Role]) -> AsyncIterator[Office]:
    """An office where some need an authenticator."""
    settings = Settings(
        data=folder / "var",
        database=DatabaseSettings(url=url),
        web=WebSettings(totp=RequiredFactor(required_for=tuple(roles))),
        channels={"livechat": LiveChatSettings(kind="livechat")},
    )
    clock = SetClock()
    async with assemble(settings, clock) as house, serving(house, clock) as office:
        yield office


async def test_who_needs_an_authenticator_sees_nothing_before_it_is_set_up(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with strict(sqlite_url, tmp_path, [Role.ADMIN]) as office:
        await office.house.people.add(email=EMAIL, name="Budi", role=Role.ADMIN, password=PASSWORD)
        budi = await browser(office)
        session: dict[str, Any] = (await budi.get(SESSION)).body
        refused = [
            await budi.get(path)
            for path in ("/api/v1/tickets", "/api/v1/admin/agents", "/api/v1/live")
        ]
        token = await budi.post(f"{ME}/tokens", {"name": "jalan belakang"})
        assert (token.status, token.body["code"]) == (403, "owed")
        assert session["owes"] == ["totp"]
        assert [(one.status, one.body["code"]) for one in refused] == [(403, "owed")] * 3
        await enrolled(budi, office.desk)
        assert (await budi.get(SESSION)).body["owes"] == []
        assert (await budi.get("/api/v1/tickets")).status == 200
        off = await budi.post(f"{ME}/totp/off", {"password": PASSWORD, "code": "000000"})
        assert (off.status, off.body["code"]) == (409, "not_now")


async def test_a_one_time_password_is_changed_before_anything_else(
    office: Office, budi: Caller
) -> None:
    added = await budi.post(
        "/api/v1/admin/agents", {"email": "rudi@kantor.id", "name": "Rudi", "role": "agent"}
    )
    once = added.body["password"]
    rudi = {"email": "rudi@kantor.id", "password": once}
    answer = await office.stranger().post(SESSION, rudi)
    theirs = office.stranger(Cookie=cookie(answer), Origin=office.origin)

    assert answer.body["owes"] == ["password"]
    assert (await theirs.get("/api/v1/tickets")).body["code"] == "owed"
    changed = await theirs.post(f"{ME}/password", {"current": once, "new": "kata-sandi-rudi"})
    assert changed.status == 204
    assert (await theirs.get("/api/v1/tickets")).status == 200
    assert (await office.stranger().post(SESSION, rudi)).status == 401
