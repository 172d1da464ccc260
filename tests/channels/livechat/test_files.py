"""Files of citizens: kept beside the socket, sent with a message, fetched by their owner only."""

import contextlib
import uuid
from collections.abc import AsyncIterable, AsyncIterator
from typing import Any

import pytest

from channels.livechat.session import address_of, fresh_bound_token, fresh_token
from tests.channels.livechat.rig import (
    Browser,
    Frame,
    Place,
    Seconds,
    livechat,
    real_desk,
    served,
)
from tests.tickets.desk import Desk
from tickets.domain.files import LARGEST
from tickets.store import attachments, messages, uploads

pytestmark = pytest.mark.slow  # a real web server
PNG = b"\x89PNG\r\n\x1a\nisi"
PDF = b"%PDF-1.7 isi"


@contextlib.asynccontextmanager
async def open_for(
    desk: Desk, seconds: Seconds | None = None, **settings: Any  # noqa: ANN401
) -> AsyncIterator[Place]:  # fmt: skip
    chat = livechat(real_desk(desk), desk.bus, seconds, **settings)
    async with served(chat, desk.intake) as place:
        yield place


async def kept(place: Place, session: str, content: bytes = PNG, name: str = "foto.png") -> str:
    reply = await place.upload(session, content, name)
    assert reply.status == 201, reply.content
    return str(reply.body["id"])


async def shown_files(browser: Browser, *ids: str, text: str = "") -> list[Frame]:
    """Send a message with these files; what the message shows of them."""
    await browser.write(text, attachments=list(ids))
    shown: list[Frame] = (await browser.next("message"))["attachments"]
    return shown


async def test_the_welcome_says_what_may_be_sent(desk: Desk) -> None:
    async with open_for(desk) as place, place.browser() as browser:
        options = (await browser.hello())["options"]
    async with open_for(desk, uploads=False) as place, place.browser() as browser:
        nothing = (await browser.hello())["options"]
        refused = await place.upload(browser.session, PNG)

    types = ["application/pdf", "image/gif", "image/jpeg", "image/png", "image/webp"]
    assert options == {
        "upload": {"max_bytes": LARGEST, "types": types}, "continue": [], "mail": False
    }  # fmt: skip
    assert nothing["upload"] is None
    assert refused.problem == (403, "no_uploads")


async def test_files_go_with_a_message_in_order_and_can_be_fetched(desk: Desk) -> None:
    async with open_for(desk) as place, place.browser() as browser:
        await browser.hello()
        ids = [
            await kept(place, browser.session, PDF, r"C:\surat\izin saya é.pdf"),
            await kept(place, browser.session, PNG, "ktp.png"),
        ]
        shown = await shown_files(browser, *ids, text="terlampir")
        pdf, png = [await place.fetch(browser.session, f["url"]) for f in shown]

    assert [(f["name"], f["media_type"], f["size"]) for f in shown] == [
        ("izin saya é.pdf", "application/pdf", len(PDF)),
        ("ktp.png", "image/png", len(PNG)),
    ]
    assert all(f["url"] == f"/chat/v1/files/{f['id']}" for f in shown)
    assert (pdf.status, pdf.content, png.content) == (200, PDF, PNG)
    assert pdf.headers["Content-Disposition"].startswith("attachment;")
    assert png.headers["Content-Type"] == "image/png"
    assert "sandbox" in png.headers["Content-Security-Policy"]
    assert png.headers["X-Content-Type-Options"] == "nosniff"


async def test_a_file_alone_is_a_message_and_names_the_ticket(desk: Desk) -> None:
    async with open_for(desk) as place, place.browser() as browser:
        await browser.hello()
        await shown_files(browser, await kept(place, browser.session, name="denah.png"))
        number = (await browser.next("state"))["ticket"]

    ticket = await desk.ticket(number)
    assert (ticket.subject, ticket.preview) == ("denah.png", "denah.png")
    [said] = await desk.messages(number)
    assert (said.text, [f.name for f in said.attachments]) == ("", ["denah.png"])


