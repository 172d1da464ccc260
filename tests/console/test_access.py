"""Who may call what: every route of the API and every live event, for every role.

The routes come from the OpenAPI document: one that has no row here fails.
"""

import dataclasses
import itertools
import json
import re
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

import aiohttp
import pytest

from console.api.tickets import MOVES
from tests.console.caller import Answer, Caller, Office
from tests.console.test_live import Screen, opened
from tests.tickets.desk import SESSION, Desk, number
from tickets.commands.actor import Actor
from tickets.domain.access import Role
from tickets.domain.message import Upload
from tickets.domain.presence import Presence
from tickets.domain.traffic import Arrival, Receipt

pytestmark = pytest.mark.slow  # the whole house behind a real web server

ALL = frozenset({"agent", "limited", "supervisor", "admin"})
CHIEFS = frozenset({"supervisor", "admin"})
ADMINS = frozenset({"admin"})
ANYONE = ALL | {"nobody"}
OF_A_TICKET = ("number", "message", "attachment", "contact")  # names in paths


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Who may, and what a call needs that is whole."""

    may: frozenset[str] = ALL
    body: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    nothing: bool = False  # it names what is not there: 404 is as far as one gets
    browser: bool = False  # not for scripts, whoever they are of


API = "/api/v1"
TICKET = f"{API}/tickets/{{number}}"
ROWS: dict[tuple[str, str], Row] = {
    ("get", f"{API}/session"): Row(),
    ("post", f"{API}/session"): Row(
        may=frozenset(), body={"email": "x@y.id", "password": "z"}
    ),  # with these words nobody signs in
    ("delete", f"{API}/session"): Row(may=ANYONE),
    ("get", f"{API}/live"): Row(),
    ("get", f"{API}/tickets"): Row(),
    ("get", TICKET): Row(),
    ("get", f"{TICKET}/messages"): Row(),
    ("post", f"{TICKET}/messages"): Row(body={"text": "catatan", "private": True}),
    ("post", f"{TICKET}/messages/{{message}}/undo"): Row(),
    ("post", f"{TICKET}/typing"): Row(),
    ("post", f"{TICKET}/read"): Row(body={"seq": 1}),
    ("get", f"{API}/tickets/counts"): Row(),
    ("get", f"{TICKET}/bot"): Row(),
    ("get", f"{TICKET}/canned"): Row(),
    ("get", f"{TICKET}/draft"): Row(),
    ("put", f"{TICKET}/draft"): Row(body={"text": "mulai"}),
    ("delete", f"{TICKET}/draft"): Row(),
    ("post", f"{TICKET}/macros/{{unknown}}"): Row(nothing=True),
    ("get", f"{TICKET}/suggestions"): Row(),
    ("post", f"{TICKET}/tags"): Row(body={"add": ["x"]}),
    ("post", f"{TICKET}/priority"): Row(body={"priority": "high"}),
    ("post", f"{TICKET}/whisper"): Row(may=CHIEFS, body={"text": "psst"}),
    ("post", f"{TICKET}/messages/{{message}}/by-mail"): Row(nothing=True),
    ("post", f"{TICKET}/messages/{{message}}/retry"): Row(nothing=True),
    ("post", f"{TICKET}/messages/{{message}}/split"): Row(),
    ("post", f"{TICKET}/messages/{{message}}/meaning"): Row(body={"intent": "salam"}),
    ("post", f"{TICKET}/proposals/{{unknown}}/send"): Row(nothing=True),
    ("post", f"{TICKET}/proposals/{{unknown}}/discard"): Row(nothing=True),
    ("get", f"{API}/search"): Row(),
    ("get", f"{API}/tags"): Row(),
    ("get", f"{API}/fields"): Row(),
    ("post", f"{TICKET}/fields/{{unknown}}"): Row(body={"value": 1}, nothing=True),
    ("post", f"{API}/admin/fields"): Row(
        may=ADMINS,
        body={"key": "luas", "kind": "number", "label_id": "Luas", "label_en": "Area"},
    ),
    ("put", f"{API}/admin/fields/{{unknown}}"): Row(
        may=ADMINS, body={"label_id": "Luas", "label_en": "Area"}, nothing=True
    ),
    ("post", f"{API}/admin/fields/order"): Row(may=ADMINS, body={"fields": []}),
    ("post", f"{API}/admin/fields/{{unknown}}/archive"): Row(may=ADMINS, nothing=True),
    ("post", f"{API}/admin/fields/{{unknown}}/restore"): Row(may=ADMINS, nothing=True),
    ("get", f"{API}/bot/meanings"): Row(),
    ("get", f"{API}/wall"): Row(may=CHIEFS),
    ("get", f"{API}/reports"): Row(may=CHIEFS),
    ("get", f"{API}/reports/csv"): Row(may=CHIEFS),
    ("get", f"{API}/reports/tickets"): Row(may=CHIEFS),
    ("get", f"{API}/transcripts"): Row(may=CHIEFS),
    ("post", f"{API}/transcripts/export"): Row(
        may=CHIEFS, body={"format": "json", "numbers": ["{number}"]}
    ),
    ("get", f"{API}/audit"): Row(may=CHIEFS),
    ("get", f"{API}/audit/people"): Row(may=CHIEFS),
    ("get", f"{API}/admin/health"): Row(may=CHIEFS),
    ("get", f"{API}/admin/hours"): Row(may=CHIEFS),
    ("get", f"{API}/admin/jobs"): Row(may=CHIEFS),
    ("post", f"{API}/admin/jobs/retry"): Row(may=CHIEFS),
    ("post", f"{API}/admin/jobs/987654/retry"): Row(may=CHIEFS, nothing=True),
    ("post", f"{API}/admin/jobs/987654/discard"): Row(
        may=CHIEFS, body={"reason": "uji coba"}, nothing=True
    ),
    ("get", f"{API}/admin/log"): Row(may=ADMINS),
    ("get", f"{API}/admin/agents"): Row(may=ADMINS),
    ("post", f"{API}/admin/agents"): Row(
        may=ADMINS, body={"email": "baru@kantor.id", "name": "Baru", "role": "agent"}, browser=True
    ),
    ("patch", f"{API}/admin/agents/{{agent}}"): Row(may=ADMINS, body={"name": "B"}, browser=True),
    ("get", f"{API}/admin/agents/{{agent}}/sessions"): Row(may=ADMINS),
    ("get", f"{API}/admin/agents/{{agent}}/tokens"): Row(may=ADMINS),
    ("post", f"{API}/admin/agents/{{agent}}/sessions/{{unknown}}/end"): Row(
        may=ADMINS, browser=True
    ),
    ("post", f"{API}/admin/agents/{{agent}}/tokens/{{unknown}}/revoke"): Row(
        may=ADMINS, browser=True
    ),
    ("post", f"{API}/admin/agents/{{agent}}/unlock"): Row(may=ADMINS, browser=True),
    ("post", f"{API}/me/password"): Row(body={"current": "x", "new": "y"}, browser=True),
    ("get", f"{API}/me/totp"): Row(),
    ("post", f"{API}/me/totp"): Row(body={"password": "x"}, browser=True),
    ("post", f"{API}/me/totp/confirm"): Row(body={"code": "000000"}, browser=True),
    ("post", f"{API}/me/totp/off"): Row(body={"password": "x"}, browser=True),
    ("post", f"{API}/me/totp/codes"): Row(body={"password": "x"}, browser=True),
    ("get", f"{API}/me/sessions"): Row(),
    ("post", f"{API}/me/sessions/end"): Row(browser=True),
    ("post", f"{API}/me/sessions/{{unknown}}/end"): Row(browser=True),
    ("get", f"{API}/me/tokens"): Row(),
    ("post", f"{API}/me/tokens"): Row(body={"name": "skrip"}, browser=True),
    ("post", f"{API}/me/tokens/{{unknown}}/revoke"): Row(browser=True),
    ("get", f"{API}/contacts/{{contact}}/tickets"): Row(),
    ("get", f"{API}/contacts"): Row(),
    ("get", f"{API}/contacts/{{contact}}"): Row(),
    ("patch", f"{API}/contacts/{{contact}}"): Row(body={"note": "x"}),
    ("post", f"{API}/contacts/{{contact}}/merge"): Row(body={"into": "{contact}"}),
    ("post", f"{API}/contacts/{{contact}}/unmerge"): Row(),
    ("post", f"{API}/uploads"): Row(),
    ("get", f"{API}/attachments/{{attachment}}"): Row(),
    ("get", f"{API}/messages/{{message}}/html"): Row(),
    ("get", f"{API}/messages/{{message}}/original"): Row(),
    ("get", f"{API}/mail/ledger"): Row(may=CHIEFS),
    ("post", f"{API}/presence"): Row(body={"presence": "busy"}),
    ("get", f"{API}/colleagues"): Row(),
    ("patch", f"{API}/colleagues/{{agent}}"): Row(may=CHIEFS, body={"limited": False}),
    ("get", f"{API}/teams"): Row(),
    ("post", f"{API}/teams"): Row(may=CHIEFS, body={"name": "Baru {role}"}),
    ("patch", f"{API}/teams/{{team}}"): Row(may=CHIEFS, body={"name": "Usaha"}),
}
_PREPARED: dict[str, dict[str, Any]] = {
    "canned": {"name": "a", "text_id": "b"},
    "macros": {"name": "a", "take": True},
    "filters": {"name": "a", "wanted": {"tag": "x"}},
}
for _what, _body in _PREPARED.items():
    for _root, _may in ((f"{API}/{_what}", ALL), (f"{API}/shared/{_what}", CHIEFS)):
        ROWS |= {
            ("get", _root): Row(),
            ("post", _root): Row(may=_may, body=_body),
            ("put", f"{_root}/{{unknown}}"): Row(may=_may, body=_body, nothing=True),
            ("delete", f"{_root}/{{unknown}}"): Row(may=_may, nothing=True),
        }
MOVE_ROWS: dict[str, Row] = {
    "take": Row(),
    "assign": Row(may=CHIEFS, body={"team": "usaha"}),
    "snooze": Row(body={"until": "2030-01-01T00:00:00Z"}),
    "merge": Row(body={"into": "{number}"}),
    "unmerge": Row(),
    "resolve": Row(),
    "reopen": Row(),
    "close": Row(),
    "release": Row(),
    "return-to-bot": Row(),
    "spam": Row(),
}
MOVE = f"{TICKET}/{{move}}"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A ticket of the team that Lia is limited to, one of nobody's, and callers of every role."""

    seen: Mapping[str, str]  # what a path may name
    foreign: Mapping[str, str]
    callers: Mapping[str, Caller]

    async def cursor(self, role: str) -> str:
        """Where the log stands, as this caller may go on from it."""
        answer = await self.callers[role].get(f"/api/v1/tickets/{self.seen['number']}")
        return str(answer.body["cursor"])


