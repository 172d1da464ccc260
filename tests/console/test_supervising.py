"""What supervisors look at and take out, and what is written down of it."""

import asyncio
import csv
import io
import json
from typing import Any

import pytest

from console.api import transcripts as exporting
from tests.console.caller import Caller, Office
from tests.tickets.desk import Desk, number
from tickets.commands.actor import Actor
from tickets.domain.message import Upload

pytestmark = pytest.mark.slow  # the whole house behind a real web server

EXPORT = "/api/v1/transcripts/export"
PERIOD = {"since": "2026-05-04T00:00:00+07:00", "until": "2026-05-05T00:00:00+07:00"}


async def _audit(supervisor: Caller, **which: str) -> list[dict[str, Any]]:
    answer = await supervisor.get("/api/v1/audit", **which)
    assert answer.status == 200
    lines: list[dict[str, Any]] = answer.body["data"]
    return lines


async def _did(supervisor: Caller) -> list[tuple[str, str, str]]:
    lines = await _audit(supervisor)
    return [(line["agent"]["name"], line["action"], line["ticket"]) for line in lines]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/v1/audit"),
        ("GET", "/api/v1/audit/people"),
        ("GET", "/api/v1/transcripts"),
        ("POST", EXPORT),
        ("GET", "/api/v1/wall"),
        ("GET", "/api/v1/reports?since=2026-05-04T00:00:00Z&until=2026-05-05T00:00:00Z"),
        ("GET", "/api/v1/reports/csv?since=2026-05-04T00:00:00Z&until=2026-05-05T00:00:00Z"),
        ("GET", "/api/v1/reports/tickets?metric=hours&part=00"),
        ("POST", "/api/v1/tickets/{number}/whisper"),
    ],
)
async def test_agents_may_not_and_strangers_even_less(
    office: Office, api: Caller, supervisor: Caller, desk: Desk, method: str, path: str
) -> None:
    path = path.format(number=number(await desk.chat()))
    assert (await api.call(method, path)).status == 403
    assert (await office.stranger().call(method, path)).status == 401
    assert (await supervisor.call(method, path)).status not in {401, 403, 404}
    assert await _audit(supervisor) == []


async def test_whoever_opens_a_transcript_is_written_down(
    api: Caller, supervisor: Caller, desk: Desk
) -> None:
    first, second = number(await desk.chat()), number(await desk.mail())
    assert (await api.get(f"/api/v1/tickets/{first}")).status == 200
    assert await _audit(supervisor) == []  # its head is no transcript
    for number_ in (first, first, second):
        assert (await api.get(f"/api/v1/tickets/{number_}/messages")).status == 200
    await supervisor.get(f"/api/v1/tickets/{first}/messages")
    assert (await api.get("/api/v1/tickets/TIDAK-ADA/messages")).status == 404
    assert await _did(supervisor) == [
        ("Dewi", "opened", first),
        ("Sari", "opened", second),
        ("Sari", "opened", first),
    ]
    (line,) = await _audit(supervisor, ticket=second)
    assert line["origin"] == "127.0.0.0/24"
    assert await _audit(supervisor, ticket=second, until=line["at"]) == []


async def test_files_letters_and_originals_too(api: Caller, supervisor: Caller, desk: Desk) -> None:
    file = Upload(name="ktp.png", media_type="image/png", content=b"\x89PNG")
    receipt = await desk.mail("Halo", html="<p>Halo</p>", uploads=(file,))
    (said,) = await desk.messages(receipt)
    for path in (
        f"/api/v1/attachments/{said.attachments[0].id}",
        f"/api/v1/messages/{said.id}/html",
    ):
        assert (await api.get(path)).status == 200
    ticket = number(receipt)
    assert await _did(supervisor) == [("Sari", "opened", ticket), ("Sari", "attachment", ticket)]
    lines = await _audit(supervisor)
    assert lines[1]["attachment"] == str(said.attachments[0].id)


