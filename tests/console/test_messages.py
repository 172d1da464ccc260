"""The transcript, replies, notes, and files."""

import uuid

import pytest

from tests.console.caller import Caller, Office
from tests.tickets.desk import Desk, number
from tickets.domain.message import Trust, Upload
from tickets.domain.traffic import Arrival, Receipt

pytestmark = pytest.mark.slow  # the whole house behind a real web server


@pytest.fixture
async def chat(desk: Desk) -> Receipt:
    return await desk.chat("halo")


@pytest.fixture
def path(chat: Receipt) -> str:
    return f"/api/v1/tickets/{chat.ticket}/messages"


async def test_a_transcript_is_read_oldest_first(
    api: Caller, desk: Desk, chat: Receipt, path: str
) -> None:
    await desk.bot_turn(chat, "Halo juga")
    body = (await api.get(path)).body

    assert [(m["seq"], m["text"], m["author"]["kind"]) for m in body["data"]] == [
        (1, "halo", "contact"),
        (2, "Halo juga", "bot"),
    ]
    assert body["data"][1]["delivery"]["state"] == "sent"
    assert (body["next"], body["cursor"]) == (None, await desk.latest())


async def test_a_new_wording_names_the_message_it_changes(api: Caller, desk: Desk) -> None:
    first = await desk.telegram("jam buka?", message_key="628/5")
    await desk.telegram("jam tutup?", edits="628/5")
    body = (await api.get(f"/api/v1/tickets/{first.ticket}/messages")).body
    assert [(m["text"], m["edited"], m["edits"]) for m in body["data"]] == [
        ("jam buka?", False, None),
        ("jam tutup?", True, 1),
    ]


async def test_whom_the_receiving_server_vouches_for_is_told(api: Caller, desk: Desk) -> None:
    first = await desk.mail(trust=Trust.VERIFIED)
    token = f"conversation:{first.conversation}"
    await desk.mail("bayar ke sini", thread_keys=(token,), trust=Trust.FAILED)
    body = (await api.get(f"/api/v1/tickets/{first.ticket}/messages")).body
    told = [(m["trust"], m["third_party"]) for m in body["data"]]
    assert told == [("verified", False), ("failed", True)]


async def test_a_mail_can_be_had_as_it_came(api: Caller, desk: Desk) -> None:
    raw = b"From: siti@contoh.id\r\n\r\nMohon informasi"
    written = desk.letter()
    await desk.intake.keep(
        Arrival(channel=written.channel, external_id=written.external_id, raw=raw)
    )
    first = await desk.intake.receive(written)
    [said] = (await api.get(f"/api/v1/tickets/{first.ticket}/messages")).body["data"]

    got = await api.get(said["original"])
    assert got.text.encode() == raw
    assert got.headers["Content-Disposition"] == f'attachment; filename="{said["id"]}.eml"'
    chat = await desk.chat("halo")
    [other] = (await api.get(f"/api/v1/tickets/{chat.ticket}/messages")).body["data"]
    assert other["original"] is None
    assert (await api.get(f"/api/v1/messages/{other['id']}/original")).status == 404


async def test_a_mail_is_shown_as_formatted_and_its_pictures_when_asked_for(
    api: Caller, desk: Desk
) -> None:
    picture = '<img src="https://pelacak.example/1.gif">'
    first = await desk.mail(
        html=f'<p onclick="x()">Halo {{0}} <a href="https://a.id">a</a></p>{picture}'
    )
    [said] = (await api.get(f"/api/v1/tickets/{first.ticket}/messages")).body["data"]
    assert (said["html"], said["pictures"]) == (f"/api/v1/messages/{said['id']}/html", True)

    page = await api.get(said["html"])
    assert "<p>Halo {0} <a" in page.text
    assert "pelacak" not in page.text
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "img-src 'none'" in policy
    assert "sandbox" in policy
    asked = await api.get(said["html"], pictures="true")
    assert "https://pelacak.example/1.gif" in asked.text
    assert "img-src https:" in asked.headers["Content-Security-Policy"]
    plain = await desk.mail("polos", sender="b@c.id")
    [bare] = (await api.get(f"/api/v1/tickets/{plain.ticket}/messages")).body["data"]
    assert (bare["html"], bare["pictures"]) == (None, False)
    assert (await api.get(f"/api/v1/messages/{bare['id']}/html")).status == 404


async def test_a_long_transcript_comes_in_pages(api: Caller, desk: Desk, path: str) -> None:
    for n in range(210):
        await desk.chat(str(n))
    first = (await api.get(path)).body
    rest = (await api.get(path, after=first["next"])).body

    assert (len(first["data"]), len(rest["data"]), rest["next"]) == (200, 11, None)
    assert (await api.get(path, after="nonsense")).status == 400