@pytest.fixture
async def world(office: Office, desk: Desk) -> World:
    lia = await desk.agent("Lia")
    people = {
        "limited": lia,
        "agent": await desk.agent("Budi"),
        "supervisor": await desk.agent("Dewi", Role.SUPERVISOR),
        "admin": await desk.agent("Eko", Role.ADMIN),
    }
    team = await desk.teams.create("Usaha", "operator")
    await desk.teams.change(team, "operator", members=[lia.id])
    await desk.teams.limit(lia.id, "operator", limited=True)
    named = {"team": team, "agent": str(people["agent"].id), "unknown": str(uuid.uuid4())}
    seen = named | await _letter(desk, "siti@contoh.id")
    await desk.agents.assign_to_team(seen["number"], lia, team)
    return World(
        seen=seen,
        foreign=named | await _letter(desk, "lain@contoh.id"),
        callers={"nobody": office.stranger()}
        | {role: await office.script(who) for role, who in people.items()},
    )


async def _letter(desk: Desk, sender: str) -> dict[str, str]:
    """A mail with all that a path may name."""
    file = Upload(name="a.png", media_type="image/png", content=b"\x89PNG\r\n\x1a\n")
    arrival = Arrival(channel="surat", external_id=sender, raw=sender.encode())
    await desk.intake.keep(arrival)
    receipt = await desk.mail(
        external_id=sender, sender=sender, html="<p>Halo</p>", uploads=(file,)
    )
    [said] = await desk.messages(receipt)
    return {
        "number": number(receipt),
        "message": str(said.id),
        "attachment": str(said.attachments[0].id),
        "contact": str((await desk.ticket(receipt)).contact.id),
    }


