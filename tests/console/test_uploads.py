"""Files that agents send here, and the messages they go with."""

import uuid
from typing import Any

import aiohttp
import pytest

from tests.console.caller import Answer, Caller, Office
from tests.tickets.desk import Desk
from tickets.commands.written import LARGEST_MESSAGE
from tickets.domain.access import Role
from tickets.domain.files import LARGEST, kind_of, name_of
from tickets.domain.traffic import Receipt

pytestmark = pytest.mark.slow  # the whole house behind a real web server
UPLOADS = "/api/v1/uploads"
PNG = b"\x89PNG\r\n\x1a\nisi"


async def send(
    who: Caller, content: bytes, name: str = "izin.pdf", kind: str = "application/pdf",
    **headers: str,
) -> Answer:  # fmt: skip
    form = aiohttp.FormData(quote_fields=False)  # as browsers send names
    form.add_field("file", content, filename=name, content_type=kind)
    return await who.call("POST", UPLOADS, data=form, headers=headers)


async def sent(who: Caller, content: bytes = b"%PDF-1.7", name: str = "izin.pdf") -> str:
    return str((await send(who, content, name)).body["id"])


@pytest.fixture
async def mail(desk: Desk) -> Receipt:
    return await desk.mail()


@pytest.fixture
def path(mail: Receipt) -> str:
    return f"/api/v1/tickets/{mail.ticket}/messages"


async def test_a_file_is_kept_and_named(api: Caller) -> None:
    answer = await send(api, PNG, r"C:\foto\ktp  sáya.png", "text/html")

    assert (answer.status, set(answer.body)) == (201, {"id", "name", "media_type", "size"})
    assert answer.body["name"] == "ktp sáya.png"
    assert (answer.body["media_type"], answer.body["size"]) == ("image/png", len(PNG))


async def test_files_go_with_a_reply_and_can_be_read(api: Caller, desk: Desk, path: str) -> None:
    ids = [await sent(api, b"%PDF-1.7 satu", "satu.pdf"), await sent(api, PNG, "dua.png")]
    answer = await api.post(path, {"text": "Terlampir", "attachments": ids})

    assert answer.status == 201
    shown = answer.body["attachments"]
    assert [(f["name"], f["media_type"]) for f in shown] == [
        ("satu.pdf", "application/pdf"),
        ("dua.png", "image/png"),
    ]
    assert (await api.get(shown[0]["url"])).text == "%PDF-1.7 satu"
    [_, said] = (await api.get(path)).body["data"]
    assert said["attachments"] == shown
    out = await desk.deliveries.outbound(uuid.UUID(said["id"]))
    assert out is not None
    assert [u.content for u in out.uploads] == [b"%PDF-1.7 satu", PNG]


async def test_a_large_file_is_taken_and_one_that_is_too_large_is_not(api: Caller) -> None:
    """Larger than any other body may be."""
    assert (await send(api, b"x" * LARGEST)).status == 201
    answer = await send(api, b"x" * (LARGEST + 1))
    assert (answer.status, answer.is_problem, answer.body["code"]) == (413, True, "too_large")
    assert "10 MB" in answer.body["detail"]


async def test_an_empty_file_is_refused(api: Caller) -> None:
    answer = await send(api, b"")
    assert (answer.status, answer.is_problem, answer.body["code"]) == (400, True, "empty")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"{}", "application/json"),
        (b"x", "multipart/mixed; boundary=b"),
        (b"", "text/plain"),
    ],
)
async def test_what_is_no_form_is_refused(api: Caller, body: bytes, kind: str) -> None:
    answer = await api.call("POST", UPLOADS, data=body, headers={"Content-Type": kind})
    assert (answer.status, answer.is_problem) == (415, True)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"nonsense",
        b"--b--\r\n",
        b"--b\r\n\r\n",
        b'--b\r\nContent-Disposition: form-data; name="file"\r\n\r\nx\r\n--b--\r\n',
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nx',
        b'--b\r\nContent-Disposition: form-data; filename="a"\r\nContent-Length: x\r\n\r\nx',
        b"--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n\r\nx\r\n--c--\r\n",
        b"\xff\xfe" * 500,
    ],
)
@pytest.mark.parametrize("boundary", ["; boundary=b", ""])
async def test_a_form_that_cannot_be_read_is_a_problem(
    api: Caller, body: bytes, boundary: str
) -> None:
    kind = f"multipart/form-data{boundary}"
    answer = await api.call("POST", UPLOADS, data=body, headers={"Content-Type": kind})
    assert (answer.status, answer.is_problem) == (400, True)


