"""What helps agents write, over the API: drafts, canned responses, macros, marks, facts."""

import uuid
from typing import Any

import pytest

from tests.console.caller import Answer, Caller, Office
from tests.console.test_live import Screen, opened
from tests.tickets.desk import Desk
from tickets.commands.fields import Definition
from tickets.domain.access import Role
from tickets.domain.fields import FieldKind
from tickets.domain.traffic import Receipt

pytestmark = pytest.mark.slow  # the whole house behind a real web server
NOWHERE = "/api/v1/tickets/T-2026-999999-A"
WORDS = {"name": "salam", "text_id": "Yth. {contact.name}", "text_en": "Dear {contact.name}"}


@pytest.fixture
async def chat(desk: Desk) -> Receipt:
    return await desk.chat("berapa lama penilaian teknis dan tinjauan lapangan?")


@pytest.fixture
def path(chat: Receipt) -> str:
    return f"/api/v1/tickets/{chat.ticket}"


async def put(who: Caller, path: str, body: object) -> Answer:
    return await who.call("PUT", path, json=body)


async def test_a_draft_is_kept_and_ends_when_it_is_sent(api: Caller, path: str) -> None:
    empty = (await api.get(f"{path}/draft")).body
    assert empty == {"text": "", "html": None, "private": False, "version": None}
    saved = await put(api, f"{path}/draft", {"text": "Selamat pagi", "private": True})
    assert (saved.status, saved.body["text"]) == (200, "Selamat pagi")
    assert (await api.get(f"{path}/draft")).body == saved.body

    sent = {"text": "Selamat pagi", "draft": saved.body["version"]}
    assert (await api.post(f"{path}/messages", sent)).status == 201
    assert (await api.get(f"{path}/draft")).body == empty


async def test_a_draft_keeps_its_rich_text_cleaned(api: Caller, path: str) -> None:
    written = {"text": "kata lain", "html": "<p>Halo <strong onclick=x()>Siti</strong></p>"}
    saved = await put(api, f"{path}/draft", written)

    assert (saved.body["text"], saved.body["html"]) == (
        "Halo Siti",
        "<p>Halo <strong>Siti</strong></p>",
    )
    assert (await api.get(f"{path}/draft")).body == saved.body
    long = {"text": "x", "html": "x" * 100_001}
    assert (await put(api, f"{path}/draft", long)).status == 400


async def test_a_draft_is_thrown_away_unless_it_was_saved_since(api: Caller, path: str) -> None:
    first = (await put(api, f"{path}/draft", {"text": "satu"})).body["version"]
    await put(api, f"{path}/draft", {"text": "dua"})
    assert (await api.call("DELETE", f"{path}/draft?version={first}")).status == 204
    assert (await api.get(f"{path}/draft")).body["text"] == "dua"
    assert (await api.call("DELETE", f"{path}/draft")).status == 204
    assert (await api.get(f"{path}/draft")).body["version"] is None


async def test_a_draft_too_long_or_of_no_ticket_is_refused(api: Caller, path: str) -> None:
    assert (await put(api, f"{path}/draft", {"text": "x" * 50_001})).status == 400
    for answer in (
        await put(api, f"{NOWHERE}/draft", {"text": "x"}),
        await api.call("DELETE", f"{NOWHERE}/draft"),
    ):
        assert (answer.status, answer.body["code"]) == (404, "not_found")


async def told(screen: Screen) -> dict[str, Any]:
    """The next frame, but that somebody is at work."""
    while (frame := await screen.frame())["type"] == "presence":
        pass
    return frame


async def test_my_other_browsers_hear_of_a_draft_and_no_one_else(
    api: Caller, supervisor: Caller, path: str, chat: Receipt
) -> None:
    async with opened(api) as mine, opened(supervisor) as other:
        assert (await mine.frame())["type"] == (await other.frame())["type"] == "ready"
        await put(api, f"{path}/draft", {"text": "rahasia"})
        assert await told(mine) == {"type": "draft", "ticket": chat.ticket}
        await supervisor.post(f"{path}/priority", {"priority": "high"})
        frame = await told(other)  # the first thing the other hears
        assert (frame["type"], frame["kind"]) == ("event", "ticket.prioritised")


async def test_canned_responses_are_written_and_read_on_a_ticket(
    api: Caller, supervisor: Caller, path: str
) -> None:
    made = await api.post("/api/v1/canned", WORDS)
    assert made.status == 201
    shared = await supervisor.post("/api/v1/shared/canned", WORDS | {"name": "bersama"})
    assert shared.status == 201

    listed = (await api.get("/api/v1/canned")).body
    assert [(c["name"], c["shared"]) for c in listed["data"]] == [
        ("bersama", True),
        ("salam", False),
    ]
    assert "contact.name" in listed["variables"]
    filled = (await api.get(f"{path}/canned")).body["data"]
    assert [(f["text"], f["missing"]) for f in filled] == [("Yth. ____", ["contact.name"])] * 2
    one = f"/api/v1/canned/{made.body['id']}"
    assert (await put(api, one, WORDS | {"name": "baru"})).status == 204
    assert (await api.call("DELETE", one)).status == 204
    assert [c["name"] for c in (await api.get("/api/v1/canned")).body["data"]] == ["bersama"]
    assert (await api.get(f"{NOWHERE}/canned")).status == 404