async def test_one_is_exported_as_each_kind_of_file(supervisor: Caller, desk: Desk) -> None:
    receipt = await desk.chat("jam buka?", sender_name="Siti")
    sari = await desk.agent("Tuti")
    await desk.agents.note(number(receipt), sari, "catatan rahasia")
    body = {"numbers": [number(receipt)], "reason": "permintaan warga"}

    answer = await supervisor.post(EXPORT, body | {"format": "json"})
    assert answer.status == 200
    assert f'filename="{receipt.ticket}.json"' in answer.headers["Content-Disposition"]
    (ticket,) = json.loads(answer.text)
    assert ticket["number"] == receipt.ticket
    assert ticket["created_at"] == "2026-05-04T16:00:00+07:00"
    assert [said["text"] for said in ticket["messages"]] == ["jam buka?"]

    answer = await supervisor.post(EXPORT, body | {"format": "csv", "notes": True})
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert [(row["text"], row["internal"]) for row in rows] == [
        ("jam buka?", "no"),
        ("catatan rahasia", "yes"),
    ]

    answer = await supervisor.post(EXPORT, body | {"format": "pdf", "locale": "en"})
    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/pdf")
    assert answer.text.startswith("%PDF-")

    lines = await _audit(supervisor)
    assert [(line["action"], line["reason"]) for line in lines] == [
        ("exported", "permintaan warga")
    ] * 3
    assert len({line["export"] for line in lines}) == 3


async def test_many_are_exported_by_a_filter(supervisor: Caller, desk: Desk) -> None:
    mails = {number(await desk.mail(sender=f"{n}@contoh.id")) for n in range(3)}
    await desk.chat()
    answer = await supervisor.post(EXPORT, {"format": "json", "which": {"channel": "surat"}})
    assert {one["number"] for one in json.loads(answer.text)} == mails
    lines = await _audit(supervisor)
    assert {line["ticket"] for line in lines} == mails
    assert len({line["export"] for line in lines}) == 1


async def test_too_many_are_refused_and_nothing_is_written_down(
    supervisor: Caller, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "MOST_EXPORTED", 2)
    monkeypatch.setattr(exporting, "_MOST_PRINTED", 1)
    numbers = [number(await desk.mail(sender=f"{n}@contoh.id")) for n in range(3)]
    answer = await supervisor.post(EXPORT, {"format": "csv", "which": {}})
    assert (answer.status, answer.body["code"]) == (422, "too_many_tickets")
    answer = await supervisor.post(EXPORT, {"format": "pdf", "numbers": numbers[:2]})
    assert (answer.status, answer.body["code"]) == (422, "too_many_tickets")
    assert await _audit(supervisor) == []
    assert (await supervisor.post(EXPORT, {"format": "csv", "numbers": numbers[:2]})).status == 200


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"format": "csv"}, 400),
        ({"format": "csv", "numbers": ["X"], "which": {}}, 400),
        ({"format": "doc", "which": {}}, 400),
        ({"format": "csv", "numbers": ["X"]}, 404),
        ({"format": "csv", "which": {"channel": "tidak-ada"}}, 404),
        ({"format": "csv", "which": {"rating": 6}}, 400),
        ({"format": "csv", "numbers": ["X"] * 501}, 400),
    ],
)
async def test_an_export_that_makes_no_sense(
    supervisor: Caller, body: dict[str, object], status: int
) -> None:
    answer = await supervisor.post(EXPORT, body)
    assert (answer.status, answer.is_problem) == (status, True)
    assert await _audit(supervisor) == []