async def test_the_same_client_id_has_its_files_once_even_when_the_upload_is_gone(
    desk: Desk,
) -> None:
    client_id = str(uuid.uuid4())
    async with open_for(desk) as place, place.browser() as browser:
        await browser.hello()
        file = await kept(place, browser.session)
        await browser.write("satu", client_id, attachments=[file, file])
        first = await browser.next("ack")
        desk.clock.forward(days=9)
        assert await desk.agents.forget_uploads() == 1
        await browser.write("satu", client_id, attachments=[file])
        assert await browser.next("ack") == first

    assert (await desk.count(messages), await desk.count(attachments)) == (1, 1)


async def test_nobody_sends_anothers_file_or_one_that_is_not_there(desk: Desk) -> None:
    agents = await desk.agents.upload(
        await desk.agent(), digest=desk.blobs.put(PDF), name="a.pdf", media_type="x/y", size=9
    )
    async with open_for(desk) as place, place.browser() as browser:
        await browser.hello()
        mine = await kept(place, browser.session)
        others = await kept(place, fresh_token())
        for foreign in (others, str(agents.id), str(uuid.uuid4())):
            client_id = await browser.write("ini", attachments=[mine, foreign])
            error = await browser.next("error")
            assert (error["code"], error["client_id"]) == ("file_gone", client_id)
        await shown_files(browser, mine)

    assert await desk.count(messages) == 1


@pytest.mark.parametrize(
    "files", [["x"], [5], "abc", [str(uuid.uuid4()) for _ in range(6)], {"a": 1}]
)
async def test_odd_lists_of_files_are_refused(desk: Desk, files: object) -> None:
    async with open_for(desk) as place, place.browser() as browser:
        await browser.hello()
        await browser.write("ini", attachments=files)
        assert (await browser.next("error"))["code"] == "bad_frame"
        await browser.write("berikutnya")
        await browser.next("ack")


async def test_only_the_thread_it_belongs_to_may_fetch_a_file(desk: Desk) -> None:
    async with open_for(desk) as place, place.browser() as browser:
        await browser.hello()
        [file] = await shown_files(browser, await kept(place, browser.session))
        stranger = await place.fetch(fresh_token(), file["url"])
        odd = await place.fetch(browser.session, "/chat/v1/files/bukan-uuid")
        missing = await place.fetch(browser.session, f"/chat/v1/files/{uuid.uuid4()}")
        unsent = await place.fetch(
            browser.session, f"/chat/v1/files/{await kept(place, browser.session)}"
        )

    for reply in (stranger, odd, missing, unsent):
        assert reply.problem == (404, "no_file")


async def test_files_of_a_note_among_colleagues_stay_there(desk: Desk) -> None:
    async with open_for(desk) as place, place.browser() as browser:
        await browser.hello()
        await browser.write("halo")
        number = (await browser.next("state"))["ticket"]
        sari, digest = await desk.agent(), desk.blobs.put(PDF)
        ids = [
            (await desk.agents.upload(sari, digest=digest, name=n, media_type="x/y", size=9)).id
            for n in ("rahasia.pdf", "jawaban.pdf")
        ]
        await desk.agents.note(number, sari, "lihat", files=ids[:1])
        await desk.agents.reply(number, sari, "terlampir", files=ids[1:])
        secret, answer = [f.attachments[0] for f in (await desk.messages(number))[1:]]
        replies = [
            await place.fetch(browser.session, f"/chat/v1/files/{f.id}") for f in (secret, answer)
        ]

    assert [reply.status for reply in replies] == [404, 200]


@pytest.mark.parametrize(
    "authorization",
    ["", "Bearer", "Bearer x", "Basic abc", f"Bearer {'x' * 44}", f"Bearer {fresh_bound_token()}"],
)
async def test_without_a_session_there_is_nothing(desk: Desk, authorization: str) -> None:
    async with open_for(desk) as place:
        headers = {"Authorization": authorization} if authorization else {}
        sent = await place.call("POST", "/chat/v1/uploads", headers, PNG)
        fetched = await place.call("GET", f"/chat/v1/files/{uuid.uuid4()}", headers)
        in_the_address = await place.call(
            "GET", f"/chat/v1/files/{uuid.uuid4()}?session={fresh_token()}", {}
        )

    for reply in (sent, fetched, in_the_address):
        assert reply.problem == (401, "no_session")
    assert await desk.count(uploads) == 0


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", (400, "empty")),
        (b"<script>alert(1)</script>", (415, "wrong_kind")),
        (b"MZ", (415, "wrong_kind")),
        (b"\x89PNG\r\n\x1a\n" + bytes(LARGEST), (413, "too_large")),
    ],
    ids=["empty", "html", "program", "large"],
)
async def test_what_cannot_be_taken_is_refused_with_words(
    desk: Desk, content: bytes, problem: tuple[int, str]
) -> None:
    async with open_for(desk) as place:
        session = fresh_token()
        reply = await place.upload(session, content, **{"Content-Type": "image/png"})
        english = await place.upload(session, b"MZ", **{"Accept-Language": "en-GB, id"})
        await kept(place, session)

    assert reply.problem == problem
    assert "Only pictures" in english.body["detail"]
    assert await desk.count(uploads) == 1