@pytest.mark.parametrize("kind", ["canned", "macros"])
async def test_what_all_share_is_written_by_supervisors_and_administrators(
    office: Office, desk: Desk, api: Caller, supervisor: Caller, kind: str
) -> None:
    body = WORDS if kind == "canned" else {"name": "x", "take": True}
    place = f"/api/v1/shared/{kind}"
    refused = await api.post(place, body)
    assert (refused.status, refused.is_problem) == (403, True)
    made = (await supervisor.post(place, body)).body["id"]
    for who in (api,):
        assert (await put(who, f"{place}/{made}", body)).status == 403
        assert (await who.call("DELETE", f"{place}/{made}")).status == 403
        assert (await put(who, f"/api/v1/{kind}/{made}", body)).status == 404
        assert (await who.call("DELETE", f"/api/v1/{kind}/{made}")).status == 404
    admin = await office.script(await desk.agent("Agus", Role.ADMIN))
    assert (await put(admin, f"{place}/{made}", body)).status == 204
    assert (await admin.call("DELETE", f"{place}/{made}")).status == 204
    assert (await office.stranger().post(place, body)).status == 401


async def test_who_has_a_console_open_hears_that_they_are_others(
    api: Caller, supervisor: Caller
) -> None:
    async with opened(api) as screen:
        assert (await screen.frame())["type"] == "ready"
        await supervisor.post("/api/v1/shared/canned", WORDS)
        assert await told(screen) == {"type": "prepared"}


@pytest.mark.parametrize(
    ("kind", "body", "status", "code"),
    [
        ("canned", {"name": "x", "text_id": "{kota}"}, 422, "unknown_variable"),
        ("canned", {"name": "x"}, 400, "empty"),
        ("canned", {"name": "x", "text_id": "x" * 10_001}, 400, "invalid"),
        ("canned", {"name": "x" * 81, "text_id": "x"}, 400, "invalid"),
        ("macros", {"name": "x"}, 422, "bad_macro"),
        ("macros", {"name": "x", "add": ["<b>"]}, 422, "bad_tag"),
        ("macros", {"name": "x", "priority": "soon"}, 400, "invalid"),
        ("macros", {"name": "x", "snooze_minutes": 0}, 400, "invalid"),
    ],
)
async def test_what_is_wrong_with_it_is_told(
    api: Caller, kind: str, body: object, status: int, code: str
) -> None:
    answer = await api.post(f"/api/v1/{kind}", body)
    assert (answer.status, answer.is_problem, answer.body["code"]) == (status, True, code)


async def test_a_macro_runs_once_under_its_key(office: Office, api: Caller, path: str) -> None:
    proxy = Definition(label_id="Lewat kuasa", label_en="By proxy")
    await office.house.fields.commands.define("operator", "kuasa", FieldKind.YES_NO, proxy)
    deeds = {"name": "Tutup", "add": ["nib"], "note": "Cek", "take": True, "resolve": True}
    deeds["fields"] = {"kuasa": True}
    made = (await api.post("/api/v1/macros", deeds)).body["id"]
    listed = (await api.get("/api/v1/macros")).body["data"]
    assert [m | deeds for m in listed] == listed
    for _ in range(2):
        answer = await api.post(f"{path}/macros/{made}", **{"Idempotency-Key": "k1"})
        assert (answer.status, answer.body["status"], answer.body["tags"]) == (
            200, "resolved", ["nib"],
        )  # fmt: skip
        assert answer.body["fields"] == {"kuasa": True}
    said = (await api.get(f"{path}/messages")).body["data"]
    assert [m["text"] for m in said[1:]] == ["Sari mengisi Lewat kuasa: ya", "Cek"]
    assert (await api.post(f"{path}/macros/{uuid.uuid4()}")).status == 404
    assert (await api.post(f"{path}/macros/nonsense")).status == 400


async def test_tags_and_priority(api: Caller, path: str) -> None:
    answer = await api.post(f"{path}/tags", {"add": ["Izin Usaha", "nib"], "remove": ["lama"]})
    assert (answer.status, answer.body["tags"]) == (200, ["izin-usaha", "nib"])
    assert (await api.get("/api/v1/tags")).body["data"] == ["izin-usaha", "nib"]
    many = await api.post(f"{path}/tags", {"add": [f"t{n}" for n in range(20)]})
    assert (many.status, many.body["code"]) == (422, "too_many_tags")
    answer = await api.post(f"{path}/priority", {"priority": "urgent"})
    assert (answer.status, answer.body["priority"]) == (200, "urgent")
    assert (await api.post(f"{path}/priority", {"priority": "soon"})).status == 400
    assert (await api.post(f"{NOWHERE}/tags", {"add": ["x"]})).status == 404


async def test_a_reply_may_resolve_and_a_note_may_not(api: Caller, path: str) -> None:
    note = await api.post(f"{path}/messages", {"text": "x", "private": True, "resolve": True})
    assert note.status == 400
    assert (await api.post(f"{path}/messages", {"text": "Beres", "resolve": True})).status == 201
    ticket = (await api.get(path)).body
    assert (ticket["status"], ticket["agent"]["name"]) == ("resolved", "Sari")


async def test_facts_for_what_was_asked_last_that_asks_something(
    api: Caller, desk: Desk, path: str
) -> None:
    await desk.chat("ya, terima kasih")
    found = (await api.get(f"{path}/suggestions")).body
    assert found["language"] == "id"
    assert found["data"]
    for fact in found["data"]:
        assert fact["source"] in fact["insert"]
        assert fact["as_of"] in fact["insert"]
    quiet = await desk.mail("halo")
    none = await api.get(f"/api/v1/tickets/{quiet.ticket}/suggestions")
    assert none.body["data"] == []
    assert (await api.get(f"{NOWHERE}/suggestions")).status == 404