def _filled(body: object, names: Mapping[str, str]) -> Any:  # noqa: ANN401
    text = json.dumps(body)
    for name, value in names.items():
        text = text.replace(f"{{{name}}}", value)
    return json.loads(text)


def _calls() -> Iterator[tuple[str, str, Row]]:
    for (method, path), row in ROWS.items():
        yield method, path, row
    for move, row in MOVE_ROWS.items():
        yield "post", MOVE.replace("{move}", move), row


async def _call(who: Caller, method: str, path: str, row: Row, names: dict[str, str]) -> Answer:
    if path.endswith("/uploads"):
        form = aiohttp.FormData()
        form.add_field("file", b"isi", filename="a.txt")
        return await who.call("POST", path, data=form)
    more: dict[str, Any] = {} if method == "get" else {"json": _filled(row.body, names)}
    return await who.call(method.upper(), _filled(path, names), **more)


def _let_in(answer: Answer, row: Row) -> bool:
    """Whether it got as far as the thing itself; which may well refuse."""
    if row.browser:
        return answer.status == 403 and "not for scripts" in answer.body["detail"]
    if row.nothing:
        return answer.status == 404 and "no ticket" not in answer.body["detail"]
    if answer.status in {401, 403, 404, 405} or answer.status >= 500:
        return answer.status == 403 and answer.body["code"] == "not_yours"
    return True


