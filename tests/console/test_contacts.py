"""Contacts over the API."""

import uuid
from uuid import UUID

import pytest

from tests.console.caller import Caller, Office
from tests.tickets.desk import SESSION, SITI, Desk
from tickets.commands.reach import ReachCommands

pytestmark = pytest.mark.slow  # the whole house behind a real web server


@pytest.fixture
async def siti(desk: Desk) -> UUID:
    receipt = await desk.mail(sender_name="Siti Aminah")
    return (await desk.ticket(receipt)).contact.id


@pytest.fixture
async def tele(desk: Desk) -> UUID:
    receipt = await desk.telegram(sender_name="Siti T")
    return (await desk.ticket(receipt)).contact.id


async def test_a_contact_is_read_whole(api: Caller, siti: UUID) -> None:
    answer = await api.get(f"/api/v1/contacts/{siti}")
    assert answer.status == 200
    assert answer.body["name"] == "Siti Aminah"
    (identity,) = answer.body["identities"]
    assert identity["address"] == SITI
    assert (identity["verified"], identity["verified_at"]) == ("none", None)
    assert identity["blocked_at"] is None
    (ticket,) = answer.body["tickets"]
    assert (ticket["status"], ticket["handler"]) == ("new", "bot")
    assert (answer.body["merged_into"], answer.body["merged"]) == (None, [])


async def test_contacts_are_listed_and_searched(api: Caller, siti: UUID, tele: UUID) -> None:
    first = (await api.get("/api/v1/contacts", limit=1)).body
    second = (await api.get("/api/v1/contacts", limit=1, after=first["next"])).body
    ids = [row["id"] for row in (*first["data"], *second["data"])]
    assert sorted(ids) == sorted([str(siti), str(tele)])
    assert second["next"] is None
    found = await api.get("/api/v1/contacts", q="aminah")
    assert [row["id"] for row in found.body["data"]] == [str(siti)]


async def test_a_contact_is_found_by_the_number_of_a_ticket(
    api: Caller, desk: Desk, siti: UUID, tele: UUID
) -> None:
    receipt = await desk.telegram("masih saya")
    found = await api.get("/api/v1/contacts", q=(receipt.ticket or "").lower())
    assert [row["id"] for row in found.body["data"]] == [str(tele)]
    assert siti != tele


async def test_the_tickets_of_a_contact_come_a_page_at_a_time(
    api: Caller, desk: Desk, siti: UUID
) -> None:
    for _ in range(4):
        desk.clock.forward(minutes=1)
        await desk.mail("lagi", message_key=None)
    path = f"/api/v1/contacts/{siti}/tickets"
    page = (await api.get(path, limit=2)).body
    seen = [row["number"] for row in page["data"]]
    while page["next"] is not None:
        page = (await api.get(path, limit=2, after=page["next"])).body
        seen += [row["number"] for row in page["data"]]
    whole = (await api.get(f"/api/v1/contacts/{siti}")).body
    assert seen == [row["number"] for row in whole["tickets"]]
    assert len(set(seen)) == whole["ticket_count"] == 5


async def test_the_language_a_contact_is_answered_in_is_chosen(
    api: Caller, desk: Desk, siti: UUID
) -> None:
    path = f"/api/v1/contacts/{siti}"
    answer = await api.call("PATCH", path, json={"locale": "en"})
    assert (answer.status, answer.body["locale"]) == (200, "en")
    assert (await desk.ticket(await desk.mail("another matter"))).locale == "en"
    assert (await api.call("PATCH", path, json={"locale": "fr"})).status == 400


async def test_an_address_that_was_only_said_is_shown_as_such(
    api: Caller, desk: Desk, office: Office
) -> None:
    chat = await desk.chat("halo")
    reach = ReachCommands(office.house.db, desk.clock, desk.names)
    await reach.note(
        channel="livechat",
        sender=SESSION,
        email="Budi@Contoh.id",
        confirm="Baik",
        client_id="1",
        by_mail=None,
    )
    contact = (await desk.ticket(chat)).contact.id
    answer = await api.get(f"/api/v1/contacts/{contact}")
    verified = {one["kind"]: one["verified"] for one in answer.body["identities"]}
    assert (verified, answer.body["reply_to"]) == (
        {"livechat": "session", "email": "said"},
        "budi@contoh.id",
    )