async def test_too_much_without_a_length_is_not_read_to_its_end(desk: Desk) -> None:
    async def endless() -> AsyncIterable[bytes]:
        yield PNG
        for _ in range(LARGEST // 65536 + 2):
            yield bytes(65536)

    async with open_for(desk) as place:
        headers = {"Authorization": f"Bearer {fresh_token()}"}
        reply = await place.call("POST", "/chat/v1/uploads", headers, endless())

    assert reply.problem == (413, "too_large")


async def test_a_session_may_send_so_many_a_minute_and_so_much_in_all(desk: Desk) -> None:
    seconds, session = Seconds(), fresh_token()
    async with open_for(desk, seconds, uploads_per_minute=3, upload_megabytes=1) as place:
        for _ in range(2):
            await kept(place, session, PNG + bytes(300_000))
        full = await place.upload(session, PNG + bytes(600_000))
        quick = await place.upload(session, PNG)
        other = await place.upload(fresh_token(), PNG)
        seconds.now += 20
        later = await place.upload(session, PNG)

    assert full.problem == (413, "no_room")
    assert quick.problem == (429, "too_many_uploads")
    assert quick.headers["Retry-After"] in {"20", "21"}
    assert quick.headers["Retry-After"] in quick.body["detail"]
    assert (other.status, later.status) == (201, 201)
    assert len(await desk.rows(uploads, sender=address_of(session))) == 3


OURS = "https://jakarta.go.id"


async def test_only_pages_that_are_allowed_may_ask(desk: Desk) -> None:
    async with open_for(desk, allowed_origins=(OURS,)) as place:
        session, replies = fresh_token(), {}
        for origin in (OURS, "https://jahat.example", "null"):
            ask = {"Origin": origin, "Access-Control-Request-Method": "POST"}
            preflight = await place.call("OPTIONS", "/chat/v1/uploads", ask)
            upload = await place.upload(session, PNG, Origin=origin)
            wrong = await place.upload(session, b"", Origin=origin)
            replies[origin] = preflight, upload, wrong

    preflight, upload, wrong = replies.pop(OURS)
    assert (preflight.status, upload.status, wrong.status) == (204, 201, 400)
    for reply in (preflight, upload, wrong):  # the page may read why it was refused
        assert reply.headers["Access-Control-Allow-Origin"] == OURS
        assert reply.headers["Vary"] == "Origin"
        assert "Access-Control-Allow-Credentials" not in reply.headers
    assert preflight.headers["Access-Control-Allow-Methods"] == "GET, POST"
    assert "X-File-Name" in preflight.headers["Access-Control-Allow-Headers"]
    assert "Authorization" in preflight.headers["Access-Control-Allow-Headers"]
    for foreign in replies.values():
        for reply in foreign:
            assert reply.problem == (403, "foreign_page")
            assert "Access-Control-Allow-Origin" not in reply.headers
    assert await desk.count(uploads) == 1


async def test_where_every_page_may_ask_the_answer_says_so(desk: Desk) -> None:
    async with open_for(desk) as place:
        ask = {"Origin": "https://mana.saja", "Access-Control-Request-Method": "GET"}
        reply = await place.call("OPTIONS", f"/chat/v1/files/{uuid.uuid4()}", ask)
        plain = await place.upload(fresh_token(), PNG)

    assert (reply.status, reply.headers["Access-Control-Allow-Origin"]) == (204, "*")
    assert "Access-Control-Allow-Origin" not in plain.headers


async def test_a_file_that_cannot_be_kept_is_told(desk: Desk) -> None:
    async with open_for(desk) as place:
        await desk.db.close()
        reply = await place.upload(fresh_token(), PNG)

    assert reply.problem == (503, "failed")