async def test_every_route_has_its_row(office: Office) -> None:
    document = (await office.stranger().get("/api/v1/openapi.json")).body
    routes = {
        (method, path)
        for path, item in document["paths"].items()
        for method in item
        if method in {"get", "post", "put", "patch", "delete"} and path != MOVE
    }

    assert {(method, _shape(path)) for method, path in routes} == {
        (method, _shape(path)) for method, path in ROWS
    }
    assert set(MOVES) == set(MOVE_ROWS)


def _shape(path: str) -> str:
    """The path without what it names."""
    return re.sub(r"\{[a-z]+\}|987654|(?<=\{agent\}/)unlock$", "*", path)


@pytest.mark.parametrize("role", sorted(ANYONE))
async def test_every_route_for_every_role(world: World, role: str) -> None:
    wrong = {}
    for method, path, row in _calls():
        names = dict(world.seen) | {"role": role}
        answer = await _call(world.callers[role], method, path, row, names)
        if not row.may or (role == "nobody" and role not in row.may):
            expected = answer.status == 401
        elif role not in row.may:
            expected = answer.status == 403 and "role" in answer.body["detail"]
        else:
            expected = _let_in(answer, row)
        if not expected:
            wrong[method, path] = answer.status, answer.text[:200]

    assert wrong == {}


@pytest.mark.parametrize("role", sorted(ALL))
async def test_a_ticket_of_others_is_not_there_for_a_limited_agent(world: World, role: str) -> None:
    wrong = {}
    for method, path, row in _calls():
        if role not in row.may or not any(f"{{{name}}}" in path for name in OF_A_TICKET):
            continue
        answer = await _call(world.callers[role], method, path, row, dict(world.foreign))
        there = _let_in(answer, row)
        if there == (role == "limited") or (role == "limited" and answer.status != 404):
            wrong[method, path] = answer.status, answer.text[:200]

    assert wrong == {}


async def test_what_is_not_there_and_what_is_others_are_answered_alike(world: World) -> None:
    lia = world.callers["limited"]
    for path, foreign, missing in (
        ("/api/v1/tickets/{}", world.foreign["number"], "T-2026-999999-X"),
        ("/api/v1/messages/{}/html", world.foreign["message"], world.foreign["contact"]),
        ("/api/v1/attachments/{}", world.foreign["attachment"], world.foreign["contact"]),
        ("/api/v1/contacts/{}", world.foreign["contact"], world.foreign["message"]),
    ):
        other, none = await lia.get(path.format(foreign)), await lia.get(path.format(missing))
        assert (other.status, none.status) == (404, 404)
        assert other.text.replace(foreign, "") == none.text.replace(missing, "")