async def test_a_reply_is_created_and_sent(api: Caller, desk: Desk, path: str) -> None:
    answer = await api.post(path, {"text": "Selamat pagi"})

    assert (answer.status, answer.body["seq"], answer.body["private"]) == (201, 2, False)
    assert answer.body["author"] == {"kind": "agent", "name": "Sari"}
    assert answer.body["delivery"]["state"] == "sent"
    assert await desk.thread() == [(1, "halo"), (2, "Selamat pagi")]


async def test_a_reply_by_mail_is_created_and_queued(api: Caller, desk: Desk) -> None:
    receipt = await desk.mail()
    answer = await api.post(f"/api/v1/tickets/{receipt.ticket}/messages", {"text": "Pagi"})

    assert (answer.status, answer.body["seq"], answer.body["private"]) == (201, 2, False)
    assert answer.body["delivery"]["state"] == "queued"
    assert len(await desk.jobs("deliver")) == 1


async def test_a_note_is_private(api: Caller, desk: Desk, path: str) -> None:
    answer = await api.post(path, {"text": "hati-hati", "private": True})

    assert (answer.status, answer.body["private"]) == (201, True)
    assert (answer.body["seq"], answer.body["delivery"]) == (None, None)
    assert await desk.thread() == [(1, "halo")]


async def test_the_same_key_is_the_same_reply(api: Caller, desk: Desk, path: str) -> None:
    first = await api.post(path, {"text": "Selamat pagi"}, **{"Idempotency-Key": "k1"})
    again = await api.post(path, {"text": "Selamat pagi"}, **{"Idempotency-Key": "k1"})
    other = await api.post(path, {"text": "Selamat pagi"}, **{"Idempotency-Key": "k2"})

    assert first.body == again.body
    assert other.body["id"] != first.body["id"]
    assert len(await desk.thread()) == 3


async def test_two_long_keys_that_begin_alike_are_two_keys(api: Caller, path: str) -> None:
    keys = ["k" * 100 + end for end in ("a", "b")]
    ids = [(await api.post(path, {"text": k}, **{"Idempotency-Key": k})).body["id"] for k in keys]

    assert len(set(ids)) == 2


async def test_a_key_may_be_long_but_not_endless(api: Caller, desk: Desk, path: str) -> None:
    long, longer = "k" * 200, "k" * 201
    taken = await api.post(path, {"text": "satu"}, **{"Idempotency-Key": long})
    refused = await api.post(path, {"text": "dua"}, **{"Idempotency-Key": longer})

    assert taken.status == 201
    assert (refused.status, refused.is_problem) == (400, True)
    assert "Idempotency-Key" in refused.body["detail"]
    assert await desk.thread() == [(1, "halo"), (2, "satu")]


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({}, "text"),
        ({"text": ""}, "text"),
        ({"text": None}, "text"),
        ({"text": 5}, "text"),
        ({"text": "x" * 50_001}, "text"),
        ({"text": "x", "private": "perhaps"}, "private"),
        ({"text": "x", "to": "semua"}, "to"),
    ],
    ids=lambda value: str(value)[:30],
)
async def test_a_message_that_is_not_valid_says_where(
    api: Caller, desk: Desk, path: str, body: dict[str, object], place: str
) -> None:
    answer = await api.post(path, body)

    assert (answer.status, answer.is_problem, answer.body["code"]) == (400, True, "invalid")
    assert [(e["in"], e["loc"]) for e in answer.body["errors"]] == [("body", [place])]
    assert len(await desk.thread()) == 1


async def test_a_message_of_blanks_is_refused(api: Caller, path: str) -> None:
    answer = await api.post(path, {"text": " \n "})

    assert (answer.status, answer.is_problem, answer.body["code"]) == (400, True, "empty")


async def test_odd_characters_do_no_harm(api: Caller, path: str) -> None:
    answer = await api.call(
        "POST", path, data=b'{"text": "a\\u0000b \\ud83d c"}',
        headers={"Content-Type": "application/json"},
    )  # fmt: skip

    assert answer.status in {201, 400}
    assert (await api.post(path, {"text": "berikutnya"})).status == 201


async def test_a_reply_on_a_closed_ticket_is_a_conflict(
    api: Caller, desk: Desk, chat: Receipt, path: str
) -> None:
    await api.post(f"/api/v1/tickets/{number(chat)}/close")

    assert (await api.post(path, {"text": "Halo"})).status == 409
    assert await desk.thread() == [(1, "halo")]