async def test_a_whisper_is_a_note_marked_for_who_has_the_ticket(
    api: Caller, supervisor: Caller, desk: Desk, sari: Actor
) -> None:
    receipt = await desk.chat()
    path = f"/api/v1/tickets/{receipt.ticket}/whisper"
    answer = await supervisor.post(path, {"text": "Tawarkan jadwal"})
    assert (answer.status, answer.body["code"]) == (409, "nobody_has_it")
    await desk.agents.take(number(receipt), sari)
    since = await desk.latest()
    before = await desk.ticket(receipt)
    answer = await supervisor.post(path, {"text": " Tawarkan jadwal "})
    assert answer.status == 201
    page = (await api.get(f"/api/v1/tickets/{receipt.ticket}/messages")).body
    note = page["data"][-1]
    assert (note["text"], note["private"], note["seq"]) == ("Tawarkan jadwal", True, None)
    assert (note["whisper"], note["author"]["name"]) == (str(sari.id), "Dewi")
    assert page["data"][0]["whisper"] is None
    after = await desk.ticket(receipt)
    assert (after.standing, after.agent) == (before.standing, before.agent)
    happened = {one.kind: one.facts for one in await desk.log(since)}
    assert happened["ticket.whispered"]["to"] == sari.id.hex
    assert [text for _, text in await desk.thread()] == ["halo"]


async def test_the_wall_and_the_reports_are_served(supervisor: Caller, desk: Desk) -> None:
    receipt = await desk.chat("halo", sender_name="Siti")
    await desk.bot_turn(receipt, "Sebentar", hand_off="misses")
    desk.clock.forward(minutes=5)
    wall = (await supervisor.get("/api/v1/wall")).body
    assert (wall["queue"]["waiting"], wall["queue"]["open"]) == (1, None)
    assert [one["number"] for one in wall["oldest"]] == [receipt.ticket]

    report = (await supervisor.get("/api/v1/reports", **PERIOD)).body
    figures = {one["metric"]: one["figures"] for one in report["metrics"]}
    assert report["zone"] == "Asia/Jakarta"
    assert figures["volume"] == [{"part": "livechat", "name": "", "value": 1.0, "of": 1}]
    behind = await supervisor.get(
        "/api/v1/reports/tickets", metric="handoffs", part="misses", **PERIOD
    )
    assert [one["number"] for one in behind.body["data"]] == [receipt.ticket]
    table = await supervisor.get("/api/v1/reports/csv", metric="volume", **PERIOD)
    (row,) = csv.DictReader(io.StringIO(table.text.removeprefix("\ufeff")))
    assert (row["part"], row["value"], row["of"]) == ("livechat", "1", "1")


@pytest.mark.parametrize(
    "period",
    [
        {"since": "2026-05-05T00:00:00Z", "until": "2026-05-04T00:00:00Z"},
        {"since": "2026-05-04T00:00:00", "until": "2026-05-05T00:00:00"},
        {"since": "2024-05-04T00:00:00Z", "until": "2026-05-05T00:00:00Z"},
    ],
)
async def test_a_period_that_makes_no_sense(supervisor: Caller, period: dict[str, str]) -> None:
    answer = await supervisor.get("/api/v1/reports", **period)
    assert (answer.status, answer.is_problem) == (400, True)


async def test_what_no_report_has_is_not_there(supervisor: Caller) -> None:
    answer = await supervisor.get("/api/v1/reports/tickets", metric="x", part="y", **PERIOD)
    assert (answer.status, answer.is_problem) == (404, True)


async def test_transcripts_are_looked_for(supervisor: Caller, desk: Desk) -> None:
    mail = number(await desk.mail(subject="Izin usaha"))
    await desk.chat()
    for which in (
        {"channel": "surat"},
        {"q": "usaha"},
        {"q": mail},
        {"channel": "surat", **PERIOD},
    ):
        page = (await supervisor.get("/api/v1/transcripts", **which)).body
        assert [one["number"] for one in page["data"]] == [mail], which
    first = (await supervisor.get("/api/v1/transcripts", limit=1)).body
    second = (await supervisor.get("/api/v1/transcripts", limit=1, after=first["next"])).body
    assert second["data"][0]["number"] == mail
    assert second["next"] is None
    assert await _audit(supervisor) == []  # a list is no transcript


async def test_openings_at_the_same_moment_are_one_line(
    api: Caller, supervisor: Caller, desk: Desk
) -> None:
    path = f"/api/v1/tickets/{number(await desk.chat())}/messages"
    async with asyncio.TaskGroup() as group:
        for _ in range(5):
            group.create_task(api.get(path))
    assert len(await _audit(supervisor)) == 1