async def test_lists_hold_nothing_of_others(world: World) -> None:
    lia, budi = world.callers["limited"], world.callers["agent"]
    for path in ("/api/v1/tickets", "/api/v1/contacts"):
        mine, all_there = (await lia.get(path)).body["data"], (await budi.get(path)).body["data"]
        assert (len(mine), len(all_there)) == (1, 2)
    for filters in ({"q": world.foreign["number"]}, {"assignee": "none", "team": ""}):
        listed = (await lia.get("/api/v1/tickets", **filters)).body["data"]
        assert world.foreign["number"] not in [one["number"] for one in listed]
    into = {"into": world.foreign["number"]}
    assert (await lia.post(f"/api/v1/tickets/{world.seen['number']}/merge", into)).status == 404
    into = {"into": world.foreign["contact"]}
    merge = f"/api/v1/contacts/{world.seen['contact']}/merge"
    assert (await lia.post(merge, into)).status == 404


async def test_nothing_that_is_merged_or_split_tells_of_others(world: World, desk: Desk) -> None:
    lia, boss = world.callers["limited"], await desk.agent("Rina", Role.SUPERVISOR)
    seen, foreign = world.seen["number"], world.foreign["number"]
    before = {role: await world.cursor(role) for role in ("limited", "agent")}
    await desk.agents.merge(seen, boss, foreign)
    page = f"/api/v1/tickets/{seen}"
    assert (await lia.get(page)).body["merged_into"] is None
    answer = await lia.post(f"{page}/unmerge")
    assert answer.status == 404, "what was written since lies in a ticket of others"
    hits = (await lia.get("/api/v1/search", q=foreign)).body["data"]
    assert foreign not in json.dumps(hits)
    await desk.agents.unmerge(seen, boss)
    await desk.agents.merge(foreign, boss, seen)
    assert (await lia.get("/api/v1/search", q=foreign)).body["data"] == []
    assert (await lia.get("/api/v1/contacts", q=foreign)).body["data"] == []
    async with opened(lia, after=before["limited"]) as screen:
        frames = await screen.until_ready()
    assert {frame.get("ticket") for frame in frames} >= {seen}
    assert foreign not in json.dumps(frames)
    async with opened(world.callers["agent"], after=before["agent"]) as screen:
        assert foreign in json.dumps(await screen.until_ready())


async def test_tags_fields_and_merges_of_contacts_tell_nothing_of_others(
    world: World, desk: Desk
) -> None:
    lia, budi = world.callers["limited"], world.callers["agent"]
    await budi.post(f"/api/v1/tickets/{world.foreign['number']}/tags", {"add": ["rahasia"]})
    await lia.post(f"/api/v1/tickets/{world.seen['number']}/tags", {"add": ["umum"]})
    assert (await lia.get("/api/v1/tags")).body["data"] == ["umum"]
    assert (await budi.get("/api/v1/tags")).body["data"] == ["rahasia", "umum"]

    second = await _letter(desk, "siti@kerja.id")
    rina = await desk.agent("Rina", Role.SUPERVISOR)
    await desk.agents.assign_to_team(second["number"], rina, world.seen["team"])
    other = await desk.mail("Hal lain", external_id="lain", sender="siti@kerja.id")
    assert number(other) != second["number"], "another matter of hers, of nobody's team"
    merge = f"/api/v1/contacts/{world.seen['contact']}/merge"
    refused = await lia.post(merge, {"into": second["contact"]})
    assert (refused.status, refused.body["reason"]) == (409, "others_tickets")


async def test_a_merge_that_a_limited_agent_made_is_theirs_to_take_back(
    world: World, desk: Desk
) -> None:
    lia, rina = world.callers["limited"], await desk.agent("Rina", Role.SUPERVISOR)
    second = await _letter(desk, "siti@kerja.id")
    await desk.agents.assign_to_team(second["number"], rina, world.seen["team"])
    mine = f"/api/v1/contacts/{world.seen['contact']}"
    assert (await lia.post(f"{mine}/merge", {"into": second["contact"]})).status == 200
    assert (await lia.post(f"{mine}/unmerge")).status == 200