async def _attached(desk: Desk, api: Caller, upload: Upload) -> str:
    receipt = await desk.mail(uploads=(upload,))
    body = (await api.get(f"/api/v1/tickets/{receipt.ticket}/messages")).body
    url: str = body["data"][0]["attachments"][0]["url"]
    return url


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("halaman.html", "text/html"),
        ("gambar.svg", "image/svg+xml"),
        ("gambar.png", "text/html"),
        ("skrip.js", "text/javascript"),
        ("surat.xhtml", "application/xhtml+xml"),
        ("berkas.pdf", "application/pdf"),
        ("nakal\r\nX-Jahat: ya.html", "text/html\r\nX-Jahat: ya"),
        ('"; filename="jahat.exe', "IMAGE/PNG"),
    ],
)
async def test_whatever_could_run_is_downloaded(
    api: Caller, desk: Desk, name: str, kind: str
) -> None:
    content = b"<script>alert(1)</script>"
    answer = await api.get(
        await _attached(desk, api, Upload(name=name, media_type=kind, content=content))
    )

    assert (answer.status, answer.text) == (200, content.decode())
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
    assert '"' not in answer.headers["Content-Disposition"]
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "X-Jahat" not in answer.headers


async def test_a_picture_is_shown(api: Caller, desk: Desk) -> None:
    upload = Upload(name="ktp saya.png", media_type="image/png", content=b"PNG")
    answer = await api.get(await _attached(desk, api, upload))

    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["Content-Disposition"] == "inline; filename*=UTF-8''ktp%20saya.png"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


async def test_a_pdf_is_shown_to_who_asks_to_view_it(api: Caller, desk: Desk) -> None:
    upload = Upload(name="surat.pdf", media_type="application/pdf", content=b"%PDF-1.7 ...")
    url = await _attached(desk, api, upload)
    assert (await api.get(url)).headers["Content-Disposition"].startswith("attachment;")
    answer = await api.get(url, view="true")

    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == "inline; filename*=UTF-8''surat.pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; ")


@pytest.mark.parametrize(
    ("kind", "content"),
    [("application/pdf", b"<script>alert(1)</script>"), ("text/html", b"%PDF-1.7 <script>")],
)
async def test_what_only_says_that_it_is_a_pdf_is_downloaded(
    api: Caller, desk: Desk, kind: str, content: bytes
) -> None:
    upload = Upload(name="surat.pdf", media_type=kind, content=content)
    answer = await api.get(await _attached(desk, api, upload), view="true")

    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment;")


async def test_a_file_is_only_for_those_who_work_here(
    office: Office, api: Caller, desk: Desk
) -> None:
    url = await _attached(desk, api, Upload(name="a", media_type="image/png", content=b"x"))

    assert (await office.stranger().get(url)).status == 401


async def test_a_file_nobody_knows_is_not_found(api: Caller) -> None:
    answer = await api.get(f"/api/v1/attachments/{uuid.UUID(int=1)}")

    assert (answer.status, answer.is_problem, answer.body["code"]) == (404, True, "not_found")


@pytest.mark.parametrize("named", ["nonsense", "..%2f..%2fsecret.key"])
async def test_a_file_that_is_not_named_by_an_id_is_refused(api: Caller, named: str) -> None:
    answer = await api.get(f"/api/v1/attachments/{named}")

    assert (answer.status, answer.is_problem, answer.body["code"]) == (400, True, "invalid")
    assert [e["loc"] for e in answer.body["errors"]] == [["attachment"]]


HTML = "<p>Syarat <strong>NIB</strong>:</p><ul><li><p>KTP</p></li></ul>"


async def test_rich_text_is_cleaned_and_shown_where_it_was_sent(api: Caller, desk: Desk) -> None:
    mail = await desk.mail("halo")
    hostile = HTML + '<img src=x onerror="alert(1)"><a href="javascript:alert(1)">x</a>'
    answer = await api.post(f"/api/v1/tickets/{mail.ticket}/messages", {"html": hostile})

    assert answer.status == 201
    assert answer.body["text"] == "Syarat NIB:\n\n• KTP\n\nx"
    assert answer.body["rich"] == f"{HTML}<a>x</a>"
    assert answer.body["html"] is None, "that page is for what others sent"
    told = (await api.get(f"/api/v1/tickets/{mail.ticket}/messages")).body["data"]
    assert [one["rich"] for one in told] == [None, f"{HTML}<a>x</a>"]


async def test_rich_text_in_a_chat_is_its_text(api: Caller, desk: Desk, path: str) -> None:
    answer = await api.post(path, {"html": HTML, "text": "kata lain"})

    assert (answer.status, answer.body["rich"]) == (201, None)
    assert (await desk.thread())[-1] == (2, "Syarat NIB:\n\n• KTP")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"html": "x" * 100_001}, 400, "invalid"),
        ({"html": "<blockquote>" * 30 + "x"}, 422, "bad_rich_text"),
        ({"html": "<p></p>", "text": "kata"}, 400, "empty"),
        ({"html": HTML, "private": True}, 400, "bad_request"),
        ({"html": 5}, 400, "invalid"),
    ],
    ids=["long", "deep", "empty", "note", "number"],
)
async def test_rich_text_that_is_not_taken_says_why(
    api: Caller, desk: Desk, path: str, body: dict[str, object], status: int, code: str
) -> None:
    answer = await api.post(path, body)

    assert (answer.status, answer.is_problem, answer.body["code"]) == (status, True, code)
    assert len(await desk.thread()) == 1