async def test_a_name_and_a_note_are_given(api: Caller, siti: UUID) -> None:
    path = f"/api/v1/contacts/{siti}"
    answer = await api.call("PATCH", path, json={"note": "Datang Senin"})
    assert answer.status == 200
    assert (answer.body["name"], answer.body["note"]) == ("Siti Aminah", "Datang Senin")
    assert (await api.call("PATCH", path, json={"name": "Siti A."})).body["name"] == "Siti A."


@pytest.mark.parametrize(
    "body", [{"name": ""}, {"name": "x" * 201}, {"note": "x" * 10_001}, {"nama": "Siti"}, []]
)
async def test_a_change_that_makes_no_sense_is_refused(
    api: Caller, siti: UUID, body: object
) -> None:
    answer = await api.call("PATCH", f"/api/v1/contacts/{siti}", json=body)
    assert (answer.status, answer.is_problem) == (400, True)
    assert (await api.get(f"/api/v1/contacts/{siti}")).body["name"] == "Siti Aminah"


async def test_an_agent_merges_two_contacts_and_takes_it_back(
    api: Caller, siti: UUID, tele: UUID
) -> None:
    merged = await api.post(f"/api/v1/contacts/{tele}/merge", {"into": str(siti)})
    assert merged.status == 200
    assert merged.body["id"] == str(siti)
    came = {one["kind"]: one["came_with"] for one in merged.body["identities"]}
    assert came == {"email": None, "telegram": str(tele)}
    assert len(merged.body["tickets"]) == 2
    gone = await api.get(f"/api/v1/contacts/{tele}")
    assert gone.body["merged_into"] == {"id": str(siti), "name": "Siti Aminah"}

    back = await api.post(f"/api/v1/contacts/{tele}/unmerge")
    assert [one["kind"] for one in back.body["identities"]] == ["telegram"]
    assert len(back.body["tickets"]) == 1


async def test_what_cannot_be_merged_says_why(api: Caller, siti: UUID, tele: UUID) -> None:
    await api.post(f"/api/v1/contacts/{tele}/merge", {"into": str(siti)})
    for path, body in (
        (f"/api/v1/contacts/{tele}/merge", {"into": str(siti)}),
        (f"/api/v1/contacts/{siti}/merge", {"into": str(tele)}),
        (f"/api/v1/contacts/{siti}/merge", {"into": str(siti)}),
        (f"/api/v1/contacts/{siti}/unmerge", {}),
    ):
        answer = await api.post(path, body)
        assert (answer.status, answer.body["code"]) == (409, "not_allowed")
        assert answer.body["detail"]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/api/v1/contacts/{nobody}/merge", {"into": "{siti}"}, 404),
        ("/api/v1/contacts/{siti}/merge", {"into": "{nobody}"}, 404),
        ("/api/v1/contacts/{siti}/merge", {}, 400),
        ("/api/v1/contacts/bukan-id/merge", {"into": "{siti}"}, 400),
        ("/api/v1/contacts/{nobody}/unmerge", {}, 404),
    ],
)
async def test_what_is_not_there_or_makes_no_sense(
    api: Caller, siti: UUID, path: str, body: dict[str, str], status: int
) -> None:
    names = {"siti": siti, "nobody": uuid.UUID(int=5)}
    said = {key: value.format(**names) for key, value in body.items()}
    answer = await api.post(path.format(**names), said)
    assert (answer.status, answer.is_problem) == (status, True)


async def test_nobody_reads_contacts_without_signing_in(office: Office, siti: UUID) -> None:
    stranger = office.stranger()
    for method, path in (
        ("GET", "/api/v1/contacts"),
        ("GET", f"/api/v1/contacts/{siti}"),
        ("PATCH", f"/api/v1/contacts/{siti}"),
        ("POST", f"/api/v1/contacts/{siti}/merge"),
        ("POST", f"/api/v1/contacts/{siti}/unmerge"),
    ):
        answer = await stranger.call(method, path, **({} if method == "GET" else {"json": {}}))
        assert (answer.status, answer.is_problem) == (401, True)


async def test_a_contact_that_is_not_there(api: Caller) -> None:
    answer = await api.get(f"/api/v1/contacts/{uuid.uuid4()}")
    assert (answer.status, answer.body["code"]) == (404, "not_found")


async def test_a_cursor_that_is_none(api: Caller) -> None:
    answer = await api.get("/api/v1/contacts", after="bukan")
    assert (answer.status, answer.body["code"]) == (400, "bad_cursor")
