"""The office's own fields over the API: who defines, who fills, what is refused, what goes out."""

import csv
import io
import json
import re

import pytest

from tests.console.caller import Answer, Caller, Office
from tests.tickets.desk import Desk
from tickets.domain.access import Role
from tickets.domain.traffic import Receipt

pytestmark = pytest.mark.slow  # the whole house behind a real web server
ADMIN = "/api/v1/admin/fields"
LABELS = {"label_id": "Jalan", "label_en": "Street"}
STREET = LABELS | {"key": "jalan", "kind": "text"}
PBG = {"key": "pbg", "label_id": "Bangunan", "label_en": "Building", "archived": False}
SIP = {"key": "sip", "label_id": "Praktik", "label_en": "Practice", "archived": False}
PERMIT = {
    "key": "jenis", "kind": "choice", "label_id": "Jenis izin", "label_en": "Permit",
    "required": True, "options": [PBG, SIP],
}  # fmt: skip
_ID = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}")


@pytest.fixture
async def admin(office: Office, desk: Desk) -> Caller:
    return await office.script(await desk.agent("Agus", Role.ADMIN))


@pytest.fixture
async def chat(desk: Desk) -> Receipt:
    return await desk.chat("halo")


@pytest.fixture
def path(chat: Receipt) -> str:
    return f"/api/v1/tickets/{chat.ticket}"


async def put(who: Caller, path: str, body: object) -> Answer:
    return await who.call("PUT", path, json=body)


async def define(admin: Caller, body: object = PERMIT) -> str:
    made = await admin.post(ADMIN, body)
    assert made.status == 201, made.text
    return str(made.body["id"])


async def fill(who: Caller, path: str, key: str, value: object) -> Answer:
    return await who.post(f"{path}/fields/{key}", {"value": value})


async def test_an_administrator_defines_and_an_agent_fills(
    api: Caller, admin: Caller, path: str
) -> None:
    permit, street = await define(admin), await define(admin, STREET)
    moved = await admin.post(f"{ADMIN}/order", {"fields": [street]})
    what = {k: v for k, v in PERMIT.items() if k not in {"key", "kind"}} | {"options": [SIP]}
    assert (moved.status, (await put(admin, f"{ADMIN}/{permit}", what)).status) == (204, 204)

    first, second = (await api.get("/api/v1/fields")).body["data"]
    assert first == STREET | {"id": street, "required": False, "archived": False, "options": []}
    assert second["options"] == [SIP, PBG | {"archived": True}]
    filled = await fill(api, path, "jenis", "sip")
    assert (filled.status, filled.body["fields"]) == (200, {"jenis": "sip"})
    assert (await api.get(path)).body["fields"] == {"jenis": "sip"}
    (row,) = (await api.get("/api/v1/tickets")).body["data"]
    assert row["fields"] == {"jenis": "sip"}
    said = (await api.get(f"{path}/messages")).body["data"][-1]
    assert said["field"] == {"key": "jenis", "value": "sip"}
    assert (said["author"], said["private"]) == ({"kind": "system", "name": "Sari"}, True)
    assert (await fill(api, path, "jenis", None)).body["fields"] == {}


async def test_who_may_do_what(
    office: Office, api: Caller, supervisor: Caller, admin: Caller, path: str
) -> None:
    street = await define(admin, STREET)
    for who in (api, supervisor):
        for refused in (
            await who.post(ADMIN, PERMIT),
            await put(who, f"{ADMIN}/{street}", LABELS),
            await who.post(f"{ADMIN}/order", {"fields": []}),
            await who.post(f"{ADMIN}/{street}/archive"),
            await who.post(f"{ADMIN}/{street}/restore"),
        ):
            assert (refused.status, refused.is_problem) == (403, True)
        assert (await fill(who, path, "jalan", "Melati")).status == 200
        assert (await who.get("/api/v1/fields")).status == 200
    stranger = office.stranger()
    assert (await stranger.get("/api/v1/fields")).status == 401
    assert (await fill(stranger, path, "jalan", "Melati")).status == 401
    assert (await stranger.post(ADMIN, STREET)).status == 401
    (line,) = (
        line
        for line in (await admin.get("/api/v1/admin/log")).body["lines"]
        if line["action"].startswith("field.")
    )
    assert (line["action"], line["facts"]) == ("field.created", {"key": "jalan"})


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (STREET | {"key": "Jalan Raya"}, 422, "bad_field"),
        (STREET | {"label_en": "  "}, 422, "bad_field"),
        (STREET | {"label_en": ""}, 400, "invalid"),
        (STREET | {"kind": "colour"}, 400, "invalid"),
        (STREET | {"options": [PBG]}, 422, "bad_field"),
        (PERMIT | {"options": []}, 422, "bad_field"),
        (PERMIT | {"options": [PBG, PBG]}, 422, "bad_field"),
        (PERMIT | {"options": [PBG] * 51}, 400, "invalid"),
        (STREET | {"position": 3}, 400, "invalid"),
        (STREET, 409, "key_taken"),
        ([], 400, "bad_request"),
    ],
)
async def test_a_definition_that_makes_no_sense_is_a_problem(
    api: Caller, admin: Caller, body: object, status: int, code: str
) -> None:
    await define(admin, STREET)
    refused = await admin.post(ADMIN, body)
    assert (refused.status, refused.is_problem) == (status, True), refused.text
    assert refused.body["code"] == code
    assert refused.body["detail"]
    assert len((await api.get("/api/v1/fields")).body["data"]) == 1