async def test_two_files_in_one_form_are_refused(api: Caller) -> None:
    form = aiohttp.FormData()
    for name in ("a.pdf", "b.pdf"):
        form.add_field("file", b"x", filename=name)
    assert (await api.call("POST", UPLOADS, data=form)).status == 400


async def test_only_who_works_here_sends_files_and_only_from_our_own_page(
    office: Office, desk: Desk, path: str
) -> None:
    people = office.house.people
    await people.add(
        email="budi@kantor.id", name="Budi", role=Role.AGENT, password="rahasia-sekali"
    )
    signed_in = await office.stranger().post(
        "/api/v1/session", {"email": "budi@kantor.id", "password": "rahasia-sekali"}
    )
    cookie = {"Cookie": signed_in.headers["Set-Cookie"].partition(";")[0]}

    assert (await send(office.stranger(), PNG)).status == 401
    assert (await send(office.stranger(), PNG, **cookie, Origin=office.origin)).status == 201
    refused = await send(office.stranger(), PNG, **cookie, Origin="https://jahat.example")
    assert (refused.status, refused.is_problem) == (403, True)
    form = aiohttp.FormData({"text": "x"}, default_to_multipart=True)
    forged = await office.stranger(**cookie, Origin=office.origin).call("POST", path, data=form)
    assert (forged.status, forged.is_problem) == (415, True)
    assert await desk.texts(path.split("/")[4]) == ["Mohon informasi"]


async def test_a_file_of_another_is_not_found(api: Caller, supervisor: Caller, path: str) -> None:
    theirs = await sent(supervisor)
    for named in (theirs, str(uuid.uuid4())):
        answer = await api.post(path, {"text": "x", "attachments": [named]})
        assert (answer.status, answer.is_problem, answer.body["code"]) == (404, True, "not_found")
    assert len((await api.get(path)).body["data"]) == 1


async def test_too_much_for_one_message_is_said(api: Caller, path: str) -> None:
    ids = [await sent(api, b"x" * (LARGEST_MESSAGE // 2)) for _ in range(3)]
    answer = await api.post(path, {"text": "x", "attachments": ids})

    assert (answer.status, answer.is_problem, answer.body["code"]) == (422, True, "too_large")
    assert (await api.post(path, {"text": "x", "attachments": ids[:2]})).status == 201


@pytest.mark.parametrize("given", [["x"], "x", [None], [str(uuid.UUID(int=1))] * 11, {"a": 1}])
async def test_a_list_that_is_not_valid_says_where(api: Caller, path: str, given: Any) -> None:  # noqa: ANN401
    answer = await api.post(path, {"text": "x", "attachments": given})
    assert (answer.status, answer.body["code"]) == (400, "invalid")
    assert answer.body["errors"][0]["loc"][0] == "attachments"


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("surat.pdf", "surat.pdf"),
        ("../../etc/passwd", "passwd"),
        ("..", "file"),
        ("", "file"),
        ("a\r\nX-Jahat: ya.pdf", "aX-Jahat: ya.pdf"),
        ("faktur\u202efdp.exe", "fakturfdp.exe"),
        ("  dua   kata .pdf ", "dua kata .pdf"),
        ("KTP Ibu Siti (aślí).jpg", "KTP Ibu Siti (aślí).jpg"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
        ("x" * 300, "x" * 200),
        ("x." + "y" * 300, "x." + "y" * 198),
        ("\ud83d.pdf", "?.pdf"),
    ],
)
def test_names_are_made_harmless(given: str, name: str) -> None:
    assert name_of(given) == name


@pytest.mark.parametrize(
    ("declared", "content", "kind"),
    [
        ("", PNG, "image/png"),
        ("text/html", b"GIF89a", "image/gif"),
        ("x", b"\xff\xd8\xff\xe0", "image/jpeg"),
        ("x", b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        ("image/webp", b"RIFF\x00\x00\x00\x00WAVE", "application/octet-stream"),
        ("image/png", b"<script>", "application/octet-stream"),
        ("application/pdf", b"MZ", "application/octet-stream"),
        ("Text/Plain; charset=utf-8", b"halo", "text/plain"),
        ("text/plain\r\nX: y", b"halo", "application/octet-stream"),
        ("", b"halo", "application/octet-stream"),
        ("/", b"halo", "application/octet-stream"),
    ],
)
def test_kinds_are_what_the_bytes_tell(declared: str, content: bytes, kind: str) -> None:
    assert kind_of(declared, content) == kind