async def test_nobody_is_mentioned_on_what_they_do_not_see(world: World, desk: Desk) -> None:
    [lia] = [one for one in await desk.colleagues.colleagues() if one.name == "Lia"]
    note = {"text": "@Lia tolong", "private": True, "mentions": [str(lia.id)]}
    budi = world.callers["agent"]
    told = await budi.post(f"/api/v1/tickets/{world.foreign['number']}/messages", note)
    assert (told.status, told.body["code"], told.body["params"]) == (
        409,
        "cannot_see",
        {"name": "Lia"},
    )
    seen = await budi.post(f"/api/v1/tickets/{world.seen['number']}/messages", note)
    assert seen.status == 201


async def test_a_script_that_only_reads_is_nobody_at_work(office: Office, desk: Desk) -> None:
    await desk.agent("Sari")
    account, people = office.house.administration.account, office.house.people
    who = await people.by_token(await people.create_token("sari@kantor.id", "skrip"))
    assert who is not None
    token = await account.make_token(who, "papan", "read")
    script = office.stranger(Authorization=f"Bearer {token}")
    async with opened(script) as screen:
        await screen.until_ready()
        await screen.ws.send_json({"type": "active"})
        await script.get("/api/v1/tickets")
    [seen] = [one for one in await desk.colleagues.colleagues() if one.name == "Sari"]
    assert seen.presence is Presence.OFFLINE


async def _everything(desk: Desk, receipt: Receipt, dewi: Actor) -> None:
    """All that can happen to a live chat."""
    ticket, eve = number(receipt), await desk.agent("Eva")
    await desk.bot_turn(receipt, hand_off="asked")
    await desk.chats.typing(ticket)
    await desk.agents.take(ticket, dewi)
    await desk.agents.reply(ticket, dewi, "silakan")
    await desk.agents.note(ticket, dewi, "@Eva", mentioned=[eve.id])
    await desk.agents.assign(ticket, dewi, eve.id)
    await desk.agents.release(ticket, eve)
    await desk.attendance.came(eve.id)
    assert await desk.giving.give((await desk.ticket(ticket)).id)
    await desk.presence.read(ticket, dewi, 1)
    await desk.deliveries.read_up_to("livechat", SESSION, 2)
    await desk.agents.resolve(ticket, dewi)
    await desk.chats.rate("livechat", SESSION, "r1", 5, "")
    other = number(await desk.mail(sender="gabung@contoh.id"))
    await desk.agents.merge(other, dewi, ticket)


async def test_every_live_event_for_every_role(world: World, office: Office, desk: Desk) -> None:
    dewi = await desk.agent("Rina", Role.SUPERVISOR)
    rina = await office.script(dewi)
    before = {role: await world.cursor(role) for role in sorted(ALL)}
    foreign = await desk.chat("halo")
    await _everything(desk, foreign, dewi)
    await desk.agents.note(world.seen["number"], dewi, "untuk tim")
    kinds = {one.kind for one in await desk.log(before["admin"])}
    assert kinds >= {"ticket.assigned", "mentioned", "ticket.rated", "ticket.merged"}
    for role in sorted(ALL):
        async with opened(world.callers[role], after=before[role]) as screen:
            frames = await screen.until_ready()
            assert world.seen["number"] in json.dumps(frames), "it went on from there"
            async with opened(rina) as colleague:
                await colleague.until_ready()
                for what in ("viewing", "typing"):
                    await colleague.ws.send_json({"type": what, "ticket": number(foreign)})
                await desk.chats.typing(number(foreign))
                await colleague.ws.send_json({"type": "viewing", "ticket": world.seen["number"]})
                frames += await _until(screen, world.seen["number"])
        told = {frame.get("kind") for frame in frames if frame.get("ticket") == number(foreign)}
        doing = [f.get("doing", f["type"]) for f in frames if f.get("ticket") == number(foreign)]
        if role == "limited":
            assert number(foreign) not in json.dumps(frames)
        else:
            assert kinds <= told, role
            assert {"viewing", "typing", "left"} <= set(doing), role


async def _until(screen: Screen, ticket: str) -> list[dict[str, Any]]:
    """Frames up to one that tells that a colleague views this ticket."""
    frames = []
    for _ in itertools.repeat(None, 50):
        frames.append(await screen.frame())
        if (frames[-1]["type"], frames[-1].get("ticket")) == ("colleague", ticket):
            return frames
    raise AssertionError(frames)