@pytest.mark.parametrize(
    ("key", "raw", "status", "code"),
    [
        ("jenis", '{"value": "imb"}', 422, "bad_value"),
        ("jenis", '{"value": 3}', 422, "bad_value"),
        ("jenis", '{"value": ["pbg"]}', 400, "invalid"),
        ("jenis", '{"value": {"a": 1}}', 400, "invalid"),
        ("jenis", "{}", 400, "invalid"),
        ("jenis", '{"value": "pbg", "more": 1}', 400, "invalid"),
        ("jalan", json.dumps({"value": "y" * 501}), 422, "bad_value"),
        ("jalan", json.dumps({"value": "y" * 2001}), 400, "invalid"),
        ("luas", '{"value": NaN}', 422, "bad_value"),
        ("luas", '{"value": 1e400}', 422, "bad_value"),
        ("luas", '{"value": 12345678901234567890}', 422, "bad_value"),
        ("luas", '{"value": "12,5"}', 422, "bad_value"),
        ("tidak_ada", '{"value": "x"}', 404, "not_found"),
        ("lama", '{"value": "x"}', 409, "field_archived"),
    ],
)
async def test_a_value_that_is_none_is_a_problem_and_changes_nothing(
    api: Caller, admin: Caller, path: str, key: str, raw: str, status: int, code: str
) -> None:
    await define(admin)
    await define(admin, STREET)
    await define(admin, LABELS | {"key": "luas", "kind": "number"})
    await admin.post(f"{ADMIN}/{await define(admin, STREET | {'key': 'lama'})}/archive")
    before = (await api.get(path)).body
    head = {"Content-Type": "application/json"}
    refused = await api.call("POST", f"{path}/fields/{key}", headers=head, data=raw)
    assert (refused.status, refused.is_problem) == (status, True), refused.text
    assert refused.body["code"] == code
    assert refused.body["detail"]
    assert (await api.get(path)).body == before


async def test_tickets_are_listed_by_what_they_hold(
    api: Caller, admin: Caller, desk: Desk, path: str, chat: Receipt
) -> None:
    await define(admin)
    await define(admin, STREET)
    await desk.mail()
    await fill(api, path, "jenis", "pbg")
    await fill(api, path, "jalan", "Jalan Melati & 7")

    async def listed(**which: str) -> list[str]:
        found = await api.get("/api/v1/tickets", **which)
        return [row["number"] for row in found.body["data"]]

    assert await listed(**{"field.jenis": "pbg"}) == [chat.ticket]
    assert await listed(**{"field.jenis": "sip"}) == []
    assert await listed(**{"field.jenis": "pbg", "field.jalan": "Jalan Melati & 7"}) == [
        chat.ticket
    ]
    assert await listed(**{"field.jenis": "pbg", "status": "resolved"}) == []
    for query in ("field.jenis=imb", "field.warna=biru", "field.jenis=", "field.=x"):
        refused = await api.get(f"/api/v1/tickets?{query}")
        assert (refused.status, refused.is_problem) == (422, True), query
    twice = await api.get("/api/v1/tickets?field.jenis=pbg&field.jenis=sip")
    assert (twice.status, twice.is_problem) == (400, True)


async def test_a_required_field_stops_resolving_and_is_named(
    api: Caller, admin: Caller, path: str
) -> None:
    await define(admin)
    refused = await api.post(f"{path}/resolve")
    assert (refused.status, refused.body["code"]) == (409, "fields_missing")
    assert refused.body["detail"] == "fill these fields first: Permit"
    assert refused.body["errors"] == [
        {"key": "jenis", "label_id": "Jenis izin", "label_en": "Permit"}
    ]
    reply = {"text": "Sudah selesai.", "resolve": True}
    assert (await api.post(f"{path}/messages", reply)).body["code"] == "fields_missing"
    assert len((await api.get(f"{path}/messages")).body["data"]) == 1
    await fill(api, path, "jenis", "pbg")
    resolved = await api.post(f"{path}/resolve")
    assert (resolved.status, resolved.body["status"]) == (200, "resolved")


async def test_they_go_out_with_transcripts(
    api: Caller, supervisor: Caller, admin: Caller, path: str, chat: Receipt
) -> None:
    await define(admin)
    await define(admin, STREET)
    await define(admin, LABELS | {"key": "sewa", "kind": "yes_no"})
    await fill(api, path, "jalan", "=cmd()")
    await fill(api, path, "sewa", value=False)

    async def exported(kind: str) -> str:
        body = {"numbers": [chat.ticket], "format": kind, "reason": "permintaan warga"}
        return (await supervisor.post("/api/v1/transcripts/export", body)).text

    (one,) = json.loads(await exported("json"))
    assert one["fields"] == {"jalan": "=cmd()", "sewa": False}
    (row,) = csv.DictReader(io.StringIO((await exported("csv")).lstrip("\ufeff")))
    held = {name: cell for name, cell in row.items() if name.startswith("field.")}
    assert held == {"field.jenis": "", "field.jalan": "'=cmd()", "field.sewa": "no"}

    async def printed() -> int:
        body = {"numbers": [chat.ticket], "format": "pdf"}
        answer = await supervisor.post("/api/v1/transcripts/export", body)
        return int(answer.headers["Content-Length"])

    before = await printed()
    await fill(api, path, "jenis", "pbg")
    assert await printed() > before, "it is a line of the PDF, too"
